"""Numbers of one path, coded: distinct values ascending, every one exact."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_EXACT = 2**53
"""Up to here a double holds every integer."""


_FEW = 128
"""Up to here a loop is faster than what numpy and Arrow need to start."""


class Coded(NamedTuple):
    """Values as places in their distinct values.

    Attributes:
        codes: one a value.
        distinct: ascending; int64, uint64, float64 or object.
    """

    codes: npt.NDArray[np.integer[Any]]
    distinct: npt.NDArray[Any]


def code_numbers(values: Sequence[int | float]) -> Coded:
    """Codes numbers. An integer and a float that are equal are one value."""
    if len(values) < _FEW:
        return _coded_one_by_one(values)
    exact = _array(values)
    if exact.dtype == object:
        return _coded_one_by_one(values)
    found = pa.array(exact).dictionary_encode()  # a hash: faster than sorting all of them
    distinct = found.dictionary.to_numpy()
    order = np.argsort(distinct)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return Coded(rank[found.indices.to_numpy()], distinct[order])


def _coded_one_by_one(values: Sequence[int | float]) -> Coded:
    distinct = sorted(set(values))
    places = {value: place for place, value in enumerate(distinct)}
    return Coded(np.array([places[value] for value in values], np.int64), _array(distinct))


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
