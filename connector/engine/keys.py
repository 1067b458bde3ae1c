"""The values of a field as texts, coded over all parts of an answer, so that they can be joined to rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connector.engine.column import Column
from connector.engine.parts import Part
from connector.frames import key_text

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Keys:
    """A field, coded.

    Attributes:
        texts: the distinct texts of its values.
        entries: for each part the rows (ascending) and the places of their texts, no pair twice.
        single: for each part whether no row is there twice.
        sizes: for each part the rows of its segment.
    """

    texts: pa.Array
    entries: list[tuple[Integers, Integers]]
    single: list[bool]
    sizes: list[int]

    def joined(self, part: int, rows: Integers) -> tuple[Integers, Integers]:
        """The texts of rows of a part.

        Returns:
            Places in ``rows`` and places of texts, -1 where there is none; longer than ``rows`` where some have several.
        """
        held, codes = self.entries[part]
        if self.single[part]:
            found = np.full(self.sizes[part], -1, np.int64)
            found[held] = codes
            return np.arange(len(rows)), found[rows]
        count = np.bincount(held, minlength=self.sizes[part])
        begin = np.cumsum(count) - count
        times = np.maximum(count[rows], 1)
        place = np.repeat(np.arange(len(rows)), times)
        nth = np.arange(len(place)) - np.repeat(np.cumsum(times) - times, times)
        row = rows[place]
        there = count[row] > 0
        code = np.full(len(place), -1, np.int64)
        code[there] = codes[(begin[row] + nth)[there]]
        return place, code

    def ranks(self) -> Integers:
        """For each place the rank of its text by code point; -1, which is missing, has the last one."""
        ranks = np.empty(len(self.texts) + 1, np.int64)
        ranks[pc.sort_indices(self.texts).to_numpy()] = np.arange(len(self.texts))
        ranks[-1] = len(self.texts)
        return ranks


def code_keys(parts: Sequence[Part], field: str) -> Keys:
    """Codes the values that a field has in the parts."""
    texts: list[pa.Array] = []
    found: list[list[tuple[Integers, Integers]]] = []
    base = 0
    for part in parts:
        found.append([])
        for column in part.segment.columns(field):
            rows, codes = part.entries(column)
            used = np.flatnonzero(np.bincount(codes, minlength=column.length))
            place = np.zeros(column.length, np.int64)
            place[used] = np.arange(base, base + len(used))
            found[-1].append((rows.astype(np.int64), place[codes]))
            texts.append(_texts(column, used))
            base += len(used)
    encoded = (pa.concat_arrays(texts) if texts else pa.array([], pa.string())).dictionary_encode()
    known = encoded.indices.to_numpy().astype(np.int64)
    entries, single = [], []
    for columns in found:
        merged, alone = _merged([(rows, known[place]) for rows, place in columns], max(len(encoded.dictionary), 1))
        entries.append(merged)
        single.append(alone)
    return Keys(encoded.dictionary, entries, single, [part.segment.size for part in parts])


def _merged(columns: list[tuple[Integers, Integers]], width: int) -> tuple[tuple[Integers, Integers], bool]:
    """One list of entries from those of each kind, and whether no row is there twice."""
    if not columns:
        return (np.zeros(0, np.int64), np.zeros(0, np.int64)), True
    rows, codes = columns[0]
    if len(columns) > 1:  # a number and a string may have the same text
        pairs = np.unique(np.concatenate([rows * width + codes for rows, codes in columns]))
        rows, codes = np.divmod(pairs, width)
    return (rows, codes), bool((np.diff(rows) > 0).all())


def _texts(column: Column, used: Integers) -> pa.Array:
    if column.kind == "string":
        return column.values.take(pa.array(used))
    return pa.array([key_text(value) for value in column.values[used].tolist()], pa.string())
