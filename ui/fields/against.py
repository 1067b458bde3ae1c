"""What a window is compared with: the one before it, or a chosen one, of this source or of another. It lies in the address."""

from dataclasses import dataclass, replace
from datetime import UTC, timedelta

import streamlit as st

from connector.errors import ConfigError, ConnectorError, QueryError
from connector.query import Query
from connector.window import ALL, Window
from ui import sources, text, when
from ui.fields import values
from ui.selection import Selection

_BEFORE = "the window before"


@dataclass(frozen=True, slots=True)
class Other:
    """The other side.

    Attributes:
        of: its events, with the same filter.
        words: what it is, Markdown.
        scale: what its counts are multiplied by, to be those of a time as long as this side's.
        lengths: both lengths in words, this side's first; empty where they are equal, or where one is not known.
    """

    of: Selection
    words: str
    scale: float = 1.0
    lengths: tuple[str, ...] = ()


def chosen(here: Selection) -> Other | None:
    """What the window is compared with; ``None`` when nobody chose, and nobody looked in the window before.

    Raises:
        ConnectorError: the address names no source or no window, or the source does not answer.
    """
    if not is_chosen():
        past = here.before() if values.watched(here) else None
        return None if past is None else Other(past, f"the {text.span(here.query.window.length)} before")
    offered = dict(sources.offered())
    source: str = st.session_state.get("capture") or here.source
    if source not in offered:
        raise ConfigError(f"{source!r} is no source here: choose another one to compare with.")
    named: str = st.session_state.get("against") or ""
    window = Window.parse(named, here.query.now) if named else here.query.window
    of = Selection(source, replace(here.query, window=window))
    words = when.spoken(window) if window.bounded else "all time"
    if source != here.source:
        words = f"{text.plain(offered[source], 60)}, {words}"
    ours, theirs = _length(here), _length(of)
    if ours is None or theirs is None or ours == theirs:
        return Other(of, words)
    return Other(of, words, ours / theirs, (text.span(ours), text.span(theirs)))


def is_chosen() -> bool:
    """Whether the address names another side than the window before."""
    return bool(st.session_state.get("against") or st.session_state.get("capture"))


def draw(here: Selection) -> None:
    """Draws the button that opens the choice."""
    if not st.session_state.get("against_open"):
        _set_inputs(here)
    label = "Compared with another" if is_chosen() else f"Compared with {_BEFORE}"
    popover = st.popover(label, icon=":material/compare_arrows:", key="against_open", on_change="rerun")
    if not popover.open:
        return
    offered = dict(sources.offered())
    with popover, st.container(key="against-inside", width=380, gap="small"):
        source: str = st.selectbox(
            "Source", list(offered), key="against_source", format_func=lambda name: text.visible(offered.get(name, name), 60)
        )
        start, end = st.columns(2, gap="xsmall")
        start.datetime_input("From (UTC)", key="against_from", format="YYYY-MM-DD", step=60)
        end.datetime_input("To (UTC)", key="against_to", format="YYYY-MM-DD", step=60)
        st.caption(_where(source))
        if st.session_state["against_error"]:
            st.text(text.visible(st.session_state["against_error"], 200))
        with st.container(horizontal=True, gap="xsmall"):
            st.button("Compare", type="primary", key="against_apply", on_click=_apply)
            st.button("All of its time", key="against_all", on_click=_set, args=(ALL, None))
            st.button(_BEFORE.capitalize(), key="against_before", on_click=_set, args=("", ""), disabled=not is_chosen())


def _where(source: str) -> str:
    try:
        span = Selection(source, Query()).span()
    except ConnectorError as error:
        return text.plain(error, 300)
    if span.first is None or span.last is None:
        return "It holds no event with a usable time."
    return f"Its data: {text.moment(span.first, False)} to {text.moment(span.last, False)} UTC."


def _length(of: Selection) -> timedelta | None:
    """How long the events of a selection may come; ``None`` where nobody knows."""
    if of.query.window.bounded:
        return of.query.window.length
    span = of.span()
    length = span.last - span.first if span.first and span.last else timedelta()
    return length or None


def _set_inputs(here: Selection) -> None:
    # Keyed inputs go stale while their popover is closed: they are set before it opens.
    state = st.session_state
    offered = dict(sources.offered())
    named = state.get("capture") or here.source
    state["against_source"] = named if named in offered else next(iter(offered))
    state["against_error"] = ""
    window = here.query.window.before
    try:
        if state.get("against"):
            window = Window.parse(state["against"], here.query.now)
    except QueryError as error:
        state["against_error"] = str(error)
    state["against_from"] = window.start.replace(tzinfo=None) if window and window.start else None
    state["against_to"] = window.end.replace(tzinfo=None) if window and window.end else None


def _apply() -> None:
    start, end = st.session_state["against_from"], st.session_state["against_to"]
    try:
        if start is None or end is None:
            raise QueryError("A window needs both times: name them, or take all of its time.")
        _set(Window(start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)).text, None)
    except QueryError as error:
        st.session_state["against_error"] = str(error)


def _set(window: str, source: str | None) -> None:
    """Compares with that window of that source; ``None`` for the source that the choice names."""
    state = st.session_state
    state["against"] = window
    state["capture"] = state["against_source"] if source is None else source
    state["against_open"] = False
