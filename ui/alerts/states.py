"""The states of the alerts: how many are in each, which ones are shown, and what the groups are marked with."""

from dataclasses import replace

import streamlit as st

from connector.errors import ConnectorError
from connector.judged import State
from ui import text
from ui.alerts.desk import VIEWS, Desk, view
from ui.alerts.groups import GREATEST, WOKEN, Listing, identities

_LABELS = {"open": "Open", "escalated": "Escalated", "closed": "Closed", "all": "All"}
_MARKED: tuple[State, ...] = ("escalated", "false alarm", "closed")


def draw(desk: Desk) -> None:
    """Draws the choice of what is shown, with how many alerts each holds."""
    # A choice that is set before it is drawn follows the address; its labels may change, its options do not.
    st.session_state["state_chosen"] = view()
    labels = {name: _label(desk, name) for name in VIEWS}
    st.segmented_control(
        "State",
        list(VIEWS),
        key="state_chosen",
        format_func=labels.__getitem__,
        on_change=_take,
        required=True,
        label_visibility="collapsed",
    )


def marked(desk: Desk, listing: Listing) -> Listing:
    """The listing with what was decided about its groups.

    Raises:
        ConnectorError: the source does not answer.
    """
    marks: dict[tuple[str | None, ...], str] = {}
    shown = VIEWS[view()]
    # What is closed is a mark where it is shown: a group with open alerts is open.
    unsettled = _groups(desk, listing, "open") if "open" in shown and len(shown) > 1 else frozenset()
    for state in _MARKED:
        if not desk.has(state) or (state != "escalated" and state not in shown):
            continue
        for identity in _groups(desk, listing, state):
            if state == "escalated" or identity not in unsettled:
                marks.setdefault(identity, state)
    woken = desk.woken()
    for step in desk.standing() if "open" in shown else ():
        if step.identity in woken and step.verdict is not None and step.verdict.fields == listing.names:
            marks |= dict.fromkeys((member.values for member in step.verdict.members), WOKEN)
    return replace(listing, marks=marks)


def _groups(desk: Desk, listing: Listing, state: State) -> frozenset[tuple[str | None, ...]]:
    found = desk.among(state).groups(listing.names, GREATEST)
    return frozenset(identities(found.frame, listing.names))


def _label(desk: Desk, name: str) -> str:
    states = VIEWS[name]
    if not desk.has(*states) and "open" not in states:
        return _LABELS[name]
    try:
        trend = desk.among(*states).trend()
    except ConnectorError:
        return _LABELS[name]  # a server cannot tell them apart: the list says so when it is asked for
    return f"{_LABELS[name]} {'' if trend.exact else '≥ '}{text.number(trend.count)}"


def _take() -> None:
    chosen: str = st.session_state["state_chosen"]
    st.session_state["state"] = "" if chosen == "open" else chosen
    st.session_state["alert_place"] = 0
    st.session_state["alert_groups"] = ()
