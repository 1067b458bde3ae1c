"""A conversation as the page needs it: its events, asked once, and its story, told once."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from connector.answers import Events
from connector.query import Query
from connector.window import Window
from ui.charts import digest
from ui.facts import Event
from ui.flow.ends import Ends, ends
from ui.flow.story import Line, Step, folded, steps
from ui.flow.subject import Subject
from ui.flow.tables import COLUMNS
from ui.flow.totals import Totals, totals
from ui.listing import decoded
from ui.selection import Selection
from ui.sources import opened

MOST = 10_000
"""Events of a conversation; what has more says so."""


@dataclass(frozen=True)
class Tale:
    """What is told of a conversation.

    Attributes:
        ends: who talks to whom; ``None`` when no event has two addresses.
        steps: everything that happened, in order of time.
        lines: the same, with what repeats folded.
        totals: the same in numbers.
        strangers: events that lie between others than the two ends.
    """

    ends: Ends | None
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    totals: Totals
    strangers: int


@dataclass(frozen=True)
class Conversation:
    """The events of a subject, and what they tell.

    Attributes:
        subject: what was asked for.
        of: its events as a question: of all time, `MOST` at most.
        events: the answer of the source, oldest first.
        tale: what the events tell.
        name: a digest of the events' ids.
    """

    subject: Subject
    of: Selection
    events: Events
    tale: Tale
    name: str

    def event(self, place: int) -> Event:
        """The event in that place, whole."""
        return decoded(self.events.raw[place])


def conversation(here: Selection, subject: Subject) -> Conversation:
    """Everything that the source holds of a subject, of all time, whatever filters are on.

    A flow is its oldest 10,000 events; the other subjects are their newest 10,000. There may be none.

    Raises:
        ConnectorError: the source does not answer.
    """
    of = Selection(here.source, Query(subject.filter, Window(), MOST))
    return _held(here.source, opened(here.source).generation(), subject, of)


def tale(events: Sequence[Event], times: Sequence[int | None], pair: tuple[str, ...] = ()) -> Tale:
    """What events tell.

    Args:
        events: oldest first.
        times: of each, microseconds since 1970, UTC.
        pair: two addresses that were asked for.
    """
    between = ends(events, pair)
    told = () if between is None else steps(events, times, between)
    strangers = 0 if between is None else sum(not between.own(event) for event in events)
    return Tale(between, told, folded(told), totals(events, told, between), strangers)


def _oldest_first(of: Selection, subject: Subject) -> Events:
    if subject.flow_id is not None:
        return of.flow(subject.flow_id)
    newest = of.events(COLUMNS)
    frame = newest.frame.iloc[::-1].reset_index(drop=True)
    return Events(frame, newest.raw[::-1], newest.ids[::-1], newest.total, newest.exact, newest.notes)


# Shared and not copied: it is frozen, and thousands of events are slow to copy at every click.
@st.cache_resource(max_entries=8, ttl="15m", show_spinner=False)
def _held(source: str, generation: str, subject: Subject, _of: Selection) -> Conversation:
    events = _oldest_first(_of, subject)
    told = tale([decoded(raw) for raw in events.raw], _times(events), subject.pair)
    return Conversation(subject, _of, events, told, digest(source, subject, events.ids))


def _times(events: Events) -> list[int | None]:
    if "timestamp" not in events.frame:
        return [None] * len(events.raw)
    moments = events.frame["timestamp"]
    whole = moments.to_numpy("datetime64[us]").astype("int64").tolist()
    return [None if missing else time for missing, time in zip(moments.isna(), whole, strict=True)]
