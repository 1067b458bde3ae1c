"""The panels of the Overview: each asks its questions and draws the answer."""

import pandas as pd
import streamlit as st

from ui import charts, marks, panel_menu, questions, rankings, sensors, summary, tables, text
from ui.clauses import Choices
from ui.panels import Head, notes
from ui.selection import Selection
from ui.snippets import Question

_PROTOCOLS = {name: name for name in charts.WORDS[3:14]} | {"http2": "http"}
_TYPES, _BARS, _PAIRS = 8, 11, 8


def draw_when(here: Selection, alerts: Selection, head: Head) -> None:
    """Alerts by severity above all events by type; a brush becomes the window."""
    window = here.query.window
    events, severities = here.timeline("event_type", size=_TYPES), alerts.timeline("alert.severity")
    if not window.bounded:
        window = summary.covered(events.frame, events.step)
    newest = questions.newest(here)
    below = charts.stacks(events.frame, events.step, window, _type_word)
    above = charts.stacks(severities.frame, severities.step, window, rankings.severity_word)
    uncoloured = [key for key in events.frame["key"].drop_duplicates() if _type_word(key) == "other"]
    said = [
        "above: alerts by severity, below: all events by type",
        f"{text.span(events.step)} a bar, UTC",
        "" if newest is None else f"newest event {text.moment(newest)}",
        summary.rarer(uncoloured),
        "drag below to zoom",
    ]
    head(" · ".join(part for part in said if part))
    key = f"when-{charts.digest(window.text, here.query.filter)}"
    marks.draw_over_time(charts.when(above, below, window, sensors.marks(here)), key)
    lacking = (*events.notes, *severities.notes)
    both = (Question("timeline", ("event_type",), _TYPES), Question("timeline", ("alert.severity",), of=alerts))
    panel_menu.draw(head, here, both, _both(events.frame, severities.frame), lacking)
    notes(lacking)


def draw_signatures(here: Selection, alerts: Selection, head: Head) -> None:
    """The signatures, worst first; a click filters."""
    found, rows = questions.signatures(here, alerts)
    if rows.empty:
        st.caption("No alerts in this window.")
        return
    length = text.span(here.query.window.length) if here.query.window.bounded else "All"
    columns = {
        "Severity": tables.chips("Severity", 94),
        "Signature": tables.words("Signature", 340),
        "New": tables.mark("New", 54),
        "Trend": tables.bars(length, 84),
        "Now": tables.count("Now", 56),
        "Before": tables.count("Before", 58),
    }
    if rows["Before"].isna().all():
        del columns["New"], columns["Before"]
    question = Question("groups", ("alert.signature", "alert.signature_id"), questions.MANY, "severity")
    panel_menu.draw(head, alerts, (question,), found.frame, found.notes)
    choices = tuple(rows["choices"])
    key = f"signatures-{charts.digest(*choices, *rows['Now'])}"
    tables.show(rows, columns, key, tables.filter_by_row, (key, choices), choices=choices)
    notes(found.notes)


def draw_ranking(alerts: Selection, field: str, head: Head) -> None:
    """The values of a field with the most alerts, stacked by severity; a click filters."""
    found = alerts.groups((field, "alert.severity"), questions.MANY)
    question = Question("groups", (field, "alert.severity"), questions.MANY)
    panel_menu.draw(head, alerts, (question,), found.frame, found.notes)
    parts, choices = rankings.by_severity(found.frame, field, _BARS)
    _draw_bars(parts, choices, field)
    notes(found.notes)


def draw_protocols(flows: Selection, head: Head) -> None:
    """Flows by application protocol; a click filters."""
    found = flows.values("app_proto", _BARS)
    panel_menu.draw(head, flows, (Question("values", ("app_proto",), _BARS),), found.frame, found.notes)
    parts, choices = rankings.by_word(found.frame, "app_proto", _PROTOCOLS)
    _draw_bars(parts, choices, "app_proto", label_width=64)
    notes(found.notes)


def draw_pairs(alerts: Selection, head: Head) -> None:
    """Who talks to whom, worst first; a click filters."""
    found = alerts.groups(("src_ip", "dest_ip", "alert.signature"), questions.MANY, "severity")
    rows = rankings.pairs(found.frame, _PAIRS)
    if rows.empty:
        st.caption("No alerts in this window.")
        return
    columns = {
        "Worst": tables.chips("Worst", 94),
        "Source": tables.words("Source", 130),
        "Target": tables.words("Target", 130),
        "Alerts": tables.count("Alerts", 84),
        "Signatures": tables.count("Signatures", 94),
        "Last": tables.moment("Last (UTC)", 130),
    }
    question = Question("groups", ("src_ip", "dest_ip", "alert.signature"), questions.MANY, "severity")
    panel_menu.draw(head, alerts, (question,), found.frame, found.notes)
    choices = tuple(rows["choices"])
    key = f"pairs-{charts.digest(*choices, *rows['Alerts'])}"
    tables.show(rows, columns, key, tables.filter_by_row, (key, choices), choices=choices)
    notes(found.notes)


def _draw_bars(parts: pd.DataFrame, choices: tuple[Choices, ...], name: str, label_width: int = 96) -> None:
    if parts.empty:
        st.caption("None in this window.")
        return
    marks.draw_ranked(parts, choices, name, label_width)


def _both(events: pd.DataFrame, alerts: pd.DataFrame) -> pd.DataFrame:
    """The rows of both timelines, with ``of``: which one a row belongs to, and so what its key is."""
    return pd.concat([events.assign(of="event_type"), alerts.assign(of="alert.severity")], ignore_index=True)


def _type_word(kind: object) -> str:
    # Alerts have the chart above: their red below would read as "severe".
    return charts.word(kind) if kind != "alert" else "other"
