"""One group in detail: what it is, whether it worked, one of its alerts, who was part of it."""

from datetime import datetime

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import bar, charts, clauses, marks, panel_menu, rankings, summary, text
from ui.alerts import evidence, giving, groups, past, proof, similar, table, tabs, verdict
from ui.alerts.chosen import move, reach, several
from ui.alerts.desk import Desk
from ui.alerts.groups import Group, Listing
from ui.detail import draw_more
from ui.facts import Event, fact
from ui.headline import EVENTS
from ui.listing import decoded
from ui.panels import boundary, notes
from ui.selection import Selection
from ui.snippets import Question

_FLOW = "../pages/flow.py"
"""As Streamlit wants it: relative to the script that runs first, `ui.frame`."""

_SAMPLES = 20
"""The newest alerts of a group, through which one can leaf."""

_SAMPLE = "alert_sample"
"""Where the group and the number of the alert that is shown lie in the session."""

_COLOURS = {"severe": "red", "suspicious": "orange", "contextual": "gray"}


def draw(here: Selection, desk: Desk, alerts: Selection, listing: Listing, place: int) -> None:
    """Draws the group at a place.

    Args:
        here: everything that the bar has chosen.
        desk: what was decided.
        alerts: the alerts that are shown.
        listing: the groups.
        place: that of the group.
    """
    group = listing.group(place)
    chips = groups.chips_of(desk.alerts, group)
    own = groups.of_group(alerts, chips)
    newest = own.events(("timestamp",), _SAMPLES)
    count = len(newest.raw)
    number = _sample_number(group, count)
    event = decoded(newest.raw[number]) if count else {}
    moment = newest.frame["timestamp"].iloc[number] if count else pd.NaT
    time = None if pd.isna(moment) else moment.to_pydatetime()
    more = _draw_head(listing, place, group)
    # The groups of a server are those of its newest alerts: how many there are in all, it says by itself.
    total = group.count if listing.answer.exact else newest.total
    counted = f"{'' if listing.answer.exact or newest.exact else 'at least '}{summary.counted(total, 'alert')}"
    _draw_title(group, event, here, counted, listing.answer.exact)
    chosen = several(listing, place)
    verdict.draw(desk, giving.aim_at_groups(desk, tuple(map(listing.group, chosen))), own)
    _draw_actions(event, chips, "The alert" if total == 1 else f"All {counted}")
    with boundary("pulse", box=False):
        _draw_pulse(own, more)
    with boundary("outcome", box=False):
        proof.draw(evidence.gathered(here, event, time))
    sample, ends, rule, told = tabs.opened()
    if sample.open:
        with sample:
            _draw_leaf(group, number, count, total, time, own.source, event)
            tabs.draw_sample(event)
    if ends.open:
        with ends, boundary("pairs", box=False):
            tabs.draw_pairs(own)
            similar.draw(desk.alerts, event)
    if rule.open:
        with rule:
            tabs.draw_rule(event)
    if told.open:
        with told:
            past.draw(desk, group)


