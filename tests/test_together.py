"""Four real captures in one store: its totals are those of the files, recounted here with nothing but json and datetime."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import pytest

from connector.config import Config
from connector.query import Query
from connector.sources import eve
from connector.window import Window
from tests import captures

NAMES = ("verify.eve.json.gz", "verify-24h.eve.json.gz", "suricon-smb-mta.eve.json.gz", "edge.eve.json")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Recount:
    """What the files hold: events by type, by hour, and by both; those without a usable time have no hour."""

    types: Counter[str | None] = field(default_factory=Counter)
    hours: Counter[tuple[str | None, int | None]] = field(default_factory=Counter)
    bad: int = 0


def lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        yield from (line for line in file if line.strip())


def refuse(_: str) -> NoReturn:
    raise ValueError


def hour(timestamp: object) -> int | None:
    """Hours since 1970; an engine that keeps microseconds has no use for a seventh digit."""
    try:
        return (datetime.fromisoformat(str(timestamp)).astimezone(UTC) - _EPOCH) // timedelta(hours=1)
    except ValueError:
        return None


def recount(paths: list[Path]) -> Recount:
    found = Recount()
    for path in paths:
        for line in lines(path):
            try:
                event: Any = json.loads(line.decode("utf-8-sig", "replace"), parse_constant=refuse)
            except (ValueError, RecursionError):
                found.bad += 1
                continue
            if not isinstance(event, dict):
                found.bad += 1
                continue
            kind = event.get("event_type")
            found.types[kind] += 1
            found.hours[kind, hour(event.get("timestamp"))] += 1
    return found


@pytest.mark.real
def test_four_captures_in_one_store_have_the_totals_of_their_files_per_type_and_per_hour(tmp_path: Path) -> None:
    paths = [captures.path(name) for name in NAMES]
    expected = recount(paths)
    source = eve.open(Config(source="eve", eve_path=tuple(map(str, paths)), data=tmp_path), "eve")
    summary = source.ingest()
    total = expected.types.total()
    assert (summary.kept, summary.quarantined, summary.unread) == (total, expected.bad, ())

    span = source.span()
    untimed = sum(count for (_, when), count in expected.hours.items() if when is None)
    assert (span.count, span.untimed) == (total, untimed)
    values = source.values(Query(), "event_type", size=1_000).frame
    assert dict(zip(values["key"], values["count"], strict=True)) == {k: v for k, v in expected.types.items() if k is not None}

    held: Counter[tuple[str | None, int | None]] = Counter(
        {(kind, None): n for (kind, when), n in expected.hours.items() if when is None}
    )
    for day in sorted({when // 24 for _, when in expected.hours if when is not None}):
        window = Window(_EPOCH + timedelta(days=day), _EPOCH + timedelta(days=day + 1))
        timeline = source.timeline(Query(window=window), by="event_type", buckets=24, size=100)
        assert (timeline.step, timeline.exact) == (timedelta(hours=1), True)
        for row in timeline.frame[timeline.frame["count"] > 0].itertuples():
            held[None if pd.isna(row.key) else row.key, hour(row.time)] += row.count
    assert held == expected.hours
    assert source.ingest().read == 0
