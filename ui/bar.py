"""The bar: source, window, filters and refresh in one row. All state of the URL lives here.

Every bound widget is drawn by the frame, on every page: so it survives page changes and the browser's Back. Others change the
state in callbacks, through the functions below.
"""

from dataclasses import replace
from datetime import datetime
from functools import reduce

import streamlit as st

from connector import lucene
from connector.errors import ConnectorError, QueryError, SourceUnreachable
from connector.query import EVERYTHING, Query
from connector.window import Window, rounded_now
from ui import address, case, chips, filters, refresh, sources, text, when
from ui.selection import Selection, renew, silence
from ui.views import history, link, popover
from ui.views.screen import arrive

PAGE_SIZE = 1_000
PAGE_SIZES = (100, 500, 1_000, 5_000, 10_000)
"""Events on a page; the chosen one lies in ``session_state["size"]``."""

PLACEHOLDER = "Filter everything, e.g. src_ip:10.20.4.101 or -dest_port:53"


def selection(filter: str = EVERYTHING) -> Selection:
    """What the bar has chosen, narrowed to a filter: the same for every panel of a rerun."""
    chosen: Selection = st.session_state["selection"]
    return chosen if filter == EVERYTHING else chosen.narrowed(filter)


def add_chip(*added: str) -> None:
    """Adds filters to the box, each once. For callbacks."""
    st.session_state["f"] = reduce(chips.added, added, _chips())


def widen_chip(field: str, clause: str) -> None:
    """Widens the newest filter of a field by one more value; adds it where there is none. For callbacks."""
    st.session_state["f"] = chips.widened(_chips(), field, clause)


def set_field(field: str) -> None:
    """Names the field of the page Fields, and shows it there. For callbacks."""
    st.session_state["field"] = field
    st.session_state["view"] = ""


def drop_filters() -> None:
    """Empties the filter box and the Lucene row. For callbacks."""
    st.session_state["f"] = []
    st.session_state["q"] = ""


def set_query(words: str) -> None:
    """Replaces the Lucene row. For callbacks."""
    st.session_state["q"] = words


def set_window(words: str) -> None:
    """Sets the window from its text: ``24h``, ``FROM/TO``, ``all``; empty for the default. For callbacks."""
    st.session_state["window"] = words


def set_flow(words: str) -> None:
    """Names the conversation of the page Flow: a flow id, a community id, or two addresses. For callbacks."""
    st.session_state["flow"] = words


def jump_to_data() -> None:
    """Moves the window to the newest data, keeping its length. For callbacks."""
    when.jump_to_data(selection())


def link_state(*more: str) -> dict[str, list[str]]:
    """Further filters as parameters of a link to another page: the rest of the state goes along by itself."""
    return {"f": [chip for chip in more if chip not in _chips()]}


def beside_query() -> "st.delta_generator.DeltaGenerator":
    """The place at the right end of the Lucene row, for a page's own buttons."""
    place: st.delta_generator.DeltaGenerator = st.session_state["beside_query"]
    return place


def draw(page: str) -> bool:
    """Draws the bar and settles the selection of this rerun.

    Args:
        page: the page under it, one of `ui.address.PAGES`. The Lucene row always shows on Events, elsewhere when it is in use.

    Returns:
        False when the filter cannot be read: the reason stands under the bar, and the page has nothing to show.
    """
    renew()
    if arrive(page):
        st.session_state["page"] = page
    else:
        _take_link(page)
    _draw_hidden()
    now = rounded_now()
    with st.container(key="frame", horizontal=True, gap="xsmall", vertical_alignment="center"):
        source = _draw_source()
        window = when.draw(source, now)
        _draw_chips()
        beside = st.container(key="filters-box", width="content")
        refresh.draw_button(source)
        popover.draw(page, window)
        kept = st.container(key="case-box", width="content")
        link.draw(page, window)
    _draw_query(page)
    _draw_reasons(source, window, now)
    settled = _settle(page, source, window, now)
    with beside:  # last, as the next one: they are about what is chosen now
        filters.draw(_chips())
    with kept:
        case.draw(page, selection() if settled else None)
    return settled


def _chips() -> list[str]:
    return list(st.session_state.get("f") or [])


