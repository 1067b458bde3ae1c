"""Indicators in an export of MISP: the attributes of events, also those of their objects, that are meant for detection."""

from collections.abc import Iterator, Mapping
from typing import Any

from connector.indicators.indicator import Type
from connector.indicators.prose import Found
from connector.indicators.recognized import NotAnIndicator, recognized

_TYPES: dict[str, tuple[Type, ...]] = {
    **dict.fromkeys(("domain", "hostname", "hostname|port"), ("domain",)),
    **dict.fromkeys(("ip-src", "ip-dst", "ip-src|port", "ip-dst|port"), ("address",)),
    **dict.fromkeys(("url", "uri", "link"), ("url",)),
    **dict.fromkeys(("email", "email-src", "email-dst", "email-reply-to"), ("email",)),
    **dict.fromkeys(("hassh-md5", "hasshserver-md5"), ("hassh",)),
    "domain|ip": ("domain", "address"),
    "md5": ("md5",),
    "sha1": ("sha1",),
    "x509-fingerprint-sha1": ("sha1",),
    "sha256": ("sha256",),
    "ja3-fingerprint-md5": ("ja3",),
    "ja3s-fingerprint-md5": ("ja3s",),
    "ja4": ("ja4",),
}


def is_misp(document: object) -> bool:
    """Whether a decoded JSON document is an export of MISP."""
    return any(True for _ in _events(document))


def in_misp(document: object) -> Iterator[Found]:
    """What the attributes hold; their number, counted through the document, stands for that of a line."""
    for number, each in enumerate((each for event in _events(document) for each in _attributes(event)), 1):
        yield from _in_attribute(number, each)


def _events(document: object) -> Iterator[Mapping[str, Any]]:
    match document:
        case list():
            for each in document:
                yield from _events(each)
        case {"response": list() | dict() as inner}:
            yield from _events(inner)
        case {"Event": dict() as event}:
            yield event
        case dict() if isinstance(document.get("Attribute"), list):
            yield document


def _attributes(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    objects = event.get("Object")
    for place in (event, *(objects if isinstance(objects, list) else ())):
        found = place.get("Attribute") if isinstance(place, Mapping) else None
        yield from (each for each in (found if isinstance(found, list) else ()) if isinstance(each, Mapping))


def _in_attribute(number: int, each: Mapping[str, Any]) -> Iterator[Found]:
    kind, value = str(each.get("type")), str(each.get("value"))
    # With the name of a file before its sum.
    name, _, rest = kind.partition("|")
    types, parts = _TYPES.get(kind), value.split("|")
    if types is None and name == "filename" and rest in _TYPES:
        types, parts = _TYPES[rest], parts[-1:]
    if types is None:
        yield None, number, value, f"{kind[:40]} is no type that can be looked for in network events."
    elif each.get("to_ids") not in (True, 1, "1", None):
        yield None, number, value, "It is not marked for detection (to_ids)."
    else:
        for type, part in zip(types, parts, strict=False):
            try:
                yield recognized(part, type), number, part, ""
            except NotAnIndicator as error:
                yield None, number, part, str(error)
