"""The right side: the chosen event whole, its rhythm when it has one, and where to go from it."""

import pandas as pd
import streamlit as st

from connector import lucene
from ui import charts, detail, text
from ui.facts import Event, fact, found, kind
from ui.flow import ways
from ui.flow.conversation import Conversation
from ui.flow.encodings import hidden
from ui.flow.story import alike, intervals

_FEWEST, _MOST = 6, 2_000
"""Gaps that make a rhythm, and those that are drawn."""

_ELSEWHERE = (
    ("alert.signature_id", "Alerts of this rule"),
    ("http.url", "This URL, everywhere"),
    ("tls.sni", "This server name, everywhere"),
    ("dns.rrname", "This name, everywhere"),
    ("dns.queries.rrname", "This name, everywhere"),
    ("fileinfo.sha256", "This file, everywhere"),
)


def draw(story: Conversation, place: int) -> None:
    """Draws the event in that place of a conversation."""
    event = story.event(place)
    _draw_head(story, event, place)
    detail.draw_event(event)
    _draw_hidden(event)
    _draw_rhythm(story, place)
    _draw_links(story, event)


def _draw_head(story: Conversation, event: Event, place: int) -> None:
    name = kind(event)
    same = list(dict.fromkeys(step.place for step in story.tale.steps if step.kind == name))
    number, count = same.index(place) + 1 if place in same else 1, len(same)
    which = (
        f"{text.plain(name, 24)} {text.number(number)} of {text.number(count)}"
        if count > 1
        else f"the only {text.plain(name, 24)}"
    )
    time = next((step.time for step in story.tale.steps if step.place == place), None)
    moment = "no time" if time is None else pd.Timestamp(time, unit="us", tz="UTC")
    when = moment if isinstance(moment, str) else f"{text.moment(moment, False).rsplit(' ', 1)[0]} {text.clock(moment)} UTC"
    with st.container(key="flow-event-head", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(f"**Event**  :small[:gray[{which} · {when}]]", width="stretch")
        detail.draw_more("flow-event", story.of.source, event)


def _draw_hidden(event: Event) -> None:
    for field, words in hidden(event):
        st.caption(f"Base64 inside {text.plain(field)}, decoded")
        st.code(words, language=None, wrap_lines=True)


def _draw_rhythm(story: Conversation, place: int) -> None:
    step = next((step for step in story.tale.steps if step.place == place), None)
    if step is None:
        return
    gaps = intervals(alike(story.tale.steps, step))
    if len(gaps) < _FEWEST or not any(gaps):
        return
    shown = gaps[:_MOST]
    cut = f", the first {text.number(_MOST)} of {text.number(len(gaps))}" if len(gaps) > _MOST else ""
    st.caption(f"Rhythm of what says the same: seconds between two{cut}")
    frame = pd.DataFrame({"number": range(1, len(shown) + 1), "seconds": shown})
    charts.show(charts.rhythm(frame, step.word), key=f"rhythm-{charts.digest(story.name, step.likeness)}")


def _draw_links(story: Conversation, event: Event) -> None:
    with st.container(key="flow-links", horizontal=True, gap="xsmall"):
        for field, label in _ELSEWHERE:
            value = next((value for value in found(event, field) if isinstance(value, str | int) and value != ""), None)
            if value is not None:
                ways.draw(label, ":material/filter_alt:", lucene.term(field, value), story.tale.totals)
        source = fact(event, "src_ip", 60)
        if source:
            ways.draw(f"All of {text.plain(source, 45)}", ":material/list_alt:", lucene.term("src_ip", source), story.tale.totals)
