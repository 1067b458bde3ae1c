"""Which fields the events of a part hold, and how many of the events each: from the row lists, which columns share."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from connector.engine.column import KINDS, Column
from connector.engine.directory import FORMS
from connector.engine.parts import Part
from connector.engine.patience import Limit
from connector.engine.segment import Segment
from connector.engine.tally import counted, merged, top_values
from connector.frames import example_of

Numbers = npt.NDArray[np.int64]

TYPES = ("string", "integer", "float", "boolean")
"""What values are; the place of each is its bit in `Catalogue.types`."""

_STRING, _INTEGER, _FLOAT, _BOOLEAN = (1 << place for place in range(len(TYPES)))


class Catalogue:
    """The fields of the events of a part.

    Args:
        part: the events, at least one.

    Attributes:
        names: every field of the segment, in order of code points; also those that none of these events holds.
        counts: for each name how many of the events hold it.
        types: for each name the bits of what its values are.
    """

    def __init__(self, part: Part) -> None:
        self._part = part
        self.names = part.segment.paths
        # Of whole segments the answer never changes: the fields of a store are the sum of what is kept.
        self.counts, self.types = part.segment.decoded(("fields",), self._summary) if part.whole else self._summary()

    def example(self, place: int) -> str:
        """The text of the value of a name that most of the events hold, equal ones by value; one of them at least holds it."""
        if not self._part.whole:
            return self._example(place)
        kept: list[str] = self._part.segment.decoded(("example", place), lambda: [self._example(place)])
        return kept[0]

    def _example(self, place: int) -> str:
        found = [(column, self._part.entries(column)[1]) for column in self._part.segment.columns(self.names[place])]
        kinds = [merged(column.kind, [counted(column, codes)]) for column, codes in found if len(codes)]
        return example_of(top_values(kinds, 1))

    def _summary(self) -> Numbers:
        columns = self._part.segment.directory.columns
        held, places = self._held[columns["rows"]], columns["path"]
        counts, types = np.zeros((2, len(self.names)), np.int64)
        counts[places] = held
        np.bitwise_or.at(types, places, np.where(held > 0, _types(self._part.segment), 0))
        for place in np.unique(places[1:][places[1:] == places[:-1]]).tolist():  # values of several kinds, maybe in one event
            rows = [self._part.entries(column)[0] for column in self._part.segment.columns(self.names[place])]
            counts[place] = len(np.unique(np.concatenate(rows)))
        summary: Numbers = np.array([counts, types])
        return summary

    @cached_property
    def _held(self) -> Numbers:
        """For each row list how many of the events are in it."""
        directory, segment, limit = self._part.segment.directory, self._part.segment, Limit()
        if self._part.whole:
            events: Numbers = directory.rows["events"].astype(np.int64)
            return events
        held = np.zeros(len(directory.rows), np.int64)
        for number, index in zip(*np.unique(directory.columns["rows"], return_index=True), strict=True):
            limit.check()
            column = Column(segment, directory, int(index))
            picked = self._part.mask[column.rows]
            held[number] = np.count_nonzero(picked) if column.single else len(np.unique(column.rows[picked]))
        return held


def kinds_of(types: int) -> list[str]:
    """What the bits of `Catalogue.types` stand for."""
    return [name for place, name in enumerate(TYPES) if types >> place & 1]


def _types(segment: Segment) -> Numbers:
    """For each column of the segment the bit of what its values are."""

    def read() -> Numbers:
        columns = segment.directory.columns
        types: Numbers = np.array([_STRING, _INTEGER, _BOOLEAN])[columns["kind"]]
        numbers = columns["kind"] == KINDS.index("number")
        types[numbers & (columns["form"] == FORMS.index("<f8"))] = _FLOAT
        for index in np.flatnonzero(numbers & (columns["form"] == FORMS.index("json"))).tolist():
            values = Column(segment, segment.directory, index).values.tolist()
            types[index] = _FLOAT if any(isinstance(value, float) for value in values) else _INTEGER
        return types

    found: Numbers = segment.decoded(("types",), read)
    return found
