"""Which pairs there are, now and in the window before: the questions that the graph needs."""

from dataclasses import dataclass, replace

import pandas as pd

from connector import lucene
from connector.answers import Note
from connector.frames import key_text
from ui import snippets, summary, text
from ui.graph.choice import Choice
from ui.selection import Selection

MANY = 10_000
"""Pairs, or flow events, that are asked for."""

_MOST = 10**14
_BYTES = ("flow.bytes_toserver", "flow.bytes_toclient")


@dataclass(frozen=True, slots=True)
class Found:
    """The pairs of two fields.

    Attributes:
        pairs: ``source``, ``target`` (text), ``count`` (int64, events) and ``weight`` (int64, events or bytes).
        distinct: how many pairs exist; ``None`` when the source cannot say.
        known: the pairs of the window before; ``None`` when not all of them are known.
        unknown: why they are not, in a few plain words; empty when they are.
        notes: what the answer lacks.
    """

    pairs: pd.DataFrame
    distinct: int | None
    known: frozenset[tuple[str, str]] | None
    unknown: str
    notes: tuple[Note, ...]

    @property
    def whole(self) -> bool:
        """Whether these are all pairs that exist."""
        return self.distinct is not None and self.distinct <= len(self.pairs)


def asked(here: Selection, choice: Choice) -> Found:
    """The pairs that the graph is drawn from, `MANY` at most."""
    if choice.weight == "bytes":
        here = here.narrowed(flows(choice))
        pairs, distinct, notes = _by_bytes(here, choice)
    else:
        answer = here.pairs(choice.source, choice.target, MANY)
        pairs, distinct, notes = answer.frame.assign(weight=answer.frame["count"]), answer.distinct, answer.notes
        if distinct is not None and distinct > len(pairs):
            looked = f"The {text.number(len(pairs))} strongest of {text.number(distinct)} pairs are looked at."
            notes = (*notes, Note("cut", looked))
    known, unknown = _before(here, choice)
    return Found(pairs, distinct, known, unknown, notes)


def told(here: Selection, choice: Choice, found: Found) -> tuple[Selection, tuple[snippets.Question, ...], pd.DataFrame]:
    """The events, the question and the rows that the picture's dots hold; bytes are summed here, so these are events."""
    if choice.weight == "bytes":
        narrowed = here.narrowed(flows(choice))
        return replace(narrowed, query=replace(narrowed.query, limit=MANY)), (), found.pairs.rename(columns={"weight": "bytes"})
    fields = choice.source, choice.target
    asked = [snippets.Question("pairs", fields, MANY)]
    if found.known is not None:
        asked.append(snippets.Question("pairs", fields, MANY, of=here.before()))
    return here, tuple(asked), found.pairs.drop(columns="weight")


def flows(choice: Choice) -> str:
    """A filter for the events that say how many bytes a pair moved: one for each flow, at its end."""
    filter = "event_type:flow"
    for field in (choice.source, choice.target):
        filter = lucene.both(filter, lucene.exists(field))
    return filter


def summed(frame: pd.DataFrame, source: str, target: str) -> pd.DataFrame:
    """Flow events as pairs: ``source``, ``target``, ``count`` (int64, events) and ``weight`` (int64, bytes of both directions).

    Args:
        frame: an event a row, with both fields and the two counts of bytes.
        source: the field that a pair begins with.
        target: the field that it ends with.
    """
    held = frame
    for field in dict.fromkeys((source, target)):
        held = held.explode(field, ignore_index=True)  # a list is an end for each of its values
    held = held.dropna(subset=[source, target])
    # What no flow ever moved is damaged, and must not spoil the sums.
    moved = [pd.to_numeric(held[name], errors="coerce").astype("Float64").fillna(0).clip(0, _MOST) for name in _BYTES]
    rows = pd.DataFrame(
        {
            "source": pd.Series([key_text(value) for value in held[source]], index=held.index, dtype="str"),
            "target": pd.Series([key_text(value) for value in held[target]], index=held.index, dtype="str"),
            "weight": (moved[0] + moved[1]).astype("int64"),
        }
    )
    found = rows.groupby(["source", "target"], as_index=False).agg(count=("weight", "size"), weight=("weight", "sum"))
    return found.astype({"count": "int64", "weight": "int64"})


def _by_bytes(here: Selection, choice: Choice) -> tuple[pd.DataFrame, int | None, tuple[Note, ...]]:
    # No source sums bytes by pair: they are summed here, of as many events as a server hands out.
    events = here.events(tuple(dict.fromkeys((choice.source, choice.target, *_BYTES))), MANY)
    pairs, notes = summed(events.frame, choice.source, choice.target), events.notes
    if not events.cut:
        return pairs, len(pairs), notes
    total = f"{'' if events.exact else 'at least '}{text.number(events.total)}"
    said = Note("cut", f"Bytes are those of the newest {text.number(len(events.frame))} of {total} flow events.")
    return pairs, None, (*notes, said)


def _before(here: Selection, choice: Choice) -> tuple[frozenset[tuple[str, str]] | None, str]:
    window = here.query.window
    past = here.before() if summary.comparable(window, here.span().first) else None
    if past is None:
        return None, summary.unknown_before(window, here.span().first)
    answer = past.pairs(choice.source, choice.target, MANY)
    if answer.distinct is None or answer.distinct > len(answer.frame):
        return None, f"not every pair of the {text.span(window.length)} before is known"
    return frozenset(zip(answer.frame["source"], answer.frame["target"], strict=True)), ""