def _draw_reasons(source: str, window: Window, now: datetime) -> None:
    # What the address asks for and does not get, said for as long as it is so.
    named = st.session_state.get("source") or source
    if named != source:
        _draw_reason(f"{named!r} is no source here: this is the first one. Choose another above.")
    refused: str = st.session_state["when_refused"]
    if refused:
        _draw_reason(f"{refused} Until then this is the default window.")
    else:
        when.draw_reason(window, now)


def _draw_reason(words: str) -> None:
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.badge("Link", icon=":material/error:", color="red")
        st.text(text.visible(words, 300))


def _take_link(page: str) -> None:
    # A link to another page may bring filters. Streamlit keeps the box as it was: on arrival the address is right.
    arrived = st.session_state.get("page", page) != page
    st.session_state["page"] = page
    if arrived and st.query_params.get_all("f") != _chips():
        st.session_state["f"] = st.query_params.get_all("f")
    for key in ("flow", "window", "field", "view") if arrived else ():
        # The last one: a link adds its own behind what stood there.
        named = st.query_params.get(key, "")
        if named and named != st.session_state.get(key):
            st.session_state[key] = named


def _draw_hidden() -> None:
    # One key for the window: two (from, to) would make the browser's Back land on a mixture.
    with st.container(key="hidden"):
        for key in address.TEXTS:
            st.text_input(key, key=key, bind="query-params")
        for key in address.LISTS:
            st.multiselect(key, [], key=key, bind="query-params", accept_new_options=True, select_all=False)


def _draw_source() -> str:
    # Not bound itself: a bound list writes its labels into the address, such as a file's name, instead of the source's name.
    offered = dict(sources.offered())
    named = st.session_state.get("source")
    st.session_state["source-chosen"] = named if named in offered else next(iter(offered))
    with st.container(key="source-box", width=205):
        chosen: str = st.selectbox(
            "Source",
            list(offered),
            format_func=lambda name: text.visible(offered.get(name, name), 60),
            key="source-chosen",
            on_change=_take_source,
            label_visibility="collapsed",
        )
    return chosen


def _take_source() -> None:
    st.session_state["source"] = st.session_state["source-chosen"]


def _draw_chips() -> None:
    with st.container(key="filter-box"):
        st.multiselect(
            "Filters",
            [],
            key="f",
            bind="query-params",
            accept_new_options=True,
            select_all=False,
            placeholder=PLACEHOLDER,
            label_visibility="collapsed",
        )


def _draw_query(page: str) -> None:
    # Drawn on every page so that its state survives; CSS hides the row where it is not in use.
    shown = page == "events" or bool(st.session_state.get("q"))
    with st.container(
        key="query-row" if shown else "query-row-hidden", horizontal=True, gap="xsmall", vertical_alignment="center"
    ):
        st.text_input(
            "Lucene query",
            key="q",
            bind="query-params",
            icon=":material/search:",
            placeholder="Lucene, e.g. event_type:(http OR dns) AND NOT dest_port:5353",
            label_visibility="collapsed",
        )
        st.session_state["beside_query"] = st.container(key="beside-query", horizontal=True, gap="xsmall", width="content")


def _settle(page: str, source: str, window: Window, now: datetime) -> bool:
    words = _chips()
    everything = Query(window=window, limit=st.session_state.get("size", PAGE_SIZE), now=now)
    st.session_state["selection"] = Selection(source, everything)
    try:
        filter = EVERYTHING
        for part in [*map(chips.chip_filter, words), st.session_state.get("q") or EVERYTHING]:
            lucene.parse(part)
            filter = lucene.both(filter, part)
        chosen = Selection(source, replace(everything, filter=filter))
        # A source may refuse what Lucene allows: asked once here, so that the panels do not all say it.
        chosen.trend()
        history.note(popover.stored(patience=0.1), page, chosen)
    except QueryError as error:
        _draw_refusal(error)
        return False
    except SourceUnreachable as error:
        silence(error)
    except ConnectorError:
        pass  # the panels that ask the source say it
    st.session_state["selection"] = chosen
    contained = [word for word in chips.live(words) if chips.is_word(word)]
    if contained:
        st.caption(f"{', '.join(text.code(chips.said(word), 60) for word in contained)}: contains, anywhere in an event.")
    return True


def _draw_refusal(error: QueryError) -> None:
    with st.container(key="refusal", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.badge("Filter", icon=":material/error:", color="red")
        st.text(text.visible(error))
        st.button("Drop the filter", icon=":material/filter_alt_off:", on_click=drop_filters)
