"""A field's values in the window and in the one before, as tables show them: pure functions, and the questions that they need."""

from dataclasses import dataclass

import pandas as pd

from connector.answers import Note, Values
from connector.lucene.fields import ADDRESSES
from ui import columns, summary, text
from ui.fields import difference
from ui.rankings import EMPTY
from ui.selection import Selection

MANY = 10_000
"""Values of a field that are compared."""

_LOOKED, _SHORT = 8, 16
"""How many values are looked at, and letters that a narrow column has room for."""


@dataclass(frozen=True, slots=True)
class Both:
    """A field in two windows.

    Attributes:
        now: its values in the window, at most `MANY`.
        before: the same of the window before; ``None`` when nothing is known of it.
    """

    now: Values
    before: Values | None

    @property
    def notes(self) -> tuple[Note, ...]:
        """What either answer lacks, each sentence once."""
        return tuple(dict.fromkeys((*self.now.notes, *(self.before.notes if self.before else ()))))


def asked(here: Selection, field: str) -> Both:
    """The values of a field now, and before where somebody looked then."""
    past = here.before() if watched(here) else None
    return Both(here.values(field, MANY), None if past is None else past.values(field, MANY))


def watched(here: Selection) -> bool:
    """Whether there is a window before, and data in it: else everything would look new."""
    return summary.comparable(here.query.window, here.span().first)


def listed(field: str, frame: pd.DataFrame, before: Values | None, total: int) -> pd.DataFrame:
    """Values as the rows of a table, in their order.

    Args:
        field: the field.
        frame: values and counts of the window.
        before: the values of the window before; ``None`` when nothing is known of it.
        total: the events that match.

    Returns:
        ``Value`` (safe text), ``Share`` (float64, percent of all events), ``Now`` (int64) and ``Before`` (Int64, null when
        unknown).
    """
    keys, counts = frame["key"].to_list(), frame["count"].to_list()
    earlier = None if before is None else difference.counted(before)
    absent = 0 if before is not None and difference.whole(before) else None
    past = [None if earlier is None else earlier.get((isinstance(key, bool), key), absent) for key in keys]
    rows = {
        "Value": pd.Series([shown(field, key) for key in keys], dtype=object),
        "Share": pd.Series([count * 100 / max(total, 1) for count in counts], dtype="float64"),
        "Now": pd.Series(counts, dtype="int64"),
        "Before": pd.Series(past, dtype="Int64"),
    }
    return pd.DataFrame(rows)


def rarest(values: Values) -> pd.DataFrame:
    """The frame of an answer that is `difference.whole`, rarest first, equal counts in their order."""
    return values.frame.sort_values("count", kind="stable", ignore_index=True)


def shown(field: str, value: object) -> str:
    """A value as a cell shows it: nothing hidden, addresses short."""
    if field in ADDRESSES:
        return text.address(value)
    return columns.written(value) or EMPTY


def long(field: str, frame: pd.DataFrame) -> bool:
    """Whether the most frequent values are too long for a narrow column, on average."""
    lengths = [len(shown(field, key)) for key in frame["key"].head(_LOOKED)]
    return sum(lengths) > _SHORT * len(lengths)


def extent(values: Values) -> str:
    """``102 values``; ``10,000 values or more`` where the answer does not hold all."""
    count = len(values.frame)
    if values.distinct is None:
        return f"{summary.counted(count, 'value')} or more"
    return summary.counted(values.distinct, "value")
