"""What an event carried, as text and as a hex dump."""

import base64
import binascii
from dataclasses import dataclass

from ui import text
from ui.facts import Event, found

_CARRIED = (
    ("Payload", "payload", "payload_printable"),
    ("Packet", "packet", ""),
    ("Frame", "frame.payload", "frame.payload_printable"),
    ("Request body", "http.http_request_body", "http.http_request_body_printable"),
    ("Response body", "http.http_response_body", "http.http_response_body_printable"),
)
_WIDTH = 8
"""Bytes a line: what fits beside a table."""
SHOWN = 4_096
"""Bytes that are shown; the export has all of them."""


@dataclass(frozen=True)
class Carried:
    """Bytes that an event holds.

    Attributes:
        title: what they are, in our words.
        size: how many bytes; those of the text when the event holds only that.
        printed: the beginning as text, its lines kept, safe to show.
        dumped: the beginning as lines of offset, hex and characters; "" when the event holds only text.
    """

    title: str
    size: int
    printed: str
    dumped: str


def carried(event: Event) -> list[Carried]:
    """Everything that the event carried, in the order of a conversation; empty when it carried nothing."""
    kinds = (_read(title, _text(event, encoded), _text(event, printable)) for title, encoded, printable in _CARRIED)
    return [each for each in kinds if each]


def dump(content: bytes) -> str:
    """``0000  47 45 54 20 2f 20 48 54  GET / HT`` for every eight bytes."""
    lines = []
    for start in range(0, len(content), _WIDTH):
        part = content[start : start + _WIDTH]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        lines.append(f"{start:04x}  {part.hex(' '):<{_WIDTH * 3 - 1}}  {shown}")
    return "\n".join(lines)


def _read(title: str, encoded: str, printable: str) -> Carried | None:
    content = _decoded(encoded)
    if not content and not printable:
        return None
    written = printable or content.decode("utf-8", "replace")
    return Carried(title, len(content) or len(printable), _lines(written), dump(content[:SHOWN]))


def _text(event: Event, path: str) -> str:
    return next((value for value in found(event, path) if isinstance(value, str)), "") if path else ""


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded)
    except (binascii.Error, ValueError):
        return b""  # not what Suricata writes: the JSON shows it as it is


def _lines(written: str) -> str:
    lines = written[:SHOWN].replace("\r\n", "\n").split("\n")
    return "\n".join(text.visible(line, None) for line in lines)
