"""The kind of each field over many events: what a file with one type a column needs to know before its first row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from connector.frames.documents import SERVERS_OWN
from connector.frames.events import FIRST, INTEGERS

Kind = Literal["time", "string", "boolean", "integer", "unsigned", "float", "texts", "json"]

_LEAST, _GREATEST, _GREATEST_UNSIGNED = -(2**63), 2**63 - 1, 2**64 - 1
_EXACT = 2**53
"""Up to here a double holds every integer."""


@dataclass(slots=True)
class _Seen:
    """What has been seen of one field. Least and greatest are of its integers; texts: its lists hold nothing else."""

    types: set[type] = field(default_factory=set)
    least: int = 0
    greatest: int = 0
    texts: bool = True


class Kinds:
    """Collects the fields of events and the kinds of their values."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def add(self, events: Iterable[Mapping[str, object]]) -> None:
        """Looks at events, given as their values by dotted field; ``None`` is no value."""
        for event in events:
            for path, value in event.items():
                if value is not None:
                    self._add(path, value)

    def _add(self, path: str, value: object) -> None:
        seen = self._seen.get(path)
        if seen is None:
            seen = self._seen[path] = _Seen()
        seen.types.add(type(value))
        if isinstance(value, int):
            seen.least, seen.greatest = min(seen.least, value), max(seen.greatest, value)
        elif isinstance(value, list):
            seen.texts = seen.texts and all(type(each) is str for each in value)

    def columns(self) -> tuple[str, ...]:
        """The fields in the order of `connector.frames.events_frame`: `FIRST`, then the others by name."""
        return (*FIRST, *sorted(self._seen.keys() - set(FIRST) - SERVERS_OWN))

    def kind(self, path: str) -> Kind:
        """The one kind that holds every value of the field exactly.

        ``json`` (each value as its JSON text) where kinds are mixed, lists hold anything but texts, or integers need more than
        64 bits. A field without values is what it is in an empty frame.
        """
        if path == "timestamp":
            return "time"
        seen = self._seen.get(path)
        if seen is None:
            return "integer" if path in INTEGERS else "string"
        return _kind(seen)


def _kind(seen: _Seen) -> Kind:
    types = seen.types
    if types == {str}:
        return "string"
    if types == {bool}:
        return "boolean"
    if types == {list} and seen.texts:
        return "texts"
    if types == {int} and seen.least >= _LEAST and seen.greatest <= _GREATEST:
        return "integer"
    if types == {int} and seen.least >= 0 and seen.greatest <= _GREATEST_UNSIGNED:
        return "unsigned"
    if types in ({float}, {int, float}) and seen.least >= -_EXACT and seen.greatest <= _EXACT:
        return "float"
    return "json"
