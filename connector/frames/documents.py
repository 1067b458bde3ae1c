"""Events as JSON: text to Python values and back, and the way to a field in them."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import orjson

from connector.uncollected import uncollected

SERVERS_OWN = frozenset(("_id", "@timestamp", "@version"))
"""What a shipper or a server adds to an event."""

_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_LONG = b"0" * 19
_INTEGER = re.compile(rb"-?\d{1,21}")
_LARGE = 2**16
"""Bytes from which a text is worth what it costs to prepare for it."""

_BEFORE_NUMBERS = b":,[- \t\r\n"
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(text: bytes) -> object:
    """The value of a JSON text: the last of equal keys wins, integers of any size stay exact, what no text can hold is U+FFFD.

    Raises:
        ValueError: it is not JSON.
    """
    text = text.removeprefix(codecs.BOM_UTF8)
    if not _holds_long_integer(text):  # orjson makes floats of integers past 64 bits
        try:
            return _decoded(text)
        except orjson.JSONDecodeError:
            pass  # lone surrogates and bad UTF-8: the slow reader decides
    try:
        value: object = json.loads(
            text.decode("utf-8", "replace"), object_pairs_hook=_cleaned_object, parse_constant=_refused_constant
        )
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error
    return _cleaned(value)


def _decoded(text: bytes) -> object:
    if len(text) < _LARGE:
        return orjson.loads(text)
    with uncollected():
        return orjson.loads(text)


def _holds_long_integer(text: bytes) -> bool:
    """Whether an integer past 64 bits may stand in it. Payloads are full of long runs of digits, which are none."""
    runs = _long_runs(text) if len(text) < _LARGE else _long_runs_of_many(text)
    for place in runs:
        if place == 0 or text[place - 1] in _BEFORE_NUMBERS:
            found = _INTEGER.match(text, place - 1 if text[place - 1 : place] == b"-" else place)
            if found and (len(found[0]) > 20 or not -(2**63) <= int(found[0]) < 2**64):
                return True
    return False


def _long_runs(text: bytes) -> Iterator[int]:
    """Where runs of at least 19 digits begin; inside long ones every 19 digits too."""
    digits = text.translate(_DIGITS)
    place = digits.find(_LONG)
    while place >= 0:
        yield place
        place = digits.find(_LONG, place + len(_LONG))


def _long_runs_of_many(text: bytes) -> list[int]:
    """The same, and perhaps places inside such runs: quick, for it looks at every sixth byte first. A long run holds three."""
    table = np.frombuffer(text, np.uint8)
    sixth = _are_digits(table[::6])
    places = np.flatnonzero(sixth[:-2] & sixth[1:-1] & sixth[2:]) * 6
    places = places[places + 13 < len(table)]
    places = places[_are_digits(table[places + 13])]
    begins = places.copy()  # at most five bytes before the first sixth one
    for step in range(1, 6):
        begins -= (begins == places - step + 1) & (begins > 0) & _are_digits(table[begins - 1])
    begins = begins[begins + 18 < len(table)]
    begins = begins[_are_digits(table[begins + 18])]
    return [int(place) for place in begins[_are_digits(table[begins[:, None] + np.arange(19)]).all(axis=1)]]


def _are_digits(characters: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return characters - np.uint8(ord("0")) < 10  # unsigned: what is below 0 becomes great


def encode(value: object) -> bytes:
    """The value as JSON without blanks; integers of any size."""
    try:
        return orjson.dumps(value)
    except TypeError:  # integers past 64 bits, lone surrogates, deep nesting
        return json.dumps(value, separators=(",", ":")).encode()


def clean(text: str) -> str:
    """The text with U+FFFD for every lone surrogate, which nothing can encode."""
    return _SURROGATE.sub("\ufffd", text)


def leaves(document: Mapping[str, object]) -> dict[str, object]:
    """The values of an event under their dotted paths. Lists stay lists; nulls and empty objects have no leaf."""
    found: dict[str, object] = {}
    waiting: list[tuple[str, Mapping[str, object]]] = [("", document)]
    while waiting:  # not recursive: attackers nest
        prefix, node = waiting.pop()
        for key, value in node.items():
            if isinstance(value, dict):
                waiting.append((f"{prefix}{key}.", value))
            elif value is not None:
                found[prefix + key] = value
    return found


def value_at(document: Mapping[str, object], path: str) -> object:
    """What `leaves` has at a path; the list of the values below where it leads into a list; ``None`` where it leads nowhere."""
    node: object = document
    for key in path.split("."):
        if not isinstance(node, dict) or key not in node:
            break  # nowhere, through a list, or by keys that hold dots
        node = node[key]
    else:
        return None if isinstance(node, dict) else node
    values = values_at(document, path)
    return leaves(document).get(path, values) if values else None


def values_at(document: Mapping[str, object], path: str) -> list[object]:
    """The strings, numbers and booleans at a dotted path, in order; lists and objects in lists are walked through."""
    values: list[object] = []
    waiting: list[tuple[object, str]] = [(document, path)]
    while waiting:
        node, rest = waiting.pop()
        if isinstance(node, list):
            waiting.extend((each, rest) for each in reversed(node))
        elif isinstance(node, dict):
            # Keys may hold dots: every head of the path may be one.
            waiting.extend((node[head], rest[len(head) + 1 :]) for head in _heads(rest) if head in node)
        elif not rest and node is not None:
            values.append(node)
    return values


def _heads(path: str) -> list[str]:
    if "." not in path:
        return [path] if path else []
    parts = path.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _cleaned_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return {clean(key): _cleaned(value) for key, value in pairs}


def _cleaned(value: object) -> object:
    match value:
        case str():
            return clean(value)
        case list():
            return [_cleaned(each) for each in value]
        case _:
            return value


def _refused_constant(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def leaf_values(document: Mapping[str, object]) -> dict[str, list[object]]:
    """The strings, numbers and booleans of an event by dotted path; lists and objects in lists are walked through."""
    found: dict[str, list[object]] = {}
    waiting: list[tuple[str, object]] = [("", document)]
    while waiting:  # not recursive: attackers nest
        path, node = waiting.pop()
        if isinstance(node, dict):
            waiting.extend((f"{path}.{key}" if path else key, value) for key, value in node.items())
        elif isinstance(node, list):
            waiting.extend((path, each) for each in node)
        elif node is not None:
            found.setdefault(path, []).append(node)
    return found
