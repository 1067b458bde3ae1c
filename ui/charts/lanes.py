"""Lanes: a row for each value over the time axis, darker where there is more of it, with a brush."""

from datetime import timedelta
from functools import lru_cache

import altair as alt
import pandas as pd

from connector.window import Window
from ui import text
from ui.charts.chart import Chart
from ui.charts.look import COLOURS, FRAMELESS, INK, LABELS, NARROW, PADDING
from ui.charts.stacks import milliseconds
from ui.charts.timelines import time

LANE = 24
"""Pixels of a row."""

_AXIS = 26
"""Pixels of the time axis, which the height of a chart includes."""

_LETTER, _LABELS, _NARROW = 7, 230, 110
"""Pixels of a letter, and of the longest label, on a phone too; what is longer is cut."""

_BRUSH = alt.selection_interval(name="brush", encodings=["x"], mark=alt.BrushConfig(fillOpacity=0.12))
_ROWS = alt.EncodingSortField(field="row", op="min")
_BANDS = alt.Scale(paddingInner=0.18, paddingOuter=0.1)
_VALUES = alt.Axis(**LABELS, labelColor=alt.ExprRef("scale('color', 'ink')"), labelPadding=6, ticks=False, grid=False)
_SHADES = alt.Opacity(field="shade", type="quantitative", scale=alt.Scale(domain=[0, 1], range=[0.14, 1]), legend=None)
_TOOLTIP = [
    alt.Tooltip(field="begin", type="temporal", format="%d %b %H:%M", formatType="utcFormat", title="from"),
    alt.Tooltip(field="label", type="nominal", title=" "),
    alt.Tooltip(field="count", type="quantitative", format=",", title="count"),
]


def lanes(timeline: pd.DataFrame, step: timedelta, window: Window, labels: list[str], words: list[str]) -> pd.DataFrame:
    """The marks of `shaded`: ``row``, ``label``, ``word``, ``begin``, ``from`` and ``to`` (epoch milliseconds), ``count`` and
    ``shade``, which is the count as a share of its row's greatest.

    Buckets without events have no mark.

    Args:
        timeline: ``row`` (the place, from 0), ``time`` and ``count``.
        step: the length of a bucket.
        window: what the marks must not pass.
        labels: what stands beside each row, safe to show. Equal ones are told apart by a number.
        words: the vocabulary's word for each row.
    """
    marks = timeline[timeline["count"] > 0].sort_values(["row", "time"], ignore_index=True)
    start = marks["time"].astype("datetime64[ms, UTC]").astype("int64").astype("float64")
    end = (start + step.total_seconds() * 1_000).clip(upper=milliseconds(window.end) if window.end else None)
    named = [f"{label} ({labels[:row].count(label) + 1})" if label in labels[:row] else label for row, label in enumerate(labels)]
    return pd.DataFrame(
        {
            "row": marks["row"],
            "label": [named[row] for row in marks["row"]],
            "word": [words[row] for row in marks["row"]],
            "begin": start,
            "from": start,
            "to": end,
            "count": marks["count"],
            "shade": marks["count"] / marks.groupby("row")["count"].transform("max"),
        }
    )


def shaded(marks: pd.DataFrame, window: Window) -> Chart:
    """A row for each value, darker where it is more frequent, its total at the end; a brush on the time axis.

    Args:
        marks: what `lanes` made.
        window: the span of the time axis.
    """
    totals = marks.groupby("row", as_index=False).agg(label=("label", "first"), count=("count", "sum"))
    totals = totals.assign(shown=totals["count"].map(text.number))
    longest = max(map(len, totals["label"]), default=0)
    return Chart(_drawing(window, len(totals), min(longest * _LETTER + 12, _LABELS)), {"lanes": marks, "totals": totals})


# Kept, because a rerun draws the same window again: to make it costs more than to count it.
@lru_cache(maxsize=64)
def _drawing(window: Window, rows: int, label_width: int) -> alt.LayerChart:
    axis = _VALUES.copy(deep=False)
    width = alt.ExprRef(f"{NARROW} ? {min(label_width, _NARROW)} : {label_width}")
    axis.labelLimit = axis.minExtent = axis.maxExtent = width
    values = alt.Y(field="label", type="nominal", sort=_ROWS, scale=_BANDS, axis=axis)
    marks = alt.Chart(alt.NamedData(name="lanes"), name="lanes").mark_rect().add_params(_BRUSH)
    marks = marks.encode(
        x=time(window),
        x2=alt.X2(field="to"),
        y=values,
        color=alt.Color(field="word", type="nominal", scale=COLOURS, legend=None),
        opacity=_SHADES,
        tooltip=_TOOLTIP,
    )
    totals = alt.Chart(alt.NamedData(name="totals")).mark_text(align="left", dx=6, fontSize=12)
    totals = totals.encode(
        x=alt.value("width"),
        y=values,
        text=alt.Text(field="shown", type="nominal"),
        color=INK,
    )
    return alt.LayerChart(layer=[marks, totals], height=LANE * rows + _AXIS, padding=PADDING | {"right": 52}, config=FRAMELESS)
