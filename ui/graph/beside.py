"""Beside the picture: what is chosen and what it is linked with; and the strongest pairs, for keys and screen readers too."""

import pandas as pd
import streamlit as st

from ui import bar, charts, menu, rows, summary, tables, text
from ui.graph import choice, filters
from ui.graph.choice import Choice
from ui.graph.chosen import CHOSEN, choose
from ui.graph.filters import Kinds
from ui.graph.network import Identity, Network, neighbours
from ui.graph.question import Found
from ui.headline import EVENTS
from ui.rankings import EMPTY

_ROW = 27
_NEIGHBOURS, _LISTED = 8, 200
_ADDRESS = 46
"""Characters: an address has fewer."""


def draw_chosen(asked: Choice, found: Found, network: Network, identity: Identity, kinds: Kinds) -> None:
    """Draws what is chosen: its counts, what it is linked with, and what can be done with it.

    Args:
        asked: what the graph is of.
        found: all pairs that are known.
        network: those that are drawn.
        identity: an end or a link.
        kinds: the types of the fields.
    """
    kind, first, second = identity
    title = " → ".join((written(first), written(second))) if kind == "link" else written(second)
    with st.container(key="graph-title", horizontal=True, gap="xsmall", vertical_alignment="center"):
        with st.container(key="graph-name", width="stretch"):
            st.text(title)
        if is_new(network, identity):
            st.badge("new", icon=":material/diamond:", color="blue")
        st.button("", icon=":material/close:", key="graph-close", type="tertiary", on_click=choose,
                  shortcut=None if menu.is_open() else "Esc",
                  args=(None,), help="Close")  # fmt: skip
    if kind == "link":
        st.caption(link_words(asked, found, identity))
        _draw_actions(asked, identity, kinds)
        return
    others = neighbours(found.pairs, identity, asked.merged)
    st.caption(node_words(asked, others))
    _draw_actions(asked, identity, kinds)
    _draw_neighbours(asked, others, kinds)


def draw_pairs(asked: Choice, network: Network, most: int) -> None:
    """Draws the drawn pairs as a table; a click chooses the link."""
    view = listed(asked, network)
    wide = 128 if asked.weight == "events" else 108
    identities = [network.identity(link) for link in network.links]
    config = {
        "Source": tables.words("Source", wide),
        "Target": tables.words("Target", wide),
        "Bytes": st.column_config.TextColumn("Bytes", width=70, alignment="right"),
        "Events": tables.count("Events", 60),
        "New": tables.mark("New", 56),
    }
    rows.draw(
        view,
        identities,
        key=f"graph-pairs-{charts.digest(identities, view['Events'].to_list())}",
        state=CHOSEN,
        height=tables.height(len(view), _ROW, most),
        row_height=_ROW,
        config={name: column for name, column in config.items() if name in view},
        boxes=False,
    )


def listed(asked: Choice, network: Network) -> pd.DataFrame:
    """The drawn pairs as the rows of a table, the strongest first.

    Returns:
        ``Source`` and ``Target`` (safe text), ``Bytes`` (text, only when sized by them), ``Events`` (int64) and ``New`` (lists;
        only when a pair is).
    """
    nodes, links = network.nodes, network.links
    view = {
        "Source": [written(nodes[link.source].value) for link in links],
        "Target": [written(nodes[link.target].value) for link in links],
        "Bytes": [text.size(link.weight) for link in links],
        "Events": pd.Series([link.count for link in links], dtype="int64"),
        "New": pd.Series([["new"] if link.new else [] for link in links], dtype=object),
    }
    if asked.weight == "events":
        del view["Bytes"]
    if not any(link.new for link in links):
        del view["New"]
    return pd.DataFrame(view)


def node_words(asked: Choice, others: pd.DataFrame) -> str:
    """``source of 12 pairs, 1,204 events; target of 3 pairs, 17 events``: Markdown without any text of events.

    Args:
        asked: what the graph is of.
        others: what `neighbours` made.
    """
    said = []
    for word, forth in (("source", True), ("target", False)):
        own = others[others["forth"] == forth]
        if len(own):
            said.append(f"{word} of {summary.counted(len(own), 'pair')}, {_amount(asked, own)}")
    return "; ".join(said)


