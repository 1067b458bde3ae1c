"""One event in full: what happened, its facts, all its fields, its JSON, what it carried, and its flow."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from typing import Any

import pandas as pd
import streamlit as st

from connector import frames, lucene
from connector.errors import QueryError
from connector.moment import parse_time
from connector.query import EVERYTHING, Query
from connector.window import Window
from ui import bar, clauses, columns, compared, menu, panel_menu, tables, text
from ui.case import pinning
from ui.charts import digest
from ui.clauses import Choices
from ui.event_headlines import headline
from ui.facts import Event, fact, flat, found, kind
from ui.flow.subject import PAGE
from ui.listing import SENTENCE, Listing, decoded, listed
from ui.panels import boundary
from ui.particulars import aligned, choices, fields, particulars
from ui.payload import SHOWN, carried
from ui.selection import Selection

CHOSEN = "event"
"""Where the id of the chosen event lies in the session; "" for none."""

_JSON = 100_000
"""Characters of JSON that are drawn: more makes a browser slow. The export has the whole event."""
_FIELDS = 2_000
"""Fields that are drawn: an event of a statistics dump has fewer."""
_NEIGHBOURS = 5
_FLOW_COLUMNS = ("timestamp", "event_type", SENTENCE)


def draw(selection: Selection, listing: Listing, row: int) -> None:
    """Draws the event in that row of the listing, whole."""
    raw, identity = listing.events.raw[row], listing.events.ids[row]
    event, other = decoded(raw), compared.held()
    _draw_head(selection.source, event, listing.rows["timestamp"].iloc[row])
    if other is not None and other.identity != identity:
        with st.container(key="event-headline"):
            st.text(headline(event))
        compared.draw(event, decoded(other.raw))
        _draw_actions(event)
        return
    if other is not None:
        _draw_waiting()
    draw_event(event)
    _draw_actions(event)
    if other is None:
        st.button("Compare with another …", icon=":material/compare_arrows:", key="event-compare", type="tertiary",
                  help="Holds this event beside the next one that you choose", on_click=compared.hold,
                  args=(identity, raw))  # fmt: skip
    pinning.draw_button("event", "this event", pinning.of_event, "events", selection, headline(event), listing.events.raw[row])
    flow = _plain(event, "flow_id")
    if flow is not None:
        with boundary("flow"):
            _draw_flow(selection, identity, flow)


def draw_event(event: Event) -> None:
    """Draws what an event says: a sentence, its facts, all its fields, its JSON and what it carried."""
    with st.container(key="event-headline"):
        st.text(headline(event))
    values = fields(event)
    labels = ("Summary", f"All fields {text.number(len(values))}", "JSON", "Payload")
    summary, everything, whole, payload = st.tabs(labels)
    with summary:
        st.code(aligned(particulars(event)) or "(no facts)", language=None)
    with everything:
        _draw_fields(values, choices(event))
    with whole:
        _draw_json(event)
    with payload:
        _draw_payload(event)


def draw_more(name: str, source: str, event: Event) -> None:
    """Draws the dots of a panel that shows one event: its fields as a file, and the question that finds it.

    Args:
        name: tells these dots from others.
        source: where the event is from.
        event: the event.
    """
    leaves = frames.leaves(event)
    rows = pd.DataFrame([(path, flat(leaves[path])) for path in sorted(leaves)], columns=["field", "value"], dtype=object)
    panel_menu.draw_in(st.container(width="content"), name, alone(source, event), (), rows)


def alone(source: str, event: Event) -> Selection:
    """A question that finds an event, and no other but of the same type, flow and millisecond."""
    values = ((field, _plain(event, field)) for field in ("flow_id", "event_type"))
    filter = reduce(lucene.both, (clauses.only(field, value) for field, value in values if value is not None), EVERYTHING)
    try:
        time = parse_time(fact(event, "timestamp"))
    except QueryError:
        return Selection(source, Query(filter))
    start = time.replace(microsecond=time.microsecond // 1_000 * 1_000)
    return Selection(source, Query(filter, Window(start, start + timedelta(milliseconds=1))))


def close() -> None:
    """Puts the event away. For callbacks."""
    st.session_state[CHOSEN] = ""


def _draw_head(source: str, event: Event, time: pd.Timestamp) -> None:
    when = "no time" if pd.isna(time) else f"{text.moment(time, False).rsplit(' ', 1)[0]} {text.clock(time)} UTC"
    sensor = fact(event, "host")
    with st.container(key="event-head", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(f":gray-badge[{text.plain(kind(event), 24)}]", width="content")
        st.caption(f"{when} · {text.plain(sensor, 40)}" if sensor else when, width="stretch")
        draw_more("event", source, event)
        st.button("", icon=":material/close:", key="close", type="tertiary",
                  shortcut=None if menu.is_open() else "Esc", on_click=close, help="Close")  # fmt: skip


def _draw_waiting() -> None:
    with st.container(key="compared-waits", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.badge("Held", icon=":material/compare_arrows:", color="blue")
        st.caption("Click another event: it is compared with this one.", width="stretch")
        st.button(
            "", icon=":material/close:", key="compared-away", type="tertiary", help="Compare no more", on_click=compared.drop
        )


def _draw_fields(values: list[tuple[str, str]], own: list[Choices]) -> None:
    sought = (
        st.text_input("Find", key="find_in_event", placeholder="Find in this event", label_visibility="collapsed").strip().lower()
    )
    matching = [place for place, pair in enumerate(values) if not sought or any(sought in part.lower() for part in pair)]
    if len(matching) > _FIELDS:
        st.caption(f"The first {text.number(_FIELDS)} of {text.number(len(matching))}.")
    shown = matching[:_FIELDS]
    frame = pd.DataFrame([values[place] for place in shown], columns=["Field", "Value"], dtype=object)
    drawn: dict[str, Any] = {"Field": tables.words("Field", 140), "Value": tables.words("Value", 226)}
    asked = tuple(own[place] for place in shown)
    key = f"event-fields-{digest(asked)}-{menu.turn()}"
    # A click has no one meaning here: it opens the menu.
    tables.show(frame, drawn, key, tables.ask_by_row, (key, asked), row_height=26, most=10, choices=asked)


def _draw_json(event: Event) -> None:
    written = json.dumps(event, indent=2, ensure_ascii=False)
    if len(written) > _JSON:
        st.caption(f"The first {text.number(_JSON)} of {text.number(len(written))} characters: the export has the whole event.")
    lines = written[:_JSON].split("\n")
    st.code("\n".join(text.visible(line, None) for line in lines), language="json", height=260)


def _draw_payload(event: Event) -> None:
    parts = carried(event)
    if not parts:
        st.caption("This event carries no payload: Suricata logs it for alerts, when it is told to.")
    for part in parts:
        shown = "" if part.size <= SHOWN else f", the first {text.number(SHOWN)} shown"
        st.markdown(f"**{part.title}**  :small[:gray[{text.number(part.size)} bytes{shown}]]")
        st.code(part.printed, language=None, wrap_lines=True)
        if part.dumped:
            st.code(part.dumped, language=None, height=220 if part.dumped.count("\n") > 12 else "content")


def _draw_actions(event: Event) -> None:
    offered = (
        ("Only this source", ":material/filter_alt:", "src_ip", clauses.only),
        ("Not this type", ":material/do_not_disturb_on:", "event_type", clauses.without),
        ("This flow", ":material/swap_horiz:", "flow_id", clauses.only),
    )
    with st.container(key="event-actions", horizontal=True, gap="xsmall"):
        for label, icon, field, chip in offered:
            value = _plain(event, field)
            if value is not None:
                key = f"event-{field}"
                st.button(label, icon=icon, key=key, on_click=bar.add_chip, args=(chip(field, value),))


def _plain(event: Event, field: str) -> clauses.Value | None:
    return next((value for value in found(event, field) if isinstance(value, str | int | float)), None)


def _draw_flow(selection: Selection, identity: str, flow: clauses.Value) -> None:
    # Without the filters of the page: they hide what else the flow did.
    query = replace(selection.query, filter=clauses.only("flow_id", flow))
    of_flow = listed(Selection(selection.source, query), _FLOW_COLUMNS)
    count, place = len(of_flow.rows), of_flow.position(identity)
    # Newest first, as listed: a flow of more events than a page may not hold this one.
    first = max(0, min((place or 0) - _NEIGHBOURS // 2, count - _NEIGHBOURS))
    rows = columns.cells(of_flow.rows.iloc[first : first + _NEIGHBOURS].iloc[::-1])
    total = f"{'' if of_flow.events.exact else 'at least '}{text.number(of_flow.events.total)}"
    which = f"{'the newest ' if place is None else ''}{len(rows)} of {total} in this window, oldest first"
    st.markdown(f"**Same flow**  :small[:gray[{which}]]")
    drawn = columns.config(rows, selection.query.window, 380)
    height = tables.height(len(rows), 26, _NEIGHBOURS)
    st.dataframe(rows, column_config=drawn, hide_index=True, row_height=26, height=height, key=f"flow-{of_flow.name}-{first}")
    st.page_link(PAGE, label="The story of this flow", icon=":material/sync_alt:", query_params={"flow": str(flow)})
