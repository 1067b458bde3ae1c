"""The doctor's answers: one line a check, and in full what needs somebody."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import pandas as pd
import streamlit as st

from connector.answers import Check, CheckState
from connector.errors import ConnectorError
from ui import charts, summary, tables, text
from ui.selection import Selection
from ui.sources import offered, opened, reads_files

_WORDS: dict[CheckState, str] = {"ok": "ok", "warning": "warn", "failure": "fail"}
_COLOURS: dict[CheckState, Literal["green", "orange", "red"]] = {"ok": "green", "warning": "orange", "failure": "red"}


@dataclass(frozen=True, slots=True)
class Examination:
    """What the doctor found, and when.

    Attributes:
        checks: in order.
        when: UTC.
        seconds: how long it took.
    """

    checks: tuple[Check, ...]
    when: datetime
    seconds: float


def draw(here: Selection) -> None:
    """Draws the headline, the table, and the checks that are not ok in full."""
    number: int = st.session_state.setdefault("examination", 0)
    with st.spinner("Looking at everything …", show_time=True):
        found = _examined(here.source, _state(here.source), number)
    label = dict(offered()).get(here.source, here.source)
    with st.container(key="doctor-head", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(f"**{text.plain(label, 60)}**  :small[:gray[{headline(found)}]]", width="stretch")
        st.button("Check again", icon=":material/refresh:", key="doctor-again", on_click=_look_again)
        with (
            st.popover("Copy report", icon=":material/content_copy:", key="doctor-report"),
            st.container(width=560, gap="xsmall"),
        ):
            st.caption("For a message to whoever runs the server or the sensor. It holds no token.")
            st.code(report(label, found), language=None, wrap_lines=True, height=320)
    draw_table(found.checks, "doctor")


def draw_table(checks: tuple[Check, ...], name: str) -> None:
    """Draws checks as a table, and the sentences of those that are not ok below it, where nothing is cut.

    Args:
        checks: in order.
        name: tells this table from others.
    """
    rows = listed(checks)
    columns = {
        "Result": st.column_config.MultiselectColumn(
            "Result", width=66, options=list(_WORDS.values()), color=list(_COLOURS.values())
        ),
        "Check": tables.words("Check", 96),
        "Found": tables.words("Found", 410),
        "What to do": tables.words("What to do", 370),
    }
    key = f"{name}-{charts.digest(rows.to_dict('list'))}"
    tables.show(rows, columns, key, most=len(rows))
    for place, check in enumerate(checks):
        if check.state != "ok":
            with st.container(key=f"{name}-told-{place}", horizontal=True, gap="xsmall"):
                st.badge(_WORDS[check.state], color=_COLOURS[check.state])
                # Not Markdown: the sentence may quote a server or a file name.
                st.text(" ".join(filter(None, (f"{_name(check)}:", text.visible(check.text), text.visible(check.cure)))))


def headline(found: Examination) -> str:
    """``8 checks, 2 need you · 03:12:44 UTC · 0.9 s``: Markdown."""
    waiting = sum(check.state != "ok" for check in found.checks)
    need = "all is well" if not waiting else f"{waiting} {'needs' if waiting == 1 else 'need'} you"
    return f"{summary.counted(len(found.checks), 'check')}, {need} · {found.when:%H:%M:%S} UTC · {_took(found.seconds)}"


def _took(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 0.1 else f"{max(1, round(seconds * 1000))} ms"


def listed(checks: tuple[Check, ...]) -> pd.DataFrame:
    """Checks as the rows of a table: ``Result`` (a list of one word), ``Check``, ``Found`` and ``What to do``, safe to show."""
    rows = [([_WORDS[each.state]], _name(each), text.visible(each.text), text.visible(each.cure)) for each in checks]
    return pd.DataFrame(rows, columns=["Result", "Check", "Found", "What to do"])


def _name(check: Check) -> str:
    shown = text.visible(check.name)
    return shown[:1].upper() + shown[1:]


def report(label: str, found: Examination) -> str:
    """The same as plain text, one check a line, its cure below it."""
    lines = [f"{text.visible(label)}, {found.when:%Y-%m-%d %H:%M:%S} UTC"]
    for check in found.checks:
        lines.append(f"{_WORDS[check.state]:<5}{_name(check):<14}{text.visible(check.text)}")
        if check.cure:
            lines.append(f"{'':<19}{text.visible(check.cure)}")
    return "\n".join(lines)


# Not asked again at every click on the page: a server that does not answer makes everybody wait.
@st.cache_data(max_entries=32, ttl="5m", show_spinner=False)
def _examined(source: str, state: str, number: int) -> Examination:
    start, when = time.monotonic(), datetime.now(UTC)
    try:
        checks = opened(source).checks()
    except ConnectorError as error:
        checks = (Check("settings", "failure", *error.halves),)
    return Examination(checks, when, time.monotonic() - start)


def _state(source: str) -> str:
    """What the doctor's answers depend on, beside the moment: how far files have been read."""
    if not reads_files(source):
        return ""
    try:
        files = opened(source)
    except ConnectorError:
        return ""
    return f"{files.generation()} {files.progress() is not None}"


def _look_again() -> None:
    st.session_state["examination"] = time.time_ns()
