"""Which values the menu is open for: it lies in the session, for the page that it was opened on."""

from dataclasses import dataclass

import streamlit as st

from ui.clauses import Choices

_PLACE, _TURN = "menu", "menu_turn"


@dataclass(frozen=True, slots=True)
class Asked:
    """An open menu.

    Attributes:
        choices: fields with a value each; one of them is looked at.
        page: where it was opened: on another page it is closed.
    """

    choices: Choices
    page: str


def ask(choices: Choices) -> None:
    """Opens the menu for these values. For callbacks."""
    st.session_state[_PLACE] = Asked(choices, _page()) if choices else None


def ask_once(choices: Choices) -> None:
    """As `ask`, for what was clicked on a chart or a cell: see `turn`."""
    ask(choices)
    st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """How often `ask_once` was called: a part of the keys of what calls it.

    Charts and tables keep what was clicked as long as their key stays: another click there would open the same menu again, and
    one on the same place would take the click back.
    """
    number: int = st.session_state.get(_TURN, 0)
    return number


def put_away() -> None:
    """Closes the menu. For callbacks."""
    st.session_state[_PLACE] = None


def asked() -> Choices:
    """What the menu is open for; nothing when it is closed."""
    open: Asked | None = st.session_state.get(_PLACE)
    if open and open.page != _page():
        put_away()  # or it would be open again on the way back
        return ()
    return open.choices if open else ()


def is_open() -> bool:
    """Whether the menu is open: Escape then closes it, and nothing else."""
    return bool(asked())


def _page() -> str:
    page: str = st.session_state.get("page", "")
    return page
