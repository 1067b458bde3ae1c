"""Python values to one typed column: each column has the one dtype that holds all its values exactly."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from connector.frames.documents import clean

Column = pd.api.extensions.ExtensionArray | npt.NDArray[np.object_]

Rows = Sequence[int] | npt.NDArray[np.intp]
"""Where values are, ascending."""

STRING = pd.StringDtype("pyarrow", na_value=np.nan)
_EXACT = 2**53
"""Up to here a double holds every integer."""


def typed(rows: Rows, values: Sequence[object], size: int) -> Column:
    """A column of ``size`` rows with ``values``, of which there is at least one, at ``rows``, and null elsewhere."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return strings(rows, values, size)
    if kinds == {bool}:
        flags, missing = np.zeros(size, np.bool_), _missing(rows, size)
        flags[rows] = np.array(values, np.bool_)
        return pd.arrays.BooleanArray(flags, missing)
    if kinds == {int}:
        for kind in (np.int64, np.uint64):
            with suppress(OverflowError):
                return integers(rows, values, size, kind)
    if kinds in ({float}, {int, float}) and all(abs(value) <= _EXACT for value in values if type(value) is int):
        reals, missing = np.zeros(size), _missing(rows, size)
        reals[rows] = np.array(values, np.float64)
        return pd.arrays.FloatingArray(reals, missing)
    anything = np.full(size, None, dtype=object)
    anything[rows] = np.fromiter(values, np.object_, len(values))  # no array: equally long lists would be a second axis of it
    return anything


def dense(values: Sequence[object]) -> Column | None:
    """As `typed`, with a value or ``None`` for every row; an object is no value. ``None`` when there are no values at all."""
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {str}:
        return strings(np.arange(len(values)), values, len(values))
    if kinds == {int}:
        with suppress(OverflowError, pa.ArrowInvalid):  # beyond 64 bits with a sign
            found = pa.array(values, pa.int64())
            return pd.arrays.IntegerArray(found.fill_null(0).to_numpy().copy(), np.array(found.is_null()))
    rows = [row for row, value in enumerate(values) if value is not None and type(value) is not dict]
    return typed(rows, [values[row] for row in rows], len(values)) if rows else None


def integers(rows: Rows, values: Sequence[object], size: int, kind: type[np.int64 | np.uint64] = np.int64) -> Column:
    """As `typed`, ``Int64`` or ``UInt64``; there may be no values."""
    data, missing = np.zeros(size, kind), _missing(rows, size)
    data[rows] = np.fromiter(cast(Sequence[int], values), kind, len(values))
    return pd.arrays.IntegerArray(data, missing)


def strings(rows: Rows, values: Sequence[object], size: int) -> Column:
    """As `typed`, ``str``; there may be no values."""
    rows = np.asarray(rows, np.intp)
    if not (rows[1:] > rows[:-1]).all():
        order = np.argsort(rows)
        rows, values = rows[order], [values[place] for place in order.tolist()]
    try:
        found = pa.array(values, pa.large_string())
    except UnicodeEncodeError:
        found = pa.array([None if value is None else clean(str(value)) for value in values], pa.large_string())
    if len(rows) < size:
        found = _spread(rows, found, size)
    column: Column = STRING.__from_arrow__(found)  # type: ignore[attr-defined]  # the stubs lack the documented protocol
    return column


def moments(times: npt.NDArray[np.datetime64]) -> Column:
    """datetime64[us, UTC] from naive UTC times."""
    return pd.DatetimeIndex(times.astype("datetime64[us]")).tz_localize("UTC").array


def _spread(rows: npt.NDArray[np.intp], texts: Any, size: int) -> Any:
    """The Arrow texts at their rows, and null elsewhere: no text is copied, only where each begins."""
    begins = np.frombuffer(texts.buffers()[1], np.int64)[: len(texts) + 1] if len(texts) else np.zeros(1, np.int64)
    lengths = np.zeros(size + 1, np.int64)
    lengths[rows + 1] = np.diff(begins)
    present = np.packbits(~_missing(rows, size), bitorder="little")
    buffers = [pa.py_buffer(present), pa.py_buffer(np.cumsum(lengths, out=lengths)), texts.buffers()[2]]
    return pa.Array.from_buffers(pa.large_string(), size, buffers, size - len(texts))


def _missing(rows: Rows, size: int) -> npt.NDArray[np.bool_]:
    missing = np.ones(size, np.bool_)
    missing[rows] = False
    return missing
