"""The menu as the last column of a table: a button in each row, whose entries open at the pointer."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ui.clauses import Choices, Value, only
from ui.menu import verbs
from ui.menu.asked import ask

COLUMN = "menu"
"""The name of the column in the frame; clicks on its cells mean no row."""

WIDTH = 30

_MORE = ":material/more_horiz: Group, compare, copy, open …"
_OF_ONE: dict[str, Callable[[str, Value | None], None]] = {
    ":material/add_circle: Only this": verbs.only,
    ":material/do_not_disturb_on: Not this": verbs.without,
    ":material/join: Or this too": verbs.either,
}
_OF_SEVERAL: dict[str, Callable[[Choices], None]] = {
    ":material/add_circle: Only these together": verbs.only_all,
    ":material/do_not_disturb_on: Not these together": verbs.without_all,
}
_OF_CLAUSE: dict[str, Callable[[str], None]] = {
    ":material/add_circle: Only this": verbs.only_clause,
    ":material/do_not_disturb_on: Not this": verbs.without_clause,
}
"""Streamlit reads the entries as Markdown: fixed words only, never a value."""


def labels(choices: Sequence[Choices], clauses: Sequence[str] = ()) -> pd.Series:
    """The cells of the column. Several values of a row are filtered by together; which one is meant else, the open menu asks.

    Args:
        choices: what each row stands for.
        clauses: as for `column`.
    """
    rows = zip(choices, _own(choices, clauses), strict=True)
    return pd.Series([_entries(len(each), bool(clause)) for each, clause in rows], dtype=object)


def column(key: str, choices: Sequence[Choices], clauses: Sequence[str] = ()) -> Any:
    """How the column is drawn.

    Args:
        key: of the table.
        choices: what each row stands for.
        clauses: for each row the clause of the events that it counts, such as those of either of two fields; it is what the row
            is filtered by where its values do not say the same. Empty for a row, or for all, where they always do.
    """
    args = (f"{key}-menu", tuple(choices), _own(choices, clauses))
    return st.column_config.ButtonColumn("", width=WIDTH, type="tertiary", key=f"{key}-menu", on_click=_take, args=args)


def _own(choices: Sequence[Choices], clauses: Sequence[str]) -> tuple[str, ...]:
    """The clauses that say something else than the values of their rows; the others are empty."""
    if not clauses:
        return ("",) * len(choices)
    said = [tuple(only(field, value) for field, value in each) for each in choices]
    return tuple("" if each == (clause,) else clause for each, clause in zip(said, clauses, strict=True))


def _entries(count: int, own: bool) -> list[str]:
    if not count:
        return []
    return [*(_OF_CLAUSE if own else _OF_ONE if count == 1 else _OF_SEVERAL), _MORE]


def _take(key: str, choices: tuple[Choices, ...], clauses: tuple[str, ...]) -> None:
    click = st.session_state[key]
    if click is None or not 0 <= click["row"] < len(choices):
        return
    chosen, clause = choices[click["row"]], clauses[click["row"]]
    label = click["label"]
    if clause and label in _OF_CLAUSE:
        _OF_CLAUSE[label](clause)
    elif len(chosen) == 1 and label in _OF_ONE:
        _OF_ONE[label](*chosen[0])
    elif label in _OF_SEVERAL:
        _OF_SEVERAL[label](chosen)
    else:
        ask(chosen)
