"""Events made here, in a store of their own: what tests of filters ask."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from connector import lucene
from connector.engine.ingest import ingest
from connector.engine.match import mask
from connector.engine.store import Store

NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)


class Held:
    """Events in a store; they are known by their number in the list, from 0.

    Args:
        folder: an empty folder.
        events: the events; without a timestamp of their own they get one.
    """

    def __init__(self, folder: Path, events: Iterable[Mapping[str, object]]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({"timestamp": "2026-10-31T10:00:00.000000+0000", **event}) for event in events]
        (folder / "eve.json").write_text("\n".join(lines) + "\n")
        self.size = len(lines)
        self.store = Store(folder / "store")
        ingest([folder / "eve.json"], self.store, workers=0)

    def matching(self, filter: str, now: datetime = NOW) -> set[int]:
        """The numbers of the events that match."""
        tree = lucene.parse(filter)
        return {
            line - 1 for segment in self.store.segments() for _, line in segment.origin(np.flatnonzero(mask(segment, tree, now)))
        }
