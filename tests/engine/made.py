"""Stores over lines that a test makes."""

import json
from collections.abc import Iterable
from pathlib import Path

from connector.engine.ingest import ingest
from connector.engine.segment import Segment
from connector.engine.store import Store
from connector.query import Query
from connector.window import Window

NOON = "2026-10-31T12:00:00.000000+0000"
DAY = Window.between("2026-10-31", "2026-11-01")


def event(**more: object) -> dict[str, object]:
    """A small event at noon."""
    return {"timestamp": NOON, "event_type": "flow", **more}


def write(path: Path, lines: Iterable[bytes | dict[str, object]]) -> Path:
    """Writes lines, each with its end."""
    texts = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    path.write_bytes(b"".join(text + b"\n" for text in texts))
    return path


def store(folder: Path, *lines: bytes | dict[str, object]) -> Store:
    """A store that holds the lines."""
    made = Store(folder / "store")
    ingest([write(folder / "eve.json", lines)], made)
    return made


def segment(folder: Path, *lines: bytes | dict[str, object]) -> Segment:
    """The one segment that holds the lines."""
    (found,) = store(folder, *lines).segments()
    return found


def query(filter: str = "*", window: Window = DAY, limit: int | None = 1_000) -> Query:
    """A question about the day of `NOON`."""
    return Query(filter, window, limit)
