"""The questions, with the time that each may take on ten million events."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.scale.material import Material
from connector.lucene.write import escaped, exists, term
from connector.query import Query
from connector.source import Source

Ask = Callable[[Source, Query, int], object]
"""Asks a source about a window; each number asks for something else, so that no filter is remembered from the round before."""

_CROWDED = ("flow_id", "community_id", "timestamp", "flow.start", "flow.end")
"""Fields that nearly every event has a value of its own in."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        what: in words.
        ask: asks it.
        variants: how many different ones there are.
        bound_all: milliseconds that the 95th percentile may take over all events; ``None`` for none.
        bound_day: the same over a day; not asked there when it is 0.
        method: what of `Source` it needs.
    """

    what: str
    ask: Ask
    variants: int
    bound_all: float | None = None
    bound_day: float | None = None
    method: str = "trend"


def questions(asked: Material) -> tuple[Question, ...]:
    """Every question, cheap ones first."""
    words, terms, fields, numbers, pieces = asked.words, asked.terms, asked.fields, asked.numbers, asked.pieces
    ranges = [f'{escaped(field)}:["{n}" TO "{n * 2 + 10}"]' for field, n in numbers]
    parts = list(dict.fromkeys(part for _, part in pieces))
    grouped = [field for field in fields if field not in _CROWDED]

    def counting(filters: list[str]) -> tuple[Ask, int]:
        return lambda source, query, n: source.trend(query.narrowed(filters[n % len(filters)])), len(filters)

    return (
        Question("a word anywhere", *counting(list(words)), 50, 15),
        Question("a value of a field", *counting([term(field, value) for field, value in terms]), 50, 15),
        Question("a field exists", *counting([exists(field) for field in fields]), 50, 15),
        Question("a range of numbers", *counting(ranges), 50, 15),
        Question("a wildcard in one field", *counting([f"{escaped(field)}:*{part}*" for field, part in pieces]), 150),
        Question("a wildcard anywhere", *counting([f"*{part}*" for part in parts]), 2_000),
        Question("top values of a field", lambda s, q, n: s.values(q, grouped[n % len(grouped)]), len(grouped), 120,
                 method="values"),
        Question("top values of a crowded field", lambda s, q, n: s.values(q, _CROWDED[n % 2]), 2, 2_000, method="values"),
        Question("rarest server names", lambda s, q, n: s.values(q, "tls.sni", rarest=True), 1, method="values"),
        Question("timeline", lambda s, q, n: s.timeline(q), 1, method="timeline"),
        Question("timeline by type", lambda s, q, n: s.timeline(q, "event_type"), 1, method="timeline"),
        Question("newest 10,000 events, whole", lambda s, q, n: s.events(_of(q, 10_000), ()), 1, 25, method="events"),
        Question("newest 500 events in six columns", lambda s, q, n: s.events(_of(q, 500), _COLUMNS), 1, method="events"),
        Question("one flow", lambda s, q, n: s.flow(asked.flows[n % len(asked.flows)]), len(asked.flows), 20, 0, "events"),
        Question("groups of alerts", lambda s, q, n: s.groups(q.narrowed("event_type:alert"), _ALERTS, buckets=24), 1,
                 method="groups"),
        Question("fields", lambda s, q, n: s.fields(q), 1, 50, method="fields"),
        Question("fields of a filter", lambda s, q, n: s.fields(q.narrowed(term(*terms[n % len(terms)]))), len(terms), None, 300,
                 "fields"),
        Question("who with whom", lambda s, q, n: s.pairs(q), 1, method="pairs"),
        Question("a field in numbers", lambda s, q, n: s.stats(q, numbers[n % len(numbers)][0]), len(numbers), method="stats"),
    )  # fmt: skip


_COLUMNS = ("timestamp", "event_type", "src_ip", "dest_ip", "dest_port", "alert.signature")
_ALERTS = ("alert.signature", "src_ip", "dest_ip")


def answered(source: Source, question: Question) -> bool:
    """Whether the source has an answer to that question."""
    return getattr(type(source), question.method) is not getattr(Source, question.method)


def _of(query: Query, limit: int) -> Query:
    return replace(query, limit=limit)
