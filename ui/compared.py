"""Two events compared field by field: one is held, and the next one that is chosen stands beside it."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from connector import frames
from ui import menu, summary, tables, text
from ui.charts import digest
from ui.clauses import Choices
from ui.event_headlines import headline
from ui.facts import Event, fact, flat
from ui.particulars import choices

_HELD = "compared"
_CELL = 200
"""Characters of a cell: the JSON of either event has the rest."""
_ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Held:
    """The event that others are compared with; it stays while filters and window change.

    Attributes:
        identity: its id.
        raw: the event as it was written.
    """

    identity: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A field that one of two events has, or both.

    Attributes:
        field: its dotted name.
        this: the value in the one event as text; ``None`` where it has no such field.
        other: the same of the other one.
        differs: whether they are not the same; the number 1 and the text are not.
        choices: the values of either, for their menus: this one's, the other one's.
    """

    field: str
    this: str | None
    other: str | None
    differs: bool
    choices: tuple[Choices, Choices]


def held() -> Held | None:
    """The event that is held; ``None`` for none."""
    found: Held | None = st.session_state.get(_HELD)
    return found


def hold(identity: str, raw: bytes) -> None:
    """Holds an event, to be compared with the next one that is chosen. For callbacks."""
    st.session_state[_HELD] = Held(identity, raw)


def drop() -> None:
    """Compares no more. For callbacks."""
    st.session_state[_HELD] = None


def compared(this: Event, other: Event) -> list[Row]:
    """Every field of two events: those that differ first, those that only one has after the ones in both, then by name."""
    leaves, others = frames.leaves(this), frames.leaves(other)
    own, foreign = (dict(zip(sorted(each), choices(event), strict=True)) for each, event in ((leaves, this), (others, other)))
    rows = [
        Row(
            field,
            flat(leaves[field]) if field in leaves else None,
            flat(others[field]) if field in others else None,
            repr(leaves.get(field)) != repr(others.get(field)),
            (own.get(field, ()), foreign.get(field, ())),
        )
        for field in leaves.keys() | others.keys()
    ]
    return sorted(rows, key=lambda row: (not row.differs, row.this is None or row.other is None, row.field))


def draw(this: Event, other: Event) -> None:
    """Draws the two beside each other, what is equal folded away.

    Args:
        this: the chosen event.
        other: the one that is held.
    """
    rows = compared(this, other)
    differing, equal = [row for row in rows if row.differs], [row for row in rows if not row.differs]
    with st.container(key="compared-with", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.badge("Other", icon=":material/compare_arrows:", color="gray")
        with st.container(key="compared-headline", width="stretch"):
            st.text(f"{fact(other, 'timestamp', 32)}  {headline(other)}")
        st.button("", icon=":material/close:", key="compared-away", type="tertiary", help="Compare no more", on_click=drop)
    st.markdown(f"**{text.number(len(differing))}** of {summary.counted(len(rows), 'field')} differ")
    if differing:
        _draw_rows(differing, "differing", 11)
    with st.expander(summary.counted(len(equal), "equal field")):
        if equal:
            _draw_rows(equal, "equal", 12)


def _draw_rows(rows: list[Row], which: str, most: int) -> None:
    frame = pd.DataFrame(
        [(text.visible(row.field, 100), _cell(row.this), _cell(row.other)) for row in rows],
        columns=["Field", "This", "Other"],
        dtype=object,
    )
    drawn: dict[str, Any] = {
        "Field": tables.words("Field", 116),
        "This": tables.words("This event", 124),
        "Other": tables.words("Other event", 124),
    }
    both = tuple(tuple(dict.fromkeys((*row.choices[0], *row.choices[1]))) for row in rows)
    sides = tuple(row.choices for row in rows)
    key = f"compared-{which}-{digest(sides)}-{menu.turn()}"
    tables.show(frame, drawn, key, _ask, (key, sides, both), row_height=26, most=most, choices=both)


def _cell(value: str | None) -> str:
    return _ABSENT if value is None else text.visible(value, _CELL)


def _ask(key: str, sides: tuple[tuple[Choices, Choices], ...], both: tuple[Choices, ...]) -> None:
    # A click on a value means that value, one on the name of the field either.
    cell = tables.picked_cell(key)
    if cell is None or cell[0] >= len(sides):
        return
    row, column = cell
    menu.ask_once({"This": sides[row][0], "Other": sides[row][1]}.get(column, both[row]))
