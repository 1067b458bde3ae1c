"""Asking again: at once, every so often, or when the source has something new."""

import time

import streamlit as st

from connector.errors import ConnectorError
from ui.sources import opened

_EVERY = {"Off": 0, "Live": 1, "10 s": 10, "1 min": 60, "5 min": 300}


def draw_choice() -> None:
    """The list of how often to ask again; kept for the session."""
    st.selectbox(
        "Refresh", list(_EVERY), key="refresh_every", persist_state="session", help="Live: as soon as there are new events"
    )


def draw_button(source: str) -> None:
    """The button that asks again; starts the chosen refresh."""
    st.button("Ask again", icon=":material/autorenew:", key="refresh", type="tertiary", help="Ask again")
    every = _EVERY[st.session_state.get("refresh_every") or "Off"]
    st.session_state["asked"] = (time.monotonic(), _generation(source))
    if every:
        st.fragment(_watch, run_every=every)(source, every)


def _watch(source: str, every: int) -> None:
    moment, generation = st.session_state["asked"]
    # The fragment first runs inside the rerun that drew it: then neither holds.
    due = every > 1 and time.monotonic() - moment > every / 2
    if due or _generation(source) != generation:
        st.rerun()


def _generation(source: str) -> str:
    try:
        return opened(source).generation()
    except ConnectorError:
        return ""  # the panels say why
