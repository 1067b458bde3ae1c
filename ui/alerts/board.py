"""The page: controls, the table of groups, and beside it the chosen one."""

import streamlit as st

from ui import panel_menu
from ui.alerts import detail, grouping, groups, ledger, matching, nothing, states, table, verdict
from ui.alerts.chosen import PLACE, choose, chosen_place, move
from ui.alerts.desk import VIEWS, Desk, opened, view
from ui.alerts.groups import PAGE, Listing
from ui.panels import boundary
from ui.selection import Selection
from ui.snippets import Question

_DONE = {
    "open": "**Nothing is open**: everything that matches was decided.",
    "escalated": "**Nothing is escalated.**",
    "closed": "**Nothing is closed.**",
}


def draw(here: Selection, alerts: Selection) -> None:
    """Draws the alerts in groups.

    Args:
        here: everything that the bar has chosen.
        alerts: the alerts among them.
    """
    trend = alerts.trend()
    if not trend.count:
        nothing.draw(here, alerts)
        return
    desk = opened(alerts)
    with st.container(key="alerts-body"):
        left, right = st.columns((65, 35), gap="xsmall")
    with left, st.container(key="alerts-list", gap="xsmall"):
        with st.container(key="alerts-states", horizontal=True, gap="xsmall", vertical_alignment="center"):
            states.draw(desk)
            matching.draw(desk, grouping.fields())
            ledger.draw(desk)
        with st.container(key="alerts-controls", horizontal=True, gap="xsmall", vertical_alignment="center"):
            grouping.draw(alerts)
            pages = st.container(key="alerts-pages", width=300)
            more = st.container(key="alerts-more", width="content")
        # The controls stay: a field by which nothing can be grouped is replaced there.
        with boundary("groups"):
            shown = desk.among(*VIEWS[view()])
            listing = states.marked(desk, groups.listed(here, shown, st.session_state.get(PLACE, 0), alerts))
            if not listing.identities:
                _draw_done(desk)
                return
            listing = groups.urgent_first(listing) if grouping.order() == "severity" else listing
            place = chosen_place(listing)
            choose(listing, place)
            with pages:
                _draw_pages(listing, place)
            question = Question("groups", listing.names, len(listing.answer.frame), grouping.order())
            panel_menu.draw_in(more, "alerts", shown, (question,), listing.answer.frame, listing.answer.notes)
            table.draw(listing, here.query.window, place)
            table.draw_foot(listing, shown.trend(), trend, desk)
            table.draw_older(listing, shown)
            with right, st.container(border=True, height=724, key="alerts-detail", gap="xsmall"), boundary("group", box=False):
                detail.draw(here, desk, shown, listing, place)


def _draw_done(desk: Desk) -> None:
    with st.container(key="groups-done", gap="small"):
        st.markdown(_DONE.get(view(), ""))
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            verdict.draw_last(desk)


def _draw_pages(listing: Listing, place: int) -> None:
    count = -(-min(listing.total, groups.GREATEST) // PAGE)
    if count < 2:
        return
    page = place // PAGE + 1
    # Another page, another key: a value that is set warns when there is a default too, and there always is one.
    key = f"groups-page-{page}-{count}"
    st.pagination(count, default=page, key=key, on_change=_take_page, args=(listing, key), max_visible_pages=5, width="stretch")


def _take_page(listing: Listing, key: str) -> None:
    move(listing, (st.session_state[key] - 1) * PAGE)
