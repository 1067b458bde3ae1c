"""Deciding about everything that matches: counted first, then done to exactly that."""

from datetime import UTC, datetime

import streamlit as st

from connector.triage.steps import Given
from ui import summary, text
from ui.alerts import giving
from ui.alerts.desk import VIEWS, Desk, newest, view
from ui.panels import boundary

_GIVEN: tuple[tuple[str, Given], ...] = (("Close", "closed"), ("False alarm", "false alarm"), ("Escalate", "escalated"))


def draw(desk: Desk, names: tuple[str, ...]) -> None:
    """Draws the button, and what it opens.

    Args:
        desk: the alerts.
        names: the fields of their groups.
    """
    if not st.session_state.get("matching_open"):
        st.session_state["matching-note"] = ""
    popover = st.popover("Close all matching", icon=":material/done_all:", key="matching_open", on_change="rerun")
    if not popover.open:
        return
    with popover, st.container(width=340, gap="xsmall"), boundary("matching", box=False):
        shown = desk.among(*VIEWS[view()], bound=True)
        trend, found = shown.trend(), shown.groups(names, 1)
        trend.demand_exact()
        exact = found.exact and found.distinct is not None
        groups = found.distinct or 0
        counted = f"{summary.counted(groups, 'group')}" if exact else "an unknown number of groups"
        st.markdown(f"**{summary.counted(trend.count, 'alert')}** in {counted}")
        st.caption(f"Counted at {datetime.now(UTC):%H:%M:%S} UTC. What comes in later is not touched{_late(desk)}.")
        st.text_input("Note", key="matching-note", label_visibility="collapsed", placeholder="Note", max_chars=4_000)
        aim = giving.aim_at_all(desk, trend.count, groups, newest(shown))
        with st.container(horizontal=True, gap="xsmall"):
            for label, state in _GIVEN:
                st.button(
                    f"{label} {text.number(trend.count)}" if state == "closed" else label,
                    key=f"matching-{state.replace(' ', '-')}",
                    type="primary" if state == "closed" else "secondary",
                    disabled=not trend.count,
                    on_click=_take,
                    args=(aim, state),
                )


def _late(desk: Desk) -> str:
    if desk.position is not None:
        return ", also with an older time"
    return "; on a server, only its time tells what is later"


def _take(aim: giving.Aim, state: Given) -> None:
    giving.give(aim, state, note=st.session_state.get("matching-note") or "")
    st.session_state["matching_open"] = False
