"""One question's panel: its table, or its numbers, or why there is neither."""

from typing import Any

import pandas as pd
import streamlit as st

from ui import bar, charts, panel_menu, summary, tables, text
from ui.connection import unlogged
from ui.fields import difference, numbers, values
from ui.panels import Head, notes
from ui.protocols import answers
from ui.protocols.declared import Question
from ui.protocols.rows import Rows
from ui.selection import Selection
from ui.snippets import Question as Asked

_ROWS, _ROW = 8, 31
_LETTER, _NARROW, _BROAD = 7, 84, 330
"""Pixels of a letter, and of the narrowest and the widest column of values."""

LEAST = 90
_NUMBERS = 340
"""Pixels of a panel without an answer, and of one of numbers; what stands around a table has the first ones too."""


def is_wide(question: Question) -> bool:
    """Whether its table needs the width of the page."""
    return question.how in ("profile", "spread") and len(question.names) > 2


def draw(of: Selection, question: Question, name: str, note: Head) -> int:
    """Draws the answer; returns about how many pixels it is high.

    Args:
        of: the protocol's events.
        question: what is asked of them.
        name: tells the panel's widgets from others'.
        note: the head of the panel.
    """
    if question.how == "numbers":
        return _draw_numbers(of, question, name, note)
    found, height = answers.answered(of, question), LEAST
    panel_menu.draw(note, found.of, found.asked, found.frame, found.notes)
    if found.rows.frame.empty:
        _draw_nothing(of, question, found.rows.count is not None)
    else:
        height += tables.height(len(found.rows.frame), _ROW, _ROWS)
        note(" · ".join(part for part in (question.note, extent(found.rows)) if part))
        _draw_rows(question, found.rows, name)
    notes(found.notes)
    return height


def extent(rows: Rows) -> str:
    """``12 rows``, ``200 of 1,204 rows``, ``at least 200 rows``."""
    shown = len(rows.frame)
    if rows.count is None:
        return f"at least {summary.counted(shown, 'row')}"
    return (
        f"{text.number(shown)} of {summary.counted(rows.count, 'row')}" if rows.count > shown else summary.counted(shown, "row")
    )


def columns(question: Question, rows: Rows) -> dict[str, Any]:
    """How each column of the rows is drawn, in order."""
    drawn: dict[str, Any] = {}
    for column in rows.frame.columns:
        kind, place = (column[:-1], int(column[-1])) if column[-1].isdigit() else (column, 0)
        match kind:
            case "key":
                drawn[column] = tables.words(question.names[place], _width(rows.frame[column]))
            case "count":
                drawn[column] = tables.count(question.names[place], 40 + _LETTER * len(question.names[place]))
            case "top":
                drawn[column] = tables.words("Most frequent", _width(rows.frame[column], 430 if is_wide(question) else 290))
            case "New":
                drawn[column] = tables.mark("New", 54)
            case "Share":
                drawn[column] = st.column_config.ProgressColumn("Share", width=70, min_value=0, max_value=100, format="%.0f%%")
            case _:
                drawn[column] = tables.count(column, 60)
    return drawn


def _width(texts: "pd.Series[str]", most: int = _BROAD) -> int:
    """As wide as most of the rows that show need."""
    letters = int(texts.head(_ROWS).str.len().quantile(0.75))
    return min(most, max(_NARROW, 20 + _LETTER * letters))


def _draw_rows(question: Question, rows: Rows, name: str) -> None:
    key = f"ask-{name}-{charts.digest(rows.filters, rows.frame['Events'].to_list())}"
    args = (key, rows.filters, tuple(rows.frame.columns))
    meant = [own[0] if len(own) == 1 else "" for own in rows.filters]
    tables.show(rows.frame, columns(question, rows), key, _take_cell, args, _ROW, _ROWS, rows.choices, meant)


def _draw_nothing(of: Selection, question: Question, whole: bool = True) -> None:
    missing = answers.never_logged(of, question)
    if not missing:
        st.caption("None in this window." if whole else "None among those that were looked at.")
        return
    st.caption(f"Never logged here: {' or '.join(text.code(name) for name in missing)}.")
    if question.logs:
        st.caption("Lines that log it, for suricata.yaml on the sensor:")
        st.code(unlogged.below(question.logs), language="yaml")


def _draw_numbers(of: Selection, question: Question, name: str, note: Head) -> int:
    narrowed, ((field, *_), *_) = of.narrowed(question.only), question.forms
    stats = narrowed.stats(field)
    told = numbers.facts(stats)
    if not told:
        _draw_nothing(of, question)
        notes(stats.notes)
        return LEAST
    now = narrowed.values(field, values.MANY)
    asked = Asked("stats", (field,)), Asked("values", (field,), values.MANY)
    panel_menu.draw(note, narrowed, asked, now.frame, tuple(dict.fromkeys((*stats.notes, *now.notes))))
    by_powers = numbers.steep(stats)
    with st.container(key=f"numbers-{name}", horizontal=True, gap="small"):
        for label, number in told:
            st.markdown(f":small[:gray[{label}]]  \n**{number}**", width="content")
    bins = numbers.histogram(now.frame, by_powers)
    charts.show(charts.spread(bins, by_powers), f"spread-{name}-{charts.digest(bins['count'].to_list())}")
    if not difference.whole(now):
        st.caption(f"Bars: the {text.number(len(now.frame))} most frequent numbers.")
    notes(tuple(dict.fromkeys((*stats.notes, *now.notes))))
    return _NUMBERS


def _take_cell(key: str, filters: tuple[tuple[str, ...], ...], shown: tuple[str, ...]) -> None:
    # A click on a key means that key, a click beside the keys the whole row.
    cell = tables.picked_cell(key)
    if cell is None or cell[0] >= len(filters):
        return
    own = filters[cell[0]]
    column = cell[1]
    place = int(column[3:]) if column.startswith("key") and column in shown else None
    bar.add_chip(*((own[place],) if place is not None and place < len(own) else own))
