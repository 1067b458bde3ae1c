"""What a page shows instead of itself: files that are still being read, and a window without events."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from connector.answers import Progress, Span
from connector.errors import ConnectorError
from connector.query import Query
from connector.window import Window
from ui import bar, charts, chips, summary, text
from ui.panels import boundary, notes
from ui.selection import Selection
from ui.sources import opened

_SKELETONS = (94, 230, 330)
_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def ready(here: Selection) -> bool:
    """Whether there is something to show; when not, the reason is drawn.

    A source that fails is ready: the panels say why.
    """
    try:
        reading = here.progress() is not None
        empty = here.trend().count == 0
    except ConnectorError:
        return True
    if reading:
        st.fragment(_draw_progress, run_every=1)(here.source, empty)
        if empty:
            _draw_skeletons()
    elif empty:
        with boundary("empty"):
            _draw_empty(here)
    return not empty


def reading_words(progress: Progress) -> str:
    """One sentence on how far the reading has come."""
    left = (
        ""
        if progress.seconds_left is None
        else f", about {text.span(timedelta(seconds=max(1, round(progress.seconds_left))))} left"
    )
    rate = f", {text.size(progress.rate)}/s" if progress.rate else ""
    return (
        f"Reading {text.plain(progress.name, 60)}: {progress.share:.0%}, {text.number(progress.events)} events so far"
        f"{rate}{left}. You can leave this page; reading goes on."
    )


def empty_words(query: Query, span: Span, filters: int) -> tuple[str, str]:
    """A title and a sentence for a window in which nothing lies, with and without its filters.

    Args:
        query: the window, and now.
        span: where there is data.
        filters: how many filters are on.
    """
    window = query.window
    on = "" if not filters else " One filter is on." if filters == 1 else f" {filters} filters are on."
    if span.first is None or span.last is None:
        return "There are no events yet", "The source holds no event with a usable time." + on
    title = f"No events {summary.in_words(query)}"
    count = "" if span.count is None else f", {text.number(span.count)} events"
    where = f"Data exists from **{text.moment(span.first, False)}** to **{text.moment(span.last, False)} UTC**{count}."
    if window.start and span.last < window.start:
        where += f" It ends {text.span(window.start - span.last)} before this window."
    if window.end and span.first >= window.end:
        where += f" It begins {text.span(span.first - window.end)} after this window."
    return title, where + on


def _draw_progress(source: str, empty: bool) -> None:
    progress = opened(source).progress()
    if progress is None:
        st.rerun()
    words = reading_words(progress)
    st.markdown(f":small[{words}]")
    st.progress(min(max(progress.share, 0.0), 1.0))
    first = st.session_state.setdefault("reading_from", opened(source).generation())
    if empty and opened(source).generation() != first:
        del st.session_state["reading_from"]
        st.rerun()


def _draw_skeletons() -> None:
    with st.container(key="facts-skeleton"):
        for column in st.columns(6, gap="xsmall"):
            column.skeleton(height=_SKELETONS[0])
    st.skeleton(height=_SKELETONS[1])
    for column in st.columns((54, 25, 21), gap="xsmall"):
        column.skeleton(height=_SKELETONS[2])


def _draw_empty(here: Selection) -> None:
    window, everything = here.query.window, Selection(here.source, Query(window=here.query.window))
    span, unfiltered = here.span(), everything.trend().count
    filters = len(chips.live(st.session_state.get("f") or [])) + bool(st.session_state.get("q"))
    title, sentence = empty_words(here.query, span, filters)
    if unfiltered:
        title = "No event matches the filter" if filters == 1 else "No event matches the filters"
        sentence = f"Without {'it' if filters == 1 else 'them'} there are **{text.number(unfiltered)}** events in this window."
    with st.container(key="empty", width=860, gap="small"):
        st.markdown(f"**{title}**")
        st.markdown(sentence)
        # Lines that could not be read may be all that there was.
        notes(here.notes())
        with st.container(horizontal=True, gap="xsmall"):
            if span.last is not None and not unfiltered:
                st.button("Jump to data", icon=":material/start:", type="primary", key="jump", on_click=bar.jump_to_data)
            if filters:
                st.button("Drop the filter" if filters == 1 else "Drop the filters", icon=":material/filter_alt_off:", key="drop",
                          on_click=bar.drop_filters)  # fmt: skip
        if span.first and span.last and window.start and window.end and not unfiltered:
            st.caption("Where the data is")
            _draw_strip(here.source, window, span)


def _draw_strip(source: str, window: Window, span: Span) -> None:
    if not (span.first and span.last and window.start and window.end):
        return
    first, last = min(span.first, window.start), max(span.last, window.end)
    # A window of the years 1 or 9999 leaves no room for a margin.
    margin = min((last - first) * 0.03, first - _EARLIEST, _LATEST - last)
    both = Window(first - margin, last + margin)
    counts = Selection(source, Query(window=both)).timeline(buckets=120)
    charts.show(charts.strip(counts.frame, counts.step, both, window), key="strip")
