"""Timelines: stacked bars over the time axis of a window, with a brush."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

import altair as alt
import pandas as pd

from connector.window import Window
from ui.charts.chart import Chart
from ui.charts.look import COLOURS, FRAMELESS, LABELS, MUTE, NARROW, PADDING
from ui.charts.stacks import greatest, milliseconds
from ui.charts.words import WORDS

_DAY = timedelta(days=1)
_BRUSH = alt.selection_interval(name="brush", encodings=["x"], mark=alt.BrushConfig(fillOpacity=0.12))
_SHARED = alt.Resolve(scale=alt.ScaleResolveMap(x="shared", color="shared"))
_AMBER = alt.ColorDatum("suspicious")
"""The colour of faults too."""

_TIMES = alt.Axis(
    **LABELS,
    labelColor=MUTE,
    labelPadding=3,
    labelOverlap=True,
    ticks=True,
    tickColor=MUTE,
    tickSize=4,
    tickCount=alt.ExprRef(f"{NARROW} ? 4 : 9"),
    grid=False,
)
# Vega thins given ticks to the count it would have chosen itself.
_COUNTS = alt.Axis(**LABELS, labelColor=MUTE, ticks=False, tickCount=10, minExtent=38, maxExtent=38, format=",d", grid=True)
_LEGEND = alt.Legend(
    orient="top",
    direction="horizontal",
    title=None,
    symbolType="square",
    symbolSize=70,
    symbolStrokeWidth=0,
    labelFontSize=12,
    labelColor=MUTE,
    columnPadding=14,
    columns=alt.ExprRef(f"{NARROW} ? 3 : 20"),
    offset=6,
)
_TOOLTIP = [
    alt.Tooltip(field="begin", type="temporal", format="%d %b %H:%M", formatType="utcFormat", title="from"),
    alt.Tooltip(field="says", type="nominal", title=" "),
    alt.Tooltip(field="count", type="quantitative", format=",", title="count"),
]


def when(alerts: pd.DataFrame, events: pd.DataFrame, window: Window, marks: pd.DataFrame | None = None) -> Chart:
    """Alerts by severity above all events by type, with one time axis and one legend; the lower one has a brush.

    Args:
        alerts: what `stacks` made, in words of `SEVERITIES`.
        events: what `stacks` made, in words of types.
        window: the span of the time axis.
        marks: times that stand as lines between the two: ``from`` and ``to`` (epoch milliseconds) and ``says``, safe text.
    """
    words = {*alerts["word"], *events["word"]}
    marked = marks is not None and len(marks) > 0
    drawing = _when(window, tuple(sorted(words)), (greatest(alerts), greatest(events)), marked)
    return Chart(drawing, {"alerts": alerts, "events": events} | ({"marks": marks} if marked else {}))


# Kept, because a rerun draws the same window again: to make it costs more than to count it.
@lru_cache(maxsize=64)
def _when(window: Window, words: tuple[str, ...], most: tuple[int, int], marked: bool) -> alt.VConcatChart:
    named = legend(words)
    times, bare = time(window), alt.X(field="from", type="temporal", scale=utc(window), axis=None)
    upper = alt.Chart(alt.NamedData(name="alerts"), height=64, width="container").mark_rect()
    lower = alt.Chart(alt.NamedData(name="events"), height=88, width="container", name="events").mark_rect().add_params(_BRUSH)
    line = [_line(bare)] if marked else []
    return alt.VConcatChart(
        vconcat=[stacked(upper, bare, _ticks(most[0], 2), named), *line, stacked(lower, times, _ticks(most[1], 3), named)],
        spacing=6 if marked else 12,
        resolve=_SHARED,
        padding=PADDING,
        config=FRAMELESS,
    )


def _line(times: alt.X) -> alt.Chart:
    view = alt.Chart(alt.NamedData(name="marks"), height=5, width="container").mark_rect()
    says = alt.Tooltip(field="says", type="nominal", title=" ")
    return view.encode(x=times, x2=alt.X2(field="to"), color=_AMBER, tooltip=[says])


def histogram(bars: pd.DataFrame, window: Window, height: int = 44, marked: pd.DataFrame | None = None) -> Chart:
    """Events over time, stacked by word, with a legend on top and a brush.

    Args:
        bars: what `stacks` made.
        window: the span of the time axis.
        height: of the bars, in pixels; a legend of several lines, as on a phone, takes nothing of it.
        marked: bars that stand inside the others, as `stacks` made them; none for no marks.
    """
    named = legend(bars["word"])
    named.padding = 0
    ticks = [greatest(bars)]
    if marked is not None:
        # Among the others, and behind them in the frame: what comes last is drawn on top.
        bars = pd.concat([bars, marked.assign(word="ink", says="marked")], ignore_index=True)
    view = alt.Chart(alt.NamedData(name="events"), height=height, width="container", name="events").mark_rect().add_params(_BRUSH)
    # A single view would be squeezed into a height that legend and axis share.
    drawing = alt.VConcatChart(vconcat=[stacked(view, time(window), ticks, named)], padding=PADDING, config=FRAMELESS)
    return Chart(drawing, {"events": bars})


def stacked(view: alt.Chart, times: alt.X, ticks: list[int], named: alt.Legend | None) -> alt.Chart:
    """A view with bars that `stacks` made.

    Args:
        view: its data and its mark.
        times: what `time` made.
        ticks: of the axis of counts.
        named: what `legend` made; ``None`` for no legend.
    """
    counts = _COUNTS.copy(deep=False)
    counts.values = ticks
    return view.encode(
        x=times,
        x2=alt.X2(field="to"),
        y=alt.Y(field="low", type="quantitative", axis=counts),
        y2=alt.Y2(field="high"),
        color=alt.Color(field="word", type="nominal", scale=COLOURS, legend=named),
        tooltip=_TOOLTIP,
    )


def utc(window: Window) -> alt.Scale:
    """The scale of a window's time, in UTC."""
    low, high = (milliseconds(window.start), milliseconds(window.end)) if window.start and window.end else (0.0, 1.0)
    return alt.Scale(type="utc", domain=[low, high], nice=False)


def time(window: Window) -> alt.X:
    """The time axis of a window."""
    length = window.length if window.bounded else _DAY
    clock = "%H:%M:%S" if length < timedelta(minutes=10) else "%H:%M"
    axis = _TIMES.copy(deep=False)
    axis.format = clock
    if length > _DAY:
        # Over more than a day, midnight is the date; over years, a date without its year would be any.
        date = "%-d %b" if length < timedelta(days=300) else "%b %Y"
        axis.labelExpr = f"utcFormat(datum.value, utchours(datum.value) ? '{clock}' : '{date}')"
    return alt.X(field="from", type="temporal", scale=utc(window), axis=axis)


def legend(present: Iterable[str]) -> alt.Legend:
    """The legend that names these words, in the order of the vocabulary."""
    shown = set(present)
    named = _LEGEND.copy(deep=False)
    named.values = [name for name in WORDS if name in shown]
    return named


def _ticks(greatest: int, most: int) -> list[int]:
    """Round numbers from 0 that fit below the greatest value: Vega's own choice is too many for a low chart."""
    steps = (factor * 10**power for power in range(16) for factor in (1, 2, 5))
    step = next(step for step in steps if greatest // step <= most)
    return list(range(0, greatest + 1, step))
