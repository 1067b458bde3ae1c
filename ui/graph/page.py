"""The page: what the graph is of, the picture, and beside it what is chosen."""

import streamlit as st

from ui import charts, panel_menu, text
from ui.graph import beside, choice, controls, drawing, question
from ui.graph.choice import Choice
from ui.graph.chosen import chosen, settled, take_click
from ui.graph.network import Identity, Network, network
from ui.graph.places import Places, places
from ui.graph.question import Found
from ui.panels import boundary, notes
from ui.selection import Selection

_HEIGHT = 640
_STREAM = 15
"""Pixels for each value of the longer side of the streams."""


def draw(here: Selection) -> None:
    """Draws the pairs of two fields, of the events that the bar has chosen."""
    asked = choice.chosen()
    controls.draw(here, asked)
    # The controls stay: what cannot be drawn is chosen differently there.
    with boundary("graph-body"):
        found = question.asked(here, asked)
        drawn = network(found.pairs, found.known, asked)
        _draw_truth(here, asked, found, drawn)
        notes(found.notes)
        if not drawn.links:
            _draw_nothing(asked, found)
            return
        identity = existing(found, asked, chosen())
        with st.container(key="graph-body"):
            left, right = st.columns((67, 33), gap="xsmall")
        with left, st.container(border=True, height=_HEIGHT, key="graph-picture", gap=None):
            _draw_picture(asked, drawn, identity)
        with right, st.container(border=True, height=_HEIGHT, key="graph-beside", gap="xsmall"), boundary("pairs", box=False):
            if identity:
                fields = here.fields().frame
                kinds = dict(zip(fields["field"], fields["type"], strict=True))
                beside.draw_chosen(asked, found, drawn, identity, kinds)
            hint = "click one" if identity else "click one, or an end or a link in the picture"
            st.markdown(f"**Strongest pairs**  :small[:gray[{hint}]]")
            beside.draw_pairs(asked, drawn, 20 if identity is None else 15 if identity[0] == "link" else 8)


def existing(found: Found, asked: Choice, identity: Identity | None) -> Identity | None:
    """What is chosen, while there is such an end or link; ``None`` otherwise."""
    if identity is None:
        return None
    kind, first, second = identity
    sources, targets = found.pairs["source"], found.pairs["target"]
    if kind == "link":
        there = (sources == first) & (targets == second)
    elif asked.merged != (first == ""):
        return None
    elif asked.merged:
        there = (sources == second) | (targets == second)
    else:
        there = (sources if first == "source" else targets) == second
    return identity if there.any() else None


def truth(asked: Choice, found: Found, drawn: Network) -> str:
    """What is drawn of what there is, in Markdown.

    ``**200 strongest** of 4,310 pairs, 91% of their events · 143 ends, 12 new``.
    """
    shown, bounded = len(drawn.links), asked.least > 1 or asked.links > 1 or bool(asked.hidden)
    total = drawn.total if bounded or found.distinct is None else found.distinct
    which = "" if asked.least == 1 else f" of {text.number(asked.least)} events or more"
    which += "" if asked.links == 1 else f" between ends of {text.number(asked.links)} links or more"
    if found.whole and shown == total:
        said = f"**{('No pair', 'One pair')[total] if total < 2 else f'All {text.number(total)} pairs'}**{which}"
    else:
        least = "" if found.whole or total == found.distinct else "at least "
        share = f", {drawn.share:.0%} of their {asked.weight}" if found.whole else ""
        said = f"**{text.number(shown)} strongest** of {least}{text.number(total)} pairs{which}{share}"
    ends = f"{text.number(len(drawn.nodes))} ends"
    if found.known is None:
        return f"{said} · {ends}, new ones unknown ({found.unknown})"
    return f"{said} · {ends}, {text.number(sum(node.new for node in drawn.nodes))} new"


def _draw_truth(here: Selection, asked: Choice, found: Found, drawn: Network) -> None:
    with st.container(key="graph-truth", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(f":small[{truth(asked, found, drawn)}]", width="stretch")
        if asked.hidden:
            names = ", ".join(text.code(value, 40) for value in asked.hidden[:20])
            label = f"Hidden: {len(asked.hidden)} · show again"
            st.button(
                label, icon=":material/visibility:", key="graph-show", type="tertiary", on_click=choice.show_hidden, help=names
            )
        of, questions, frame = question.told(here, asked, found)
        panel_menu.draw_in(st.container(width="content"), "graph", of, questions, frame, found.notes)


def _draw_picture(asked: Choice, drawn: Network, identity: Identity | None) -> None:
    streams = asked.layout == "sankey"
    clickable = [node.identity for node in drawn.nodes], [drawn.identity(link) for link in drawn.links]
    name = f"graph-{asked.layout}-{charts.digest(clickable)}"
    key, by_itself = settled(name, identity)
    # Another option would end the zoom: what was clicked here is marked by the picture itself.
    marked = None if by_itself else identity
    longer = max(len({link.source for link in drawn.links}), len({link.target for link in drawn.links}))
    st.echarts_chart(
        drawing.streams(drawn, asked.weight, marked) if streams else drawing.net(drawn, _placed(drawn), asked.weight, marked),
        height=max(_HEIGHT - 34, _STREAM * longer) if streams else _HEIGHT - 34,
        key=key,
        on_select=lambda: take_click(key, drawn, streams),
        alt=f"{len(drawn.links)} pairs of {len(drawn.nodes)} ends; the table beside holds the same.",
    )


def _placed(drawn: Network) -> Places:
    return _places(len(drawn.nodes), tuple((link.source, link.target) for link in drawn.links))


# A rerun draws the same again: places cost more than all the rest.
@st.cache_data(max_entries=64, show_spinner=False)
def _places(count: int, links: tuple[tuple[int, int], ...]) -> Places:
    return places(count, links)


def _draw_nothing(asked: Choice, found: Found) -> None:
    fields = f"{text.code(asked.source, 60)} and {text.code(asked.target, 60)}"
    with st.container(key="empty", width=860, gap="small"):
        if len(found.pairs):
            st.markdown("**No pair is left**")
            st.markdown("None has as many events, and ends with as many links, as are asked for, and no end that is hidden.")
            st.button("Lower the bounds", icon=":material/restart_alt:", key="graph-lower", on_click=choice.lower)
        elif asked.weight == "bytes":
            st.markdown(f"**No flow event has {fields}**")
            st.markdown("Bytes are those of flow events: each tells once, at its end, how many a flow moved.")
            st.button("Size by events", key="graph-by-events", on_click=choice.set_word, args=("weight", "events", "events"))
        else:
            st.markdown(f"**No event has both {fields}**")
            st.markdown("Choose other fields above.")
