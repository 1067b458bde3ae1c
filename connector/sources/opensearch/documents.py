"""What a cluster stores of an event, and the event itself."""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from connector.answers import Events, Note
from connector.frames import decode, encode, events_frame, parse_timestamps
from connector.sources.opensearch.cluster import Json
from connector.sources.opensearch.layout import LINE, PACKED, Layout

Columns = tuple[str, ...] | None


def whole(layout: Layout) -> list[str] | bool:
    """What to ask of a stored event to have it whole: its line alone, where that is kept."""
    return [LINE, PACKED] if layout.lines else True


def lines_of(hits: Sequence[Json], layout: Layout) -> list[bytes]:
    """The events, whole: byte for byte as written where the cluster keeps that, as it gave them elsewhere."""
    return [_line(hit.get("_source") or {}, layout) for hit in hits]


def events_of(hits: Sequence[Json], layout: Layout, columns: Columns, total: int, exact: bool, notes: tuple[Note, ...]) -> Events:
    """The answer that holds these events."""
    lines = lines_of(hits, layout)
    documents = [document for line in lines if isinstance(document := decode(line), dict)]
    ids = tuple(str(hit.get("_id", "")) for hit in hits)
    return Events(events_frame(documents, columns), tuple(lines), ids, total, exact, notes)


def documents_of(hits: Sequence[Json], layout: Layout) -> list[dict[str, object]]:
    """The events, decoded."""
    return [document for line in lines_of(hits, layout) if isinstance(document := decode(line), dict)]


def time_names(layout: Layout) -> list[str]:
    """What to ask of a stored event to have its time."""
    return [f"{layout.prefix}timestamp", layout.time]


def times_of(hits: Sequence[Json], layout: Layout) -> list[datetime]:
    """The times of stored events, where they are readable, UTC: to the microsecond where that was kept."""
    texts = [_time(hit.get("_source") or {}, layout) for hit in hits]
    return [moment.replace(tzinfo=UTC) for moment in parse_timestamps(texts).tolist() if moment is not None]


def _line(source: Mapping[str, object], layout: Layout) -> bytes:
    match source:
        case {"evelens_line": str(text)}:
            return text.encode("utf-8", "replace")
        case {"evelens_line64": str(packed)}:
            return base64.b64decode(packed)
        case _:
            return encode(_event(source, layout))


def _event(source: Mapping[str, object], layout: Layout) -> Mapping[str, object]:
    found = _below(source, layout.prefix)
    if "timestamp" in found:
        return found
    shipped = source.get(layout.time)
    return {**found, "timestamp": shipped} if isinstance(shipped, str) else found


def _below(source: Mapping[str, object], prefix: str) -> Mapping[str, object]:
    node: object = source
    for key in prefix.split(".")[:-1]:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) else source


def _time(source: Mapping[str, object], layout: Layout) -> object:
    return _event(source, layout).get("timestamp")
