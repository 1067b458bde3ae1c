"""Python values to one typed column: each column has the one dtype that holds all its values exactly."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from connector.frames.documents import clean

Column = pd.api.extensions.ExtensionArray | npt.NDArray[np.object_]

STRING = pd.StringDtype("pyarrow", na_value=np.nan)
_LEAST, _GREATEST, _GREATEST_UNSIGNED = -(2**63), 2**63 - 1, 2**64 - 1
_EXACT = 2**53
"""Up to here a double holds every integer."""


def typed(rows: Sequence[int], values: Sequence[object], size: int) -> Column:
    """A column of ``size`` rows with ``values``, of which there is at least one, at ``rows``, and null elsewhere."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return strings(rows, values, size)
    if kinds == {bool}:
        flags, missing = np.zeros(size, np.bool_), _missing(rows, size)
        flags[rows] = np.array(values, np.bool_)
        return pd.arrays.BooleanArray(flags, missing)
    numbers = [value for value in values if type(value) is int]
    if kinds == {int} and min(numbers) >= _LEAST and max(numbers) <= _GREATEST:
        return integers(rows, values, size)
    if kinds == {int} and min(numbers) >= 0 and max(numbers) <= _GREATEST_UNSIGNED:
        return integers(rows, values, size, np.uint64)
    if kinds in ({float}, {int, float}) and all(abs(number) <= _EXACT for number in numbers):
        reals, missing = np.zeros(size), _missing(rows, size)
        reals[rows] = np.array(values, np.float64)
        return pd.arrays.FloatingArray(reals, missing)
    anything = np.full(size, None, dtype=object)
    for row, value in zip(rows, values, strict=True):  # no slice: numpy would take equally long lists for a second axis
        anything[row] = value
    return anything


def integers(rows: Sequence[int], values: Sequence[object], size: int, kind: type[np.int64 | np.uint64] = np.int64) -> Column:
    """As `typed`, ``Int64`` or ``UInt64``; there may be no values."""
    data, missing = np.zeros(size, kind), _missing(rows, size)
    data[rows] = np.array(values, kind)
    return pd.arrays.IntegerArray(data, missing)


def strings(rows: Sequence[int], values: Sequence[object], size: int) -> Column:
    """As `typed`, ``str``; there may be no values."""
    try:
        found = pa.array(values, pa.large_string())
    except UnicodeEncodeError:
        found = pa.array([clean(str(value)) for value in values], pa.large_string())
    if len(rows) < size:
        places, missing = np.zeros(size, np.int64), _missing(rows, size)
        places[rows] = np.arange(len(rows))
        found = found.take(pa.array(places, mask=missing))
    column: Column = STRING.__from_arrow__(found)  # type: ignore[attr-defined]  # the stubs lack the documented protocol
    return column


def moments(times: npt.NDArray[np.datetime64]) -> Column:
    """datetime64[us, UTC] from naive UTC times."""
    return pd.DatetimeIndex(times.astype("datetime64[us]")).tz_localize("UTC").array


def _missing(rows: Sequence[int], size: int) -> npt.NDArray[np.bool_]:
    missing = np.ones(size, np.bool_)
    missing[rows] = False
    return missing
