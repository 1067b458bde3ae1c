"""The sections of Events: what happened over time, and what happened, one row each."""

import streamlit as st

from ui import bar, charts, columns, detail, export, marked, marks, rail, rows, snippets, text
from ui.listing import Listing, listed
from ui.panels import boundary, notes
from ui.selection import Selection
from ui.summary import covered

_HEIGHT = 586
_ALONE, _BESIDE = 1_120, 660
"""Pixels of the table on a screen of 1,440, without and with an event beside it."""


def draw_histogram(here: Selection) -> None:
    """Events over time by type, and inside them those that the second filter marks; a brush becomes the window."""
    timeline = here.timeline("event_type")
    window = here.query.window if here.query.window.bounded else covered(timeline.frame, timeline.step)
    stacked = charts.stacks(timeline.frame, timeline.step, window, charts.word)
    key = f"histogram-{charts.digest(window.text, here.query.filter)}"
    with bar.beside_query():
        marked.draw_input()
    place, words, inside = st.container(gap=None), marked.chosen(), None
    # Below its bars; and a second filter that cannot be read leaves the first one's histogram as it is.
    with boundary("marked", box=False):
        found = marked.asked(here, words) if words else None
        if found is not None:
            inside = marked.bars(charts.stacks(found.timeline.frame.assign(key="ink"), timeline.step, window, str))
            marked.draw_words(found, here.trend(), words)
    with place:
        marks.draw_over_time(charts.histogram(stacked, window, marked=inside), key)
    notes(timeline.notes)


def draw(here: Selection) -> None:
    """The rail, the table, and the event that is chosen."""
    shown = columns.shown(st.session_state.get("columns") or "", columns.pinned_fields(here.query))
    # The time is read for the head of the chosen event, whether or not it is a column.
    listing = listed(here, tuple(dict.fromkeys((*shown, "timestamp"))))
    with bar.beside_query():
        export.draw(listing, shown)
        snippets.draw(here)
    row = rows.position(listing.events.ids, detail.CHOSEN)
    with st.container(key="events-body" if row is None else "events-body-beside"):
        places = st.columns((18, 82) if row is None else (18, 50, 32), gap="xsmall")
    with places[0], st.container(border=True, height=_HEIGHT, key="events-rail", gap="xsmall"):
        rail.draw(here, listing, shown)
    with places[1], st.container(height=_HEIGHT, border=False, key="events-list", gap="xsmall"):
        _draw_table(here, listing, shown, _ALONE if row is None else _BESIDE)
    if row is not None:
        with places[2], st.container(border=True, height=_HEIGHT, key="events-detail", gap="xsmall"):
            detail.draw(here, listing, row)


def truth(listing: Listing) -> str:
    """How many events are shown of how many, in Markdown: nobody should take a part for the whole."""
    events = listing.events
    count = text.number(len(events.raw))
    if not events.exact:
        return f"**{count} newest** of at least {text.number(events.total)} events"
    if events.cut:
        return f"**{count} newest** of {text.number(events.total)} events"
    return "**The only event**" if len(events.raw) == 1 else f"**All {count} events**  :small[:gray[newest first]]"


def _draw_table(here: Selection, listing: Listing, shown: tuple[str, ...], room: int) -> None:
    with st.container(key="truth", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(truth(listing), width="stretch")
        st.session_state.setdefault("size", bar.PAGE_SIZE)
        st.selectbox(
            "Events on a page",
            bar.PAGE_SIZES,
            key="size",
            format_func=text.number,
            persist_state="session",
            label_visibility="collapsed",
            width=96,
        )
        columns.draw_choice(listing, shown)
    notes((*here.notes(), *listing.events.notes))
    view = columns.cells(listing.rows[list(shown)])
    rows.draw(
        view,
        listing.events.ids,
        key=f"events-{listing.name}",
        state=detail.CHOSEN,
        height="stretch",
        row_height=29,
        config=columns.config(view, here.query.window, room),
    )
