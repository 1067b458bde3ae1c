"""The button of the bar that opens the case: pin this view, the pins in order, and the document of it all."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from connector.errors import ConfigError
from ui import text
from ui.case import pinning
from ui.case.document import document
from ui.case.marked import markdown
from ui.case.pin import LONGEST_NOTE, LONGEST_TITLE, Pin
from ui.case.store import Store
from ui.case.web import page as web_page
from ui.selection import Selection
from ui.views import saved, words

_SILENT = frozenset(("connection",))
_ROW, _LIST = 58, 7
_EDITED, _GONE, _MADE = "case_edited", "case_gone", "case_made"


def draw(page: str, asked: Selection | None) -> None:
    """Draws the button, and what it opens.

    Args:
        page: the page under the bar.
        asked: what it shows; ``None`` when its filter cannot be read.
    """
    popover = st.popover("Case", icon=":material/folder_open:", key="case", type="tertiary", on_change="rerun")
    if not popover.open:
        return
    store = pinning.stored()
    with popover, st.container(key="case-inside", width=640, gap="small"):
        try:
            pins = store.pins()
            if page not in _SILENT and asked is not None:
                _draw_form(page, asked)
            _draw_said(store)
            if not pins:
                st.caption(
                    "Nothing is pinned yet. A pin keeps a view, an event or sightings with a note, for everybody who uses this "
                    "EveLens."
                )
                return
            with st.container(key="case-list", height=_ROW * min(len(pins), _LIST) + 2, border=False, gap=None):
                for place, (number, pin) in enumerate(pins):
                    _draw_pin(store, place, len(pins), number, pin)
            _draw_document([pin for _, pin in pins])
        except ConfigError as error:
            st.text(text.visible(error))


def _draw_form(page: str, asked: Selection) -> None:
    with st.form("case-form", border=False):
        st.text_input("Pin this view as", key="case_title", placeholder="e.g. Beacon of 10.20.4.101", max_chars=LONGEST_TITLE)
        st.text_area(
            "Note", key="case_note", placeholder="What it shows, and what follows from it", height=72, max_chars=LONGEST_NOTE
        )
        st.form_submit_button("Pin", icon=":material/keep:", key="case_pin", on_click=pinning.add_view, args=(page, asked))


def _draw_said(store: Store) -> None:
    gone: Pin | None = st.session_state.get(_GONE)
    said = st.session_state.get(pinning.SAID)
    if gone is None and not said:
        return
    with st.container(key="case-said", horizontal=True, gap="xsmall", vertical_alignment="center"):
        if gone is None:
            st.text(said)
        else:
            st.text(f"“{text.visible(gone.title, 60)}” is removed.")
            st.button("Undo", icon=":material/undo:", key="case_undo", on_click=_undo, args=(store, gone))


def _draw_pin(store: Store, place: int, count: int, number: int, pin: Pin) -> None:
    if st.session_state.get(_EDITED) == number:
        with st.form(f"case-edit-{number}", border=False):
            st.text_input("Title", value=pin.title, key="case_new_title", max_chars=LONGEST_TITLE)
            st.text_area("Note", value=pin.note, key="case_new_note", height=72, max_chars=LONGEST_NOTE)
            st.form_submit_button("Keep", key="case_keep", on_click=_keep, args=(store, number, pin))
        return
    with st.container(key=f"case-pin-{number}", horizontal=True, gap="xsmall", vertical_alignment="center"):
        with st.container(gap=None):
            label = f"{place + 1}. {text.plain(pin.title, 70)}"
            st.button(label, key=f"case-open-{number}", type="tertiary", on_click=saved.open_screen, args=(pin.screen,))
            about = pin.note.splitlines()[0] if pin.note.strip() else words.about(pin.screen)
            st.text(text.visible(about, 90))
        for icon, name, act, able in (
            (":material/arrow_upward:", "up", -1, place > 0),
            (":material/arrow_downward:", "down", 1, place < count - 1),
        ):
            st.button("", icon=icon, key=f"case-{name}-{number}", type="tertiary", disabled=not able, help=f"Move {name}",
                      on_click=_act, args=(store.move, number, act))  # fmt: skip
        st.button("", icon=":material/edit:", key=f"case-edit-{number}-open", type="tertiary", help="Change title and note",
                  on_click=_edit, args=(number,))  # fmt: skip
        st.button("", icon=":material/delete:", key=f"case-remove-{number}", type="tertiary", help="Remove from the case",
                  on_click=_remove, args=(store, number, pin))  # fmt: skip


def _draw_document(pins: list[Pin]) -> None:
    st.markdown("**One document of the case**  :small[:gray[every question is asked anew]]")
    with st.container(key="case-document", horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        title = st.text_input("Its title", key="case_name", value="Case", max_chars=LONGEST_TITLE)
        hidden = st.checkbox(
            "Pseudonyms for addresses",
            key="case_hidden",
            help="Addresses of one network stay in one network; names of hosts stay.",
        )
        if st.button("Make it", icon=":material/description:", key="case_make"):
            with st.spinner("Asking …", show_time=True):
                made = document(title.strip() or "Case", pinning.author(), pins, hidden)
            st.session_state[_MADE] = web_page(made), markdown(made), text.moment(made.made)
    made_before: tuple[str, str, str] | None = st.session_state.get(_MADE)
    if made_before is None:
        return
    html, marked, at = made_before
    with st.container(key="case-files", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.caption(f"Made {at} UTC")
        for name, kind, file, data in (
            ("HTML", "text/html", "case.html", html),
            ("Markdown", "text/markdown", "case.md", marked),
        ):
            st.download_button(name, data=data.encode(), file_name=file, mime=kind, icon=":material/download:",
                               key=f"case_{name.lower()}", on_click="ignore")  # fmt: skip


def _clear() -> None:
    for key in (pinning.SAID, _GONE, _EDITED):
        st.session_state.pop(key, None)


def _act(act: Callable[..., object], *arguments: object) -> bool:
    """Whether it was done: what can be undone is kept until then."""
    try:
        done = act(*arguments)
    except ConfigError as error:
        st.session_state[pinning.SAID] = text.visible(error)
        return False
    _clear()
    if done is False:
        st.session_state[pinning.SAID] = "It is not in the case any more: somebody has removed it."
    return done is not False


def _edit(number: int) -> None:
    _clear()
    st.session_state[_EDITED] = number


def _keep(store: Store, number: int, pin: Pin) -> None:
    title = text.visible(" ".join(st.session_state["case_new_title"].split()), None) or pin.title
    _act(store.replace, number, replace(pin, title=title, note=st.session_state["case_new_note"].strip()))


def _remove(store: Store, number: int, pin: Pin) -> None:
    if _act(store.remove, number):
        st.session_state[_GONE] = pin


def _undo(store: Store, pin: Pin) -> None:
    _act(store.add, pin)
