"""What the graph is of: two fields, how it is sized, and what is left out. All of it lies in the address."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from connector.lucene.fields import ADDRESSES

Weight = Literal["events", "bytes"]
Layout = Literal["network", "sankey"]

USUAL = ("src_ip", "dest_ip")
"""The fields when nobody chose."""

MOST = 200
"""Pairs that are drawn when nobody chose."""

AMOUNTS = (50, 100, MOST, 500)
"""How many pairs may be drawn: more than these nobody can tell apart."""

_GREATEST = 10**9


@dataclass(frozen=True, slots=True)
class Choice:
    """What the graph is of.

    Attributes:
        source: the field whose values a pair begins with.
        target: the field whose values it ends with.
        weight: what makes a pair strong: its events, or the bytes of its flows.
        least: events of a pair, at least.
        links: pairs of each end, at least.
        most: pairs that are drawn, at most.
        layout: how they are drawn.
        hidden: values that are left out.
    """

    source: str = USUAL[0]
    target: str = USUAL[1]
    weight: Weight = "events"
    least: int = 1
    links: int = 1
    most: int = MOST
    layout: Layout = "network"
    hidden: tuple[str, ...] = ()

    @property
    def merged(self) -> bool:
        """Whether a value is the same thing at both ends: a host that is source here and target there."""
        return self.source == self.target or {self.source, self.target} <= ADDRESSES


def chosen() -> Choice:
    """What the address asks for; what it asks wrongly is as if nobody chose."""
    state = st.session_state
    source, target = ends(state.get("ends") or "")
    most = whole(state.get("most") or "")
    return Choice(
        source,
        target,
        "bytes" if state.get("weight") == "bytes" else "events",
        whole(state.get("least") or "") or 1,
        whole(state.get("links") or "") or 1,
        most if most in AMOUNTS else MOST,
        "sankey" if state.get("layout") == "sankey" else "network",
        tuple(dict.fromkeys(state.get("hide") or ())),
    )


def ends(words: str) -> tuple[str, str]:
    """The two fields that stand in the address, parted by a comma; `USUAL` for anything else."""
    names = [name.strip() for name in words.split(",")]
    return (names[0], names[1]) if len(names) == 2 and all(names) else USUAL


def whole(words: str) -> int:
    """The number that stands in the address, from 1 to a milliard; 0 for anything else."""
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 11 and int(words) <= _GREATEST else 0


def set_ends(source: str, target: str) -> None:
    """Draws other fields: what was hidden of the former ones comes back. For callbacks."""
    st.session_state["ends"] = "" if (source, target) == USUAL else f"{source},{target}"
    st.session_state["hide"] = []


def set_word(key: str, value: object, usual: object) -> None:
    """Sets a parameter of the address; what is usual leaves the address alone. For callbacks."""
    st.session_state[key] = "" if value == usual else str(value)


def lower() -> None:
    """Draws pairs of any number of events, and ends of any number of links. For callbacks."""
    st.session_state["least"] = st.session_state["links"] = ""


def hide(value: str) -> None:
    """Leaves a value out. For callbacks."""
    st.session_state["hide"] = [*dict.fromkeys([*(st.session_state.get("hide") or []), value])]


def show_hidden() -> None:
    """Draws again what was left out. For callbacks."""
    st.session_state["hide"] = []
