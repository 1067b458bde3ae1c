"""The panels of the Overview: each asks its questions and draws the answer."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from ui import bar, charts, questions, rankings, summary, tables, text
from ui.panels import notes
from ui.selection import Selection

_PROTOCOLS = {name: name for name in charts.WORDS[3:14]} | {"http2": "http"}
_TYPES, _BARS, _BAR, _PAIRS = 8, 11, 23, 8


def draw_when(here: Selection, alerts: Selection, note: Callable[[str], None]) -> None:
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
    note(" · ".join(part for part in said if part))
    key = f"when-{charts.digest(window.text, here.query.filter)}"
    charts.show(charts.when(above, below, window), key, _take_brush, (key,))
    notes((*events.notes, *severities.notes))


def draw_signatures(here: Selection, alerts: Selection) -> None:
    """The signatures, worst first; a click filters."""
    found, rows = questions.signatures(here, alerts)
    if rows.empty:
        st.caption("No alerts in this window.")
        return
    length = text.span(here.query.window.length) if here.query.window.bounded else "All"
    columns = {
        "Severity": tables.chips("Severity", 94),
        "Signature": tables.words("Signature", 352),
        "New": tables.mark("New", 54),
        "Trend": tables.bars(length, 84),
        "Now": tables.count("Now", 56),
        "Before": tables.count("Before", 58),
    }
    if rows["Before"].isna().all():
        del columns["New"], columns["Before"]
    key = f"signatures-{charts.digest(*rows['filter'], *rows['Now'])}"
    tables.show(rows, columns, key, _take_row, (key, tuple(rows["filter"])))
    notes(found.notes)


def draw_ranking(alerts: Selection, field: str) -> None:
    """The values of a field with the most alerts, stacked by severity; a click filters."""
    found = alerts.groups((field, "alert.severity"), questions.MANY)
    parts, filters = rankings.by_severity(found.frame, field, _BARS)
    _draw_bars(parts, filters, field)
    notes(found.notes)


def draw_protocols(flows: Selection) -> None:
    """Flows by application protocol; a click filters."""
    found = flows.values("app_proto", _BARS)
    parts, filters = rankings.by_word(found.frame, "app_proto", _PROTOCOLS)
    _draw_bars(parts, filters, "app_proto", label_width=64)
    notes(found.notes)


def draw_pairs(alerts: Selection) -> None:
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
    key = f"pairs-{charts.digest(*rows['filter'], *rows['Alerts'])}"
    tables.show(rows, columns, key, _take_row, (key, tuple(rows["filter"])))
    notes(found.notes)


def _draw_bars(parts: pd.DataFrame, filters: tuple[str, ...], name: str, label_width: int = 96) -> None:
    if parts.empty:
        st.caption("None in this window.")
        return
    key = f"{name}-{charts.digest(*filters, *parts['count'])}"
    charts.show(charts.ranked(parts, 20 + _BAR * len(filters), label_width), key, _take_bar, (key, filters))


def _type_word(kind: object) -> str:
    # Alerts have the chart above: their red below would read as "severe".
    return charts.word(kind) if kind != "alert" else "other"


def _take_brush(key: str) -> None:
    window = charts.brushed(key)
    if window is not None:
        bar.set_window(window.text)


def _take_row(key: str, filters: tuple[str, ...]) -> None:
    _filter_by(tables.picked(key), filters)


def _take_bar(key: str, filters: tuple[str, ...]) -> None:
    _filter_by(charts.picked(key), filters)


def _filter_by(row: int | None, filters: tuple[str, ...]) -> None:
    if row is not None and row < len(filters):
        bar.add_chip(filters[row])
