"""Running the hunts of a page: all of them on files, as many as fit on a server."""

from dataclasses import dataclass

import streamlit as st

from connector import hunts
from connector.errors import QueryError
from connector.hunts import Catalogue, Hunt, Result
from connector.hunts.catalogue import catalogue
from connector.indicators import Indicator, read
from ui.selection import Selection
from ui.sources import reads_files, settings

ROUND = 28
"""Requests that the hunts of a page may take of a server: the bar asks the rest of the forty."""

LIST = "hunts-indicators"
"""Where the pasted list of indicators lies in ``session_state``."""

MORE = "hunts-rounds"
"""Where it lies how often more was asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and what was not.

    Attributes:
        results: what wants eyes first.
        left: hunts that nobody asked yet, because a server would be asked too much at once.
        catalogue: all of them, and the files that are none.
    """

    results: tuple[Result, ...]
    left: tuple[Hunt, ...]
    catalogue: Catalogue


def ask(here: Selection) -> Asked:
    """Runs the hunts over the window and the filters of the bar; answers are kept as those of panels are."""
    known = catalogue(settings().data)
    listed = indicators()[0]
    bound = None if reads_files(here.source) else ROUND * (1 + pressed(MORE, here))
    results, left, spent = [], [], 0
    for each in known.hunts:
        worst = hunts.worst_cost(each, len(listed))
        if bound is not None and spent + min(worst, ROUND) > bound:
            left.append(each)
            continue
        result = here.hunt(each, listed if each.view == "list" else ())
        spent += result.cost
        results.append(result)
    return Asked(hunts.ordered(results), tuple(left), known)


def indicators() -> tuple[tuple[Indicator, ...], tuple[str, ...]]:
    """The pasted list: its indicators, and the words of it that are none."""
    words: str = st.session_state.get(LIST) or ""
    if not words.strip():
        return (), ()
    try:
        found = read(words)
    except QueryError as error:
        return (), (str(error),)
    return found.indicators, tuple(each.text for each in found.rejected)


def pressed(key: str, here: Selection) -> int:
    """How often more was asked of a server, of these very events: others begin anew."""
    about, presses = st.session_state.get(key) or ("", 0)
    return int(presses) if about == _about(here) else 0


def press(key: str, here: Selection) -> None:
    """Lets the next rerun ask a server more. For callbacks."""
    st.session_state[key] = (_about(here), pressed(key, here) + 1)


def _about(here: Selection) -> str:
    return repr((here.source, here.query.window.text, here.query.filter))
