"""Pinning: what a screen, an event or sightings become in the case file. Callbacks, and the small buttons that call them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from connector.errors import ConnectorError
from connector.indicators import Indicator
from ui import sources, text
from ui.case import chapters
from ui.case.pin import LONGEST_TITLE, Pin
from ui.case.store import Store
from ui.selection import Selection
from ui.views import screen, words
from ui.views.screen import Screen

SAID = "case_said"
"""Where what the last act left to say lies in the session."""


def stored(patience: float = 2.0) -> Store:
    """The file of this data folder."""
    return Store(sources.settings().data / "case.sqlite", patience)


def author() -> str:
    """Who works here, by the setting or the system."""
    return sources.settings().user


def fixed(page: str, asked: Selection, *more: str) -> Screen:
    """The screen as it is now, with its source, a window that does not move, and further filters."""
    here = screen.present(page).having("source", asked.source).having("window", asked.query.window.text)
    chips = (*here.filters, *(chip for chip in more if chip not in here.filters))
    return Screen.of(page, {**dict(here.parts), "f": chips})


def draw_button(name: str, what: str, make: Callable[..., Pin], *arguments: object) -> None:
    """Draws a button that pins something.

    Args:
        name: tells it from others.
        what: what it pins, words of ours.
        make: makes the pin when the button is pressed.
        arguments: what it is called with.
    """
    st.button("Pin", icon=":material/keep:", key=f"pin-{name}", help=f"Pin {what} to the case", on_click=_add,
              args=(make, *arguments))  # fmt: skip


def of_view(page: str, asked: Selection, title: str = "", note: str = "", *more: str) -> Pin:
    """A pin of this screen; its count is what matches now.

    Raises:
        ConnectorError: the source does not answer.
    """
    here = fixed(page, asked, *more)
    pin = Pin((title or words.about(here))[:LONGEST_TITLE], note, here, datetime.now(UTC), author())
    # What the document will ask: a page may show less than what the bar has chosen.
    trend = chapters.asked(pin).trend()
    return replace(pin, count=trend.count, exact=trend.exact)


def of_question(asked: Selection, title: str) -> Pin:
    """A pin of the events behind a panel: its whole filter stands in the Lucene row of Events.

    Raises:
        ConnectorError: the source does not answer.
    """
    trend, query = asked.trend(), asked.query
    parts = {"source": (asked.source,), "window": (query.window.text,), "q": (query.filter,)}
    here = Screen.of("events", parts)
    return Pin(title[:LONGEST_TITLE], "", here, datetime.now(UTC), author(), trend.count, trend.exact)


def of_event(page: str, asked: Selection, title: str, raw: bytes) -> Pin:
    """A pin of one event, kept as it was written."""
    whole = raw.decode("utf-8", "replace")
    return Pin(title[:LONGEST_TITLE], "", fixed(page, asked), datetime.now(UTC), author(), event=whole)


def of_sightings(asked: Selection, seen: Sequence[Indicator]) -> Pin:
    """A pin of what was seen of a list: these indicators are kept, and looked for anew."""
    title = f"{text.number(len(seen))} indicators that were seen"
    return Pin(title, "", fixed("indicators", asked), datetime.now(UTC), author(), indicators=tuple(seen))


def _add(make: Callable[..., Pin], *arguments: object) -> None:
    try:
        pin = make(*arguments)
        stored().add(pin)
    except ConnectorError as error:
        st.toast(text.code(error, 300), icon=":material/error:")
    else:
        st.toast(f"Pinned to the case: {text.plain(pin.title, 80)}", icon=":material/keep:")


def add_view(page: str, asked: Selection) -> None:
    """Pins this screen under the title and with the note of the form. For callbacks."""
    state = st.session_state
    try:
        pin = of_view(page, asked, _line(state.get("case_title") or ""), (state.get("case_note") or "").strip())
        stored().add(pin)
    except ConnectorError as error:
        state[SAID] = text.visible(error)
        return
    state["case_title"] = state["case_note"] = ""
    state[SAID] = f"“{text.visible(pin.title, 80)}” is pinned."


def _line(words: str) -> str:
    return text.visible(" ".join(words.split()), None)
