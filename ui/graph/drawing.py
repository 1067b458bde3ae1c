"""The network as an option of ECharts. Text of events is only ever a name in it, never a part of a formatter."""

import math
from collections.abc import Sequence
from typing import Any

from ui import charts, text
from ui.charts.streams import BLUE, GREY, MARKED_LINE, Stop, Stream, bare, narrow, tooltip
from ui.charts.words import WORDS
from ui.graph.choice import Weight
from ui.graph.network import Identity, Network, Node, stream_ends
from ui.graph.places import Places
from ui.rankings import EMPTY

NEW = "new, a new link is dashed"
"""What the legend says of the marks for what the window before did not have."""

_PLACE_OF = {"source": WORDS.index("dns"), "target": WORDS.index("http"), "both": WORDS.index("tls"), NEW: WORDS.index("mute")}
"""Which colour of the theme each mark has: categories take them in their order, so that a theme switch recolours by itself."""

_MARKED: dict[str, object] = {"itemStyle": {"borderColor": BLUE, "borderWidth": 4}, "label": {"fontWeight": "bold"}}
"""How an end that is chosen is marked, whether the picture does that by itself or is told."""

_NAME = 80
"""Characters of a value in the picture; its label is cut further, to fit."""

_FORMATS = {"events": "%,d", "bytes": "bytes"}
_SMALLEST, _GROWTH = 8, 26
_THINNEST, _THICKENING = 0.7, 6.3


def net(network: Network, places: Places, weight: Weight, chosen: Identity | None) -> dict[str, Any]:
    """Ends as dots, links as arrows between them.

    Args:
        network: what is drawn.
        places: x and y of each node.
        weight: what sizes are of.
        chosen: what is marked.
    """
    weights = [node.weight for node in network.nodes]
    strongest = max((link.weight for link in network.links), default=0)
    nodes = [
        {
            "id": str(number),
            "name": named(node),
            "value": node.weight,
            "x": round(float(place[0]), 2),
            "y": round(float(place[1]), 2),
            "category": _PLACE_OF[node.end],
            "symbol": "diamond" if node.new else "circle",
            "symbolSize": round(_SMALLEST + (3 if node.new else 0) + _GROWTH * _grown(node.weight, weights), 1),
            **(_MARKED if node.identity == chosen else {}),
        }
        for number, (node, place) in enumerate(zip(network.nodes, places, strict=True))
    ]
    links = [
        {
            "source": str(link.source),
            "target": str(link.target),
            "value": link.weight,
            "lineStyle": {
                "width": round(_THINNEST + _THICKENING * math.sqrt(link.weight / max(strongest, 1)), 1),
                **({"type": "dashed"} if link.new else {}),
                **(MARKED_LINE if network.identity(link) == chosen else {}),
            },
        }
        for link in network.links
    ]
    shown = [end for end in ("source", "target", "both") if any(node.end == end for node in network.nodes)]
    if any(node.new for node in network.nodes) or any(link.new for link in network.links):
        shown.append(NEW)
    return {
        "animation": False,
        "tooltip": tooltip(_FORMATS[weight]),
        "legend": {
            "data": [{"name": end, "icon": "diamond" if end == NEW else "circle"} for end in shown],
            "selectedMode": False,
            "left": 0,
            "top": 0,
            "itemWidth": 10,
            "itemHeight": 10,
            "itemGap": 14,
        },
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "left": 40,
                "right": 110,
                "top": 48,
                "bottom": 28,
                "preserveAspect": "contain",
                "roam": True,
                "scaleLimit": {"min": 0.5, "max": 12},
                "selectedMode": "single",
                "categories": _categories(),
                "data": nodes,
                "links": links,
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": [0, 6],
                "lineStyle": {"color": GREY, "opacity": 0.5, "curveness": 0.1},
                "label": {"show": True, "position": "right", "distance": 3, "width": 150, "overflow": "truncate"},
                "labelLayout": {"hideOverlap": True},
                "emphasis": {"focus": "adjacency", "label": {"show": True}, "lineStyle": {"opacity": 0.9}},
                "blur": {"itemStyle": {"opacity": 0.15}, "lineStyle": {"opacity": 0.06}, "label": {"opacity": 0.15}},
                "select": _MARKED | {"lineStyle": MARKED_LINE},
            }
        ],
        "media": narrow({"left": 14, "right": 64, "label": {"width": 84}}),
    }


def streams(network: Network, weight: Weight, chosen: Identity | None) -> dict[str, Any]:
    """Pairs as streams from the values of one field, on the left, to those of the other, on the right.

    Args:
        network: what is drawn.
        weight: what sizes are of.
        chosen: what is marked.
    """
    columns = stream_ends(network)
    place = {end: number for number, end in enumerate(columns)}
    stops = [
        Stop(depth, ("◆ " if node.new else "") + _cut(node), node.identity == chosen)
        for depth, node in ((depth, network.nodes[number]) for depth, number in columns)
    ]
    links = [
        Stream(place[0, link.source], place[1, link.target], link.weight, network.identity(link) == chosen)
        for link in network.links
    ]
    return charts.streams(stops, links, _FORMATS[weight])


def named(node: Node) -> str:
    """A node's value as the picture has it: one line, nothing hidden, the beginning of what is long."""
    return bare(_cut(node))


def _cut(node: Node) -> str:
    shown = text.address(node.value) if node.side == "" else text.visible(node.value, _NAME)
    return shown or EMPTY


def _categories() -> list[dict[str, Any]]:
    names = {place: name for name, place in _PLACE_OF.items()}
    return [{"name": names.get(place, f"colour {place}"), "symbol": "circle"} for place in range(len(WORDS))]


def _grown(weight: int, weights: Sequence[int]) -> float:
    """0 for the least, 1 for the most, between them by powers: the greatest may be a million times the least."""
    least, most = math.log1p(min(weights)), math.log1p(max(weights))
    return (math.log1p(weight) - least) / (most - least) if most > least else 0.5
