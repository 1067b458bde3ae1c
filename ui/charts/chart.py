"""A chart, how it is drawn, and what was selected on it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, cast

import altair as alt
import pandas as pd
import streamlit as st

from connector.window import Window


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn.

    Attributes:
        drawing: the chart, whose data are names.
        data: a frame for every name that the drawing mentions.
    """

    drawing: alt.VConcatChart | alt.LayerChart
    data: dict[str, pd.DataFrame]

    def to_dict(self) -> dict[str, Any]:
        """Vega-Lite with its frames in ``datasets``: all that Streamlit asks of a chart.

        A frame inside a drawing would be named by its content, and a chart with another name is made anew where one with other
        data is updated. Altair's schema is not asked: that costs more than all the rest, and the tests ask it of every chart.
        """
        return self.drawing.to_dict(validate=False) | {"datasets": self.data}


def show(chart: Chart, key: str, on_pick: Callable[..., None] | None = None, args: tuple[object, ...] = ()) -> None:
    """Draws the chart over the width of its place.

    Args:
        chart: what a function of this package made.
        key: names the chart in ``session_state``; a key that changes with the data forgets old selections.
        on_pick: called after a brush or a click; it reads `brushed` or `picked` of the key.
        args: what it is called with.
    """
    st.altair_chart(
        cast(alt.VConcatChart, chart),
        width="stretch",
        key=key,
        on_select=(lambda: on_pick(*args)) if on_pick else "ignore",
    )


def digest(*parts: object) -> str:
    """A short name for data: keys made of it change when the data does."""
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=6).hexdigest()


def brushed(key: str) -> Window | None:
    """The window that was brushed on a chart, widened to whole seconds, or to whole minutes when it is long.

    ``None`` when there is no brush, or a mere click.
    """
    bounds = _selected(key, "brush").get("from")
    if not bounds or len(bounds) != 2 or bounds[1] - bounds[0] < 1_000:
        return None
    unit = 60 if bounds[1] - bounds[0] > 600_000 else 1
    start, end = math.floor(bounds[0] / 1_000 / unit) * unit, math.ceil(bounds[1] / 1_000 / unit) * unit
    return Window(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))


def picked(key: str) -> int | None:
    """The number of the bar that was clicked; ``None`` when none is."""
    points = _selected(key, "pick")
    return int(points[0]["row"]) if points and not points[0].get("dots") else None


def asked(key: str) -> int | None:
    """The number of the bar whose dots were clicked, which ask for its menu; ``None`` when none are."""
    points = _selected(key, "pick")
    return int(points[0]["row"]) if points and points[0].get("dots") else None


def _selected(key: str, name: str) -> Any:
    state = st.session_state.get(key)
    return (state or {}).get("selection", {}).get(name) or {}
