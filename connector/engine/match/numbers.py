"""Numbers: which of a column's distinct values a text means."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from connector.engine.segment import Mask
from connector.lucene.tree import Node, Phrase, Range, Word

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_LONGEST = 400
# A server answers nothing once a bound is beyond its long; integers of EVE may be unsigned, so ours is the wider of the two.
_LEAST, _GREATEST = -(2**63), 2**64 - 1


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers that a clause means: from ``low`` to ``high``; ``None`` is an open end."""

    low: Decimal | None
    high: Decimal | None
    low_inside: bool = True
    high_inside: bool = True


@lru_cache(maxsize=256)  # every segment asks again
def bounds(node: Node) -> Bounds | None:
    """The numbers that a clause means; ``None`` when it cannot mean any."""
    match node:
        case Word(_, text) | Phrase(_, text):
            number = parsed(text)
            return None if number is None else Bounds(number, number)
        case Range(_, low, high, low_inside, high_inside):
            least, greatest = (None if bound is None else parsed(bound) for bound in (low, high))
            if (low is not None and least is None) or (high is not None and greatest is None):
                return None
            return Bounds(least, greatest, low_inside, high_inside)
    return None


def parsed(text: str) -> Decimal | None:
    """The number that a text is, exactly; ``None`` when it is none."""
    return Decimal(text) if len(text) <= _LONGEST and _NUMBER.fullmatch(text) else None


def within(values: npt.NDArray[Any], asked: Bounds) -> Mask | None:
    """Which of the distinct values, which ascend, lie within the bounds; ``None`` is none."""
    kind = values.dtype.kind
    whole = kind in "iu"
    if whole and any(bound is not None and not _LEAST <= bound <= _GREATEST for bound in (asked.low, asked.high)):
        return None
    start, end = 0, len(values)
    if asked.low is not None:
        low = _rounded(asked.low, kind, up=True)
        inside = asked.low_inside or (whole and low != asked.low)
        start = _place(values, low, after=not inside)
    if asked.high is not None:
        high = _rounded(asked.high, kind, up=False)
        inside = asked.high_inside or (whole and high != asked.high)
        end = _place(values, high, after=inside)
    if start >= end:
        return None
    ok = np.zeros(len(values), np.bool_)
    ok[start:end] = True
    return ok


def _place(values: npt.NDArray[Any], bound: int | float, after: bool) -> int:
    """How many of the values lie before the bound, or are the bound where ``after`` is set."""
    if values.dtype.kind == "O":
        return (bisect_right if after else bisect_left)(values, bound)
    if values.dtype.kind in "iu":
        kind = np.iinfo(values.dtype)
        if not kind.min <= bound <= kind.max:
            return 0 if bound < kind.min else len(values)
    # Of the same type: numpy would compare great integers as floats.
    return int(np.searchsorted(values, values.dtype.type(bound), "right" if after else "left"))


def _rounded(bound: Decimal, kind: str, up: bool) -> int | float:
    """The bound as a column sees it, by the kind of its dtype.

    Integers see 80.5 as 81 from below, and as 80 from above. Where there are fractions a bound is what a float can hold of it;
    beside integers too great for that, one that is written without a fraction stays exact.
    """
    if kind in "iu":
        return int(bound.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR))
    return int(bound) if kind == "O" and bound.as_tuple().exponent == 0 else float(bound)
