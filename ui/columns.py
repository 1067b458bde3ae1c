"""The columns of the events table: which ones, and how each is shown."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from connector.lucene.tree import Level, Node, Phrase, Role, Word, roles
from connector.query import Query
from connector.window import Window
from ui import text
from ui.charts import WORDS, word
from ui.facts import flat
from ui.listing import SENTENCE, Listing

USUAL = ("timestamp", "event_type", "src_ip", "dest_ip", "dest_port", SENTENCE)
"""What is shown when nobody chose."""

_NAMES = {
    "timestamp": "Time UTC",
    "event_type": "Type",
    "src_ip": "Source",
    "src_port": "From port",
    "dest_ip": "Target",
    "dest_port": "Port",
    "app_proto": "App",
    "proto": "Proto",
    "host": "Sensor",
    SENTENCE: "What happened",
}
_WIDTHS = {
    "event_type": 78,
    "src_ip": 96,
    "src_port": 66,
    "dest_ip": 98,
    "dest_port": 52,
    "app_proto": 64,
    "proto": 56,
    "host": 88,
}
_EXACT = 2**53
"""The browser's numbers are doubles: integers beyond this come out wrong, or as a faulty cell."""
_DAY = 86_400
_CELL = 300
"""Characters of a cell: the whole value is in the event."""


def shown(selected: str, pinned: frozenset[str]) -> tuple[str, ...]:
    """The columns in force.

    Args:
        selected: the columns of the URL, separated by commas; empty when nobody chose.
        pinned: fields that the filter holds to one value: nobody needs a column of equal cells, unless it was chosen.
    """
    chosen = tuple(dict.fromkeys(name.strip() for name in selected.split(",") if name.strip()))
    return chosen or tuple(name for name in USUAL if name not in pinned)


def title(name: str) -> str:
    """What stands over a column: a word for the usual ones, the field's name for others."""
    return _NAMES.get(name) or text.visible(name, 60)


def cells(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a listing as a table shows them.

    Untrusted text is visible, numbers are text where a browser would not hold them exactly, and a type is the one word of the
    vocabulary that its chip shows.
    """
    return pd.DataFrame({name: _cells(name, rows[name]) for name in rows.columns})


def draw_choice(listing: Listing, columns: tuple[str, ...]) -> None:
    """Draws the button that opens the choice of columns."""
    if not st.session_state.get("columns_open"):
        # A keyed input goes stale while its popover is closed: it is set before that opens.
        st.session_state["columns_chosen"] = list(columns)
    label = f"Columns {len(columns)}"
    popover = st.popover(label, icon=":material/view_column:", key="columns_open", on_change="rerun", type="tertiary")
    if not popover.open:
        return
    offered = dict.fromkeys((*columns, *USUAL, *listing.fields["field"]))
    with popover, st.container(width=360, gap="xsmall"):
        st.multiselect(
            "Columns, in this order",
            list(offered),
            key="columns_chosen",
            format_func=title,
            accept_new_options=True,
            select_all=False,
            on_change=_take_choice,
        )
        st.button("The usual ones", icon=":material/restart_alt:", key="columns_usual", on_click=choose, args=((),))


def choose(columns: tuple[str, ...]) -> None:
    """Shows these columns; the usual ones for none. For callbacks."""
    st.session_state["columns"] = ",".join(columns)
    st.session_state["columns_open"] = False


def _take_choice() -> None:
    st.session_state["columns"] = ",".join(st.session_state["columns_chosen"])
    # A button with another number is another popover to the browser: this one stays open, more may be added or taken away.
    st.session_state["columns_open"] = True


def config(frame: pd.DataFrame, window: Window, room: int) -> dict[str, Any]:
    """How each of these columns is drawn.

    Args:
        frame: what `cells` made.
        window: within a day, the time of day says it all.
        room: pixels of the table: the sentence takes what the others leave.
    """
    format, wide = _time_format(frame, window)
    widths = {name: wide if name == "timestamp" else _WIDTHS.get(name, 150) for name in frame.columns}
    widths[SENTENCE] = max(240, room - sum(width for name, width in widths.items() if name != SENTENCE))
    return {name: _column(name, frame[name], widths[name], format) for name in frame.columns}


def pinned_fields(query: Query) -> frozenset[str]:
    """Fields that the filter holds to one value."""
    pinned: set[str] = set()
    waiting: list[Node] = [query.tree]
    while waiting:
        match waiting.pop():
            case Level(clauses):
                found = roles(clauses)
                needed = [node for role, node in found if role is Role.MUST or (role is Role.SHOULD and len(found) == 1)]
                waiting.extend(needed)
            case Word(field) | Phrase(field):
                pinned.add(field.removesuffix(".keyword"))
    return frozenset(pinned)


def _time_format(frame: pd.DataFrame, window: Window) -> tuple[str, int]:
    """How times are written, and the pixels that they need: the year only if it is not this one."""
    if window.bounded and window.length.total_seconds() <= _DAY:
        return "HH:mm:ss.SSS", 96
    years = set(frame["timestamp"].dt.year.dropna()) if "timestamp" in frame else set()
    return ("D MMM HH:mm:ss.SSS", 150) if years <= {datetime.now(UTC).year} else ("D MMM YYYY HH:mm:ss.SSS", 184)


def _column(name: str, cells: pd.Series, width: int, format: str) -> Any:
    label = title(name)
    if name == "timestamp":
        return st.column_config.DatetimeColumn(label, width=width, timezone="UTC", format=format)
    if name == "event_type":
        return st.column_config.MultiselectColumn(label, width=width, options=list(WORDS), color="auto")
    if pd.api.types.is_integer_dtype(cells.dtype):
        return st.column_config.NumberColumn(label, width=width, format="%d")
    if pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype):
        return st.column_config.NumberColumn(label, width=width)
    return st.column_config.TextColumn(label, width=width)


def _cells(name: str, column: pd.Series) -> pd.Series:
    if name == "timestamp":
        return column
    if name == "event_type":
        return column.map(lambda value: [word(value)]).astype(object)
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        known = column.dropna()
        if known.empty or known.abs().max() < _EXACT:
            return column
    return column.astype(object).map(written, na_action="ignore")


def written(value: object) -> str:
    """A value as a cell shows it: nothing hidden, the beginning of what is long."""
    return text.visible(flat(value), _CELL)
