"""The top of the Overview: one sentence, six facts, and what to look at next."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from connector import lucene
from ui import bar, panel_menu, questions, summary, text
from ui.panels import Head, notes
from ui.selection import Selection
from ui.snippets import Question

_FACTS = (
    ("severe", ":red-badge[severe]"),
    ("suspicious", ":orange-badge[suspicious]"),
    ("contextual", ":gray-badge[contextual]"),
)
EVENTS = "../pages/events.py"
"""As Streamlit wants it: relative to the script that runs first, `ui.frame`."""

_ALERT = "event_type:alert"
_ONSET = 288
_IDS = 50


@dataclass(frozen=True, slots=True)
class _Next:
    """What is worth a look: a link in words, which may be Markdown, where it leads, and what it was found by."""

    name: str
    icon: str
    title: str
    note: str
    filters: tuple[str, ...]
    questions: tuple[Question, ...]


def draw_headline(here: Selection, alerts: Selection) -> None:
    """Badge, one true sentence, and the way to the severe alerts when there are some."""
    severe, past, counts = questions.severe(alerts), questions.before(here, alerts), questions.severities(alerts)
    before = None if past is None else questions.severities_before(alerts)
    whole = severe.exact and (severe.distinct is None or severe.distinct <= len(severe.frame))
    line = summary.headline(severe.frame, counts, before, here.query, whole)
    with st.container(key="headline", horizontal=True, gap="small", vertical_alignment="center"):
        if here.progress() is not None:
            # Not all events are read: calm would be a guess.
            st.badge("So far", icon=":material/hourglass_top:", color="blue")
        elif line.urgent:
            st.badge("Look at this", icon=":material/priority_high:", color="red")
        else:
            st.badge("Quiet", icon=":material/check:", color="green")
        st.markdown(f"**{line.bold}** {line.rest}", width="stretch")
        if line.urgent:
            with st.container(key="show-severe", width="content"):
                st.page_link(
                    EVENTS,
                    label=f"Show {summary.counted(counts['severe'], 'severe alert')}",
                    icon=":material/arrow_forward:",
                    icon_position="right",
                    query_params=bar.link_state(_ALERT, questions.SEVERE),
                )
    notes(severe.notes)


def draw_facts(here: Selection, alerts: Selection) -> None:
    """Six numbers beside those of the window before."""
    trend, past, now = here.trend(), questions.before(here, alerts), questions.severities(alerts)
    before = None if past is None else questions.severities_before(alerts)
    unknown = summary.unknown_before(here.query.window, here.span().first) if past is None else ""
    with st.container(key="facts"):
        cells = st.columns(6, gap="xsmall")
    for cell, (word, label) in zip(cells, _FACTS, strict=False):
        earlier = None if before is None else before.get(word, 0)
        _draw_fact(cell, label, now.get(word, 0), earlier, unknown, "inverse" if word == "severe" else "off")
    new = None if past is None else questions.new_signatures(here, alerts)["alert.signature"].nunique()
    absent = "" if past is None else f"not in the {text.span(here.query.window.length)} before"
    _draw_fact(cells[3], "New signatures", new, None if new is None else 0, unknown, description=absent)
    hosts = alerts.values("src_ip", 1).distinct
    _draw_fact(cells[4], "Hosts with alerts", hosts, None if past is None else past.values("src_ip", 1).distinct, unknown)
    _draw_fact(cells[5], "All events", trend.count, None if past is None else trend.before, unknown, least=not trend.exact)
    notes((*here.notes(), *trend.notes))


def draw_next(here: Selection, alerts: Selection, head: Head) -> None:
    """What is worth a look: links with counts, worst first."""
    found = [*_severe(alerts), *_host(here, alerts), *_new(here, alerts)]
    for each in found:
        with st.container(key=f"next-{each.name}", gap=None):
            st.page_link(EVENTS, label=each.title, icon=each.icon, query_params=bar.link_state(*each.filters))
            st.caption(each.note)
    if not found:
        st.caption("Nothing stands out in this window.")
        return
    rows = pd.DataFrame(
        [(each.name, each.note, " AND ".join(each.filters)) for each in found], columns=["what", "note", "filter"]
    )
    panel_menu.draw(head, alerts, tuple(question for each in found for question in each.questions), rows)


def _severe(alerts: Selection) -> Iterator[_Next]:
    severe = questions.severe(alerts).frame
    if severe.empty:
        return
    title = summary.counted(questions.severities(alerts)["severe"], "severe alert")
    names = summary.counted(severe["alert.signature"].nunique(dropna=False), "signature")
    note = f"{names} · {summary.counted(severe['src_ip'].nunique(), 'host')}"
    asked = Question(
        "groups", ("src_ip", "dest_ip", "alert.signature"), questions.MANY, "last", of=alerts.narrowed(questions.SEVERE)
    )
    yield _Next("severe", ":material/notification_important:", title, note, (_ALERT, questions.SEVERE), (asked,))


def _host(here: Selection, alerts: Selection) -> Iterator[_Next]:
    fields = ("src_ip", "alert.severity")
    host = summary.common_host(questions.severe(alerts).frame) or summary.busiest(alerts.groups(fields, questions.MANY).frame)
    if not host:
        return
    clause = lucene.term("src_ip", host)
    its = here.narrowed(clause)
    counts = its.timeline(buckets=_ONSET).frame
    since = summary.onset(counts)
    most = "" if since is None else f", most since {text.moment(since, seconds=False).split()[-1]}"
    note = f"{summary.counted(int(counts['count'].sum()), 'event')}{most}"
    asked = Question("groups", fields, questions.MANY), Question("timeline", buckets=_ONSET, of=its)
    yield _Next("host", ":material/list_alt:", f"Everything {text.plain(host, 40)} did", note, (clause,), asked)


def _new(here: Selection, alerts: Selection) -> Iterator[_Next]:
    new, past = questions.new_signatures(here, alerts), questions.before(here, alerts)
    if new.empty:
        return
    ids = sorted(new["alert.signature_id"].dropna().unique(), key=int)[:_IDS]
    note = f"{summary.counted(int(new['count'].sum()), 'alert')}, none before"
    title = summary.counted(new["alert.signature"].nunique(), "new signature")
    now = Question("groups", ("alert.signature", "alert.signature_id"), questions.MANY, "severity")
    asked = now, Question("values", ("alert.signature",), questions.ALL, of=past)
    yield _Next("new", ":material/fiber_new:", title, note, (f"alert.signature_id:({' OR '.join(ids)})",), asked)


def _draw_fact(
    cell: "st.delta_generator.DeltaGenerator",
    label: str,
    now: int | None,
    before: int | None,
    unknown: str,
    colour: Literal["inverse", "off"] = "off",
    description: str = "",
    least: bool = False,
) -> None:
    shown = "–" if now is None else f"{'≥ ' if least else ''}{text.number(now)}"
    if now is None or before is None:
        cell.metric(label, shown, delta=unknown or None, delta_color="off", delta_arrow="off", border=True)
        return
    change = now - before
    arrow: Literal["up", "down", "off"] = "up" if change > 0 else "down" if change < 0 else "off"
    cell.metric(
        label,
        shown,
        text.change(change),
        colour if change else "off",
        delta_arrow=arrow,
        border=True,
        delta_description=description or f"before: {text.number(before)}",
    )
