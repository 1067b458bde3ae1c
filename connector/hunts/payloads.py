"""What stands in payloads: long texts, base64, and indicators. Pure functions over untrusted text."""

import base64
import binascii
import re
from ipaddress import ip_address

_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_READABLE = 0.9
"""The share of printable letters from which on bytes are a text."""

_LONGEST = 256 * 1024
"""Characters of a payload that are looked at."""

_MOST = 50
"""Texts or indicators of one payload."""

_URL = re.compile(r"\b(?:https?|ftp)://[^\s\"'<>\\|^`{}\x00-\x1f]{4,500}", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]\d|\d)")
_HASH = re.compile(r"\b(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})\b")


def letters(payload: str) -> int:
    """How many letters of a payload say something: Suricata writes a dot for every byte that cannot be printed."""
    return len(payload) - payload.count(".") - sum(map(str.isspace, payload))


def decoded(payload: str) -> tuple[str, ...]:
    """The readable texts that the base64 in a payload decodes to, each once, in order; UTF-16 as PowerShell takes it, too."""
    found: dict[str, None] = {}
    for match in _BASE64.finditer(payload[:_LONGEST]):
        text = _text(match.group())
        if text and len(found) < _MOST:
            found[text] = None
    return tuple(found)


def indicators(payload: str) -> tuple[tuple[str, str], ...]:
    """What stands in a payload that could be searched: kind (``url``, ``address``, ``hash``) and text, each once, in order."""
    text = payload[:_LONGEST]
    found: dict[tuple[str, str], None] = {}
    for kind, pattern in (("url", _URL), ("address", _ADDRESS), ("hash", _HASH)):
        for match in pattern.finditer(text):
            value = match.group().rstrip(".,;)]")
            if (kind != "address" or _is_address(value)) and len(found) < _MOST:
                found[kind, value] = None
    return tuple(found)


def _is_address(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)


def _text(encoded: str) -> str:
    body = encoded.rstrip("=")
    if len(body) % 4 == 1:  # no base64 has this length: a letter of what stands behind it
        body = body[:-1]
    try:
        data = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return ""
    wide = len(data) >= 8 and data[1::2].count(0) > 0.8 * len(data[1::2])
    text = data.decode("utf-16-le" if wide else "utf-8", "replace").strip("\x00")
    readable = sum(letter.isprintable() or letter in "\r\n\t" for letter in text) - text.count("\ufffd")
    return text if len(text) >= 8 and readable >= _READABLE * len(text) else ""
