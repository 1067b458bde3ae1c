"""Ways from a conversation to the page Events."""

import streamlit as st

from connector.window import Window
from ui import bar
from ui.flow.totals import Totals
from ui.headline import EVENTS


def draw(label: str, icon: str, filter: str, totals: Totals) -> None:
    """Draws a link to the events that a filter matches: over all time where the bar's window does not hold the conversation."""
    state = bar.link_state(filter)
    if not within(totals, bar.selection().query.window):
        state = state | {"window": ["all"]}
    st.page_link(EVENTS, label=label, icon=icon, query_params=state)


def within(totals: Totals, window: Window) -> bool:
    """Whether the window holds the conversation from its first step to its last."""
    if totals.started is None or totals.lasted is None:
        return not window.bounded
    early = window.start is not None and totals.started < window.start
    late = window.end is not None and totals.started + totals.lasted >= window.end
    return not early and not late
