"""The bar's window: presets, arrows and the popover. The window's text in the URL is the only state."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from connector.errors import ConnectorError, QueryError
from connector.query import Query
from connector.window import Window, rounded_now
from ui import sources, text
from ui.refresh import draw_choice
from ui.selection import Selection

_PRESETS = ("15m", "1h", "6h", "24h", "7d", "All")
DEFAULT = "24h"
_CENTURY = timedelta(days=36_525)
"""What is longer would reach before the first day that can be written."""


def resolve(words: str, source: str, now: datetime) -> Window:
    """The window that the text means. Empty: the last 24 hours, or those of a capture that ended before them.

    Raises:
        QueryError: the text is no window.
    """
    if words:
        return Window.parse(words, now)
    recent = Window.last(DEFAULT, now)
    if not sources.reads_files(source) or _any(source, recent):
        return recent
    last = _last_event(source)
    return recent if last is None else Window.last(DEFAULT, _after(last))


def spoken(window: Window) -> str:
    """The window as the button says it: ``30 Oct 18:00 – 31 Oct 18:00 UTC``; seconds only where there are some."""
    if window.start is None or window.end is None:
        return "All time"
    seconds = bool(window.start.second or window.end.second) and window.length < timedelta(hours=6)
    end = text.moment(window.end, seconds)
    start = text.moment(window.start, seconds)
    return f"{start} – {end.split()[-1] if window.start.date() == window.end.date() else end} UTC"


def draw(source: str, now: datetime) -> Window:
    """Draws presets, arrows and the popover's button; the window in force."""
    words: str = st.session_state.get("window") or ""
    st.session_state["when_refused"] = ""
    try:
        window = resolve(words, source, now)
    except QueryError as error:
        st.toast(text.code(error, 200), icon=":material/error:")
        st.session_state["when_refused"] = text.visible(error, 200)
        words, window = "", resolve("", source, now)
    chosen = words or (DEFAULT if window.end == now else "")
    st.session_state["preset"] = next((name for name in _PRESETS if name.lower() == chosen.lower()), None)
    with st.container(key="presets", width="content"):
        st.segmented_control("Window", _PRESETS, key="preset", on_change=_take_preset, label_visibility="collapsed")
    _draw_arrow("earlier", ":material/chevron_left:", window.before)
    _draw_popover(window)
    _draw_arrow("later", ":material/chevron_right:", _following(window, now))
    return window


def draw_reason(window: Window, now: datetime) -> None:
    """One line when nobody chose the window and it is not the last 24 hours."""
    if st.session_state.get("window") or window.end is None or window.end == now:
        return
    with st.container(key="reason"):
        st.caption(f"Nothing in the last 24 h. These are the last 24 h of the capture, up to {text.moment(window.end)} UTC.")


def jump_to_data(selection: Selection) -> None:
    """Moves the window to the newest data, keeping its length. For callbacks."""
    last = _last_event(selection.source)
    if last is None:
        return
    length = min(selection.query.window.length, _CENTURY) if selection.query.window.bounded else timedelta(hours=24)
    st.session_state["window"] = Window.last(length, _after(last)).text
    st.session_state["when"] = False


def _any(source: str, window: Window) -> bool:
    try:
        return Selection(source, Query(window=window)).trend().count > 0
    except ConnectorError:
        return True  # the panels say why


def _last_event(source: str) -> datetime | None:
    try:
        return Selection(source, Query()).span().last
    except ConnectorError:
        return None  # the panels say why


def _after(last: datetime) -> datetime:
    # A window ends before its end: the newest event must lie inside.
    return rounded_now(last + timedelta(microseconds=1))


def _take_preset() -> None:
    # A second click on the chosen preset deselects it: the window stays what it was.
    chosen: str | None = st.session_state["preset"]
    if chosen:
        st.session_state["window"] = chosen.lower()


def _draw_arrow(name: str, icon: str, target: Window | None) -> None:
    label = f"One window {name}"
    disabled, words = target is None, "" if target is None else target.text
    st.button(label, icon=icon, key=name, type="tertiary", on_click=_take_words, args=(words,), disabled=disabled, help=label)


def _take_words(words: str) -> None:
    st.session_state["window"] = words


def _following(window: Window, now: datetime) -> Window | None:
    return Window(window.end, window.end + window.length) if window.end and window.end < now else None


def _draw_popover(window: Window) -> None:
    if not st.session_state.get("when"):
        # Keyed inputs go stale while the popover is closed: they are set before it opens.
        st.session_state["when_last"] = ""
        st.session_state["when_from"] = window.start and window.start.replace(tzinfo=None)
        st.session_state["when_to"] = window.end and window.end.replace(tzinfo=None)
        st.session_state["when_error"] = ""
    popover = st.popover(spoken(window), icon=":material/schedule:", key="when", on_change="rerun")
    if not popover.open:
        return
    with popover, st.container(key="when-inside", width=380, gap="small"):
        st.text_input(
            "Last …", key="when_last", placeholder="90m, 36h, 2w", help="Counts back from now: s, m, h, d, w", on_change=_apply
        )
        start, end = st.columns(2, gap="xsmall")
        start.datetime_input("From (UTC)", key="when_from", format="YYYY-MM-DD", step=60)
        end.datetime_input("To (UTC)", key="when_to", format="YYYY-MM-DD", step=60)
        if st.session_state["when_error"]:
            st.text(text.visible(st.session_state["when_error"], 200))
        with st.container(horizontal=True, gap="xsmall"):
            st.button("Jump to data", icon=":material/start:", key="when_jump", on_click=_jump)
            st.button("Apply", type="primary", key="when_apply", on_click=_apply)
        draw_choice()


def _jump() -> None:
    jump_to_data(st.session_state["selection"])


def _apply() -> None:
    last, start, end = (st.session_state[key] for key in ("when_last", "when_from", "when_to"))
    try:
        if last.strip():
            words = last.strip().lower()
            Window.parse(words)
        elif start is None or end is None:
            words = "all"
        else:
            words = Window(start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)).text
    except QueryError as error:
        st.session_state["when_error"] = str(error)
        return
    st.session_state["window"] = words
    st.session_state["when"] = False
