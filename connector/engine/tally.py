"""Values of a field with the number of events that hold each, over all parts of an answer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connector.engine.column import Column, Kind
from connector.engine.parts import Part

Counts = npt.NDArray[np.int64]

_NEAR = 2**20
"""Integers that lie no farther apart are counted in a list of all between them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Distinct values of one kind and their counts.

    Attributes:
        values: a ``pa.Array`` of string, or numbers or booleans of numpy.
        counts: events that hold each; greater than 0.
    """

    values: Any
    counts: Counts

    def top(self, size: int, rarest: bool) -> list[tuple[object, int]]:
        """The ``size`` values of most (or least) events, equal counts by value, in no order."""
        chosen = np.arange(len(self.counts))
        if size < len(chosen):
            weight = self.counts if rarest else -self.counts
            bound = np.partition(weight, size - 1)[size - 1]
            chosen = np.flatnonzero(weight < bound)
            ties = np.flatnonzero(weight == bound)
            chosen = np.concatenate([chosen, ties[_order(_take(self.values, ties))[: size - len(chosen)]]])
        values = _take(self.values, chosen)
        listed = values.to_pylist() if isinstance(values, pa.Array) else values.tolist()
        return list(zip(listed, self.counts[chosen].tolist(), strict=True))


def tallies(parts: Sequence[Part], field: str) -> list[Tally]:
    """The values of a field in the events of the parts, at most one tally a kind. A value twice in one event counts once."""
    found: dict[Kind, list[tuple[Any, Counts]]] = defaultdict(list)
    for part in parts:
        for column in part.segment.columns(field):
            _, codes = part.entries(column)
            if len(codes):
                found[column.kind].append(counted(column, codes))
    return [merged(kind, pieces) for kind, pieces in found.items()]


def top_values(found: Sequence[Tally], size: int, rarest: bool = False) -> list[tuple[object, int]]:
    """Pairs of value and count that hold the ``size`` first ones: at most so many of each kind, in no order."""
    return [pair for tally in found for pair in tally.top(size, rarest)]


def counted(column: Column, codes: npt.NDArray[np.integer[Any]]) -> tuple[Any, Counts]:
    """The values of a column that some of its codes, at least one, stand for, and how often each is there."""
    counts = np.bincount(codes, minlength=column.length)
    held = np.flatnonzero(counts)
    return (column.values, counts) if len(held) == column.length else (_take(column.values, held), counts[held])


def merged(kind: Kind, pieces: Sequence[tuple[Any, Counts]]) -> Tally:
    """One tally of what `counted` found in several segments, at least one."""
    if len(pieces) == 1:
        return Tally(*pieces[0])
    counts = np.concatenate([each for _, each in pieces])
    values = [each for each, _ in pieces]
    if kind == "string":
        encoded = pa.concat_arrays(values).dictionary_encode()
        return Tally(encoded.dictionary, _added(encoded.indices.to_numpy(), counts, len(encoded.dictionary)))
    if len({each.dtype for each in values}) == 1 and values[0].dtype != object:
        return _joined(np.concatenate(values), counts)
    sums: dict[Any, int] = defaultdict(int)  # an integer and a float that are equal have one place
    for value, count in zip([value for each in values for value in each.tolist()], counts.tolist(), strict=True):
        sums[value] += count
    mixed = np.empty(len(sums), object)
    mixed[:] = list(sums)
    return Tally(mixed, np.array(list(sums.values()), np.int64))


def _joined(values: npt.NDArray[Any], counts: Counts) -> Tally:
    """Distinct numbers or booleans with the sums of their counts. Millions of integers need not be put in order for that."""
    if values.dtype.kind not in "iu":
        distinct, places = np.unique(values, return_inverse=True)
        return Tally(distinct, _added(places, counts, len(distinct)))
    least, greatest = int(values.min()), int(values.max())
    if greatest - least < _NEAR:
        sums = _added((values - values.dtype.type(least)).astype(np.int64), counts, greatest - least + 1)
        held = np.flatnonzero(sums)
        return Tally(held.astype(values.dtype) + values.dtype.type(least), sums[held])
    encoded = pa.array(values).dictionary_encode()
    return Tally(encoded.dictionary.to_numpy(), _added(encoded.indices.to_numpy(), counts, len(encoded.dictionary)))


def _added(places: npt.NDArray[np.integer[Any]], counts: Counts, size: int) -> Counts:
    sums = np.zeros(size, np.int64)
    np.add.at(sums, places, counts)
    return sums


def _take(values: Any, places: npt.NDArray[np.int64]) -> Any:
    return values.take(pa.array(places)) if isinstance(values, pa.Array) else values[places]


def _order(values: Any) -> npt.NDArray[np.int64]:
    """Strings by code point, which is how UTF-8 bytes are ordered."""
    if isinstance(values, pa.Array):
        order: npt.NDArray[np.int64] = pc.sort_indices(values).to_numpy().astype(np.int64)
        return order
    return np.argsort(values, kind="stable")