def _draw_head(listing: Listing, place: int, group: Group) -> DeltaGenerator:
    """Draws the first line; returns the place at its end."""
    severity = rankings.severity_word(group.severity)
    marks = "".join(f" :{table.MARKS[mark]}-badge[{mark}]" for mark in table.mark_of(listing, place))
    with st.container(key="alert-head", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(f":{_COLOURS[severity]}-badge[{severity}]{marks}", width="content")
        st.caption(f"{text.number(place + 1)} of {text.number(listing.total)}", width="stretch")
        for label, icon, key, step in (("Earlier", "keyboard_arrow_up", "K", -1), ("Next", "keyboard_arrow_down", "J", 1)):
            st.button(
                label,
                icon=f":material/{icon}:",
                key=f"alert-{label.lower()}",
                type="tertiary",
                shortcut=key,
                disabled=not 0 <= place + step < reach(listing),
                on_click=move,
                args=(listing, place + step),
            )
        return st.container(width="content")


def _draw_title(group: Group, event: Event, here: Selection, counted: str, whole: bool) -> None:
    signature = group.key("alert.signature")
    title = signature if "alert.signature" in group.names else next((key for key in group.keys if key is not None), None)
    missing = rankings.NO_SIGNATURE if "alert.signature" in group.names else "(missing)"
    with st.container(key="alert-title"):
        st.text((text.visible(title, 300) or rankings.EMPTY) if title is not None else missing)
    identity = fact(event, "alert.signature_id")
    about = [fact(event, "alert.category", 80), identity and f"sid {identity}"]
    if "alert.signature" not in group.names:
        about.insert(0, fact(event, "alert.signature", 100))
    said = " · ".join(part for part in about if part)
    with st.container(key="alert-about", gap=None):
        if said:
            st.text(said)
        part = "" if whole else f"{text.number(group.count)} of them among the newest: "
        st.markdown(f"**{counted}**, {part}{_ends(group)}{_span(group, here)}")


def _ends(group: Group) -> str:
    return f"{summary.counted(group.sources, 'source')} to {summary.counted(group.targets, 'target')}"


def _span(group: Group, here: Selection) -> str:
    if group.first is None or group.last is None:
        return ", without a usable time"
    first, last = _brief(group.first, here), _brief(group.last, here)
    return f", {first} UTC" if first == last else f", {first} to {last} UTC"


def _brief(moment: datetime, here: Selection) -> str:
    window = here.query.window
    return f"{moment:%H:%M:%S}" if window.bounded and window.length.days <= 1 else text.moment(moment)


def _draw_actions(event: Event, chips: tuple[str, ...], everyone: str) -> None:
    source, flow = fact(event, "src_ip"), fact(event, "flow_id")
    with st.container(key="alert-actions", horizontal=True, gap="xsmall"):
        link = bar.link_state("event_type:alert", *chips)
        st.page_link(EVENTS, label=everyone, icon=":material/list_alt:", query_params=link)
        if flow:
            st.page_link(_FLOW, label="Open flow", icon=":material/swap_horiz:", query_params={"flow": flow})
        if source:
            label = f"All events of {text.plain(text.address(source), 45)}"
            link = bar.link_state(clauses.only("src_ip", source))
            st.page_link(EVENTS, label=label, icon=":material/dns:", query_params=link)


def _draw_pulse(own: Selection, more: DeltaGenerator) -> None:
    timeline, window = own.timeline("alert.severity"), own.query.window
    panel_menu.draw_in(more, "alert-group", own, (Question("timeline", ("alert.severity",)),), timeline.frame, timeline.notes)
    if not window.bounded:
        window = summary.covered(timeline.frame, timeline.step)
    if not window.bounded:
        return  # no alert of the group has a time
    bars = charts.stacks(timeline.frame, timeline.step, window, rankings.severity_word)
    key = f"pulse-{charts.digest(window.text, own.query.filter)}"
    marks.draw_over_time(charts.pulse(bars, window), key)
    notes(timeline.notes)


def _sample_number(group: Group, count: int) -> int:
    keys, number = st.session_state.get(_SAMPLE) or (None, 0)
    return min(number, max(count - 1, 0)) if keys == group.keys else 0


def _take_sample(group: Group, number: int) -> None:
    st.session_state[_SAMPLE] = (group.keys, number)


def _draw_leaf(group: Group, number: int, count: int, total: int, time: datetime | None, source: str, event: Event) -> None:
    which = "Newest" if not number else f"Number {number + 1}, newest first,"
    when = "no time" if time is None else f"{text.moment(time, seconds=False).rsplit(' ', 1)[0]} {text.clock(time)} UTC"
    with st.container(key="alert-leaf", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.caption(f"{which} of {text.number(total)} · {when}", width="stretch")
        for label, icon, step in (("Newer", "chevron_left", -1), ("Older", "chevron_right", 1)):
            st.button(
                f"{label} alert",
                icon=f":material/{icon}:",
                key=f"sample-{label.lower()}",
                type="tertiary",
                disabled=not 0 <= number + step < count,
                on_click=_take_sample,
                args=(group, number + step),
            )
        draw_more("alert", source, event)
