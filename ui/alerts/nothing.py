"""A window without alerts: what there is instead, and the way to the newest one."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import streamlit as st

from connector.window import Window
from ui import bar, chips, summary, text
from ui.headline import EVENTS
from ui.selection import Selection

_DAY = timedelta(hours=24)


def draw(here: Selection, alerts: Selection) -> None:
    """Draws what the window holds instead of alerts, when the newest one was, and the ways on.

    Args:
        here: everything that the bar has chosen.
        alerts: the alerts among them: none.
    """
    window, others = here.query.window, here.trend()
    ever = replace(alerts, query=alerts.query.during(Window()))
    newest = ever.events(("timestamp",), 1)
    moment = newest.frame["timestamp"].iloc[0] if newest.raw else pd.NaT
    filters = len(chips.live(st.session_state.get("f") or [])) + bool(st.session_state.get("q"))
    counted = f"{'' if others.exact else 'at least '}{summary.counted(others.count, 'event')}"
    with st.container(key="empty", width=860, gap="small"):
        st.markdown(f"**No alerts {summary.in_words(here.query)}**")
        plural = "is" if others.count == 1 else "are"
        st.markdown(f"There {plural} {counted} of other types. {elsewhere(moment, bool(newest.raw), filters)}")
        with st.container(key="empty-ways", horizontal=True, gap="xsmall"):
            if not pd.isna(moment) and window.bounded:
                end = moment.to_pydatetime().replace(microsecond=0) + timedelta(seconds=1)
                there = Window.last(min(window.length, _DAY), end).text
                st.button(
                    "Jump to alerts", icon=":material/start:", type="primary", key="jump", on_click=bar.set_window, args=(there,)
                )
            st.page_link(EVENTS, label="Show what there is", icon=":material/list_alt:")
            if filters:
                label = "Drop the filter" if filters == 1 else "Drop the filters"
                st.button(label, icon=":material/filter_alt_off:", key="drop", on_click=bar.drop_filters)


def elsewhere(moment: pd.Timestamp, found: bool, filters: int) -> str:
    """Where the newest alert is: one sentence, Markdown.

    Args:
        moment: its time; ``NaT`` when it has none.
        found: whether there is one at any time.
        filters: how many filters are on.
    """
    which = "" if not filters else " that {} the filter" if filters == 1 else " that {} the filters"
    if not found:
        return f"There is no alert{which.format('matches')} at any other time either."
    if pd.isna(moment):
        return f"There are alerts{which.format('match')} without a usable time: look at all time."
    return f"The newest alert{which.format('matches')} is of **{text.moment(moment.to_pydatetime())} UTC**."
