"""Events taken apart as they come: every leaf under its dotted path, coded."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from operator import getitem, itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from connector.engine.column import KINDS, Kind
from connector.engine.lines import Event

_GREAT = 2.0**63
_RUN = 256
"""Values of an array that are taken at once; there is a shape for each smaller number too."""

_KINDS: dict[type, Kind] = {str: "string", int: "number", float: "number", bool: "boolean"}

_Codes = defaultdict[Any, int]
"""A place for each distinct value, in the order in which they came."""

_Column = tuple[int, _Codes]


@dataclass(frozen=True, slots=True)
class Coded:
    """The leaves of the events of a segment, column after column in order of path and kind.

    Attributes:
        columns: path and kind of each.
        distinct: for each column its distinct values, in no order; a boolean one has both.
        bounds: for each column, and once more at the end, where its values begin.
        rows: the row of each value, ascending within a column; int32.
        codes: the place of each value in the distinct values of its column; int32.
    """

    columns: list[tuple[str, Kind]]
    distinct: list[list[Any]]
    bounds: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    codes: npt.NDArray[np.int32]


_Shape = tuple[int, tuple[_Codes, ...], Callable[[Event], Iterable[Any]], tuple[tuple[str, "_Place"], ...]]
"""Objects under one path that have the same keys and types: the place of their columns in `Leaves._shapes`; the codes of each
leaf; what takes the values of the leaves out of such an object; and where objects and arrays in it belong."""


class _Place(dict[tuple[Any, ...], _Shape]):
    """A path at which objects and arrays were found: the shapes of the objects, by their keys and types.

    Attributes:
        path: the path.
        prefix: what the paths below it begin with.
        columns: for each key and type the number of the column, and its codes.
        runs: for each type and number of values in an array the place of their columns in `Leaves._shapes`, and their codes.
    """

    __slots__ = ("columns", "path", "prefix", "runs")

    def __init__(self, path: str, prefix: str) -> None:
        self.path = path
        self.prefix = prefix
        self.columns: dict[tuple[str, type], _Column] = {}
        self.runs: dict[tuple[type, int], _Column] = {}


class Leaves:
    """The leaves of events.

    An event is taken apart at once, and its values become codes while they are still in the processor's cache: to come back to
    them later, a column at a time, costs twice as much, and all events would have to be held. Nothing recurses, for an attacker
    may nest. Arrays, and objects in arrays, are flattened into their path; keys with dots are plain paths; null and empty
    objects and arrays have no leaf.

    Args:
        events: decoded events.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._root = _Place("", "")
        self._places: dict[str, _Place] = {}
        self._columns: dict[tuple[str, Kind], _Column] = {}
        self._shapes: list[tuple[int, ...]] = []
        self._codes: list[int] = []
        self._objects: list[int] = []
        self._starts: list[int] = []
        for event in events:
            self.add(event)

    def add(self, event: Event) -> int:
        """Takes the next event apart; returns how many objects and arrays it holds, itself too."""
        objects, codes = self._objects, self._codes
        self._starts.append(len(objects))
        waiting: list[tuple[_Place, Any]] = [(self._root, event)]
        for place, found in waiting:
            if type(found) is list:
                self._flatten(place, found, waiting)
                continue
            key = (*found, *map(type, found.values()))
            shape, columns, leaves, below = place.get(key) or self._new_shape(place, key, found)
            if columns:
                objects.append(shape)
                codes.extend(map(getitem, columns, leaves(found)))
            for name, child in below:
                waiting.append((child, found[name]))
        return len(waiting)

    @property
    def rounded(self) -> bool:
        """Some float is so great that it may be an integer past 64 bits, which orjson cannot hold."""
        numbers = chain.from_iterable(codes for (_, kind), (_, codes) in self._columns.items() if kind == "number")
        return any(type(number) is float and abs(number) >= _GREAT for number in numbers)

    def coded(self, order: npt.NDArray[np.int64]) -> Coded:
        """The leaves of some events; ``order`` names the event of each row."""
        columns = sorted(self._columns, key=lambda column: (column[0], KINDS.index(column[1])))
        places = np.empty(len(columns), np.int32)
        places[[self._columns[column][0] for column in columns]] = np.arange(len(columns))

        widths = np.fromiter(map(len, self._shapes), np.int64, len(self._shapes))
        begins = np.cumsum(widths) - widths
        shape_columns = places[np.fromiter(chain.from_iterable(self._shapes), np.int64, int(widths.sum()))]

        starts = np.array([*self._starts, len(self._objects)], np.int64)
        held = np.diff(starts)[order]
        objects = _ranges(starts[order], held)
        shapes = np.array(self._objects, np.int32)
        code_starts = np.cumsum(widths[shapes]) - widths[shapes]
        shapes, leaves = shapes[objects], widths[shapes[objects]]

        found = shape_columns[_ranges(begins[shapes], leaves)]
        # Numbers of two bytes are sorted by their digits, several times faster.
        by_column = np.argsort(found.astype(np.uint16) if len(columns) <= 2**16 else found, kind="stable")
        rows = np.repeat(np.repeat(np.arange(len(order), dtype=np.int32), held), leaves)[by_column]
        codes = np.array(self._codes, np.int32)[_ranges(code_starts[objects], leaves)[by_column]]
        bounds = np.concatenate(([0], np.cumsum(np.bincount(found, minlength=len(columns)))))
        coded = Coded(columns, [list(self._columns[column][1]) for column in columns], bounds, rows, codes)
        return coded if len(order) == len(self._starts) else _thinned(coded)

    def _flatten(self, place: _Place, array: list[Any], waiting: list[tuple[_Place, Any]]) -> None:
        kinds = set(map(type, array))
        if len(kinds) == 1 and (kind := kinds.pop()) in _KINDS:
            for begin in range(0, len(array), _RUN):
                self._take(place, kind, array[begin : begin + _RUN])
            return
        for value in array:
            kind = type(value)
            if kind is dict or kind is list:
                waiting.append((place, value))
            elif value is not None:
                self._take(place, kind, [value])

    def _take(self, place: _Place, kind: type, values: list[Any]) -> None:
        """Takes values of one type, at most `_RUN`, that lie in an array."""
        run, codes = place.runs.get((kind, len(values))) or self._new_run(place, kind, len(values))
        self._objects.append(run)
        self._codes.extend(map(codes.__getitem__, values))

    def _new_shape(self, place: _Place, key: tuple[Any, ...], found: Event) -> _Shape:
        kinds = list(zip(found, map(type, found.values()), strict=True))
        leaves = [leaf for leaf in kinds if leaf[1] in _KINDS]
        columns = [place.columns.get(leaf) or self._new_column(place, *leaf) for leaf in leaves]
        below = tuple((name, self._place(place.prefix + name)) for name, kind in kinds if kind is dict or kind is list)
        pick = _picker([name for name, _ in leaves], len(kinds))
        place[key] = shape = len(self._shapes), tuple(codes for _, codes in columns), pick, below
        self._shapes.append(tuple(number for number, _ in columns))
        return shape

    def _new_column(self, place: _Place, name: str, kind: type) -> _Column:
        place.columns[name, kind] = column = self._column(place.prefix + name, _KINDS[kind])
        return column

    def _new_run(self, place: _Place, kind: type, length: int) -> _Column:
        column, codes = self._column(place.path, _KINDS[kind])
        place.runs[kind, length] = run = len(self._shapes), codes
        self._shapes.append((column,) * length)
        return run

    def _column(self, path: str, kind: Kind) -> _Column:
        column = self._columns.get((path, kind))
        if column is None:
            codes = defaultdict(count().__next__, {False: 0, True: 1} if kind == "boolean" else {})
            column = self._columns[path, kind] = len(self._columns), codes
        return column

    def _place(self, path: str) -> _Place:
        place = self._places.get(path)
        if place is None:
            place = self._places[path] = _Place(path, path + ".")
        return place


