"""A list of indicators, looked for in everything that the window holds."""

from dataclasses import replace
from typing import Any

from connector.answers import Note
from connector.hunts.found import EVENTS, FIRST, LAST, SOURCES, Asked, Found, as_found
from connector.hunts.hunt import Hunt
from connector.indicators import Indicator
from connector.query import Query

MOST = 200
"""Indicators of one list that are looked for: the page Indicators takes long ones."""


def sightings(asked: Asked, query: Query, hunt: Hunt, buckets: int, listed: tuple[Indicator, ...]) -> Found:
    """The indicators that stand in an event, most events first."""
    rows: list[dict[str, Any]] = []
    answers, trends = [], []
    for each in listed[:MOST]:
        answer = asked.groups(query.narrowed(each.filter()), ("src_ip",), 10_000, "count", buckets)
        answers.append(answer)
        frame = answer.frame
        if frame.empty:
            continue
        shown = dict(zip(hunt.columns, (each.value, each.type), strict=True))
        counts = {EVENTS: int(frame["count"].sum()), SOURCES: int(frame["src_ip"].nunique())}
        rows.append(shown | counts | {FIRST: frame["first"].min(), LAST: frame["last"].max()})
        if buckets:
            trends += frame["trend"].to_list()
    ordered = sorted(rows, key=lambda row: (-row[EVENTS], str(row[hunt.columns[0]])))
    trend = tuple(map(sum, zip(*trends, strict=True)))
    # Where an indicator may stand is no value of one field: a row has no choices.
    found = as_found(ordered, [()] * len(ordered), trend, answers)
    if len(listed) <= MOST:
        return found
    left = Note("partial", f"The first {MOST} of {len(listed):,} indicators were looked for: the page Indicators takes all.")
    return replace(found, exact=False, notes=(*found.notes, left))
