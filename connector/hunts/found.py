"""What a hunt found, before it is judged."""

from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from connector.answers import Groups, Note, Span, Trend
from connector.answers import Order as GroupOrder
from connector.hunts.hunt import Hunt
from connector.query import Query

MANY = 10_000
"""Groups that are looked at."""

EVENTS, SOURCES, TARGETS, FIRST, LAST = "Events", "Sources", "Targets", "First", "Last"
"""What stands over the columns that every table of a hunt may have."""

Choices = tuple[tuple[str, str | None], ...]


class Asked(Protocol):
    """The questions that hunts ask; any `connector.source.Source` answers them."""

    def trend(self, query: Query) -> Trend: ...

    def groups(
        self, query: Query, fields: tuple[str, ...], size: int = 50, order: GroupOrder = "count", buckets: int = 0
    ) -> Groups: ...

    def span(self) -> Span: ...


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, most worth a look first.

    Attributes:
        frame: a row a hit. Texts are as events have them: not safe to show.
        choices: for each row the fields and values that it stands for, as texts.
        trend: hits' events over the window, a number a bucket; empty where nobody asked.
        exact: False when there may be more.
        notes: what the answer lacks.
    """

    frame: pd.DataFrame
    choices: tuple[Choices, ...]
    trend: tuple[int, ...] = ()
    exact: bool = True
    notes: tuple[Note, ...] = ()

    @property
    def hits(self) -> int:
        """How many rows there are."""
        return len(self.frame)


def nothing(hunt: Hunt) -> Found:
    """No hits."""
    return Found(pd.DataFrame(columns=[*hunt.columns, EVENTS]), ())


def as_found(rows: list[dict[str, Any]], choices: list[Choices], trend: tuple[int, ...], answers: list[Groups]) -> Found:
    """Rows in order, with what is true of the answers that they were made of."""
    notes = [note for answer in answers for note in answer.notes]
    whole = all(answer.distinct is None or answer.distinct <= len(answer.frame) for answer in answers)
    if not whole:
        notes.append(Note("cut", f"Only the {MANY:,} most frequent combinations were looked at."))
    exact = whole and all(answer.exact for answer in answers)
    return Found(pd.DataFrame(rows), tuple(choices), trend, exact, tuple(dict.fromkeys(notes)))
