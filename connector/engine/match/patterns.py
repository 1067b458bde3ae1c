"""Wildcards over many strings at once."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connector.engine.segment import Mask
from connector.errors import UnsupportedQuery

_MOST = 64
"""Stars in a pattern: each more makes every string slower to look through, and nobody means so many."""

_ANY_RUN = object()
_ANY_ONE = object()


def booleans(found: Any) -> Mask:
    """An Arrow boolean array as a mask."""
    mask: Mask = found.to_numpy(zero_copy_only=False)
    return mask


def matching(values: pa.Array, pattern: str) -> Mask:
    """Which strings the pattern describes whole: ``*`` is any run of letters, ``?`` any one, a backslash escapes."""
    parts = _parts(pattern)
    stars = [part is _ANY_RUN for part in parts]
    match parts:
        case [str(whole)]:
            return booleans(pc.equal(values, pa.scalar(whole)))
        case [part] if part is _ANY_RUN:
            return np.ones(len(values), np.bool_)
        case [str(start), _] if stars[1]:
            return booleans(pc.starts_with(values, start))
        case [_, str(end)] if stars[0]:
            return booleans(pc.ends_with(values, end))
        case [_, str(inner), _] if stars[0] and stars[2]:
            return booleans(pc.match_substring(values, inner))
    if sum(stars) > _MOST:
        raise UnsupportedQuery(f"A pattern of more than {_MOST} stars is not answered on files: use fewer.")
    return searched(values, "".join(map(_expression, parts)))


def literals(pattern: str) -> list[str]:
    """The runs of letters between the wildcards of a pattern, in order."""
    return [part for part in _parts(pattern) if isinstance(part, str)]


def searched(values: pa.Array, expression: str) -> Mask:
    """Which strings an RE2 expression describes whole."""
    return booleans(pc.match_substring_regex(values, rf"\A(?:{expression})\z"))


def literal(text: str) -> str:
    """The text as an RE2 expression that means nothing but itself."""
    return "".join(letter if letter.isascii() and letter.isalnum() else f"\\x{{{ord(letter):x}}}" for letter in text)


def _expression(part: object) -> str:
    if part is _ANY_RUN:
        return "(?s:.*)"
    return "(?s:.)" if part is _ANY_ONE else literal(str(part))


def _parts(pattern: str) -> list[object]:
    """Literal runs and wildcards, in order; neighbouring stars are one."""
    parts: list[object] = []
    letters = iter(pattern)
    for letter in letters:
        part: object = letter
        if letter == "\\":
            part = next(letters, letter)
        elif letter in "*?":
            part = _ANY_RUN if letter == "*" else _ANY_ONE
        match parts, part:
            case [*_, str(before)], str(more):
                parts[-1] = before + more
            case [*_, before], _ if part is _ANY_RUN and before is _ANY_RUN:
                pass
            case _:
                parts.append(part)
    return parts
