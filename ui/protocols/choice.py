"""Which protocol the page is about: the address holds it. Those of the window stand in a row, the others in a sentence."""

import pandas as pd
import streamlit as st

from ui import text
from ui.protocols.declared import Protocol, protocols


def counts(values: pd.DataFrame) -> dict[str, int]:
    """Events of each declared protocol that has some, in the order of the declaration.

    Args:
        values: of ``event_type``.
    """
    by_type = dict(zip(values["key"], values["count"], strict=True))
    found = {name: sum(int(by_type.get(kind, 0)) for kind in each.types) for name, each in protocols().items()}
    return {name: count for name, count in found.items() if count}


def chosen(present: dict[str, int]) -> Protocol:
    """The protocol in force: the one of the address, else the first that has events.

    Args:
        present: what `counts` found in the window.
    """
    named: str = st.session_state.get("protocol") or ""
    return protocols().get(named) or protocols()[next(iter(present), "http")]


def draw(present: dict[str, int]) -> None:
    """Draws the row; a click chooses."""
    name = chosen(present).name
    counted = present if name in present else {name: 0} | present
    # Not bound itself: it would be forgotten on other pages.
    st.session_state["protocol-chosen"] = name
    with st.container(key="protocols-row"):
        st.pills(
            "Protocol",
            list(counted),
            key="protocol-chosen",
            format_func=lambda each: f"{each} :small[:gray[{text.number(counted[each])}]]",
            on_change=_take,
            label_visibility="collapsed",
        )


def absent_words(present: dict[str, int], ever: dict[str, int]) -> str:
    """One sentence, or two, on the protocols without events; empty when all have some.

    Args:
        present: what `counts` found in the window.
        ever: the same of everything that the source holds.
    """
    quiet = [name for name in ever if name not in present]
    never = [name for name in protocols() if name not in ever]
    said = [
        f"Nothing here of {', '.join(quiet)}." if quiet else "",
        f"Never logged: {', '.join(never)}." if never else "",
    ]
    return " ".join(part for part in said if part)


def _take() -> None:
    # A second click on the chosen one deselects it: the page stays.
    name = st.session_state["protocol-chosen"]
    if name:
        st.session_state["protocol"] = name
