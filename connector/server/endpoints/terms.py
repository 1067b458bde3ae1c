"""Terms aggregations: the most frequent values of a field, in each those of the next, and so on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connector import lucene
from connector.query import Query
from connector.server.endpoint import Value
from connector.server.endpoints.values import EVERY_VALUE, lucene_field
from connector.server.parameters import Asked

_SIZE = 10
_AT_ONCE = 3
"""Fields that a source groups by at once."""

_DEEPEST, _MOST_AGGREGATIONS, _MOST_BUCKETS = 20, 100, 65_535
_KNOWN = frozenset(
    ("size", "order", "min_doc_count", "shard_size", "show_term_doc_count_error", "collect_mode", "execution_hint")
)
_ORDERS = ("_count", "_key", "_term")

_NUMBER = re.compile(r"-?\d{1,30}(\.\d+)?(e[+-]?\d+)?")

Keys = tuple[str, ...]
Path = tuple[tuple[str, str], ...]
"""Fields, each with the text of its value."""
Counts = dict[Keys, dict[str, int]]
"""For each combination of the fields before the last one, the values of the last one and their counts."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One aggregation.

    Attributes:
        name: of the answer.
        field: dotted.
        size: the greatest number of buckets.
        by_key: ordered by value, not by count.
        ascending: the least first.
        least: the least count of a bucket.
        inner: what is counted in each bucket.
    """

    name: str
    field: str
    size: int
    by_key: bool
    ascending: bool
    least: int
    inner: "tuple[Terms, ...]"


def parsed(asked: Asked, given: object) -> tuple[Terms, ...]:
    """The aggregations of a body, with or without ``aggs`` around them.

    Raises:
        Refused: one is no terms aggregation, or there are too many.
    """
    match given:
        case {"aggs": dict(inner), **rest} if not rest:
            given = inner
    found = _parsed(asked, given, 1)
    if _amount(found) > _MOST_AGGREGATIONS:
        raise asked.failed(f"A search may hold {_MOST_AGGREGATIONS} aggregations at most.")
    return found


def _parsed(asked: Asked, given: object, depth: int) -> tuple[Terms, ...]:
    if not isinstance(given, dict):
        raise asked.failed("aggs must be an object that names aggregations.")
    if depth > _DEEPEST:
        raise asked.failed(f"Aggregations may be {_DEEPEST} deep at most.")
    return tuple(_one(asked, str(name), each, depth) for name, each in given.items())


def _one(asked: Asked, name: str, given: object, depth: int) -> Terms:
    match given:
        case {"terms": {"field": str(field), **options}, **rest} if field and set(rest) <= {"aggs", "aggregations"}:
            inner = rest.get("aggs", rest.get("aggregations", {}))
        case _:
            raise asked.failed(f"Only terms aggregations are answered, with a field: {name[:40]!r} is none.")
    if strange := sorted({str(option) for option in options} - _KNOWN):
        raise asked.failed(f"A terms aggregation is answered with size, order and min_doc_count, not with {strange[0][:40]!r}.")
    size, least = (_natural(asked, options, option, default) for option, default in (("size", _SIZE), ("min_doc_count", 1)))
    match options.get("order", {"_count": "desc"}):
        case {**order} if (
            len(order) == 1 and set(order) <= set(_ORDERS) and all(way in ("asc", "desc") for way in order.values())
        ):
            by_key, ascending = "_count" not in order, "asc" in order.values()
        case _:
            raise asked.failed('order must be {"_count": "desc"}, {"_count": "asc"}, {"_key": "asc"} or {"_key": "desc"}.')
    return Terms(name, lucene_field(field), size, by_key, ascending, least, _parsed(asked, inner, depth + 1))


def _natural(asked: Asked, options: Mapping[Any, object], name: str, default: int) -> int:
    value = options.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise asked.failed(f"{name} of a terms aggregation must be 1 or more.")
    return value


def _amount(terms: Sequence[Terms]) -> int:
    return sum(1 + _amount(each.inner) for each in terms)


def counted(asked: Asked, query: Query, terms: Sequence[Terms]) -> dict[str, object]:
    """The answers of the aggregations under their names; events that lack a field are in none of its buckets.

    Raises:
        Refused: there are too many buckets.
    """
    counting = _Counting(asked, replace(query, limit=None))
    return {each.name: counting.answer(each, ()) for each in terms}


class _Counting:
    """One search while it is counted: what it asked of the source, and how many buckets are left.

    Args:
        asked: the request.
        query: which events.
    """

    def __init__(self, asked: Asked, query: Query) -> None:
        self._asked = asked
        self._query = query
        self._left = _MOST_BUCKETS
        self._samples: dict[str, Value] = {}
        self._tables: dict[tuple[Path, Keys], Counts] = {}

    def answer(self, terms: Terms, path: Path) -> dict[str, object]:
        """The buckets of an aggregation, for the events that hold the values of the path."""
        all_counts = self._counts(terms.field, path)
        values = [(self._value(terms.field, text), text, count) for text, count in all_counts.items()]
        shown = sorted((each for each in values if each[2] >= terms.least), key=lambda each: _rank(each[0]))
        if terms.by_key and not terms.ascending:
            shown.reverse()
        if not terms.by_key:
            shown.sort(key=lambda each: each[2] if terms.ascending else -each[2])
        shown = shown[: terms.size]
        self._left -= len(shown)
        if self._left < 0:
            raise self._asked.failed(f"The search makes more than {_MOST_BUCKETS:,} buckets: ask for smaller sizes.")
        buckets: list[dict[str, object]] = []
        for value, text, count in shown:
            bucket: dict[str, object] = {"key": value, "doc_count": count}
            if isinstance(value, bool):
                bucket |= {"key": int(value), "key_as_string": text}
            for inner in terms.inner:
                bucket[inner.name] = self.answer(inner, (*path, (terms.field, text)))
            buckets.append(bucket)
        rest = sum(all_counts.values()) - sum(count for _, _, count in shown)
        return {"doc_count_error_upper_bound": 0, "sum_other_doc_count": rest, "buckets": buckets}

    def _counts(self, field: str, path: Path) -> dict[str, int]:
        """The values of a field and their counts, for the events that hold the values of the path.

        The source groups by the last fields at once, and a filter stands for those before.
        """
        grouped = [field]
        while len(grouped) < min(_AT_ONCE, len(path) + 1) and path[-len(grouped)][0] not in grouped:
            grouped.insert(0, path[-len(grouped)][0])
        held, last = path[: len(path) - len(grouped) + 1], path[len(path) - len(grouped) + 1 :]
        place = held, tuple(grouped)
        if place not in self._tables:
            self._tables[place] = self._table(*place)
        return self._tables[place].get(tuple(text for _, text in last), {})

    def _table(self, held: Path, fields: Keys) -> Counts:
        clauses = [lucene.term(field, self._value(field, text)) for field, text in held]
        query = self._query.narrowed(" AND ".join(clauses)) if clauses else self._query
        frame = self._asked.source.groups(query, fields, EVERY_VALUE).frame
        frame = frame[frame[list(fields)].notna().all(axis=1)]
        found: Counts = {}
        for *before, last, count in zip(*(frame[name].tolist() for name in (*fields, "count")), strict=True):
            found.setdefault(tuple(before), {})[last] = count
        return found

    def _value(self, field: str, text: str) -> Value:
        """The value whose text stands in a group: a number where the field holds numbers."""
        if field not in self._samples:
            keys = self._asked.source.values(self._query, field, 1).frame["key"].tolist()
            self._samples[field] = keys[0] if keys else text
        match self._samples[field]:
            case bool() if text in ("true", "false"):
                return text == "true"
            case int() | float() if _NUMBER.fullmatch(text):
                return int(text) if text.lstrip("-").isdecimal() else float(text)
            case _:
                return text


def _rank(value: Value) -> tuple[bool, float, str]:
    """Numbers before texts."""
    return (True, 0, value) if isinstance(value, str) else (False, value, "")
