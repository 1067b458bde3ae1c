"""All verdicts of the source: those that stand, the newest ones, lines for Suricata, and the history as a file."""

import streamlit as st

from connector.errors import ConnectorError
from ui import text
from ui.alerts import giving, past
from ui.alerts.desk import Desk, history
from ui.panels import boundary

_PARTS = ("Standing", "History", "Export and import")
_LARGEST = 20
"""MB of a file that is taken."""


def draw(desk: Desk) -> None:
    """Draws the button, and what it opens."""
    popover = st.popover("Verdicts", icon=":material/gavel:", key="ledger_open", on_change="rerun")
    if not popover.open:
        return
    with popover, st.container(key="ledger", width=620, gap="small"):
        part = st.segmented_control(
            "Part", _PARTS, key="ledger_part", default=_PARTS[0], required=True, label_visibility="collapsed"
        )
        with boundary("ledger", box=False):
            match part:
                case "History":
                    past.listed(desk, tuple(step for step in desk.steps if step.verdict), "all")
                case "Export and import":
                    _draw_files(desk)
                case _:
                    _draw_standing(desk)


def _draw_standing(desk: Desk) -> None:
    standing, woken = desk.standing(), desk.woken()
    st.caption("Verdicts that also hold for later alerts, until a day, and until something changes.")
    if not standing:
        st.caption("There is none: give one with Note, N.")
        return
    past.listed(desk, tuple(standing), "standing")
    if woken:
        st.caption("What woke holds for the alerts that were there when it was given, and for no later ones.")


def _draw_files(desk: Desk) -> None:
    st.caption("The history of this source, a JSON object a line. A file that is imported twice counts once.")
    lines = "".join(history().exported(desk.alerts.identity()))
    st.download_button(
        "Export",
        data=lines,
        file_name="verdicts.jsonl",
        mime="application/x-ndjson",
        icon=":material/download:",
        key="ledger-out",
    )
    file = st.file_uploader(
        "Import", type=["jsonl", "json"], key="ledger-in", max_upload_size=_LARGEST, label_visibility="collapsed"
    )
    if file is not None:
        st.button("Import", icon=":material/upload:", key="ledger-take", on_click=_take, args=(file.getvalue(),))


def _take(content: bytes) -> None:
    try:
        count = history().imported(content.splitlines())
        st.session_state[giving.SAID] = f"{text.number(count)} steps were new." if count != 1 else "1 step was new."
    except ConnectorError as error:
        st.session_state[giving.SAID] = text.visible(error)
