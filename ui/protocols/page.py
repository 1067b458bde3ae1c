"""The page: which protocol, when, and a panel for each of its questions."""

from itertools import groupby

import streamlit as st

from connector.query import Query
from ui import bar, charts, marks, panel_menu, summary, text
from ui.address import script
from ui.connection import unlogged
from ui.panels import Head, boundary, notes, panel
from ui.protocols import choice, panels
from ui.protocols.declared import Protocol, Question
from ui.selection import Selection
from ui.snippets import Question as Asked

_TYPES = 500


def draw(here: Selection) -> None:
    """Draws all of it."""
    found = here.values("event_type", _TYPES)
    present = choice.counts(found.frame)
    choice.draw(present)
    protocol = choice.chosen(present)
    with boundary("protocols-absent", box=False):
        everything = Selection(here.source, Query()).values("event_type", _TYPES)
        ever = choice.counts(everything.frame)
        words = choice.absent_words(present, ever)
        if words:
            st.caption(words)
    notes(found.notes)
    if protocol.name not in present:
        _draw_nothing(protocol, protocol.name in ever)
        return
    of = here.narrowed(protocol.filter)
    with panel(f"{protocol.name} over time", key="protocol-time") as note:
        _draw_time(of, protocol, note)
    _draw_questions(of, protocol)


def _draw_time(of: Selection, protocol: Protocol, note: Head) -> None:
    trend, timeline = of.trend(), of.timeline()
    window = of.query.window if of.query.window.bounded else summary.covered(timeline.frame, timeline.step)
    least = "" if trend.exact else "at least "
    compared = trend.before is not None and summary.comparable(of.query.window, of.span().first)
    said = [
        f"{least}{summary.counted(trend.count, 'event')}",
        f"before: {text.number(trend.before)}" if trend.before is not None and compared else "",
        f"{text.span(timeline.step)} a bar, UTC",
        "drag to zoom",
    ]
    note(" · ".join(part for part in said if part))
    panel_menu.draw(note, of, (Asked("timeline"),), timeline.frame, timeline.notes)
    frame = timeline.frame.assign(key=protocol.types[0])
    key = f"protocol-time-{charts.digest(window.text, of.query.filter)}"
    marks.draw_over_time(charts.histogram(charts.stacks(frame, timeline.step, window, charts.word), window), key)
    with st.container(key="protocol-links", horizontal=True, gap="xsmall"):
        link = bar.link_state(protocol.filter)
        st.page_link(script("events"), label=f"All {protocol.name} events", icon=":material/list_alt:", query_params=link)
    notes(dict.fromkeys((*trend.notes, *timeline.notes)))


def _draw_questions(of: Selection, protocol: Protocol) -> None:
    for wide, run in groupby(enumerate(protocol.questions), lambda each: panels.is_wide(each[1])):
        questions = list(run)
        places = [st.container()] if wide or len(questions) == 1 else st.columns(2, gap="xsmall")
        heights = [0] * len(places)
        for number, question in questions:
            # Into the shorter column: what has no answer here leaves no hole beside what has one.
            shorter = heights.index(min(heights))
            with places[shorter]:
                heights[shorter] += _draw_question(of, question, f"{protocol.name}-{number}")


def _draw_question(of: Selection, question: Question, name: str) -> int:
    with panel(question.ask, question.note, key=f"ask-{name}") as note:
        return panels.draw(of, question, name, note)
    return panels.LEAST  # it failed, and shows why


def _draw_nothing(protocol: Protocol, ever: bool) -> None:
    with st.container(key="empty", width=860, gap="small"):
        if ever:
            st.markdown(f"**Nothing of {protocol.name} matches in this window**")
            st.markdown("Other windows hold events of it. Drop the filters, or choose another window or protocol.")
            return
        st.markdown(f"**{protocol.name} was never logged here**")
        st.markdown("Either nothing of the kind went by, or Suricata does not log it. These lines of `suricata.yaml` do:")
        st.code(unlogged.written(tuple(map(unlogged.kind, protocol.types[:1]))), language="yaml")
