"""Indicators in the events of a store: one pass over the distinct values of the fields, however many indicators there are."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from connector.engine.column import Column
from connector.engine.groups import distinct_of, moment_of
from connector.engine.keys import code_keys
from connector.engine.parts import Part, find_parts
from connector.engine.store import Store
from connector.indicators.indicator import FIELDS, Indicator
from connector.indicators.matching import HOST, PATH, Sought, Urls, looked_for
from connector.indicators.sighting import Sighting, Sightings, matched, ordered
from connector.lucene.words import words
from connector.query import Query

Integers = npt.NDArray[np.int64]
Seen = tuple[str, Integers, Integers, npt.NDArray[np.bool_]]
"""A field, rows, the indicators that each holds there, and whether by a name below it."""

_NEVER, _NONE = np.iinfo(np.int64).min, np.iinfo(np.int64).max


def sightings(store: Store, query: Query, indicators: Sequence[Indicator]) -> Sightings:
    """What the events hold of the indicators, no one twice."""
    parts = find_parts(store, store.segments(), query, query.window)
    sought = {field: Sought(field, indicators) for field in looked_for(indicators)}
    urls = Urls(indicators)
    held: list[set[tuple[str, bool]]] = [set() for _ in indicators]
    count, first, last = np.zeros(len(held), np.int64), np.full(len(held), _NONE), np.full(len(held), _NEVER)
    pairs: list[tuple[Integers, Integers]] = []
    for part in parts:
        found = [*_in_fields(part, sought), *_in_urls(part, urls)]
        for field, _, numbers, below in found:
            for each in np.unique(numbers * 2 + below).tolist():
                held[each // 2].add((field, bool(each % 2)))
        joined = [rows * len(held) + numbers for _, rows, numbers, _ in found]
        rows, numbers = np.divmod(np.unique(np.concatenate([np.zeros(0, np.int64), *joined])), max(len(held), 1))
        pairs.append((rows, numbers))
        count += np.bincount(numbers, minlength=len(held))
        if part.segment.timed:
            times = part.segment.times[rows].astype(np.int64)
            np.minimum.at(first, numbers, times)
            np.maximum.at(last, numbers, times)
    sources, targets = (distinct_of(code_keys(parts, field), pairs, len(held)) for field in ("src_ip", "dest_ip"))
    seen = [
        Sighting(
            indicators[place],
            matched(*(any(flag is below for _, flag in held[place]) for below in (False, True))),
            tuple(field for field in FIELDS[indicators[place].type] if {(field, False), (field, True)} & held[place]),
            int(count[place]),
            moment_of(first[place]),
            moment_of(last[place]),
            int(sources[place]),
            int(targets[place]),
        )
        for place in np.flatnonzero(count).tolist()
    ]
    return Sightings(ordered(seen), len(indicators))


def _in_fields(part: Part, sought: dict[str, Sought]) -> Iterator[Seen]:
    for field, wanted in sought.items():
        column = part.segment.column(field, "string")
        if column is None or not wanted:
            continue
        hits = [(code, *hit) for code, text in enumerate(column.values.to_pylist()) for hit in wanted.find(text)]
        if hits:
            codes, numbers, below = np.array(hits, np.int64).T
            rows, places = _spread(part, column, codes)
            yield field, rows, numbers[places], below[places].astype(np.bool_)


def _in_urls(part: Part, urls: Urls) -> Iterator[Seen]:
    path, host = (part.segment.column(field, "string") for field in (PATH, HOST))
    if not urls.hosts or path is None or host is None:
        return
    paths = [(code, text) for code, text in enumerate(path.values.to_pylist()) if text in urls.paths]
    hosts = [(code, word) for code, text in enumerate(host.values.to_pylist()) for word in words(text) if word in urls.hosts]
    if not paths or not hosts:
        return
    rows, at = _spread(part, path, np.array([code for code, _ in paths], np.int64))
    others, by = _spread(part, host, np.array([code for code, _ in hosts], np.int64))
    mine, theirs = _expanded(rows, others)
    codes = at[mine] * len(hosts) + by[theirs]
    for code in np.unique(codes).tolist():
        (_, text), (_, word) = paths[code // len(hosts)], hosts[code % len(hosts)]
        for number in urls.paths[text].get(word, ()):
            here = rows[mine[codes == code]]
            yield PATH, here, np.full(len(here), number, np.int64), np.zeros(len(here), np.bool_)


def _spread(part: Part, column: Column, codes: Integers) -> tuple[Integers, Integers]:
    """The rows of the part whose values have these codes, ascending codes, and the place of each code among them."""
    wanted = np.zeros(column.length, np.bool_)
    wanted[codes] = True
    rows, held = part.entries(column)
    inside = wanted[held]
    mine, places = _expanded(held[inside].astype(np.int64), codes)
    return rows[inside].astype(np.int64)[mine], places


def _expanded(keys: Integers, ascending: Integers) -> tuple[Integers, Integers]:
    """All pairs of places in ``keys`` and in ``ascending`` that hold the same number."""
    begin, end = np.searchsorted(ascending, keys, "left"), np.searchsorted(ascending, keys, "right")
    times = end - begin
    mine = np.repeat(np.arange(len(keys)), times)
    return mine, np.arange(len(mine)) - np.repeat(np.cumsum(times) - times - begin, times)
