"""Several segments as one: their columns, words and lines are put together as they are, and no event is taken apart again."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from connector.engine.clock import Times
from connector.engine.column import KINDS, Column, Kind
from connector.engine.layout import Writer
from connector.engine.numbers import in_order
from connector.engine.segment import BLOCK, Segment
from connector.engine.table import Table
from connector.engine.words import Words
from connector.engine.words import in_order as words_in_order

Integers = npt.NDArray[np.int64]
_Row = npt.NDArray[np.int32]


def write_merged(
    path: Path,
    segments: Sequence[Segment],
    order: Integers,
    times: Times,
    places: npt.NDArray[np.int64],
    footer: Mapping[str, object],
) -> None:
    """Writes a segment of the events of others and brings it to the disk.

    Args:
        path: the file to make.
        segments: at least one.
        order: for each row the place of its event among those of all segments, one after the other.
        times: as those of `connector.engine.table.write_leaves`.
        places: as those of `connector.engine.table.write_leaves`.
        footer: what else the footer says.

    Raises:
        DamagedSegment: one of them cannot be read.
        OSError: the new one cannot be written.
    """
    bases = np.cumsum([0, *(segment.size for segment in segments)])
    with path.open("wb") as file:
        table = Table(Writer(file), len(order))
        columns = _Columns(segments, bases, order)
        for name, kind, values, rows, codes in columns:
            table.add(name, kind, values, rows, codes)
        table.finish(columns.words(), _blocks(segments, bases, order), times, places, footer)


class _Columns:
    """The columns of several segments as one segment has them, in order of path and kind."""

    def __init__(self, segments: Sequence[Segment], bases: Integers, order: Integers) -> None:
        self._segments = segments
        self._bases = bases
        self._row = np.empty(len(order), np.int32)
        self._row[order] = np.arange(len(order), dtype=np.int32)
        self._lists: dict[tuple[tuple[int, int], ...], tuple[_Row, Integers | None]] = {}
        # For each segment the place in the new pool of each string of its own.
        self._moved = [np.empty(int(segment.directory.offsets[-1]), np.int64) for segment in segments]
        self._pooled = 0

    def __iter__(self) -> Iterator[tuple[str, Kind, Any, _Row, npt.NDArray[np.integer[Any]]]]:
        parts: dict[tuple[str, int], list[tuple[int, Column]]] = defaultdict(list)
        for number, segment in enumerate(self._segments):
            for column in segment.columns():
                parts[column.path, KINDS.index(column.kind)].append((number, column))
        for (path, kind), held in sorted(parts.items(), key=lambda part: part[0]):
            values, places = self._values(KINDS[kind], held)
            codes = np.concatenate([each[column.codes] for each, (_, column) in zip(places, held, strict=True)])
            rows, by_row = self._rows(held)
            yield path, KINDS[kind], values, rows, codes if by_row is None else codes[by_row]

    def words(self) -> Words:
        """The words of the new pool, after all columns were taken."""
        tables = [segment.posting_table for segment in self._segments]
        encoded = pa.concat_arrays([segment.tokens for segment in self._segments]).dictionary_encode()
        lengths = np.concatenate([np.diff(starts) for starts, _ in tables])
        owners = np.concatenate([moved[postings] for moved, (_, postings) in zip(self._moved, tables, strict=True)])
        return words_in_order(encoded.dictionary, np.repeat(encoded.indices.to_numpy(), lengths), owners)

    def _values(self, kind: Kind, held: Sequence[tuple[int, Column]]) -> tuple[Any, list[Integers]]:
        """The distinct values of all, and for each column the places of its own among them."""
        values = [column.values for _, column in held]
        match kind:
            case "string":
                joined, places = _strings(values)
                for (number, column), moved in zip(held, places, strict=True):
                    self._moved[number][column.offset : column.offset + column.length] = moved + self._pooled
                self._pooled += len(joined)
                return joined, places
            case "number":
                return _numbers(values)
        return values[0], [np.arange(2)] * len(values)

    def _rows(self, held: Sequence[tuple[int, Column]]) -> tuple[_Row, Integers | None]:
        """The rows of all values, ascending, and the order that makes them so; ``None`` where they are."""
        key = tuple((number, column.row_list) for number, column in held)
        if key not in self._lists:
            rows = np.concatenate([self._row[column.rows + self._bases[number]] for number, column in held])
            by_row = None if (rows[1:] >= rows[:-1]).all() else np.argsort(rows, kind="stable")
            self._lists[key] = rows if by_row is None else rows[by_row], by_row
        return self._lists[key]


def _strings(values: Sequence[pa.Array]) -> tuple[pa.Array, list[Integers]]:
    if len(values) == 1:
        return values[0], [np.arange(len(values[0]))]
    encoded = pa.concat_arrays(values).dictionary_encode()
    return encoded.dictionary, _cut(encoded.indices.to_numpy(), values)


def _numbers(values: Sequence[npt.NDArray[Any]]) -> tuple[npt.NDArray[Any], list[Integers]]:
    if len({each.dtype for each in values}) == 1 and values[0].dtype != object:
        distinct, places = np.unique(np.concatenate(values), return_inverse=True)
        return distinct, _cut(places, values)
    # An integer and a float that are equal are one value.
    numbers = [number for each in values for number in each.tolist()]
    known = {number: place for place, number in enumerate(dict.fromkeys(numbers))}
    rank, ordered = in_order(list(known))
    chosen = np.array([known[number] for number in numbers], np.int64)
    return ordered, _cut(chosen if rank is None else rank[chosen], values)


def _cut(places: npt.NDArray[np.integer[Any]], values: Sequence[Any]) -> list[Integers]:
    return np.split(places.astype(np.int64), np.cumsum([len(each) for each in values])[:-1])


def _blocks(segments: Sequence[Segment], bases: Integers, order: Integers) -> Iterator[bytes]:
    """The lines in their new order, `BLOCK` at once: few lie in memory at any time."""
    for begin in range(0, len(order), BLOCK):
        chosen = order[begin : begin + BLOCK]
        owners = np.searchsorted(bases, chosen, "right") - 1
        lines = [b""] * len(chosen)
        for number in np.unique(owners).tolist():
            places = np.flatnonzero(owners == number)
            rows = (chosen[places] - bases[number]).tolist()
            for place, line in zip(places.tolist(), segments[number].lines(rows), strict=True):
                lines[place] = line
        yield b"\n".join(lines)
