"""Indicators in STIX 2: patterns that compare for equality, and observables."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from connector.indicators.indicator import Type
from connector.indicators.prose import Found
from connector.indicators.recognized import NotAnIndicator, recognized
from connector.indicators.table import named_type

_OBSERVABLES: dict[str, Type] = {
    "domain-name": "domain", "ipv4-addr": "address", "ipv6-addr": "address", "url": "url", "email-addr": "email"
}  # fmt: skip
_COMPARED = re.compile(
    r"\s*(?P<path>[a-zA-Z][\w-]*:(?:[\w.-]|'(?:[^'\\]|\\.)*'|\[[^\]]*\])+)\s*(?P<how>=|==|IN|ISSUBSET)\s*"
    r"(?P<value>'(?:[^'\\]|\\.)*'|\((?:\s*'(?:[^'\\]|\\.)*'\s*,?)+\))\s*"
)
_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)'")
_OTHER = "Patterns of more than equality, joined by OR, are not supported."


def is_stix(document: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a decoded JSON document is STIX 2."""
    return isinstance(document, Mapping) and (document.get("type") == "bundle" or isinstance(document.get("spec_version"), str))


def in_stix(document: Mapping[str, Any]) -> Iterator[Found]:
    """What the objects of a bundle hold; the number of an object stands for that of a line."""
    objects = document.get("objects") if document.get("type") == "bundle" else [document]
    for number, each in enumerate(objects if isinstance(objects, list) else [], 1):
        if not isinstance(each, Mapping):
            yield None, number, str(each), "It is no object of STIX."
        elif each.get("type") == "indicator":
            yield from _in_indicator(number, each)
        elif each.get("type") == "observed-data" and isinstance(each.get("objects"), Mapping):
            for inner in each["objects"].values():
                yield from _in_observable(number, inner)
        else:
            yield from _in_observable(number, each)


def _in_indicator(number: int, each: Mapping[str, Any]) -> Iterator[Found]:
    pattern = str(each.get("pattern", ""))
    if each.get("revoked") is True:
        yield None, number, pattern, "It was revoked by its author."
    elif str(each.get("pattern_type", "stix")) != "stix":
        yield None, number, pattern, f"Patterns of the type {str(each.get('pattern_type'))[:40]} are not supported."
    else:
        found = list(_compared(pattern))
        if not found:
            yield None, number, pattern, _OTHER
        for path, value in found:
            yield _made(number, _type(path), value, pattern if len(found) == 1 else f"{path} = {value}")


def _compared(pattern: str) -> Iterator[tuple[str, str]]:
    """The comparisons of a pattern that any of them fulfils; none when it is another kind of pattern."""
    rest, found = pattern.strip(), []
    depth = 0
    while rest:
        opened = len(rest) - len(rest.lstrip("[( "))
        depth += len(rest[:opened].replace(" ", ""))
        match = _COMPARED.match(rest[opened:])
        if not match:
            return
        found += [(match["path"], _unescaped(text)) for text in _TEXT.findall(match["value"])]
        rest = rest[opened + match.end() :]
        closed = len(rest) - len(rest.lstrip("]) "))
        depth -= len(rest[:closed].replace(" ", ""))
        rest = rest[closed:]
        if rest and not rest.startswith("OR"):
            return
        rest = rest.removeprefix("OR")
    if not depth:
        yield from found


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _type(path: str) -> Type | None:
    kind, _, name = path.partition(":")
    plain = name.replace("'", "").replace("-", "").lower()
    for part in ("ja3s", "ja3", "ja4", "hassh", "sha256", "sha1", "md5"):
        if part in plain:
            return named_type(part)
    return _OBSERVABLES.get(kind) if name == "value" else None


def _in_observable(number: int, each: object) -> Iterator[Found]:
    if not isinstance(each, Mapping):
        return
    kind = str(each.get("type"))
    if kind in _OBSERVABLES and isinstance(each.get("value"), str):
        yield _made(number, _OBSERVABLES[kind], each["value"], each["value"])
    hashes = each.get("hashes")
    for name, value in hashes.items() if isinstance(hashes, Mapping) else ():
        type = named_type(str(name))
        if type and isinstance(value, str):
            yield _made(number, type, value, value)


def _made(number: int, type: Type | None, value: str, written: str) -> Found:
    if type is None:
        return None, number, written, "Such objects cannot be looked for in network events."
    try:
        return recognized(value, type), number, written, ""
    except NotAnIndicator as error:
        return None, number, written, str(error)
