"""The left side: the story as a ladder, or the events of one type as a table."""

import streamlit as st

from ui import charts, detail, panel_menu, text
from ui.flow import tables
from ui.flow.conversation import Conversation
from ui.flow.lines import drawn
from ui.flow.story import Line
from ui.sentences import sentence

_STORY = "Story"
_LINES, _ROWS = 100, 500
"""Lines of a page of the story, and rows of a page of a table."""
_KINDS = 7
"""Types with a table of their own: more would not fit beside each other."""


def chosen(found: Conversation, identity: str | None) -> int:
    """The place of the event with that id; else of the worst alert, the first of its kind; else of the first step."""
    if identity in found.events.ids:
        return found.events.ids.index(identity)
    steps = found.tale.steps
    for word in charts.SEVERITIES.values():
        for step in steps:
            if step.kind == "alert" and step.word == word:
                return step.place
    return steps[0].place


def draw(found: Conversation, place: int) -> None:
    """Draws the switch, and below it what it chose.

    Args:
        found: a conversation with at least one step.
        place: of the chosen event.
    """
    kinds = dict(list(found.tale.totals.kinds.items())[:_KINDS])
    options = [_STORY, *kinds]
    if st.session_state.get("flow-view") not in options:
        st.session_state["flow-view"] = _STORY
    with st.container(key="flow-switch", horizontal=True, gap="xsmall", vertical_alignment="center"):
        head = st.container(width="stretch")
        view = st.segmented_control(
            "What is shown",
            options,
            key="flow-view",
            required=True,
            format_func=lambda name: name if name == _STORY else f"{text.visible(name, 24)} {text.number(kinds.get(name, 0))}",
            label_visibility="collapsed",
            width="content",
        )
        panel_menu.draw_in(st.container(width="content"), "flow", found.of, (), found.events.frame, found.events.notes)
    title, how = (_STORY, "click a line") if view == _STORY else (text.plain(view, 24), "click a row")
    head.markdown(f"**{title}**  :small[:gray[time runs down · {how}]]")
    if view == _STORY:
        _draw_story(found, place)
    else:
        _draw_table(found, place, str(view))


def line_of(lines: tuple[Line, ...], place: int) -> int:
    """The first line that tells of the event in that place; 0 when none does."""
    return next((row for row, line in enumerate(lines) if any(step.place == place for step in line.steps)), 0)


def _draw_story(found: Conversation, place: int) -> None:
    lines, ends = found.tale.lines, found.tale.ends
    if ends is None:
        return
    row = line_of(lines, place)
    page = _page(_STORY, found.name, len(lines), _LINES, row // _LINES + 1)
    first = (page - 1) * _LINES
    shown = lines[first : first + _LINES]
    left, right = (ends.client, ends.server) if not ends.one_way else (f"{ends.client} client", f"server {ends.server}")
    key = f"ladder-{charts.digest(found.name, page)}"
    ladder = charts.ladder(drawn(shown, found.tale.steps[0].time, place), left, right)
    charts.show(ladder, key, _take, (key, tuple(found.events.ids[line.steps[0].place] for line in shown)))
    _draw_steps(found, row)


def _draw_steps(found: Conversation, row: int) -> None:
    """Hidden buttons: J and K go from line to line."""
    lines, ids = found.tale.lines, found.events.ids
    here = {step.place for step in lines[row].steps}
    after = next((line for line in lines[row + 1 :] if line.steps[0].place not in here), None)
    before = next((line for line in reversed(lines[:row]) if line.steps[0].place not in here), None)
    with st.container(key="flow-keys"):
        for key, line in (("J", after), ("K", before)):
            identity = "" if line is None else ids[line.steps[0].place]
            st.button(key, key=f"flow-{key}", shortcut=key, on_click=_choose, args=(identity,), disabled=line is None)


def _draw_table(found: Conversation, place: int, kind: str) -> None:
    kinds = {step.place: step.kind for step in found.tale.steps}
    places = [at for at, name in kinds.items() if name == kind]
    rank = places.index(place) if place in places else 0
    page = _page(kind, found.name, len(places), _ROWS, rank // _ROWS + 1)
    described = [] if kind in tables.OWN else [sentence(found.event(at)) for at in places[(page - 1) * _ROWS : page * _ROWS]]
    tables.draw(found.events, places, kind, described, page, _ROWS)


def _page(kind: str, name: str, count: int, size: int, wanted: int) -> int:
    """The page in force, from 1: the wanted one until another is turned to."""
    pages = -(-count // size)
    if pages < 2:
        return 1
    # Another key where the chosen event, or the conversation, wants another page: the widget then begins there.
    return st.pagination(pages, default=wanted, key=f"flow-page-{charts.digest(kind, name, wanted)}")


def _take(key: str, ids: tuple[str, ...]) -> None:
    row = charts.picked(key)
    # A second click on a line reports nothing: it stays chosen.
    if row is not None and 0 <= row < len(ids):
        _choose(ids[row])


def _choose(identity: str) -> None:
    st.session_state[detail.CHOSEN] = identity
