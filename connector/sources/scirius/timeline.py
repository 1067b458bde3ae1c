"""Counts over time of a server."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from connector import lucene
from connector.answers import Note, Timeline, Values
from connector.errors import UnsupportedQuery
from connector.frames import key_text, timeline_frame
from connector.http import together
from connector.lucene.fields import ADDRESSES
from connector.query import EVERYTHING, Query
from connector.sources.scirius.filters import Sent
from connector.sources.scirius.wire import Counts, Wire, floors

_REMAINDER = Note("partial", "The values are too long to ask for the events without them: those are what remains of all.")


def timeline(wire: Wire, asked: Sent, query: Query, buckets: int) -> Timeline:
    """All events over a bounded window: one request."""
    step = query.window.step(buckets)
    counts = wire.counts(asked.filter, query.window, step)
    notes = asked.notes + floors([counts])
    frame = timeline_frame([*query.window.starts(step)], None, np.array(counts.buckets, np.int64))
    return Timeline(frame, step, not notes, notes)


def timeline_by(wire: Wire, asked: Sent, query: Query, by: str, values: Values, buckets: int) -> Timeline:
    """Some values of a field, and all other events, over a bounded window: a request for each of them."""
    step = query.window.step(buckets)
    keys = values.frame["key"].tolist()
    # Addresses by their text, as they were counted: by their value, one has several spellings.
    exact = f"{by}.keyword" if by in ADDRESSES else by
    clauses = [lucene.term(exact, key) for key in keys]
    series = together([partial(wire.counts, asked.narrowed(clause), query.window, step) for clause in clauses])
    rest, rest_notes = _rest(wire, asked, query, clauses, series, buckets)
    table = np.array([*(counts.buckets for counts in series), rest.buckets], np.int64)
    frame = timeline_frame([*query.window.starts(step)], [*map(key_text, keys), None], table)
    notes = values.notes + floors([*series, rest]) + rest_notes
    return Timeline(frame, step, values.exact and not notes, notes)


def _rest(
    wire: Wire, asked: Sent, query: Query, clauses: Sequence[str], series: Sequence[Counts], buckets: int
) -> tuple[Counts, tuple[Note, ...]]:
    """Counts of the events that none of the clauses matches."""
    step = query.window.step(buckets)
    none = lucene.negated(lucene.either(*clauses)) if clauses else EVERYTHING
    try:
        return wire.counts(asked.narrowed(none), query.window, step), ()
    except UnsupportedQuery:
        # Whoever sends long names must not blank the panel: all of them at once make too long a request.
        every = wire.counts(asked.filter, query.window, step)
        shown = np.sum([counts.buckets for counts in series], axis=0)
        left = np.maximum(np.array(every.buckets) - shown, 0).tolist()
        return Counts(tuple(left), every.complete), (_REMAINDER,)
