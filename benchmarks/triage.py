"""The queue of alerts: first content, another grouping, and a verdict on a tenth of it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from benchmarks import Measurement
from connector import lucene
from connector.config import Config
from connector.judged import Judged, State
from connector.query import Query
from connector.source import Source, open_source
from connector.triage import History, Verdict, new_step
from connector.triage.history import NAME
from connector.triage.ruled import asked, rulings
from connector.window import Window

_END = datetime(2026, 10, 31, tzinfo=UTC)
_DAY = Window(_END - timedelta(days=1), _END)
_ALERTS = Query("event_type:alert", _DAY)
_FIELDS = ("alert.signature", "src_ip")
_SIGNATURES, _SOURCES = 200, 100
_OPEN = frozenset[State](("open",))


def measure(folder: Path, events: int) -> Iterator[Measurement]:
    """A measurement for each thing that an analyst waits for; each is asked once, as a page asks it."""
    folder.mkdir()
    capture = folder / "eve.json"
    _write(capture, events)
    config = Config(source="eve", eve_path=(str(capture),), data=folder / "data")
    source = open_source("eve", config)
    source.read()
    source = open_source("eve", config)  # nothing of it is in memory
    yield _timed("first content: counts and 1,000 groups", lambda: _shown(source, _ALERTS, _FIELDS), 1_500)
    yield _timed("another grouping", lambda: _shown(source, _ALERTS, ("dest_ip",)), 1_000)
    history, tenth = History(folder / NAME), lucene.term("src_port", 0)
    position = source.position()
    if position is None:
        return
    meant = lucene.both(_ALERTS.filter, tenth)
    given = Verdict(source.identity(), "closed", meant, _DAY, _END, position.store, position.arrival)

    def judge() -> None:
        history.add(new_step("ann", given))
        kept = Judged(rulings(history.steps(), position), _OPEN)
        _shown(source, asked(_ALERTS, kept, position), _FIELDS)

    touched = source.trend(_ALERTS.narrowed(tenth)).count
    yield _timed(f"a verdict on {touched:,} alerts, and the queue without them", judge, 1_000)
    history.add(*(new_step("ann", replace(given, filter=lucene.term("dest_port", port))) for port in range(1_000)))
    yield _timed("one more behind 1,000 verdicts, for the first time", judge, 10_000)
    yield _timed("one more behind 1,000 verdicts", judge, 1_000)


def _shown(source: Source, query: Query, fields: tuple[str, ...]) -> None:
    source.trend(query)
    source.groups(query, fields, 1_000, "severity", 60)


def _timed(what: str, act: Callable[[], None], bound: float) -> Measurement:
    begin = perf_counter()
    act()
    return Measurement(what, (perf_counter() - begin) * 1_000, "ms", bound)


def _write(path: Path, events: int) -> None:
    """Alerts of a day, in 20,000 groups of signature and source."""
    step = timedelta(days=1) / events
    with path.open("w") as file:
        for number in range(events):
            sid = number % _SIGNATURES
            event = {
                "timestamp": (_END - timedelta(days=1) + number * step).strftime("%Y-%m-%dT%H:%M:%S.%f+0000"),
                "event_type": "alert",
                "flow_id": number,
                "src_ip": f"10.0.{number // _SIGNATURES % _SOURCES}.1",
                "src_port": number // 7 % 10,
                "dest_ip": f"192.0.2.{number % 251}",
                "dest_port": number % 1_009,
                "proto": "TCP",
                "alert": {"signature": f"RULE number {sid}", "signature_id": sid, "severity": sid % 3 + 1, "rev": 1},
            }
            file.write(json.dumps(event) + "\n")
