"""The keys that decide: escalate, close, false alarm, open again, note, take back."""

from datetime import UTC, datetime, time, timedelta

import streamlit as st

from connector.errors import ConnectorError
from connector.triage.steps import Given
from connector.triage.waking import KNOWN
from ui import text
from ui.alerts import giving
from ui.alerts.desk import VIEWS, Desk, view
from ui.alerts.giving import Aim
from ui.selection import Selection

_KEYS: tuple[tuple[str, str, str, Given], ...] = (
    ("Escalate", "E", "flag", "escalated"),
    ("Close", "X", "check", "closed"),
    ("False alarm", "F", "block", "false alarm"),
    ("Open again", "U", "inbox", "open"),
)
_NOTED: tuple[tuple[str, Given], ...] = (
    ("Save the note", "note"),
    ("Escalate", "escalated"),
    ("Close", "closed"),
    ("False alarm", "false alarm"),
)
_REASONS = ("", "expected", "known scanner", "test", "misconfiguration", "duplicate", "fixed")
_NOTE = "verdict_note"
"""What the note is about, while its dialog is open."""

_USUAL = timedelta(days=30)


def draw(desk: Desk, aim: Aim, own: Selection) -> None:
    """Draws the buttons.

    Args:
        desk: what was decided.
        aim: what a verdict will be about.
        own: its alerts.
    """
    several = "" if aim.groups == 1 else f" {text.number(aim.groups)} groups"
    with st.container(key="alert-verdicts", horizontal=True, gap="xsmall"):
        for label, key, icon, state in _KEYS:
            if VIEWS[view()] == (state,):
                continue
            st.button(
                f"{label}{several}" if state == "escalated" else label,
                icon=f":material/{icon}:",
                key=f"verdict-{key}",
                type="primary" if state == "escalated" else "secondary",
                shortcut=key,
                on_click=giving.give,
                args=(aim, state),
            )
        st.button("Note", icon=":material/edit_note:", key="verdict-N", shortcut="N", on_click=_open, args=(aim, own))
    if st.session_state.get(_NOTE):
        _draw_note()


def draw_last(desk: Desk) -> None:
    """Draws what the last step did, and the way back."""
    step = giving.last_of_mine(desk)
    said = st.session_state.get(giving.SAID)
    if said:
        with st.container(key="verdict-said", width="content"):
            st.text(said)
    if step is not None:
        st.button(
            "Undo",
            icon=":material/undo:",
            key="verdict-Z",
            type="tertiary",
            shortcut="Z",
            help=f"Takes back your last verdict: {text.plain(giving.spoken(step), 120)}",
            on_click=giving.take_back,
            args=(step,),
        )


def _open(aim: Aim, own: Selection) -> None:
    st.session_state[_NOTE] = aim, own


def _put_away() -> None:
    st.session_state[_NOTE] = None


@st.dialog("Note and verdict", on_dismiss=_put_away)
def _draw_note() -> None:
    if not st.session_state.get(_NOTE):
        st.rerun()
    aim, own = st.session_state[_NOTE]
    st.caption(f"About {aim.counted}, as {text.plain(giving.author(), 60)}.")
    st.text_area("Note", key="note-text", max_chars=4_000, height=110, label_visibility="collapsed", placeholder="What you found")
    st.selectbox("Reason", _REASONS, key="note-reason", format_func=lambda reason: reason or "no reason", accept_new_options=True)
    stands = st.checkbox("Later alerts too, until a day and until something changes", key="note-stands")
    if stands:
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        st.date_input("Until", datetime.now(UTC).date() + _USUAL, min_value=tomorrow, key="note-until")
        st.caption("It wakes on a new target, a new revision of the rule, or five times as many alerts.")
    with st.container(key="note-verdicts", horizontal=True, gap="xsmall"):
        for label, state in _NOTED:
            st.button(
                label,
                key=f"note-{state.replace(' ', '-')}",
                type="primary" if state == "note" else "secondary",
                disabled=stands and state in ("note", "escalated"),
                on_click=_take,
                args=(aim, own, state),
            )
    refused = st.session_state.get("note-refused")
    if refused:
        st.text(refused)


def _take(aim: Aim, own: Selection, state: Given) -> None:
    st.session_state["note-refused"] = ""
    standing = None
    if st.session_state.get("note-stands"):
        day = st.session_state["note-until"]
        try:
            standing = own.standing(datetime.combine(day, time.max, UTC))
        except ConnectorError as error:
            st.session_state["note-refused"] = text.visible(error)
            return
        if standing is None:
            st.session_state["note-refused"] = (
                f"These alerts have more than {KNOWN:,} targets, or not all of them are known: nothing would tell a new one."
            )
            return
    giving.give(aim, state, st.session_state.get("note-reason") or "", st.session_state.get("note-text") or "", standing)
    _put_away()
