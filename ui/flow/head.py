"""The head of a conversation: who with whom, its chips, its ids, and six facts."""

import streamlit as st

from ui import bar, text
from ui.flow import ways
from ui.flow.conversation import Conversation
from ui.flow.ends import Ends
from ui.flow.subject import between
from ui.flow.totals import Totals

COLOURS = {"severe": "red", "suspicious": "orange", "contextual": "gray"}
"""Streamlit's colour for each severity."""

_UNKNOWN = "–"


def draw(found: Conversation) -> None:
    """Draws title, chips and facts of a conversation that has two ends."""
    ends, totals = found.tale.ends, found.tale.totals
    if ends is None:
        return
    with st.container(key="flow-head", horizontal=True, gap="small", vertical_alignment="center"):
        with st.container(key="flow-title", width="content"):
            st.text(title(ends))
        st.markdown(chips(totals), width="content")
        with st.container(
            key="flow-id", horizontal=True, gap="xsmall", vertical_alignment="center", horizontal_alignment="right"
        ):
            if not found.subject.pair:
                st.caption("community id" if found.subject.community_id else "flow", width="content")
                st.code(found.subject.words, language=None, width="content")
            with st.container(key="flow-pair", horizontal=True, gap="xsmall", width="content", vertical_alignment="center"):
                _draw_links(found, ends)
    _draw_facts(totals)


def title(ends: Ends) -> str:
    """``10.20.4.101:50312 → 203.0.113.77:80``: ports only where there is one each."""
    return f"{end(ends.client, ends.client_port)} {'→' if ends.one_way else '↔'} {end(ends.server, ends.server_port)}"


def end(address: str, port: str) -> str:
    """An address with its port, IPv6 in brackets then; the address alone without one."""
    if not port or port == "0":
        return address
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def chips(totals: Totals) -> str:
    """What was spoken and how many alerts there were, in Markdown."""
    spoken = [f":gray-badge[{text.plain(name, 24)}]" for name in totals.protocols[:5]]
    alerts = [
        f":{colour}-badge[{text.number(count)} {word} {'alert' if count == 1 else 'alerts'}]"
        for word, colour in COLOURS.items()
        if (count := totals.alerts.get(word))
    ]
    return " ".join((*spoken, *alerts))


def facts(totals: Totals) -> tuple[tuple[str, str], ...]:
    """Six labels with their values, in Markdown."""
    lasted = _UNKNOWN if totals.lasted is None else text.span(totals.lasted)
    alerts = sum(totals.alerts.values())
    how = (text.plain(totals.state) if totals.state else "not recorded") if totals.flows <= 1 else text.number(totals.flows)
    return (
        ("Started (UTC)", _UNKNOWN if totals.started is None else text.moment(totals.started)),
        ("Lasted" if totals.ended else "Lasted, no end seen", lasted),
        _moved("Client sent", totals, 0),
        _moved("Server sent", totals, 1),
        ("State" if totals.flows <= 1 else "Flows", how),
        (f"Events, {text.number(alerts)} {'alert' if alerts == 1 else 'alerts'}", text.number(sum(totals.kinds.values()))),
    )


def _moved(label: str, totals: Totals, side: int) -> tuple[str, str]:
    size, packets = totals.bytes[side], totals.packets[side]
    if size is None:
        return label, _UNKNOWN
    counted = "" if packets is None else f", {text.number(packets)} {'packet' if packets == 1 else 'packets'}"
    return f"{label}{counted}", f"{'' if totals.ended else '≥ '}{text.size(size)}"


def _draw_facts(totals: Totals) -> None:
    with st.container(key="flow-facts"), st.container(key="facts"):
        cells = st.columns((26, 21, 21, 21, 21, 21), gap="xsmall")
        for cell, (label, value) in zip(cells, facts(totals), strict=True):
            cell.metric(label, value, border=True)


def _draw_links(found: Conversation, ends: Ends) -> None:
    if not found.subject.pair:
        pair = f"{ends.client},{ends.server}"
        st.button("The pair's story", icon=":material/swap_horiz:", key="flow-of-pair", on_click=bar.set_flow, args=(pair,))
    ways.draw("All events of the pair", ":material/list_alt:", between(ends.client, ends.server), found.tale.totals)
