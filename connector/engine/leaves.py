"""Events taken apart: every leaf under its dotted path, whole columns at a time."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import Any

from connector.engine.column import Kind

_GREAT = 2.0**63


Chunk = tuple[int, Sequence[Any]]
"""Index of a group in `Leaves.groups`, the events that hold the values, one a value; and the values."""

_KINDS: dict[type, Kind] = {str: "string", int: "number", float: "number", bool: "boolean"}


class Leaves:
    """The leaves of events.

    Events that have the same keys are taken apart together: a loop over shapes and keys, not over values. Nothing recurses, for
    an attacker may nest. Arrays, and objects in arrays, are flattened into their path; keys with dots are plain paths; null and
    empty objects and arrays have no leaf.

    Args:
        events: decoded events.

    Attributes:
        groups: for each group the indices of the events, ascending; an index may repeat.
        chunks: what was found, by path and kind.
        rounded: events with a float so great that it may be an integer past 64 bits, which orjson cannot hold.
    """

    def __init__(self, events: Sequence[dict[str, Any]]) -> None:
        self.groups: list[Sequence[int]] = []
        self.chunks: dict[tuple[str, Kind], list[Chunk]] = defaultdict(list)
        self.rounded: set[int] = set()
        self._waiting: list[tuple[str, int, Sequence[Any]]] = []
        self._shapes("", range(len(events)), events)
        while self._waiting:
            self._take(*self._waiting.pop())

    def _shapes(self, prefix: str, rows: Sequence[int], objects: Sequence[dict[str, Any]]) -> None:
        """Sorts objects by their keys; each key of each shape waits as a column."""
        shapes: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, keys in enumerate(map(tuple, objects)):
            shapes[keys].append(place)
        for keys, places in shapes.items():
            whole = len(places) == len(objects)
            alike = objects if whole else [objects[place] for place in places]
            group = self._group(rows if whole else [rows[place] for place in places])
            columns = zip(*map(dict.values, alike), strict=True)
            self._waiting += [(prefix + key, group, values) for key, values in zip(keys, columns, strict=True)]

    def _take(self, path: str, group: int, values: Sequence[Any]) -> None:
        types = set(map(type, values))
        only = types.pop() if len(types) == 1 else None
        if only in _KINDS:
            self.chunks[path, _KINDS[only]].append((group, values))
            if only is float:
                self._suspect(group, values)
        elif only is dict:
            self._shapes(path + ".", self.groups[group], values)
        elif only is list:
            self._flatten(path, self.groups[group], values)
        elif only is None:
            self._separate(path, self.groups[group], values)

    def _flatten(self, path: str, rows: Sequence[int], arrays: Sequence[list[Any]]) -> None:
        if any(arrays):
            owners = [row for row, array in zip(rows, arrays, strict=True) for _ in array]
            self._waiting.append((path, self._group(owners), list(chain.from_iterable(arrays))))

    def _separate(self, path: str, rows: Sequence[int], values: Sequence[Any]) -> None:
        """Values of several types wait again, type by type."""
        types: dict[type, list[int]] = defaultdict(list)
        for place, value in enumerate(values):
            types[type(value)].append(place)
        for places in types.values():
            self._waiting.append((path, self._group([rows[place] for place in places]), [values[place] for place in places]))

    def _suspect(self, group: int, values: Sequence[float]) -> None:
        self.rounded.update(row for row, value in zip(self.groups[group], values, strict=True) if abs(value) >= _GREAT)

    def _group(self, rows: Sequence[int]) -> int:
        self.groups.append(rows)
        return len(self.groups) - 1
