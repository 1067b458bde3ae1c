"""The questions of the contract on EVE files, over the last day of a capture, warm."""

from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from benchmarks import Measurement
from connector.indicators import Indicator, read
from connector.query import Query
from connector.source import Source
from connector.window import Window

_BOUND, _BOUND_OF_SIGHTINGS = 50.0, 5_000.0
_ROUNDS = 15
_COLUMNS = ("timestamp", "event_type", "src_ip", "dest_ip", "dest_port", "alert.signature")

Ask = Callable[[int], object]
"""Takes the number of its round: who measures a filter asks another one each time, so that none is remembered."""


def measure(source: Source) -> Iterator[Measurement]:
    """A measurement for each question: the median of its rounds, after one that is not timed."""
    last = source.span().last
    if last is None:
        return
    for what, ask in _questions(source, Query("*", Window.last("24h", last))).items():
        ask(0)
        yield Measurement(what, median(_milliseconds(ask, number) for number in range(1, _ROUNDS + 1)), "ms", _BOUND)
    listed, day = _indicators(), Query("*", Window.last("24h", last))
    taken = median(_milliseconds(lambda n: source.sightings(day, listed), number) for number in range(3))
    yield Measurement(f"sightings, {len(listed):,} indicators", taken, "ms", _BOUND_OF_SIGHTINGS)


def _indicators() -> tuple[Indicator, ...]:
    """Ten thousand, of which few are seen: so are lists."""
    text = [f"name{number}.example{number}.test" for number in range(6_000)]
    text += [f"203.0.{number // 250}.{number % 250}" for number in range(2_000)]
    text += [f"http://host{number}.test/{number}" for number in range(500)]
    text += [f"{number:064x}" for number in range(1_000)] + [f"{number:032x}" for number in range(497)]
    return read("\n".join([*text, "google.com", "10.0.0.0/8", "192.168.0.0/16"])).indicators


def _questions(source: Source, day: Query) -> dict[str, Ask]:
    alerts = day.narrowed("event_type:alert")
    return {
        "trend, everything": lambda n: source.trend(day),
        "trend, a value": lambda n: source.trend(day.narrowed(f"dest_port:{n}")),
        "trend, a word anywhere": lambda n: source.trend(day.narrowed(f"word{n}")),
        "trend, a wildcard in one field": lambda n: source.trend(day.narrowed(f"http.url:*{n}*")),
        "trend, a wildcard anywhere": lambda n: source.trend(day.narrowed(f"*w{n}*")),
        "trend, a range of numbers": lambda n: source.trend(day.narrowed(f"dest_port:[{n} TO 1024]")),
        "trend, three clauses": lambda n: source.trend(day.narrowed(f"event_type:(http OR tls) AND NOT dest_port:{n}")),
        "events, newest 1,000 in six columns": lambda n: source.events(day, _COLUMNS),
        "timeline, everything by type": lambda n: source.timeline(day, "event_type"),
        "timeline, alerts by severity": lambda n: source.timeline(alerts, "alert.severity"),
        "values, signatures": lambda n: source.values(alerts, "alert.signature"),
        "values, sources of everything": lambda n: source.values(day, "src_ip"),
        "values, rarest server names": lambda n: source.values(day, "tls.sni", rarest=True),
        "groups, signatures in 24 buckets": lambda n: source.groups(alerts, ("alert.signature",), buckets=24),
        "groups, source and target of everything": lambda n: source.groups(day, ("src_ip", "dest_ip")),
        "span": lambda n: source.span(),
        "generation": lambda n: source.generation(),
    }


def _milliseconds(ask: Ask, number: int) -> float:
    begin = perf_counter()
    ask(number)
    return (perf_counter() - begin) * 1_000
