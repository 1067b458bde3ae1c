"""Single values of an event, read without trusting its shape: every field may be missing, or of any type."""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from ui import text

Event = Mapping[str, Any]

LONG = 60
"""Characters of one value inside a sentence; what is longer ends in an ellipsis."""

_CENTURY = 3_155_760_000
"""Seconds; an event that claims to have lasted longer is damaged."""


def found(event: object, path: str) -> Iterator[object]:
    """Every value at a dotted path, in order; lists are walked through, null is no value."""
    head, _, rest = path.partition(".")
    if isinstance(event, list):
        for item in event:
            yield from found(item, path)
        return
    if not isinstance(event, Mapping):
        return
    value = event.get(head)
    if rest:
        yield from found(value, rest)
    else:
        yield from value if isinstance(value, list) else (() if value is None else (value,))


def fact(event: Event, path: str, longest: int = LONG) -> str:
    """The first plain value at a dotted path, as text that is safe to show; "" when there is none."""
    for value in found(event, path):
        if isinstance(value, str) and value:
            return shortened(value, longest)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return shortened(str(value), longest)
    return ""


def amount(event: Event, path: str) -> float | None:
    """The first number at a dotted path; ``None`` when there is none. Servers may give numbers as text."""
    for value in found(event, path):
        if isinstance(value, bool):
            continue
        if isinstance(value, int | float) and math.isfinite(value):
            return value
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
            return int(value)
    return None


def lasted(event: Event, path: str) -> str:
    """The number of seconds at a dotted path, as a span of time; "" when there is none."""
    seconds = amount(event, path)
    if seconds is None or abs(seconds) > _CENTURY:
        return ""
    return text.span(timedelta(seconds=seconds)) if seconds else "under 1 s"


def sized(event: Event, path: str) -> str:
    """The number of bytes at a dotted path, with its unit; "" when there is none."""
    count = amount(event, path)
    return "" if count is None else text.size(count)


def address(event: Event, path: str) -> str:
    """The address at a dotted path, IPv6 in its short form (Suricata writes all digits); "" when there is none."""
    written = fact(event, path, 45)
    try:
        return str(ip_address(written)) if ":" in written else written
    except ValueError:
        return written


def kind(event: Event) -> str:
    """The event's type; ``event`` when it has none."""
    return fact(event, "event_type", 24) or "event"


def shortened(value: str, longest: int) -> str:
    """The beginning of a text, invisible characters made visible, at most ``longest`` characters with its ellipsis."""
    shown = text.visible(value[: longest + 1], None).strip()
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def flat(value: object) -> str:
    """A value of any shape as one text: lists as their members, objects as JSON; nothing is cut, nothing made safe."""
    match value:
        case list():
            return ", ".join(flat(each) for each in value)
        case bool():
            return "true" if value else "false"
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def joined(*parts: str, by: str = " ") -> str:
    """The parts that say something."""
    return by.join(part for part in parts if part)


def dns_name(event: Event) -> str:
    """The name that was asked for, in any of the three shapes that Suricata writes; ``.`` is the root, "" is no name."""
    paths = ("dns.rrname", "dns.queries.rrname", "dns.query.rrname")
    name = next(filter(None, (fact(event, path) for path in paths)), "")
    root = any(value == "" for path in paths for value in found(event, path))
    return name or ("." if root else "")


def dns_type(event: Event) -> str:
    """The record type that was asked for; "" without one."""
    return fact(event, "dns.rrtype") or fact(event, "dns.queries.rrtype") or fact(event, "dns.query.rrtype")


def dns_answered(event: Event) -> bool:
    """True for an answer, false for a question."""
    return fact(event, "dns.type") in ("answer", "response")


def _header(event: Event, side: str, name: str) -> str:
    """The value of an HTTP header that the event lists; HTTP/2 has method, path and status there only."""
    pairs = ((fact(item, "name"), fact(item, "value")) for item in found(event, f"http.{side}") if isinstance(item, dict))
    return next((value for key, value in pairs if key == name), "")


def request(event: Event) -> tuple[str, str, str, str]:
    """Method, host, path and status of an HTTP event, any of them empty."""
    return (
        fact(event, "http.http_method", 16) or _header(event, "request_headers", ":method"),
        fact(event, "http.hostname") or _header(event, "request_headers", ":authority"),
        fact(event, "http.url", 70) or _header(event, "request_headers", ":path"),
        fact(event, "http.status", 8) or _header(event, "response_headers", ":status"),
    )


def file(event: Event) -> tuple[str, str, str]:
    """Name, size and nature of the file that an event is about; the last two may be empty."""
    name = next((value for value in found(event, "fileinfo.filename") if isinstance(value, str)), "")
    short = shortened(name.rstrip("/").rpartition("/")[2], 60)
    magic = fact(event, "fileinfo.mimetype") or fact(event, "fileinfo.magic")
    return short or "a file without a name", sized(event, "fileinfo.size"), magic.partition(", ")[0]
