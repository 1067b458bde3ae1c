"""Tables: a frame of values that are safe to show to ``st.dataframe``, with column types, widths and clicks.

Cells are plain text to Streamlit; invisible characters are the callers' to mark, with `ui.text.visible`.
"""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.column_config import BarChartColumn, DatetimeColumn, MultiselectColumn, NumberColumn, TextColumn
from streamlit.elements.lib.column_types import ColumnConfig

from ui import bar, clauses, menu
from ui.charts import WORDS
from ui.clauses import Choices

HEAD = 34
"""Height of a table's head in pixels; what a table of n rows needs is this, n rows and two hairlines."""


def chips(label: str, width: int) -> ColumnConfig:
    """A column of lists of words of the vocabulary, each a chip in its colour; other words are grey."""
    return MultiselectColumn(label, width=width, options=WORDS, color="auto")


def mark(label: str, width: int) -> ColumnConfig:
    """A column of lists of marks such as ``new``, blue."""
    return MultiselectColumn(label, width=width, options=["new"], color="blue")


def marks(label: str, width: int, colours: Mapping[str, str]) -> ColumnConfig:
    """A column of lists of such marks, each in a colour of its own."""
    return MultiselectColumn(label, width=width, options=list(colours), color=list(colours.values()))


def words(label: str, width: int | None = None) -> ColumnConfig:
    """A column of text."""
    return TextColumn(label, width=width)


def count(label: str, width: int) -> ColumnConfig:
    """A column of counts: ``53,635``."""
    return NumberColumn(label, width=width, format="%,d")


def bars(label: str, width: int) -> ColumnConfig:
    """A column of lists of counts over time, each a small bar chart."""
    return BarChartColumn(label, width=width, y_min=0, color="gray")


def moment(label: str, width: int) -> ColumnConfig:
    """A column of times, UTC: ``31 Oct 14:38:21``."""
    return DatetimeColumn(label, width=width, format="D MMM HH:mm:ss", timezone="UTC")


def height(rows: int, row_height: int, most: int) -> int:
    """The height that shows so many rows, at most ``most`` of them."""
    return HEAD + min(rows, most) * row_height + 2


def show(
    frame: pd.DataFrame,
    columns: Mapping[str, ColumnConfig],
    key: str,
    on_pick: Callable[..., None] | None = None,
    args: tuple[object, ...] = (),
    row_height: int = 31,
    most: int = 8,
    choices: Sequence[Choices] = (),
    meant: Sequence[str] = (),
) -> None:
    """Draws the named columns; a click on a cell calls back.

    Args:
        frame: a row a line of the table, in order.
        columns: the type of each column, in order.
        key: names the table in ``session_state``; it must change when the rows do, or a click means the wrong row.
        on_pick: called after a click; it reads `picked` of the key. Without it a click means nothing, and nothing is marked.
        args: what it is called with.
        row_height: in pixels.
        most: the number of rows that show without scrolling.
        choices: the values that each row stands for, which its menu is about; none for a table without menus.
        meant: for each row the clause that it counts, as for `ui.menu.column`; none where the values say it.
    """
    shown, drawn = frame[list(columns)], dict(columns)
    if choices:
        shown = shown.assign(**{menu.COLUMN: menu.labels(choices, meant).to_numpy()})
        drawn[menu.COLUMN] = menu.column(key, choices, meant)
    st.dataframe(
        shown,
        column_config=drawn,
        hide_index=True,
        key=key,
        on_select="ignore" if on_pick is None else lambda: on_pick(*args),
        selection_mode="single-cell",
        row_height=row_height,
        height=height(len(frame), row_height, most),
    )


def picked(key: str) -> int | None:
    """The number of the row whose cell was clicked; ``None`` when none is, or when it was the row's menu."""
    cell = picked_cell(key)
    return cell[0] if cell else None


def filter_by_row(key: str, choices: Sequence[Choices]) -> None:
    """Filters by all values of the row that was clicked. For `show`.

    Args:
        key: of the table.
        choices: the values that each row stands for.
    """
    row = picked(key)
    if row is not None and row < len(choices):
        bar.add_chip(*(clauses.only(field, value) for field, value in choices[row]))


def ask_by_row(key: str, choices: Sequence[Choices]) -> None:
    """Opens the menu of the row that was clicked. For `show`, with `ui.menu.turn` in the key.

    Arguments are those of `filter_by_row`.
    """
    row = picked(key)
    if row is not None and row < len(choices):
        menu.ask_once(choices[row])


def picked_cell(key: str) -> tuple[int, str] | None:
    """The number of the row and the name of the column of the cell that was clicked; ``None`` as for `picked`."""
    cells = (st.session_state.get(key) or {}).get("selection", {}).get("cells")
    return (int(cells[0][0]), str(cells[0][1])) if cells and cells[0][1] != menu.COLUMN else None
