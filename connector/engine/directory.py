"""What a segment file holds: its columns and row lists, and where their bytes lie."""

import sys
from bisect import bisect_left
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import orjson

from connector.engine.layout import BLOB, Blob, Reader

COLUMNS = np.dtype(
    [
        ("path", "<i4"),
        ("kind", "u1"),
        ("form", "u1"),
        ("width", "u1"),
        ("rows", "<i4"),
        ("distinct", "<i4"),
        ("codes", BLOB),
        ("values", BLOB),
    ]
)
"""A column: index of its path, kind, form of numbers, bytes of a code (0: all are the first value), index of its row list, number
of distinct values, and where its bytes are."""

ROWS = np.dtype([("width", "u1"), ("single", "u1"), ("events", "<i4"), ("rows", BLOB)])
"""A row list: bytes of a step (0: every row once), whether no row repeats, different rows, bytes."""


FORMS = ("<i8", "<u8", "<f8", "json")
"""How distinct numbers are stored: the first that holds all of them exactly."""


class Directory:
    """The columns of a segment in order of path and kind, and the row lists that they share.

    Attributes:
        paths: the dotted paths of all leaves, in order of code points.
        columns: an array of `COLUMNS`.
        rows: an array of `ROWS`.
        exact: some numbers do not fit into 64 bits, or not beside floats.
        offsets: for each column the number of strings in the pool before its own.
        nbytes: about how much memory this takes.
    """

    def __init__(self, paths: tuple[str, ...], columns: npt.NDArray[np.void], rows: npt.NDArray[np.void]) -> None:
        self.paths = paths
        self.columns = columns
        self.rows = rows
        strings = np.where(columns["kind"] == 0, columns["distinct"], 0)
        self.offsets = np.concatenate(([0], np.cumsum(strings, dtype=np.int64)))
        self.exact = bool((columns["form"] == FORMS.index("json")).any())
        self._starts = np.searchsorted(np.ascontiguousarray(columns["path"]), np.arange(len(paths) + 1))
        self.nbytes = columns.nbytes + rows.nbytes + self.offsets.nbytes + self._starts.nbytes + 100 * len(paths)

    @classmethod
    def read(cls, reader: Reader) -> "Directory":
        """The directory of a file."""
        blobs = {name: Blob(*numbers) for name, numbers in reader.footer["directory"].items()}
        # Hundreds of segments have the same thousands of paths: each is kept once.
        paths = tuple(map(sys.intern, orjson.loads(reader.content(blobs["paths"]).to_pybytes())))
        return cls(paths, reader.array(blobs["columns"], COLUMNS), reader.array(blobs["rows"], ROWS))

    def find(self, path: str) -> range:
        """The columns of a path."""
        place = bisect_left(self.paths, path)
        if self.paths[place : place + 1] != (path,):
            return range(0)
        return range(*self._starts[place : place + 2].tolist())

    def blob(self, part: Literal["codes", "values", "rows"], index: int) -> Blob:
        """Where the codes or values of a column, or the steps of a row list, lie."""
        table: npt.NDArray[Any] = self.rows if part == "rows" else self.columns
        return Blob(*table[part][index].item())
