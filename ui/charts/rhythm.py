"""The rhythm of what repeats: how long after the one before it each came."""

from functools import lru_cache

import altair as alt
import pandas as pd

from ui.charts.chart import Chart
from ui.charts.look import COLOURS, FRAMELESS, LABELS, MUTE, PADDING


def rhythm(gaps: pd.DataFrame, word: str, height: int = 96) -> Chart:
    """A point for each gap: machines draw a line, people a cloud.

    Args:
        gaps: ``number`` (from 1, in order of time) and ``seconds``.
        word: the vocabulary's word for what repeats.
        height: in pixels, of the whole chart.
    """
    return Chart(_drawing(height), {"gaps": gaps.assign(word=word)})


@lru_cache(maxsize=64)
def _drawing(height: int) -> alt.LayerChart:
    points = alt.Chart(alt.NamedData(name="gaps")).mark_point(filled=True, size=20, opacity=0.9)
    across = alt.Axis(**LABELS, labelColor=MUTE, ticks=False, grid=False, tickCount=4, tickMinStep=1, format=",d")
    up = alt.Axis(**LABELS, labelColor=MUTE, ticks=False, grid=True, tickCount=3, minExtent=38, maxExtent=38, format="~s")
    drawing = points.encode(
        x=alt.X(field="number", type="quantitative", axis=across, scale=alt.Scale(zero=False, nice=False)),
        y=alt.Y(field="seconds", type="quantitative", axis=up, scale=alt.Scale(zero=True, nice=True)),
        color=alt.Color(field="word", type="nominal", scale=COLOURS, legend=None),
        tooltip=[
            alt.Tooltip(field="number", type="quantitative", title="number"),
            alt.Tooltip(field="seconds", type="quantitative", title="seconds", format=",.2f"),
        ],
    )
    return alt.LayerChart(layer=[drawing], height=height, padding=PADDING, config=FRAMELESS)
