"""What a field's name reaches in a segment: columns, and how each is read."""

import re
from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from connector.engine.segment import Column, Segment
from connector.lucene.fields import ADDRESSES, DATES, KEYWORDS
from connector.lucene.tree import ANY

TIMES = ("timestamp", "@timestamp")
"""Names of an event's own time. The second is the one that shippers add, with milliseconds."""


class View(Enum):
    """How the values of a column are read."""

    TEXT = "words"
    KEYWORD = "whole values of at most 256 UTF-16 units"
    NUMBER = "numbers"
    BOOLEAN = "true and false"
    DATE = "moments"
    ADDRESS = "addresses"


class Columns:
    """Columns that are read in one way, in order of path."""

    def __init__(self, columns: tuple[Column, ...] = ()) -> None:
        self._columns = columns

    def __iter__(self) -> Iterator[Column]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def holding(self, places: npt.NDArray[np.int64]) -> Iterator[Column]:
        """Those of strings that hold any of these places in the pool, which ascend."""
        starts, ends = self._bounds
        if len(places) < len(starts):  # what is looked up is a few strings
            owners = np.searchsorted(starts, places, "right") - 1
            indices = np.unique(owners[(owners >= 0) & (places < ends[owners])])
        else:
            indices = np.flatnonzero(np.searchsorted(places, starts) < np.searchsorted(places, ends))
        return (self._columns[index] for index in indices.tolist())

    @cached_property
    def _bounds(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        starts = np.array([column.offset for column in self._columns], np.int64)
        return starts, starts + np.array([column.length for column in self._columns], np.int64)


class Targets:
    """What a name reaches, by view. The event's own time is not among it: see `TIMES`."""

    def __init__(self, found: list[tuple[View, Column]]) -> None:
        lists: dict[View, list[Column]] = defaultdict(list)
        for view, column in found:
            if column.path not in TIMES:
                lists[view].append(column)
        self._views = {view: Columns(tuple(columns)) for view, columns in lists.items()}
        self.nbytes = 256 * (1 + len(found))

    def __getitem__(self, view: View) -> Columns:
        return self._views.get(view, _NONE)


_NONE = Columns()


def targets(segment: Segment, name: str) -> Targets:
    """What the name reaches; nothing when there is no such field. A ``*`` in it stands for any letters, dots too."""
    if ANY not in name:
        return Targets(list(_named(segment, name)))
    found: Targets = segment.decoded(("targets", name), lambda: Targets(list(_matching(segment, name))))
    return found


def reaches(name: str, field: str) -> bool:
    """Whether the name, or the pattern of names, means that field."""
    return name == field or (ANY in name and bool(_pattern(name).fullmatch(field)))


def _named(segment: Segment, name: str) -> Iterator[tuple[View, Column]]:
    for column in segment.columns(name):
        yield _view(column), column
    for suffix in KEYWORDS:
        base = segment.column(name.removesuffix(suffix), "string") if name.endswith(suffix) else None
        if base and _has_keyword(base):
            yield View.KEYWORD, base


def _matching(segment: Segment, name: str) -> Iterator[tuple[View, Column]]:
    wanted = _pattern(name)
    for column in segment.columns():
        if wanted.fullmatch(column.path):
            yield _view(column), column
        if _has_keyword(column) and any(wanted.fullmatch(column.path + suffix) for suffix in KEYWORDS):
            yield View.KEYWORD, column


def _view(column: Column) -> View:
    if column.kind != "string":
        return View.NUMBER if column.kind == "number" else View.BOOLEAN
    if column.path in ADDRESSES:
        return View.ADDRESS
    return View.DATE if column.path in DATES else View.TEXT


def is_text(column: Column) -> bool:
    """Whether a column is read by its words under its own name."""
    return _view(column) is View.TEXT


def _has_keyword(column: Column) -> bool:
    return column.kind == "string" and column.path not in DATES


@lru_cache(maxsize=64)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, name.split(ANY))), re.DOTALL)