def _picker(names: Sequence[str], size: int) -> Callable[[Event], Iterable[Any]]:
    """What takes the values under the names out of an object that has ``size`` keys."""
    if len(names) == size:
        return dict.values
    if len(names) > 1:
        return itemgetter(*names)
    return lambda found: [found[name] for name in names]


def _ranges(starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The numbers of all ranges, one after the other."""
    ends = np.cumsum(lengths)
    found: npt.NDArray[np.int64] = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)
    return found


def _thinned(coded: Coded) -> Coded:
    """Without the columns and distinct values that no row holds."""
    columns, distinct, codes = [], [], []
    kept = np.flatnonzero(np.diff(coded.bounds))
    for place in kept.tolist():
        values, found = coded.distinct[place], coded.codes[coded.bounds[place] : coded.bounds[place + 1]]
        if coded.columns[place][1] != "boolean":
            held = np.bincount(found, minlength=len(values)) > 0
            values, found = [values[each] for each in np.flatnonzero(held).tolist()], (np.cumsum(held) - 1)[found]
        columns.append(coded.columns[place])
        distinct.append(values)
        codes.append(found.astype(np.int32))
    joined = np.concatenate(codes) if codes else coded.codes
    return Coded(columns, distinct, np.append(coded.bounds[kept], coded.bounds[-1]), coded.rows, joined)
