"""The questions of the contract on EVE files, over the last day of a capture, warm."""

from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from benchmarks import Measurement
from connector.query import Query
from connector.source import Source
from connector.window import Window

_BOUND = 50.0
_ROUNDS = 15
_ALERTS = "event_type:alert"


def measure(source: Source) -> Iterator[Measurement]:
    """A measurement for each question; each is asked once before it is timed."""
    last = source.span().last
    if last is None:
        return
    day = Query("*", Window.last("24h", last))
    for what, ask in _questions(source, day).items():
        ask()
        yield Measurement(what, median(_milliseconds(ask) for _ in range(_ROUNDS)), "ms", _BOUND)


def _questions(source: Source, day: Query) -> dict[str, Callable[[], object]]:
    alerts = day.narrowed(_ALERTS)
    rows = ("timestamp", "event_type", "src_ip", "dest_ip", "dest_port", "alert.signature")
    return {
        "trend, everything": lambda: source.trend(day),
        "trend, one value": lambda: source.trend(alerts),
        "trend, a word anywhere": lambda: source.trend(day.narrowed("example")),
        "trend, a wildcard in one field": lambda: source.trend(day.narrowed("http.url:*admin*")),
        "trend, a range of numbers": lambda: source.trend(day.narrowed("dest_port:[1 TO 1024]")),
        "trend, does a field exist": lambda: source.trend(day.narrowed("_exists_:tls.sni")),
        "events, newest 1,000, six columns": lambda: source.events(day, rows),
        "timeline, everything by type": lambda: source.timeline(day, "event_type"),
        "timeline, alerts by severity": lambda: source.timeline(alerts, "alert.severity"),
        "values, signatures": lambda: source.values(alerts, "alert.signature"),
        "values, sources of everything": lambda: source.values(day, "src_ip"),
        "values, rarest server names": lambda: source.values(day, "tls.sni", rarest=True),
        "groups, signatures with 24 buckets": lambda: source.groups(alerts, ("alert.signature",), buckets=24),
        "groups, source and target": lambda: source.groups(day, ("src_ip", "dest_ip")),
        "span": source.span,
        "generation": source.generation,
    }


def _milliseconds(ask: Callable[[], object]) -> float:
    begin = perf_counter()
    ask()
    return (perf_counter() - begin) * 1_000
