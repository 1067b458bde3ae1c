"""Events taken apart: every leaf under its dotted path, whole columns at a time."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import Any

from connector.engine.column import KINDS, Kind

_GREAT = 2.0**63


Chunk = tuple[int, Sequence[Any]]
"""Index of a group in `Leaves.groups`, the events that hold the values, one a value; and the values."""

_KINDS: dict[type | None, Kind] = {str: "string", int: "number", float: "number", bool: "boolean"}


class Leaves:
    """The leaves of events.

    Events that have the same keys are taken apart together: a loop over shapes and keys, not over values. Nothing recurses, for
    an attacker may nest. Arrays, and objects in arrays, are flattened into their path; keys with dots are plain paths; null and
    empty objects and arrays have no leaf.

    Args:
        events: decoded events.

    Attributes:
        groups: for each group the indices of the events, ascending; an index may repeat.
        chunks: for each kind what was found, by path.
        rounded: events with a float so great that it may be an integer past 64 bits, which orjson cannot hold.
    """

    def __init__(self, events: Sequence[dict[str, Any]]) -> None:
        self.groups: list[Sequence[int]] = []
        self.chunks: dict[Kind, defaultdict[str, list[Chunk]]] = {kind: defaultdict(list) for kind in KINDS}
        self.rounded: set[int] = set()
        self._by_type = {kind: self.chunks[name] for kind, name in _KINDS.items()}
        self._paths: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self._waiting: list[tuple[str, int, Sequence[Any]]] = []
        self._shapes("", range(len(events)), events)
        while self._waiting:
            self._take_apart(*self._waiting.pop())

    def _shapes(self, prefix: str, rows: Sequence[int], objects: Sequence[dict[str, Any]]) -> None:
        """Sorts objects by their keys; each key of each shape is a column."""
        shapes: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, keys in enumerate(map(tuple, objects)):
            shapes[keys].append(place)
        for keys, places in shapes.items():
            whole = len(places) == len(objects)
            alike = objects if whole else [objects[place] for place in places]
            group = self._group(rows if whole else [rows[place] for place in places])
            paths = self._paths.get((prefix, keys)) or self._paths.setdefault((prefix, keys), [prefix + key for key in keys])
            for path, values in zip(paths, zip(*map(dict.values, alike), strict=True), strict=True):
                self._take(path, group, values)

    def _take(self, path: str, group: int, values: Sequence[Any]) -> None:
        """Takes values of one type that can be a column; any others wait."""
        only: type | None = type(values[0])
        if len(values) > 1 and len(set(map(type, values))) > 1:
            only = None
        chunks = self._by_type.get(only)
        if chunks is None:
            self._waiting.append((path, group, values))
            return
        chunks[path].append((group, values))
        if only is float:
            self.rounded.update(row for row, value in zip(self.groups[group], values, strict=True) if abs(value) >= _GREAT)

    def _take_apart(self, path: str, group: int, values: Sequence[Any]) -> None:
        types = set(map(type, values))
        if types == {dict}:
            self._shapes(path + ".", self.groups[group], values)
        elif types == {list}:
            self._flatten(path, self.groups[group], values)
        elif len(types) > 1:
            self._separate(path, self.groups[group], values)

    def _flatten(self, path: str, rows: Sequence[int], arrays: Sequence[list[Any]]) -> None:
        if any(arrays):
            owners = [row for row, array in zip(rows, arrays, strict=True) for _ in array]
            self._take(path, self._group(owners), list(chain.from_iterable(arrays)))

    def _separate(self, path: str, rows: Sequence[int], values: Sequence[Any]) -> None:
        """Values of several types, type by type."""
        types: dict[type, list[int]] = defaultdict(list)
        for place, value in enumerate(values):
            types[type(value)].append(place)
        for places in types.values():
            self._take(path, self._group([rows[place] for place in places]), [values[place] for place in places])

    def _group(self, rows: Sequence[int]) -> int:
        self.groups.append(rows)
        return len(self.groups) - 1
