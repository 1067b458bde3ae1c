"""Every question of a source, and its answer as something that can be compared."""

from collections.abc import Callable
from dataclasses import fields

import pandas as pd

from connector.answers import Note
from connector.query import Query
from connector.source import Source
from connector.window import Window

ALL = Query("*", Window(), limit=None)
SOME = Query("event_type:alert OR n:[3 TO 400]", Window(), limit=None)
ANYWHERE = Query("*a*", Window(), limit=None)

QUESTIONS: dict[str, Callable[[Source], object]] = {
    "trend": lambda source: source.trend(ALL),
    "trend, some": lambda source: source.trend(SOME),
    "trend, anywhere": lambda source: source.trend(ANYWHERE),
    "events": lambda source: source.events(ALL),
    "events, lines": lambda source: source.events(SOME, columns=()),
    "timeline": lambda source: source.timeline(ALL, by="event_type"),
    "values": lambda source: source.values(ALL, "src_ip"),
    "values, rarest": lambda source: source.values(SOME, "mixed", rarest=True),
    "groups": lambda source: source.groups(ALL, ("event_type", "src_ip")),
    "pairs": lambda source: source.pairs(ALL),
    "fields": lambda source: source.fields(ALL),
    "stats": lambda source: source.stats(ALL, "n"),
    "batches": lambda source: list(source.batches(SOME, size=100)),
    "span": lambda source: source.span(),
}
"""What can be asked of a source, by a name."""


def told(answer: object) -> tuple[object, tuple[Note, ...]]:
    """What an answer says, and what it says of itself."""
    if isinstance(answer, list):
        parts = [told(each) for each in answer]
        return [said for said, _ in parts], tuple(note for _, notes in parts for note in notes)
    said = {each.name: _plain(getattr(answer, each.name)) for each in fields(answer) if each.name not in ("notes", "exact")}  # type: ignore[arg-type]
    return said, getattr(answer, "notes", ())


def _plain(value: object) -> object:
    return _rows(value) if isinstance(value, pd.DataFrame) else value


def _rows(frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    return list(frame.columns), [repr(list(map(_number, row))) for row in frame.itertuples(index=False, name=None)]


def _number(value: object) -> object:
    """An integer and a float that are equal are one value, written as either."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
