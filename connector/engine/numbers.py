"""The numbers of one path: distinct values ascending, every one exact."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

_EXACT = 2**53
"""Up to here a double holds every integer."""


class Ordered(NamedTuple):
    """Distinct numbers in order.

    Attributes:
        rank: for each of the numbers its place in the order; ``None`` where there is only one.
        numbers: ascending; int64, uint64, float64 or object.
    """

    rank: npt.NDArray[np.int32] | None
    numbers: npt.NDArray[Any]


def in_order(values: Sequence[int | float]) -> Ordered:
    """Distinct numbers in order; none equals another, so an integer and a float that are equal are one value."""
    exact = _array(values)
    if len(values) == 1:
        return Ordered(None, exact)
    order = np.argsort(exact)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return Ordered(rank, exact[order])


def _array(values: Sequence[int | float]) -> npt.NDArray[Any]:
    """int64, uint64 or float64 where that holds every value exactly, or else object."""
    kinds = set(map(type, values))
    if kinds == {float}:
        return np.array(values, np.float64) + 0.0  # -0.0 becomes 0.0
    least, greatest = min(values), max(values)
    if kinds == {int}:
        if least >= -(2**63) and greatest < 2**63:
            return np.array(values, np.int64)
        return np.array(values, np.uint64 if least >= 0 and greatest < 2**64 else object)
    if all(abs(value) <= _EXACT for value in values if type(value) is int):
        return np.array(values, np.float64) + 0.0
    return np.array(values, object)
