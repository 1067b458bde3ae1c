"""All verdicts of the source: those that stand, the newest ones, lines for Suricata, and the history as a file."""

import pandas as pd
import streamlit as st

from connector.errors import ConnectorError
from connector.triage.tuning import MOST
from ui import tables, text
from ui.alerts import giving, past
from ui.alerts.desk import Desk, history
from ui.charts import digest
from ui.panels import boundary

_PARTS = ("Standing", "History", "Tuning", "Export and import")
_TUNED = {
    "Line": tables.words("Line", 330),
    "Alerts": tables.count("Alerts", 60),
    "Hosts": tables.count("Hosts", 60),
    "Escalated": tables.count("Escalated", 76),
}
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
                case "Tuning":
                    _draw_tuning(desk)
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


def _draw_tuning(desk: Desk) -> None:
    st.caption(
        "Lines for Suricata's `threshold.config` that closed alerts and false alarms of this window suggest, with what each "
        f"would have removed from it; at most {MOST} lines, for the {MOST} rules with most of them. Copy the ones you want: "
        "nothing is applied."
    )
    found = desk.alerts.suggestions(desk.rulings) if desk.has("closed", "false alarm") else ()
    if not found:
        st.caption("No alert of this window is closed or a false alarm.")
        return
    frame = pd.DataFrame([(each.line, each.alerts, each.hosts, each.escalated) for each in found], columns=list(_TUNED))
    tables.show(frame, _TUNED, f"tuning-{digest(*frame['Line'], *frame['Alerts'])}", row_height=29, most=12)
    if not all(each.exact for each in found):
        st.caption("Some counts are floors: the source did not count all.")
    lines = "".join(
        f"# removes {each.alerts} alerts of {each.hosts} hosts, {each.escalated} escalated\n{each.line}\n" for each in found
    )
    st.code(lines, language=None, height=180)
    st.download_button("Download", lines, "threshold.config", "text/plain", icon=":material/download:", key="tuning-out")


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
