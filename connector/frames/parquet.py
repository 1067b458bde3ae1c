"""Parquet: events batch by batch, and whole frames. One type a column; what none holds exactly is written as JSON texts."""

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from connector.frames.columns import STRING
from connector.frames.documents import encode
from connector.frames.kinds import Kind
from connector.frames.times import parse_timestamps

_DTYPES: dict[Kind, Any] = {
    "time": pd.DatetimeTZDtype("us", "UTC"),
    "string": STRING,
    "boolean": "boolean",
    "integer": "Int64",
    "unsigned": "UInt64",
    "float": "Float64",
    "texts": object,
    "json": STRING,
}
_TEXTS = pa.list_(pa.string())


class ParquetFile:
    """A Parquet file being written.

    Args:
        out: where it goes; it need not be seekable.
        kinds: the kind of each column, in order.
    """

    def __init__(self, out: BinaryIO, kinds: Mapping[str, Kind]) -> None:
        self._kinds = dict(kinds)
        self._schema = _schema(self._kinds)
        self._writer = parquet.ParquetWriter(pa.PythonFile(out, mode="w"), self._schema, compression="zstd")

    def close(self) -> None:
        """Ends the file; without it no reader takes it for a whole one."""
        self._writer.close()

    def abandon(self) -> None:
        """Lets go of a file that is not to be ended; nothing happens to one that is."""
        with suppress(OSError, ValueError):  # what could not be written cannot be ended either: that has been told
            self._writer.close()

    def write(self, events: Sequence[Mapping[str, object]]) -> None:
        """Writes events, given as their values by dotted field; fields that are no column are left out."""
        values: dict[str, tuple[list[int], list[object]]] = {path: ([], []) for path in self._kinds}
        for row, event in enumerate(events):
            for path, value in event.items():
                if value is not None and path in values:
                    values[path][0].append(row)
                    values[path][1].append(value)
        arrays = [
            _array(kind, field.type, *values[path], len(events))
            for (path, kind), field in zip(self._kinds.items(), self._schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))


def frame_parquet(frame: pd.DataFrame) -> bytes:
    """A frame of counts as a Parquet file; a column that mixes kinds is written as JSON texts."""
    columns = {
        name: column if _storable(column) else column.map(lambda value: encode(value).decode(), na_action="ignore")
        for name, column in frame.items()
    }
    buffer = io.BytesIO()
    pd.DataFrame(columns, columns=frame.columns).to_parquet(buffer, index=False)
    return buffer.getvalue()


def _storable(column: "pd.Series[Any]") -> bool:
    """Whether it has one type, or holds lists of one plain type."""
    if column.dtype != object:
        return True
    kinds = {type(item) for value in column if isinstance(value, list) for item in value}
    return kinds in (set(), {str}, {int}) and all(value is None or isinstance(value, list) for value in column)


def _schema(kinds: Mapping[str, Kind]) -> Any:
    """With what pandas needs to give integers back as integers where some are missing."""
    empty = pd.DataFrame({path: pd.Series([], dtype=_DTYPES[kind]) for path, kind in kinds.items()})
    schema = pa.Schema.from_pandas(empty, preserve_index=False)
    for place, (path, kind) in enumerate(kinds.items()):
        if kind == "texts":
            schema = schema.set(place, pa.field(path, _TEXTS))
    return schema


def _array(kind: Kind, held: Any, rows: list[int], values: list[object], size: int) -> Any:
    if not rows:
        return pa.nulls(size, held)
    if kind == "time":
        times = np.full(size, np.datetime64("NaT"), "datetime64[us]")
        times[rows] = parse_timestamps(values)
        return pa.array(times, held)
    if kind == "json":
        values = [encode(value).decode() for value in values]
    elif kind == "float":
        values = [float(value) for value in values]  # type: ignore[arg-type]  # the kind says that they are numbers
    column: list[object] = [None] * size
    for row, value in zip(rows, values, strict=True):
        column[row] = value
    return pa.array(column, held)
