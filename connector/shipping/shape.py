"""An event as a cluster takes it, whatever it holds."""

import base64
import re
from collections.abc import Mapping
from typing import Any

from connector.frames import encode, parse_timestamps
from connector.shipping.template import GREAT
from connector.sources.opensearch.layout import LINE, PACKED

_LEAST, _GREATEST = -(2**63), 2**63 - 1
_DEEPEST = 16
"""Levels of objects: ``index.mapping.depth.limit`` is 20."""

_ESSENTIAL = ("timestamp", "event_type", "host", "src_ip", "src_port", "dest_ip", "dest_port", "proto", "app_proto", "flow_id")
"""What is kept in the index of an event that a cluster refuses as it is."""


def index_of(event: Mapping[str, Any], name: str) -> str:
    """The index of an event behind a name: by its type and its month, so that the same event always goes to the same one."""
    kind = event.get("event_type")
    word = re.sub("[^a-z0-9_]", "_", kind.lower())[:40] if isinstance(kind, str) and kind else "other"
    moment = parse_timestamps([event.get("timestamp")]).tolist()[0]
    return f"{name}-{word}-{f'{moment:%Y.%m}' if moment is not None and 1970 <= moment.year <= 2199 else 'undated'}"


def kept(line: bytes) -> dict[str, str]:
    """The line as it was written, to be kept and not searched."""
    try:
        return {LINE: line.decode()}
    except UnicodeDecodeError:
        return {PACKED: base64.b64encode(line).decode()}


def essential(event: Mapping[str, Any], line: bytes) -> dict[str, object]:
    """An event with the fields that no cluster refuses, and its line."""
    found: dict[str, object] = {name: event[name] for name in _ESSENTIAL if isinstance(event.get(name), str | int)}
    return _timed(found) | kept(line)


class Shapes:
    """Which fields of an index are objects, and which are values: the first event that has one decides.

    An object where a value is goes to ``<field>_object``, a value where an object is to ``<field>_value``, and an integer past a
    long to ``<field>_integer``, as text.

    Args:
        unsigned: the cluster knows integers up to 2^64.
    """

    def __init__(self, unsigned: bool) -> None:
        self._unsigned = unsigned
        self._objects: dict[str, dict[str, bool]] = {}

    def learn(self, index: str, field: str, is_object: bool) -> None:
        """Notes what a field of an index is already."""
        self._objects.setdefault(index, {})[field] = is_object

    def shaped(self, index: str, event: Mapping[str, Any], line: bytes) -> dict[str, object]:
        """The event, with its line."""
        return _timed(self._object(self._objects.setdefault(index, {}), "", event, 0)) | kept(line)

    def _object(self, known: dict[str, bool], prefix: str, node: Mapping[str, Any], depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.items():
            name = ".".join(part.strip() or "_" for part in key.split("."))
            for shown, each in self._value(known, prefix + name, name, value, depth):
                found[shown] = each
        return found

    def _value(self, known: dict[str, bool], path: str, name: str, value: Any, depth: int) -> list[tuple[str, Any]]:
        values = value if isinstance(value, list) else [value]
        objects = [each for each in values if isinstance(each, dict)]
        others = [each for each in values if not isinstance(each, dict) and each is not None]
        made: list[tuple[str, Any]] = []
        if objects and depth + 1 >= _DEEPEST:
            others, objects = [*others, *(encode(each).decode() for each in objects)], []
        if objects:
            moved = "" if self._is_object(known, path, True) else "_object"
            inner = [self._object(known, f"{path}{moved}.", each, depth + 1) for each in objects]
            made.append((name + moved, inner if isinstance(value, list) else inner[0]))
        if others:
            moved = "_value" if self._is_object(known, path, False) else ""
            great = [each for each in others if self._is_great(path, each)]
            if great:
                made.append((f"{name}_integer", [str(each) for each in great]))
                others = [each for each in others if not self._is_great(path, each)]
            shown = [self._leaf(path, each) for each in others]
            if shown:
                made.append((name + moved, shown if isinstance(value, list) else shown[0]))
        return made

    def _is_object(self, known: dict[str, bool], path: str, is_object: bool) -> bool:
        parts = path.split(".")
        for length in range(1, len(parts)):  # keys may hold dots: what lies above is an object then
            known.setdefault(".".join(parts[:length]), True)
        return known.setdefault(path, is_object)

    def _is_great(self, path: str, value: object) -> bool:
        return path not in GREAT and type(value) is int and not _LEAST <= value <= _GREATEST

    def _leaf(self, path: str, value: Any) -> Any:
        if path in GREAT and not self._unsigned:
            return str(value)
        return encode(value).decode() if isinstance(value, list) else value


def _timed(found: dict[str, Any]) -> dict[str, Any]:
    """With what other shippers add too, and other tools look for."""
    shipped = {**found, "@version": "1"}
    return {**shipped, "@timestamp": found["timestamp"]} if isinstance(found.get("timestamp"), str) else shipped
