"""The newest events that match, made ready for a page: their rows, their sentences, and which fields they have."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from connector import frames
from connector.answers import Events
from ui.charts import digest
from ui.facts import Event
from ui.selection import Selection
from ui.sentences import sentence

SENTENCE = "sentence"
"""The column that no field holds: what happened, in words."""


@dataclass(frozen=True)
class Listing:
    """The events of a page.

    Attributes:
        events: the answer of the source: whole events, ids, total and notes.
        rows: a row an event, in the same order: the asked columns with the dtypes of `connector.frames`, and ``sentence``.
        fields: ``field`` and ``share`` (percent of these events that have it), most frequent first.
        name: a digest of the events' ids: it changes when other events, or the same in another order, are listed.
    """

    events: Events
    rows: pd.DataFrame
    fields: pd.DataFrame
    name: str

    def position(self, identity: str | None) -> int | None:
        """The row of the event with that id; ``None`` when it is not listed."""
        return self.events.ids.index(identity) if identity in self.events.ids else None


def listed(selection: Selection, columns: tuple[str, ...]) -> Listing:
    """The newest events of a selection, at most a page, with these columns.

    Raises:
        ConnectorError: the source does not answer.
    """
    events = selection.events(tuple(column for column in columns if column != SENTENCE))
    name = digest(selection.source, events.ids)
    sentences, fields = _read(name, events.raw)
    rows = events.frame.copy(deep=False)
    if SENTENCE in columns:
        rows[SENTENCE] = pd.Series(sentences, index=rows.index, dtype=object)
    return Listing(events, rows[list(dict.fromkeys(columns))], fields, name)


def decoded(raw: bytes) -> Event:
    """One event of a listing; an empty one when it cannot be read any more."""
    try:
        event = frames.decode(raw)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


@st.cache_data(max_entries=32, ttl="15m", show_spinner=False)
def _read(name: str, _raw: tuple[bytes, ...]) -> tuple[list[str], pd.DataFrame]:
    # Only the name is the key: ids say which events these are, and an event never changes.
    return read(_raw)


def read(raw: tuple[bytes, ...]) -> tuple[list[str], pd.DataFrame]:
    """The sentence of each event, in order, and the fields that they have, as `Listing` says."""
    sentences: list[str] = []
    counts: Counter[str] = Counter()
    for line in raw:
        event = decoded(line)
        sentences.append(sentence(event))
        counts.update(frames.leaf_values(event).keys())
    first = {field: place for place, field in enumerate(frames.FIRST)}
    ordered = sorted(counts, key=lambda field: (-counts[field], first.get(field, len(first)), field))
    shares = [100 * counts[field] / len(raw) for field in ordered]
    fields = pd.DataFrame({"field": pd.Series(ordered, dtype=object), "share": pd.Series(shares, dtype="float64")})
    return sentences, fields
