"""Lines as they should never be, and what plain Python makes of them."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

BOM = b"\xef\xbb\xbf"
DEEPEST = 250
"""Levels that are read whatever else a line holds."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_TYPES = ["alert", "flow", "dns", "http"]
_TIMES = [
    "2026-10-31T12:00:00.000000+0000",
    "2026-10-31T23:59:59.999999-0330",
    "1970-01-01T00:00:00Z",
    "2100-02-29",
    "soon",
    7,
    None,
]

_NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70),
    st.sampled_from([2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63) - 1, 10**40]),
    st.floats(allow_nan=False, allow_infinity=False),
)
_TEXTS = st.one_of(
    st.sampled_from(
        ["10.0.0.1", "10.0.0.2", "80", "true", "", " ", "a\u0000b", "\ud83d", "x" * 300, "\u2028", "\u00a0x", "null"]
    ),
    st.text(st.characters(exclude_categories=()), max_size=12),
)
_KEYS = st.one_of(
    st.sampled_from(["src_ip", "n", "a", "a.b", "", ".", "a..b", "timestamp", "event_type", "\ud800", "_id"]), st.text(max_size=6)
)
_VALUES = st.recursive(
    st.one_of(_NUMBERS, _TEXTS, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=4)),
    max_leaves=8,
)
_EVENTS = st.builds(
    lambda basis, more: basis | more,
    st.fixed_dictionaries(
        {
            "timestamp": st.sampled_from(_TIMES),
            "event_type": st.sampled_from(_TYPES),
            "src_ip": st.one_of(st.sampled_from(["10.0.0.1", "10.0.0.2", "::1"]), _VALUES),
            "n": _VALUES,
        }
    ),
    st.dictionaries(_KEYS, _VALUES, max_size=3),
)
_FORMS = st.builds(
    lambda event, ascii: json.dumps(event, ensure_ascii=ascii).encode("utf-8", "surrogatepass"), _EVENTS, st.booleans()
)
_ODD = st.sampled_from(
    [
        b'{"n": NaN}',
        b'{"n": -Infinity, "event_type": "alert"}',
        b'{"n": 1e400}',
        b'{"n": -0.0, "n": 0, "n": "0"}',
        b'{"event_type": "alert", "event_type": "flow"}',
        b'{"a": 1, "a": {"b": 2}, "a.b": 3}',
        b'{"n": %b}' % (b"9" * 4_000),
        b'{"n": %b}' % (b"9" * 5_000),
        b'{"n": 1%b.5}' % (b"0" * 400),
        b'{"n": ' * 100 + b"1" + b"}" * 100,
        b'{"n": ' * 600 + b"1" + b"}" * 600,
        b'{"n": ' * 2_000 + b"1" + b"}" * 2_000,
        b'{"n": ' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"n": "\xff\xc3"}',
        b'{"n": "\\ud800", "event_type": "alert"}',
        b'{"n": "\xed\xa0\x80"}',
        b'{"n": "\x00"}',
        b'{"n": "\\u0000"}',
        b'[{"event_type": "alert"}]',
        b'{"n": 1}{"n": 2}',
        b'{"n": 1} ',
        b'\t{"n": 1}\r',
        b"{}",
        b"null",
        b"\x00",
        b" \t\x0b\x0c\r",
        b"\xc2\xa0",
        b"",
        BOM,
        BOM + BOM + b'{"n": 1}',
        b"'",
        b'"',
    ]
)


def _mutated(line: bytes, place: float, change: int, with_bom: bool) -> bytes:
    at = int(place * len(line))
    match change:
        case 0:
            line = line[:at]
        case 1:
            line = line[:at] + b"\r" + line[at:]
        case 2:
            line = line[:at] + b"\x00" + line[at:]
        case 3:
            line = line[:at] + b"\xf0\x9f" + line[at + 1 :]
        case 4:
            line = line[:at] + line[at:].replace(b'"', b"", 1)
        case 5:
            line += b"\r"
    return BOM + line if with_bom else line


LINES = st.one_of(
    _FORMS,
    st.builds(_mutated, _FORMS, st.floats(0, 1), st.integers(0, 5), st.booleans()),
    _ODD,
    st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")),
)

FILES = st.builds(
    lambda lines, ended: b"\n".join(lines) + (b"\n" if ended else b""), st.lists(LINES, min_size=1, max_size=12), st.booleans()
)
"""The contents of files."""


class Unreadable(Exception):
    """Python reads no event there."""


def event(line: bytes) -> dict[str, Any]:
    """The event of a line, as plain Python reads it.

    Raises:
        Unreadable: it is none.
    """
    try:
        found = json.loads(line.removeprefix(BOM).decode("utf-8", "replace"), object_pairs_hook=_object, parse_constant=_none)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(found, dict) or any(isinstance(leaf, float) and math.isinf(leaf) for _, leaf in leaves(found)):
        raise Unreadable
    return found


def leaves(found: Any) -> Iterator[tuple[str, Any]]:
    """Every leaf under its dotted path; nothing recurses."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), found)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, key), each) for key, each in value.items()]
        elif isinstance(value, list):
            waiting += [(path, each) for each in value]
        elif value is not None:
            yield ".".join(path), value


def depth(found: Any) -> int:
    """How many objects and arrays lie within one another."""
    levels, level = 0, [found]
    while level := [node for node in level if isinstance(node, dict | list)]:
        level = [child for node in level for child in (node.values() if isinstance(node, dict) else node)]
        levels += 1
    return levels


def counted(events: list[dict[str, Any]], path: str) -> Counter[str]:
    """How many events hold each text under the path."""
    return Counter(
        text
        for each in events
        for text in {_SURROGATE.sub("\ufffd", leaf) for where, leaf in leaves(each) if where == path and isinstance(leaf, str)}
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {_SURROGATE.sub("\ufffd", key): value for key, value in pairs}


def _none(constant: str) -> Any:
    raise ValueError(constant)
