"""The spread of numbers: how many events hold a number of each size."""

from functools import lru_cache

import altair as alt
import pandas as pd

from ui.charts.chart import Chart
from ui.charts.look import COLOURS, FRAMELESS, LABELS, MUTE, PADDING

_NUMBERS = alt.Axis(
    **LABELS,
    labelColor=MUTE,
    labelPadding=3,
    labelOverlap=True,
    ticks=True,
    tickColor=MUTE,
    tickSize=4,
    grid=False,
    labelExpr="format(datum.value, '~s')",
)
_COUNTS = alt.Axis(**LABELS, labelColor=MUTE, ticks=False, tickCount=2, minExtent=38, maxExtent=38, format=",d", grid=True)
_TOOLTIP = [
    alt.Tooltip(field="span", type="nominal", title=" "),
    alt.Tooltip(field="count", type="quantitative", format=",", title="count"),
]


def spread(bins: pd.DataFrame, by_powers: bool, height: int = 110) -> Chart:
    """Bars over an axis of numbers.

    Args:
        bins: ``low``, ``high``, ``count`` and ``span`` (what a bar stands for, in words).
        by_powers: whether the axis grows by powers of ten, beginning with 0.
        height: of the bars, in pixels.
    """
    low, high = (float(bins["low"].min()), float(bins["high"].max())) if len(bins) else (0.0, 1.0)
    marked = bins[bins["count"] > 0].assign(word="dns", floor=0)
    return Chart(_drawing(low, high, by_powers, height), {"bins": marked})


@lru_cache(maxsize=64)
def _drawing(low: float, high: float, by_powers: bool, height: int) -> alt.VConcatChart:
    axis = _NUMBERS.copy(deep=False)
    if by_powers:
        axis.values = [0, *(10.0**power for power in range(16) if low <= 10.0**power <= high)]
        scale = alt.Scale(type="symlog", constant=1, domain=[low, high], nice=False)
    else:
        scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    view = alt.Chart(alt.NamedData(name="bins"), height=height, width="container").mark_rect()
    marked = view.encode(
        x=alt.X(field="low", type="quantitative", scale=scale, axis=axis),
        x2=alt.X2(field="high"),
        y=alt.Y(field="floor", type="quantitative", axis=_COUNTS),
        y2=alt.Y2(field="count"),
        color=alt.Color(field="word", type="nominal", scale=COLOURS, legend=None),
        tooltip=_TOOLTIP,
    )
    return alt.VConcatChart(vconcat=[marked], padding=PADDING, config=FRAMELESS)
