"""Which end or link is chosen: it lies in the session, whether it was clicked in the picture or in a table."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui.graph.network import Identity, Network, stream_ends

CHOSEN = "graph_chosen"
"""Where the identity of what is chosen lies in the session; "" for nothing."""

_CLICKED = "graph_clicked"
"""What the picture has selected by itself, and the key of that picture."""

_TURN = "graph_turn"
"""Counts the pictures that were drawn anew to forget what they had selected."""


def chosen() -> Identity | None:
    """What is chosen; ``None`` for nothing."""
    identity: Identity | None = st.session_state.get(CHOSEN) or None
    return identity


def choose(identity: Identity | None) -> None:
    """Chooses an end or a link; ``None`` for nothing. For callbacks."""
    st.session_state[CHOSEN] = identity or ""


def settled(name: str, identity: Identity | None) -> tuple[str, bool]:
    """The key of the picture, and whether it marks by itself what is chosen.

    A picture whose own selection is another one is drawn anew under another key: its selection cannot be changed from outside.

    Args:
        name: of what is drawn: it changes with the numbers that clicks come as.
        identity: what is chosen.
    """
    turn: int = st.session_state.setdefault(_TURN, 0)
    where, selected = st.session_state.get(_CLICKED) or ("", None)
    if where == f"{name}-{turn}" and selected != identity:
        st.session_state[_TURN] = turn = turn + 1
    key = f"{name}-{turn}"
    # A page that was left and opened again has a picture that selects nothing.
    return key, where == key and identity is not None and bool(_selected(key))


def take_click(key: str, network: Network, streams: bool) -> None:
    """Chooses what was clicked in the picture; a second click on it chooses nothing. For callbacks.

    Args:
        key: of the picture.
        network: what is drawn.
        streams: whether it is drawn as streams.
    """
    clicked = clicked_on(_selected(key), network, streams)
    st.session_state[_CLICKED] = key, clicked
    choose(clicked)


def clicked_on(selected: list[dict[str, Any]], network: Network, streams: bool) -> Identity | None:
    """What the picture's selection means; ``None`` for nothing, and for what is not drawn any more.

    Args:
        selected: as Streamlit gives it: entries with ``data_type`` and ``data_indices``.
        network: what is drawn.
        streams: whether it is drawn as streams.
    """
    for group in selected:
        for index in group["data_indices"]:
            if group["data_type"] == "edge" and index < len(network.links):
                return network.identity(network.links[index])
            if group["data_type"] == "edge":
                continue
            places: Sequence[int] = [place for _, place in stream_ends(network)] if streams else range(len(network.nodes))
            if index < len(places):
                return network.nodes[places[index]].identity
    return None


def _selected(key: str) -> list[dict[str, Any]]:
    selected: list[dict[str, Any]] = (st.session_state.get(key) or {}).get("selection", {}).get("selected") or []
    return selected
