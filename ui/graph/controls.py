"""The row that says what the graph is of."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from ui import text
from ui.graph import choice
from ui.graph.choice import AMOUNTS, MOST, Choice
from ui.panels import boundary
from ui.selection import Selection

COMMON = (
    "src_ip", "dest_ip", "dest_port", "event_type", "app_proto", "proto", "alert.signature", "alert.category", "http.hostname",
    "http.http_user_agent", "dns.rrname", "dns.queries.rrname", "tls.sni", "tls.version", "fileinfo.filename", "smb.filename",
    "ssh.client.software_version", "ssh.server.software_version", "host",
)  # fmt: skip
"""The fields that are offered first, where they occur."""

_WEIGHTS = {"events": "Events", "bytes": "Bytes"}
_LAYOUTS = {"network": "Network", "sankey": "Sankey"}


def draw(here: Selection, asked: Choice) -> None:
    """Draws the controls; each of them changes the address."""
    _set_widgets(asked)
    with st.container(key="graph-controls", horizontal=True, gap="xsmall", vertical_alignment="center"):
        # The fields that occur may not be known: the graph can be drawn all the same.
        with boundary("graph-fields", box=False):
            ends = st.container(key="graph-ends", horizontal=True, gap="xsmall", vertical_alignment="center")
            names = offered(here.fields().frame, (asked.source, asked.target))
            with ends:
                _draw_field("From field", "graph-from", names)
                st.button("", icon=":material/swap_horiz:", key="graph-swap", type="tertiary", help="Swap the two fields",
                          on_click=choice.set_ends, args=(asked.target, asked.source))  # fmt: skip
                _draw_field("To field", "graph-to", names)
        _draw_words("Sized by", "weight", _WEIGHTS)
        with st.container(key="graph-bounds", horizontal=True, gap="xsmall", vertical_alignment="center", width="content"):
            st.caption("at least", width="content")
            _draw_bound("Events of a pair, at least", "least", "events")
            _draw_bound("Links of an end, at least", "links", "links")
        st.selectbox(
            "Pairs",
            AMOUNTS,
            key="graph-most",
            format_func=lambda amount: f"{amount} pairs",
            on_change=_take,
            args=("most", MOST),
            label_visibility="collapsed",
            width=118,
        )
        _draw_words("Layout", "layout", _LAYOUTS)


def offered(fields: pd.DataFrame, chosen: Iterable[str]) -> list[str]:
    """The fields to choose from: the common ones that occur, then the others by how many events have them.

    Args:
        fields: the frame of a `connector.answers.Fields`.
        chosen: the fields in force, which are offered whether they occur or not.
    """
    ordered = fields.sort_values("count", ascending=False, kind="stable")["field"]
    # A comma inside a name could not be told from the one between names.
    occurring = [name for name in ordered if "," not in name]
    return list(dict.fromkeys([*(name for name in COMMON if name in set(occurring)), *chosen, *occurring]))


def _set_widgets(asked: Choice) -> None:
    # Not bound themselves: they would be forgotten on other pages, and each has to be right when the address changes.
    state = st.session_state
    state["graph-from"], state["graph-to"] = asked.source, asked.target
    state["graph-weight"], state["graph-layout"] = asked.weight, asked.layout
    state["graph-least"], state["graph-links"], state["graph-most"] = asked.least, asked.links, asked.most


def _draw_field(label: str, key: str, names: list[str]) -> None:
    st.selectbox(
        label,
        names,
        key=key,
        format_func=lambda name: text.visible(name, 60),
        on_change=_take_ends,
        label_visibility="collapsed",
        width=200,
    )


def _draw_words(label: str, key: str, words: dict[str, str]) -> None:
    st.segmented_control(
        label,
        list(words),
        key=f"graph-{key}",
        format_func=words.__getitem__,
        on_change=_take,
        args=(key, next(iter(words))),
        label_visibility="collapsed",
    )


def _draw_bound(label: str, key: str, after: str) -> None:
    st.number_input(
        label, min_value=1, max_value=10**9, step=1, key=f"graph-{key}", on_change=_take, args=(key, 1),
        label_visibility="collapsed", width=84,
    )  # fmt: skip
    st.caption(after, width="content")


def _take(key: str, usual: object) -> None:
    # A second click on the chosen one deselects it: it stays.
    value = st.session_state[f"graph-{key}"]
    if value is not None:
        choice.set_word(key, value, usual)


def _take_ends() -> None:
    choice.set_ends(st.session_state["graph-from"], st.session_state["graph-to"])
