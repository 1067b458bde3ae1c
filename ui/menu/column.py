"""The menu as the last column of a table: a button in each row, whose entries open at the pointer."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ui.clauses import Choices, Value
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
"""Streamlit reads the entries as Markdown: fixed words only, never a value."""


def labels(choices: Sequence[Choices]) -> pd.Series:
    """The cells of the column. Several values of a row are filtered by together; which one is meant else, the open menu asks.

    Args:
        choices: what each row stands for.
    """
    return pd.Series([_entries(len(each)) for each in choices], dtype=object)


def column(key: str, choices: Sequence[Choices]) -> Any:
    """How the column is drawn.

    Args:
        key: of the table.
        choices: what each row stands for.
    """
    return st.column_config.ButtonColumn(
        "", width=WIDTH, type="tertiary", key=f"{key}-menu", on_click=_take, args=(f"{key}-menu", tuple(choices))
    )


def _entries(count: int) -> list[str]:
    return [*(_OF_ONE if count == 1 else _OF_SEVERAL), _MORE] if count else []


def _take(key: str, choices: tuple[Choices, ...]) -> None:
    click = st.session_state[key]
    if click is None or not 0 <= click["row"] < len(choices):
        return
    chosen = choices[click["row"]]
    label = click["label"]
    if len(chosen) == 1 and label in _OF_ONE:
        _OF_ONE[label](*chosen[0])
    elif label in _OF_SEVERAL:
        _OF_SEVERAL[label](chosen)
    else:
        ask(chosen)
