"""Streams between the values of two or three columns (a Sankey), as an option of ECharts: text of events is but a name in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BLUE, GREEN, VIOLET, GREY = "#3a6cc4", "#239a85", "#8f7fcb", "#8195ac"
"""A stream has no categories: colours between those of both themes, to be seen on either."""

INK = "#7d8794"
MARKED_LINE = {"color": BLUE, "opacity": 0.95}
"""How a link that is chosen is marked."""

_COLUMNS = (BLUE, GREEN, VIOLET)


@dataclass(frozen=True, slots=True)
class Stop:
    """A value in one of the columns.

    Attributes:
        column: from 0.
        name: safe to show on one line.
        marked: whether it is the one that is chosen.
    """

    column: int
    name: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """What goes from one value to one of the next column.

    Attributes:
        source: the place of the stop that it begins at.
        target: that of the stop that it ends at.
        weight: how broad it is.
        marked: whether it is the one that is chosen.
    """

    source: int
    target: int
    weight: int
    marked: bool = False


def streams(stops: Sequence[Stop], links: Sequence[Stream], format: str) -> dict[str, Any]:
    """Streams from left to right; a click selects a stop or a stream by its place in these lists.

    A value that stands in two columns is two stops: streams must not run in a circle.

    Args:
        stops: the values.
        links: the streams, at least one.
        format: of the numbers, as for `tooltip`.
    """
    last = max((stop.column for stop in stops), default=0)
    nodes = [
        {
            "id": str(place),
            "name": bare(stop.name),
            "depth": stop.column,
            "itemStyle": {
                "color": _COLUMNS[stop.column],
                **({"borderColor": INK, "borderWidth": 2} if stop.marked else {}),
            },
        }
        for place, stop in enumerate(stops)
    ]
    edges = [
        {
            "source": str(link.source),
            "target": str(link.target),
            "value": link.weight,
            **({"lineStyle": MARKED_LINE} if link.marked else {}),
        }
        for link in links
    ]
    room = 190 if last < 2 else 150
    return {
        "animation": False,
        "tooltip": tooltip(format),
        "series": [
            {
                "type": "sankey",
                "left": room,
                "right": room,
                "top": 8,
                "bottom": 8,
                "nodeWidth": 12,
                "nodeGap": 12,
                "draggable": False,
                "selectedMode": "single",
                "data": nodes,
                "links": edges,
                "label": {"width": room - 14, "overflow": "truncate", "formatter": "{b}"},
                "levels": [{"depth": depth, "label": {"position": "right" if depth else "left"}} for depth in range(last + 1)],
                "lineStyle": {"color": GREY, "opacity": 0.35, "curveness": 0.5},
                "emphasis": {"focus": "adjacency"},
                "select": {"itemStyle": {"borderColor": INK, "borderWidth": 2}, "lineStyle": MARKED_LINE},
            }
        ],
        "media": narrow({"left": 92, "right": 92, "label": {"width": 84}}),
    }


def bare(name: str) -> str:
    """A name in which ECharts finds none of its own words: it would put values for {a}, {b} and {c} wherever they stand."""
    return name.replace("{", "{\u2060")


def tooltip(format: str) -> dict[str, Any]:
    """What shows under the pointer.

    Args:
        format: of numbers: ``%,d``, or ``bytes``.
    """
    look = "max-width: 420px; white-space: normal; overflow-wrap: anywhere; box-shadow: none;"
    return {"confine": True, "valueFormatter": format, "extraCssText": look}


def narrow(series: dict[str, Any]) -> list[dict[str, Any]]:
    """What is different of the one series on a phone."""
    return [{"query": {"maxWidth": 560}, "option": {"series": [series]}}]
