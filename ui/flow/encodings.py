"""Base64 inside what an event carried: commands and names that are meant not to be read."""

import base64
import binascii
import re
from collections.abc import Iterator

from ui import text
from ui.facts import Event, found
from ui.payload import SHOWN

_RUN = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}={0,2}")
_FIELDS = (
    "payload_printable",
    "http.url",
    "http.http_refer",
    "http.cookie",
    "http.http_request_body_printable",
    "http.http_response_body_printable",
)
_MOST = 5
_URL_SAFE = str.maketrans("-_", "+/")


def hidden(event: Event) -> list[tuple[str, str]]:
    """Field and text of each base64 run that decodes to text, UTF-8 or UTF-16 as PowerShell has it; at most five.

    The text is safe to show, its lines are kept, and it is the first 4,096 characters.
    """
    read: dict[str, str] = {}
    for field, run in _runs(event):
        plain = _decoded(run)
        if plain:
            read.setdefault(plain, field)
        if len(read) == _MOST:
            break
    return [(field, "\n".join(text.visible(line, None) for line in plain[:SHOWN].split("\n"))) for plain, field in read.items()]


def _runs(event: Event) -> Iterator[tuple[str, str]]:
    for field in _FIELDS:
        for value in found(event, field):
            if isinstance(value, str):
                yield from ((field, match.group()) for match in _RUN.finditer(value))


def _decoded(run: str) -> str:
    bare = run.rstrip("=").translate(_URL_SAFE)
    try:
        content = base64.b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        return ""
    for encoding in ("utf-16-le", "utf-8"):
        try:
            plain = content.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
        # Any bytes are some text: what people wrote is ASCII but for a few characters.
        readable = sum(" " <= character <= "~" or character in "\n\t" for character in plain)
        if len(plain) >= 8 and readable >= 0.95 * len(plain):
            return plain
    return ""
