"""The page: a conversation from its title down to the chosen event; or, without a subject, ways to one."""

import streamlit as st

from connector.answers import Note
from ui import detail, panels, text
from ui.flow import beside, board, head, start
from ui.flow.conversation import Conversation, conversation
from ui.flow.subject import EXAMPLES, subject
from ui.selection import Selection

_HEIGHT = 660


def draw(here: Selection) -> None:
    """Draws the conversation that the address names, of all time."""
    words: str = st.session_state.get("flow") or ""
    asked = subject(words)
    if asked is None:
        start.draw(here, f"{text.code(words, 80)} names no flow: it may be {EXAMPLES}." if words else "")
        return
    found = conversation(here, asked)
    if not found.events.raw or found.tale.ends is None:
        start.draw(here, f"The source holds no event of {text.code(words, 80)} that says who talks to whom.")
        return
    head.draw(found)
    panels.notes((*here.notes(), *found.events.notes, *_lacks(found)))
    place = board.chosen(found, st.session_state.get(detail.CHOSEN))
    with st.container(key="flow-body"):
        left, right = st.columns((64, 36), gap="xsmall")
    with left, _box("flow-story"), panels.boundary("flow-story", box=False):
        board.draw(found, place)
    with right, _box("flow-event"), panels.boundary("flow-event", box=False):
        beside.draw(found, place)


def _box(key: str) -> "st.delta_generator.DeltaGenerator":
    return st.container(border=True, height=_HEIGHT, key=key, gap="xsmall")


def _lacks(found: Conversation) -> tuple[Note, ...]:
    """What the story leaves out, and what does not belong to it."""
    lacks: list[Note] = []
    events, strangers = found.events, found.tale.strangers
    told = any(note.kind == "cut" for note in events.notes)
    if events.cut and not told:
        which = "oldest" if found.subject.flow_id is not None else "newest"
        total = f"{'' if events.exact else 'at least '}{text.number(events.total)}"
        lacks.append(Note("cut", f"The {which} {text.number(len(events.raw))} of {total} events are told."))
    if strangers:
        one = "One event lies" if strangers == 1 else f"{text.number(strangers)} events lie"
        lacks.append(Note("partial", f"{one} between other addresses: a flow id is unique for one sensor, for a while only."))
    return tuple(lacks)
