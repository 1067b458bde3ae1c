"""The questions of `connector.source.Source`, answered from a store. Shapes, orders and empty cases are written there."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connector.answers import Span, Timeline, Trend, Values
from connector.engine.column import Column
from connector.engine.parts import Part, find_parts, narrowed
from connector.engine.segment import Segment
from connector.engine.store import Store
from connector.engine.tally import tallies, top_values
from connector.frames import key_text, timeline_frame, values_frame
from connector.query import Query
from connector.window import Window


def trend(store: Store, query: Query) -> Trend:
    """Counts now and before."""
    segments = store.segments()
    before = _count(store, segments, query, query.window.before) if query.window.before else None
    return Trend(_count(store, segments, query, query.window), before)


def _count(store: Store, segments: Sequence[Segment], query: Query, window: Window) -> int:
    return sum(part.count for part in find_parts(store, segments, query, window))


def values(store: Store, query: Query, field: str, size: int, rarest: bool) -> Values:
    """The values of a field."""
    found = tallies(find_parts(store, store.segments(), query, query.window), field)
    distinct = sum(len(tally.counts) for tally in found)
    return Values(values_frame(top_values(found, size, rarest), size, rarest), distinct)


def timeline(store: Store, query: Query, by: str | None, buckets: int, size: int) -> Timeline:
    """Counts over time."""
    segments = store.segments()
    window = narrowed(query.window, segments)
    if window is None:
        empty = np.zeros(0, np.int64)
        return Timeline(timeline_frame([], None if by is None else [None], empty), timedelta(seconds=1))
    step = window.step(buckets)
    starts = list(window.starts(step))
    parts = find_parts(store, segments, query, window)
    if by is None:
        counts = np.zeros(len(starts), np.int64)
        for part in parts:
            counts += np.bincount(part.buckets(window, step)[part.mask], minlength=len(starts))
        return Timeline(timeline_frame(starts, None, counts), step)
    top = values_frame(top_values(tallies(parts, by), size), size)["key"].tolist() if size else []
    keys = list(dict.fromkeys(map(key_text, top)))
    table = np.zeros((len(keys) + 1, len(starts)), np.int64)
    for part in parts:
        table += _by_key(part, by, keys, part.buckets(window, step), len(starts))
    return Timeline(timeline_frame(starts, [*keys, None], table), step)


def _by_key(part: Part, by: str, keys: Sequence[str], bucket: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.int64]:
    """A row of counts a key, and the last one for events that have none of them."""
    rest = part.mask.copy()
    cells = [np.zeros(0, np.int64)]
    for column in part.segment.columns(by):
        rows, codes = part.entries(column)
        place = _places(column, keys)[codes]
        rows, place = rows[place >= 0], place[place >= 0]
        rest[rows] = False
        cells.append(rows.astype(np.int64) * len(keys) + place)
    pairs = np.concatenate(cells)
    if len(cells) > 2:  # one value as a number and as a string, in one event
        pairs = np.unique(pairs)
    table = np.zeros((len(keys) + 1, width), np.int64)
    if len(pairs):
        flat = pairs % len(keys) * width + bucket[pairs // len(keys)]
        table[:-1] = np.bincount(flat, minlength=len(keys) * width).reshape(len(keys), width)
    table[-1] = np.bincount(bucket[rest], minlength=width)
    return table


def _places(column: Column, keys: Sequence[str]) -> npt.NDArray[np.int64]:
    """For each distinct value of a column its place among the keys, or -1."""
    if column.kind == "string":
        found = pc.index_in(column.values, value_set=pa.array(keys, pa.string()))
        places: npt.NDArray[Any] = found.fill_null(-1).to_numpy().astype(np.int64)
        return places
    known = {key: place for place, key in enumerate(keys)}
    return np.array([known.get(key_text(value), -1) for value in column.values.tolist()], np.int64)


def span(store: Store) -> Span:
    """Where there is data."""
    segments = store.segments()
    timed = [segment for segment in segments if segment.timed]
    count = sum(segment.size - segment.hidden for segment in segments)
    if not timed:
        return Span(None, None, count, count)
    untimed = count - sum(segment.size - segment.hidden for segment in timed)
    first, last = min(segment.first for segment in timed), max(segment.last for segment in timed)
    return Span(_utc(first), _utc(last), count, untimed)


def _utc(moment: np.datetime64) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(moment.astype(np.int64)))
