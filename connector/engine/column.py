"""A column of a segment: the values of one kind under one dotted path."""

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from connector.engine.directory import FORMS, Directory

if TYPE_CHECKING:
    from connector.engine.segment import Segment

Kind = Literal["string", "number", "boolean"]
Mask = npt.NDArray[np.bool_]

KINDS: tuple[Kind, ...] = ("string", "number", "boolean")


class Column:
    """The values of one kind under one dotted path of a segment. Arrays, and objects in arrays, are flattened into their path.

    Attributes:
        path: the dotted path.
        kind: what the values are. Values of another kind under the same path are another column.
        offset: strings: where the distinct values begin in `Segment.pool`.
        length: how many distinct values there are.
        row_list: the number of its list of rows: columns that share one lie in the same events.
        events: how many events hold a value.
        single: no event holds two values.
    """

    __slots__ = ("_directory", "_index", "_segment", "events", "kind", "length", "offset", "path", "row_list", "single")

    def __init__(self, segment: "Segment", directory: Directory, index: int) -> None:
        # As plain tuples: a filter on every field makes a thousand columns, and numpy's records are slow to take apart.
        path, kind, _, _, self.row_list, self.length, *_ = directory.columns[index].item()
        _, single, self.events, _ = directory.rows[self.row_list].item()
        self._segment = segment
        self._directory = directory
        self._index = index
        self.path = directory.paths[path]
        self.kind = KINDS[kind]
        self.offset = int(directory.offsets[index])
        self.single = bool(single)

    @property
    def rows(self) -> npt.NDArray[np.int32]:
        """The row of each value, ascending; an event with several values is there several times, its values in any order."""
        rows: npt.NDArray[np.int32] = self._segment.decoded(("rows", self.row_list), self._read_rows)
        return rows

    @property
    def codes(self) -> npt.NDArray[np.unsignedinteger[Any]]:
        """The place of each value in `values`; uint8, uint16 or uint32; as long as `rows`."""
        codes: npt.NDArray[np.unsignedinteger[Any]] = self._segment.decoded(("codes", self._index), self._read_codes)
        return codes

    @property
    def values(self) -> Any:
        """The distinct values.

        Strings: a ``pa.Array`` of ``string``, the slice of the pool at `offset`, in no order. Numbers: ascending; int64, or
        uint64 or float64 where those hold every value exactly, or else object (Python ints and floats); an integer and a float
        that are equal are one value. Booleans: ``[False, True]``.
        """
        match self.kind:
            case "string":
                return self._segment.strings(self._directory, self._index)
            case "number":
                return self._segment.decoded(("values", self._index), self._read_numbers)
            case "boolean":
                return np.array([False, True])

    def mask(self, ok: Mask) -> Mask:
        """The rows of the segment that hold one of the distinct values that ``ok`` (as long as `values`) picks."""
        wanted = np.flatnonzero(ok)
        if len(wanted) == len(ok):
            return self.exists()
        codes = self.codes
        picked: Mask
        if len(wanted) == 1:  # to compare codes takes a tenth of looking each of them up
            picked = codes == codes.dtype.type(wanted[0])
        elif len(wanted) and wanted[-1] - wanted[0] + 1 == len(wanted):
            first, last = codes.dtype.type(wanted[0]), codes.dtype.type(wanted[-1])
            picked = codes - first <= last - first  # what lies before the first becomes a great number
        else:
            picked = ok[codes]
        return picked if self._everywhere else self._scattered(self.rows[np.flatnonzero(picked)])

    def exists(self) -> Mask:
        """The rows of the segment that hold any value."""
        return np.ones(self._segment.size, np.bool_) if self._everywhere else self._scattered(self.rows)

    @property
    def _everywhere(self) -> bool:
        return self.single and self.events == self._segment.size

    def _scattered(self, rows: npt.NDArray[np.int32]) -> Mask:
        found = np.zeros(self._segment.size, np.bool_)
        found[rows] = True
        return found

    def _read_rows(self) -> npt.NDArray[np.int32]:
        width = self._directory.rows["width"][self.row_list]
        if not width:
            return np.arange(self._segment.size, dtype=np.int32)
        steps = self._segment.reader.array(self._directory.blob("rows", self.row_list), f"<u{width}")
        return np.cumsum(steps, dtype=np.int32)

    def _read_codes(self) -> npt.NDArray[Any]:
        width = self._directory.columns["width"][self._index]
        if not width:
            return np.zeros(len(self.rows), np.uint8)
        return self._segment.reader.array(self._directory.blob("codes", self._index), f"<u{width}")

    def _read_numbers(self) -> npt.NDArray[Any]:
        blob, form = self._directory.blob("values", self._index), FORMS[self._directory.columns["form"][self._index]]
        return self._segment.reader.objects(blob) if form == "json" else self._segment.reader.array(blob, form)
