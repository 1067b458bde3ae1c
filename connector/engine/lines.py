"""Lines of an EVE file: which are events, and what is wrong with the others."""

import json
import math
import re
from typing import Any, NamedTuple

import orjson

Event = dict[str, Any]

_BOM = b"\xef\xbb\xbf"
_SURROGATE = re.compile("[\ud800-\udfff]")
_DEEPEST = 250
"""Levels of what orjson refuses and Python reads: it recurses, and a page that shows the event stands deeper than its reader."""

_FOLLOWED = 700
"""Levels that every reader and writer of JSON in use follows."""

_GREAT = re.compile(rb"\d{19}")
"""The fewest digits of an integer past 64 bits."""

_KINDS: dict[type, str] = {list: "an array", str: "a string", int: "a number", float: "a number", bool: "a boolean"}


class UnreadableLine(Exception):
    """A line that is no event. The text is the reason, and holds nothing of the line."""


class Reading(NamedTuple):
    """A line that was read.

    Attributes:
        event: the event.
        line: the bytes that are kept of it: all but a byte order mark.
        mended: a byte order mark was left out, or bytes that are no UTF-8 are shown as U+FFFD.
    """

    event: Event
    line: bytes
    mended: bool


def read_line(line: bytes) -> Reading:
    """Reads a line that is not blank.

    The last of equal keys wins. Lone surrogates, which nothing can encode, become U+FFFD. Integers keep every digit.

    Raises:
        UnreadableLine: it is not one JSON object.
    """
    kept = line.removeprefix(_BOM)
    try:
        text = kept.decode()
    except UnicodeDecodeError:
        text = kept.decode("utf-8", "replace")
    value = _parse(text)
    if not isinstance(value, dict):
        raise UnreadableLine(f"it is {_KINDS.get(type(value), 'null')}, not an object")
    if _depth(value) > _DEEPEST:
        try:
            orjson.loads(kept)
        except orjson.JSONDecodeError as error:
            raise UnreadableLine("it is nested too deeply") from error
    return Reading(value, kept, len(kept) < len(line) or text.encode() != kept)


def decode(line: bytes) -> Event:
    """The event of a line that can be read. Integers past 64 bits become floats: `decode_exactly` keeps them."""
    try:
        event: Event = orjson.loads(line)
    except orjson.JSONDecodeError:
        return decode_exactly(line)
    return event


def decode_exactly(line: bytes) -> Event:
    """The event of a line that can be read, with integers of any size; several times slower.

    Integers past 64 bits become floats in an event that is nested more deeply than Python can follow.
    """
    event: Event
    try:
        event = _parse(line.decode("utf-8", "replace"))
    except UnreadableLine:
        event = orjson.loads(line)
    return event


def _parse(text: str) -> Any:
    try:
        return _cleaned(json.loads(text, object_pairs_hook=_object, parse_constant=_refuse, parse_float=_finite))
    except json.JSONDecodeError as error:
        raise UnreadableLine(f"{error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise UnreadableLine("it is nested too deeply") from error
    except ValueError as error:  # Python reads no integer of more than 4,300 digits
        raise UnreadableLine("an integer in it has too many digits") from error


def holds_great_number(line: bytes) -> bool:
    """Whether the line may hold an integer past 64 bits, which `decode` would round."""
    return _GREAT.search(line) is not None


def nested_too_deeply(line: bytes, event: Event) -> bool:
    """Whether nothing that recurses, such as what writes JSON, could follow the event that the line holds."""
    if len(line) <= 2 * _FOLLOWED:  # a bracket and its end for each level: most lines are too short
        return False
    return line.count(b"{") + line.count(b"[") > _FOLLOWED and _depth(event) > _FOLLOWED


def _depth(value: Any) -> int:
    """How many objects and arrays lie within one another."""
    depth, level = 0, [value]
    while level := [node for node in level if isinstance(node, dict | list)]:
        level = [child for node in level for child in (node.values() if isinstance(node, dict) else node)]
        depth += 1
    return depth


def _object(pairs: list[tuple[str, Any]]) -> Event:
    return {_SURROGATE.sub("\ufffd", key): _cleaned(value) for key, value in pairs}


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case list():
            return [_cleaned(each) for each in value]
        case _:
            return value


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):  # 1e400: no JSON that we write could say it
        raise UnreadableLine("a number in it is too great")
    return number


def _refuse(constant: str) -> Any:
    raise UnreadableLine(f"{constant} is not JSON")
