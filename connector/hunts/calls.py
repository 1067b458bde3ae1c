"""Beacons in a source: the times of every pair, and what the found ones weigh."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

import pandas as pd

from connector import lucene
from connector.errors import QueryError
from connector.hunts.beacons import LEAST_CALLS, Beacon, beacon
from connector.hunts.found import FIRST, LAST, Asked, Choices, Found, as_found
from connector.hunts.hunt import Hunt
from connector.moment import parse_time
from connector.query import Query
from connector.window import Window

GAPS = "Gaps"
"""The column of the seconds between calls: for the picture, not for the table."""

_MOST = 200_000
"""Requests whose times are looked at."""

_WEIGHED = 20
"""Beacons whose bytes are added up."""


def beacons(asked: Asked, query: Query, hunt: Hunt, buckets: int) -> Found:
    """The pairs that talk by the clock, highest score first."""
    found = asked.groups(query, ("src_ip", "dest_ip", "timestamp"), _MOST)
    times: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for source, target, moment in found.frame[["src_ip", "dest_ip", "timestamp"]].itertuples(index=False, name=None):
        if isinstance(source, str) and isinstance(target, str) and isinstance(moment, str):
            # All time has events whose time nobody can read: they are no calls.
            with suppress(QueryError):
                times[source, target].append(parse_time(moment))
    rhythms = {pair: each for pair, moments in times.items() if len(moments) >= LEAST_CALLS and (each := beacon(moments))}
    if not rhythms:
        return as_found([], [], (), [found])
    ordered = sorted(rhythms.items(), key=lambda pair: (-pair[1].score, pair[0]))
    pairs = [pair for pair, _ in ordered[:_WEIGHED]]
    said = asked.groups(query.narrowed(_of(pairs)), ("src_ip", "dest_ip", "event_type"), _MOST)
    weight = _bytes(asked, query, pairs)
    spoken: Mapping[tuple[str, str], str] = {
        (source, target): kind
        for source, target, kind in said.frame[::-1][["src_ip", "dest_ip", "event_type"]].itertuples(index=False, name=None)
    }
    rows = [
        dict(zip(hunt.columns, (*pair, spoken.get(pair, "")), strict=True))
        | _row(each, weight.get(pair))
        | {FIRST: pd.Timestamp(min(times[pair])), LAST: pd.Timestamp(max(times[pair]))}
        for pair, each in ordered
    ]
    choices: list[Choices] = [(("src_ip", source), ("dest_ip", target)) for (source, target), _ in ordered]
    moments = [moment for pair in rhythms for moment in times[pair]]
    return as_found(rows, choices, _counted(moments, query.window, buckets), [found])


def spoken_span(seconds: float) -> str:
    """``81 s``, ``15 min``, ``6 h``: one unit, as beacons are told of."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"


def _row(each: Beacon, weight: int | None) -> dict[str, object]:
    return {
        "Calls": each.calls,
        "Every": spoken_span(each.period),
        "Jitter": 100 * each.jitter,
        "Score": round(each.score),
        "Bytes": weight,
        GAPS: each.gaps,
    }


def _of(pairs: list[tuple[str, str]]) -> str:
    both = (lucene.all_of(lucene.term("src_ip", source), lucene.term("dest_ip", target)) for source, target in pairs)
    return lucene.any_of(*both)


def _bytes(asked: Asked, query: Query, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Bytes both ways by pair, of the flows that ended in the window."""
    flows = Query(lucene.both("event_type:flow", _of(pairs)), query.window, query.limit, query.now)
    total: dict[tuple[str, str], int] = defaultdict(int)
    for way in ("flow.bytes_toserver", "flow.bytes_toclient"):
        frame = asked.groups(flows, ("src_ip", "dest_ip", way), _MOST).frame
        for source, target, size, count in frame[["src_ip", "dest_ip", way, "count"]].itertuples(index=False, name=None):
            if isinstance(size, str) and size.isdecimal():
                total[source, target] += int(size) * int(count)
    return total


def _counted(moments: list[datetime], window: Window, buckets: int) -> tuple[int, ...]:
    if not buckets or window.start is None:
        return ()
    step = window.step(buckets)
    counts = [0] * (-(-window.length // step))
    for moment in moments:
        place = (moment - window.start) // step
        if 0 <= place < len(counts):
            counts[place] += 1
    return tuple(counts)
