"""One rule: its contents, and the options that tell about it. Everything else stays text.

After https://docs.suricata.io/en/latest/rules/intro.html and payload-keywords.html.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 32 * 1024
"""Characters of a rule that are read."""

_OPTIONS = re.compile(r'((?:[^;"\\]|\\.|"(?:[^"\\]|\\.)*")*);', re.DOTALL)
_ESCAPED = re.compile(r'\\([;\\":|])')
_HEX = re.compile(r"\|([0-9A-Fa-f\s]*)\|")
_BUFFER = re.compile(
    r"(?:http|http2|tls|dns|dns_query|file|ssh|smtp|krb5|smb|sip|mqtt|quic|snmp|ja3|ja4|dcerpc|ftp|rfb|ike|pkt_data|base64_data)"
    r"(?:[._][a-z0-9_.]+)?"
)
"""Sticky buffers, and the modifiers of before Suricata 5, such as ``http_uri``, which stand behind their content."""


@dataclass(frozen=True, slots=True)
class Content:
    """One ``content``.

    Attributes:
        written: as the rule has it, without the quotes.
        sought: its bytes.
        negated: it must not be there.
        nocase: A to Z match in either case.
        buffer: where it is looked for; "" for the payload.
    """

    written: str
    sought: bytes
    negated: bool = False
    nocase: bool = False
    buffer: str = ""

    def places(self, content: bytes) -> list[int]:
        """The bytes at which it begins, at most 100 of them, none inside another."""
        if not self.sought:
            return []
        pattern = re.compile(re.escape(self.sought), re.IGNORECASE if self.nocase else re.NOFLAG)
        return [found.start() for _, found in zip(range(100), pattern.finditer(content), strict=False)]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes:
        text: all of it.
        message: of ``msg``.
        contents: in order.
        references: such as ``cve,2020-1472``.
        metadata: name and value, in order.
        options: the names of all options, in order.
    """

    text: str
    message: str = ""
    contents: tuple[Content, ...] = ()
    references: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()


def parsed(text: str) -> Rule:
    """The rule of a line; what cannot be read of it is left out."""
    text = text.strip()[:LONGEST]
    message, contents, references, metadata, names = "", list[Content](), list[str](), list[tuple[str, str]](), list[str]()
    buffer = ""
    for name, value in _options(text):
        names.append(name)
        match name:
            case "msg":
                message = _unquoted(value)
            case "content":
                negated = value.startswith("!")
                written = _unquoted(value.removeprefix("!").strip())
                contents.append(Content(written, _bytes(written), negated, False, buffer))
            case "nocase" if contents:
                contents[-1] = _changed(contents[-1], nocase=True)
            case "reference":
                references.append(value)
            case "metadata":
                pairs = (each.strip().partition(" ") for each in value.split(","))
                metadata += [(key, rest.strip()) for key, _, rest in pairs if key]
            case "pkt_data":
                buffer = ""
            case _ if not value and _BUFFER.fullmatch(name):
                if "." in name or name in ("file_data", "base64_data", "dns_query"):
                    buffer = name
                elif contents:
                    contents[-1] = _changed(contents[-1], buffer=name)
    return Rule(text, message, tuple(contents), tuple(references), tuple(metadata), tuple(names))


def _options(text: str) -> Iterator[tuple[str, str]]:
    """Name and value of each option, in order."""
    start, end = text.find("("), text.rfind(")")
    inside = text[start + 1 : end if end > start else len(text)] if start >= 0 else ""
    at = 0
    # One after the other, never anew from the next character: what cannot be read ends it.
    while found := _OPTIONS.match(inside, at):
        name, _, value = found[1].strip().partition(":")
        if name.strip():
            yield name.strip().lower(), value.strip()
        at = found.end()


def _changed(content: Content, nocase: bool | None = None, buffer: str | None = None) -> Content:
    return Content(
        content.written,
        content.sought,
        content.negated,
        content.nocase if nocase is None else nocase,
        content.buffer if buffer is None else buffer,
    )


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _bytes(written: str) -> bytes:
    """``GET|20|/`` as bytes; what stands between bars is hexadecimal."""
    found, at = b"", 0
    for part in _HEX.finditer(written):
        digits = "".join(part[1].split())
        found += _plain(written[at : part.start()]) + bytes.fromhex(digits[: len(digits) // 2 * 2])
        at = part.end()
    return found + _plain(written[at:])


def _plain(text: str) -> bytes:
    return _ESCAPED.sub(r"\1", text).encode("utf-8", "replace")
