"""The saved views: keep this screen under a name, open one, rename it, take it away and bring it back."""

from collections.abc import Callable

import streamlit as st

from connector.errors import ConfigError
from connector.window import Window
from ui import text, when
from ui.views import screen, words
from ui.views.screen import Screen
from ui.views.store import Store, View

_LONGEST = 80
_ROW, _LIST = 36, 9
"""Pixels of a row, and the rows that are seen without scrolling."""

_MOVES, _STAYS = "moves", "stays"
_STATE = ("view_said", "view_known", "view_gone", "view_renamed")
"""What the last act left to say or to ask; the next one clears it."""


def draw(store: Store, page: str, window: Window) -> None:
    """Draws the form, what was done last, and the list.

    Raises:
        ConfigError: the store cannot be used.
    """
    views = store.views()
    _draw_form(store, screen.present(page), window)
    _draw_pending(store)
    if not views:
        st.caption(
            "No view is saved yet. A view brings back page, window, filters and columns, for everybody who uses this EveLens."
        )
        return
    with st.container(key="views-list", height=_ROW * min(len(views), _LIST) + 2, border=False, gap=None):
        for number, view in enumerate(views):
            _draw_row(store, number, view)


def clean(name: str) -> str:
    """A name on one line, without blanks around it, at most 80 characters; empty when nothing is left."""
    return text.visible(" ".join(name.split()), None)[:_LONGEST].rstrip()


def open_screen(wanted: Screen) -> None:
    """Brings a screen back, in the source that is shown unless it names one, and closes the popover. For callbacks."""
    asked = wanted.text("source")
    here = not asked or asked == st.session_state.get("source-chosen")
    screen.show(wanted.having("source", (st.session_state.get("source") or "") if here else asked))
    st.session_state["views"] = False
    _clear()


def _draw_form(store: Store, here: Screen, window: Window) -> None:
    # Its window may be fixed only where it moves.
    windows = {_MOVES: f"Window: {words.moving(here, window)}", _STAYS: f"Fixed: {when.spoken(window)}"}
    with st.form("view-form", border=False):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
            st.text_input("Save this screen as", key="view_name", placeholder="e.g. DNS to new domains", max_chars=_LONGEST)
            saving = (store, here, window)
            st.form_submit_button("Save", icon=":material/bookmark_add:", on_click=_save, args=saving)
        if here.moves and window.bounded:
            st.radio("Window", list(windows), key="view_window", format_func=windows.__getitem__, label_visibility="collapsed")
        else:
            st.caption(windows[_STAYS])


def _draw_pending(store: Store) -> None:
    said, known, gone = (st.session_state.get(key) for key in _STATE[:3])
    if not (said or known or gone):
        return
    with st.container(key="view-pending", horizontal=True, gap="xsmall", vertical_alignment="center"):
        if known:
            st.text(f"There is a view “{known.name}”.")
            st.button("Replace it", key="view_replace", on_click=_replace, args=(store, known))
            st.button("Keep it", key="view_keep", type="tertiary", on_click=_clear)
        elif gone:
            st.text(f"“{gone.name}” is deleted.")
            st.button("Undo", icon=":material/undo:", key="view_undo", on_click=_undo, args=(store, gone))
        else:
            st.text(said)


def _draw_row(store: Store, number: int, view: View) -> None:
    with st.container(key=f"view-{number}", horizontal=True, gap="xsmall", vertical_alignment="center"):
        if st.session_state.get("view_renamed") == view.name:
            st.text_input("New name", key="view_new_name", max_chars=_LONGEST, label_visibility="collapsed")
            st.button("Rename", key="view_rename", on_click=_rename, args=(store, view.name))
            st.button("Cancel", key="view_cancel", type="tertiary", on_click=_clear)
            return
        label = text.plain(view.name, _LONGEST)
        st.button(label, key=f"view-open-{number}", type="tertiary", on_click=open_screen, args=(view.screen,))
        st.text(words.about(view.screen), width="stretch")
        _draw_icon("Rename", ":material/edit:", f"view-edit-{number}", _edit, view.name)
        _draw_icon("Delete", ":material/delete:", f"view-delete-{number}", _delete, store, view)


def _draw_icon(label: str, icon: str, key: str, act: Callable[..., None], *arguments: object) -> None:
    st.button(label, icon=icon, key=key, type="tertiary", help=label, on_click=act, args=arguments)


def _clear() -> None:
    for key in _STATE:
        st.session_state.pop(key, None)


def _say(sentence: str) -> None:
    _clear()
    st.session_state["view_said"] = sentence


def _done(act: Callable[[], bool]) -> bool | None:
    """What the store answered; ``None`` when it cannot be used, which is said."""
    try:
        return act()
    except ConfigError as error:
        _say(text.visible(error))
        return None


def _save(store: Store, here: Screen, window: Window) -> None:
    name = clean(st.session_state["view_name"])
    if not name:
        _say("Give the view a name first.")
        return
    fixed = here.moves and st.session_state.get("view_window") == _STAYS
    view = View(name, (here.having("window", window.text) if fixed else here).having("source", ""))
    saved = _done(lambda: store.save(view))
    if saved:
        _say(f"“{name}” is saved.")
        st.session_state["view_name"] = ""
    elif saved is False:
        _clear()
        st.session_state["view_known"] = view


def _replace(store: Store, view: View) -> None:
    if _done(lambda: store.save(view, replace=True)):
        _say(f"“{view.name}” is replaced.")
        st.session_state["view_name"] = ""


def _edit(name: str) -> None:
    _clear()
    st.session_state["view_renamed"] = st.session_state["view_new_name"] = name


def _rename(store: Store, name: str) -> None:
    new = clean(st.session_state["view_new_name"])
    if not new:
        return
    renamed = _done(lambda: store.rename(name, new))
    if renamed is not None:
        _say(f"“{name}” is now “{new}”." if renamed else f"“{new}” is taken: choose another name.")


def _delete(store: Store, view: View) -> None:
    if _done(lambda: store.delete(view.name)) is not None:
        _clear()
        st.session_state["view_gone"] = view


def _undo(store: Store, view: View) -> None:
    saved = _done(lambda: store.save(view))
    if saved is not None:
        _say(f"“{view.name}” is back." if saved else f"Another view is called “{view.name}” now: that one stays.")