def link_words(asked: Choice, found: Found, link: Identity) -> str:
    """``1,204 events: 12% of the source's, 80% of the target's``.

    Args:
        asked: what the graph is of.
        found: all pairs that are known.
        link: the identity of a pair.
    """
    pairs = found.pairs
    of_source, of_target = pairs[pairs["source"] == link[1]], pairs[pairs["target"] == link[2]]
    own = of_source[of_source["target"] == link[2]]
    shares = [own["weight"].sum() / max(all["weight"].sum(), 1) for all in (of_source, of_target)]
    return f"{_amount(asked, own)}: {shares[0]:.0%} of what the source has, {shares[1]:.0%} of what the target has"


def is_new(network: Network, identity: Identity) -> bool:
    """Whether what is chosen is drawn as new."""
    if identity[0] == "link":
        return any(link.new for link in network.links if network.identity(link) == identity)
    return any(node.new for node in network.nodes if node.identity == identity)


def written(value: str) -> str:
    """A value as a cell shows it: nothing hidden, addresses short."""
    return (text.address(value) if len(value) < _ADDRESS else text.visible(value, 200)) or EMPTY


def _amount(asked: Choice, pairs: pd.DataFrame) -> str:
    events = summary.counted(int(pairs["count"].sum()), "event" if asked.weight == "events" else "flow event")
    return events if asked.weight == "events" else f"{text.size(int(pairs['weight'].sum()))} in {events}"


def _draw_actions(asked: Choice, identity: Identity, kinds: Kinds) -> None:
    chips = filters.chips(asked, identity, kinds)
    with st.container(key="graph-actions", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.button("Only", icon=":material/add_circle:", key="graph-only", on_click=bar.add_chip, args=chips,
                  help="Only events with it")  # fmt: skip
        st.button("Not", icon=":material/do_not_disturb_on:", key="graph-not", on_click=bar.add_chip,
                  args=(f"-{filters.clause(asked, identity, kinds)}",), help="No events with it")  # fmt: skip
        if identity[0] == "node":
            st.button("Hide", icon=":material/visibility_off:", key="graph-hide", on_click=_hide, args=(identity[2],),
                      help="Leaves it out of the picture; no filter")  # fmt: skip
        flows = ("event_type:flow",) if asked.weight == "bytes" else ()
        st.page_link(EVENTS, label="Open events", icon=":material/list_alt:", query_params=bar.link_state(*flows, *chips))
        st.button("", icon=":material/more_horiz:", key="graph-more", type="tertiary", on_click=menu.ask,
                  args=(filters.choices(asked, identity, kinds),), help="Group, compare, copy, open …")  # fmt: skip


def _draw_neighbours(asked: Choice, others: pd.DataFrame, kinds: Kinds) -> None:
    both = asked.merged and others["forth"].nunique() > 1
    shown = others.head(_LISTED)
    view = pd.DataFrame(
        {
            "Way": ["→" if forth else "←" for forth in shown["forth"]],
            "Linked with": [written(value) for value in shown["value"]],
            "Bytes": [text.size(weight) for weight in shown["weight"]],
            "Events": shown["count"].to_list(),
        }
    )
    config = {
        "Way": tables.words("Way", 40),
        "Linked with": tables.words("Linked with", 190),
        "Bytes": st.column_config.TextColumn("Bytes", width=70, alignment="right"),
        "Events": tables.count("Events", 60),
    }
    left_out = {"Way"} if not both else set()
    if asked.weight == "events":
        left_out.add("Bytes")
    identities: list[Identity] = [
        ("node", "" if asked.merged else "target" if forth else "source", value)
        for value, forth in zip(shown["value"], shown["forth"], strict=True)
    ]
    key = f"graph-linked-{charts.digest(identities, view['Events'].to_list())}"
    config = {name: column for name, column in config.items() if name not in left_out}
    about = tuple(filters.choices(asked, identity, kinds) for identity in identities)
    meant = [filters.clause(asked, identity, kinds) for identity in identities]
    tables.show(view, config, key, _take, (key, tuple(identities)), _ROW, _NEIGHBOURS, about, meant)
    if len(others) > len(shown):
        st.caption(f"The {_LISTED} strongest of {text.number(len(others))}.")


def _take(key: str, identities: tuple[Identity, ...]) -> None:
    row = tables.picked(key)
    if row is not None and row < len(identities):
        choose(identities[row])


def _hide(value: str) -> None:
    choice.hide(value)
    choose(None)
