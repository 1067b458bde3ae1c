"""The page: controls, the table of groups, and beside it the chosen one."""

import streamlit as st

from ui import panel_menu
from ui.alerts import detail, grouping, groups, nothing, table
from ui.alerts.chosen import PLACE, choose, chosen_place
from ui.alerts.groups import PAGE, Listing
from ui.panels import boundary
from ui.selection import Selection
from ui.snippets import Question


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
    with st.container(key="alerts-body"):
        left, right = st.columns((65, 35), gap="xsmall")
    with left, st.container(key="alerts-list", gap="xsmall"):
        with st.container(key="alerts-controls", horizontal=True, gap="xsmall", vertical_alignment="center"):
            grouping.draw(alerts)
            pages = st.container(key="alerts-pages", width=300)
            more = st.container(key="alerts-more", width="content")
        # The controls stay: a field by which nothing can be grouped is replaced there.
        with boundary("groups"):
            listing = groups.listed(here, alerts, st.session_state.get(PLACE, 0))
            place = chosen_place(listing)
            choose(listing, place)
            with pages:
                _draw_pages(listing, place)
            question = Question("groups", listing.names, len(listing.answer.frame), grouping.order())
            panel_menu.draw_in(more, "alerts", alerts, (question,), listing.answer.frame, listing.answer.notes)
            table.draw(listing, here.query.window, place)
            table.draw_foot(listing, trend)
            table.draw_older(listing, alerts)
            with right, st.container(border=True, height=724, key="alerts-detail", gap="xsmall"), boundary("group", box=False):
                detail.draw(here, alerts, listing, place)


def _draw_pages(listing: Listing, place: int) -> None:
    count = -(-min(listing.total, groups.GREATEST) // PAGE)
    if count < 2:
        return
    page = place // PAGE + 1
    # Another page, another key: a value that is set warns when there is a default too, and there always is one.
    key = f"groups-page-{page}-{count}"
    st.pagination(count, default=page, key=key, on_change=_take_page, args=(listing, key), max_visible_pages=5, width="stretch")


def _take_page(listing: Listing, key: str) -> None:
    choose(listing, (st.session_state[key] - 1) * PAGE)
