"""Charts: answers to Vega-Lite, pure functions; and the one function that draws them.

Plain dicts, because they cost a tenth of what altair's shorthands cost. Every chart has the one colour scale of `WORDS`, whose
colours the theme gives: so a word has one colour everywhere, and a theme switch recolours without a rerun.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import pandas as pd
import streamlit as st

from connector.window import Window

WORDS = ("severe", "suspicious", "contextual", "alert", "dns", "flow", "tls", "http", "fileinfo", "smb", "anomaly", "krb5", "ssh",
         "dhcp", "other", "ink", "mute")  # fmt: skip
"""The vocabulary, in the order of ``chartCategoricalColors`` in the theme."""

SEVERITIES = {"1": "severe", "2": "suspicious", "3": "contextual"}
"""What a person reads for ``alert.severity``; anything else is ``other``."""

Spec = dict[str, Any]

_NARROW = "windowSize()[0] < 640"
SCALE: Spec = {"domain": list(WORDS)}
INK: Spec = {"datum": "ink"}
_MUTE: Spec = {"expr": "scale('color', 'mute')"}
# Streamlit's grey for axis text is too light to read in the light theme: the scale's own colour follows the theme.
LABELS: Spec = {"labelColor": _MUTE, "title": None, "labelFontSize": 12, "domain": False, "ticks": False}
_DAY = timedelta(days=1)

FLUSH: Spec = {"padding": {"left": 0, "right": 6, "top": 2, "bottom": 0}, "config": {"view": {"stroke": None}}}
"""What every chart ends with: no frame, no margin."""


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn.

    Attributes:
        spec: Vega-Lite, without its data.
        data: a frame for every name that the spec mentions.
    """

    spec: Spec
    data: dict[str, pd.DataFrame]


def show(chart: Chart, key: str, on_pick: Callable[..., None] | None = None, args: tuple[object, ...] = ()) -> None:
    """Draws the chart over the width of its place.

    Args:
        chart: what a function of this module made.
        key: names the chart in ``session_state``; a key that changes with the data forgets old selections.
        on_pick: called after a brush or a click; it reads `brushed` or `picked` of the key.
        args: what it is called with.
    """
    st.vega_lite_chart(
        spec=chart.spec | {"datasets": chart.data},
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
    return int(points[0]["row"]) if points else None


def word(value: object) -> str:
    """The vocabulary's word for an event type or protocol; ``other`` for the rarer ones."""
    return str(value) if value in WORDS[3:14] else "other"


def _selected(key: str, name: str) -> Any:
    state = st.session_state.get(key)
    return (state or {}).get("selection", {}).get(name) or {}


def when(alerts: pd.DataFrame, events: pd.DataFrame, window: Window) -> Chart:
    """Alerts by severity above all events by type, with one time axis and one legend; the lower one has a brush.

    Args:
        alerts: what `stacks` made, in words of `SEVERITIES`.
        events: what `stacks` made, in words of types.
        window: the span of the time axis.
    """
    shown = _legend({*alerts["word"], *events["word"]})
    upper = stacked_view("alerts", 64, window, shown) | {"width": "container"}
    lower = stacked_view("events", 88, window, shown) | {"params": [_BRUSH], "width": "container"}
    upper["encoding"]["x"]["axis"] = None
    upper["encoding"]["y"]["axis"] |= {"values": _ticks(greatest(alerts), 2)}
    lower["encoding"]["y"]["axis"] |= {"values": _ticks(greatest(events), 3)}
    spec = {"vconcat": [upper, lower], "spacing": 12, "resolve": {"scale": {"x": "shared", "color": "shared"}}}
    return Chart(spec | FLUSH, {"alerts": alerts, "events": events})


def histogram(stacked: pd.DataFrame, window: Window, height: int = 44) -> Chart:
    """Events over time, stacked by word, with a legend on top and a brush.

    Args:
        stacked: what `stacks` made.
        window: the span of the time axis.
        height: of the bars, in pixels; a legend of several lines, as on a phone, takes nothing of it.
    """
    view = stacked_view("events", height, window, _legend(set(stacked["word"]))) | {"params": [_BRUSH], "width": "container"}
    view["encoding"]["y"]["axis"] |= {"values": [greatest(stacked)]}
    view["encoding"]["color"]["legend"] |= {"padding": 0}
    # A single view would be squeezed into a height that legend and axis share.
    return Chart({"vconcat": [view]} | FLUSH, {"events": stacked})


def stacks(timeline: pd.DataFrame, step: timedelta, window: Window, name: Callable[[object], str]) -> pd.DataFrame:
    """The bars of a timeline: ``from`` and ``to`` (float64, epoch milliseconds), ``low`` and ``high``,
    ``word``, ``order`` and ``count``.

    Ordered by time, then by the vocabulary; buckets without events have no bar.

    Args:
        timeline: the frame of a `connector.source.Timeline` by some field.
        step: the length of a bucket; a tenth of it is left free between bars.
        window: what the bars must not pass.
        name: the vocabulary's word for a key.
    """
    counted = timeline[timeline["count"] > 0]
    words = counted["key"].map({key: name(key) for key in counted["key"].unique()}) if len(counted) else counted["key"]
    bars = counted.assign(word=words.fillna("other").astype(object)).groupby(["time", "word"], as_index=False)["count"].sum()
    start = bars["time"].astype("datetime64[ms, UTC]").astype("int64").astype("float64")
    width = step.total_seconds() * 1_000
    end = (start + width * 0.95).clip(upper=milliseconds(window.end) if window.end else None)
    order = bars["word"].map({name: place for place, name in enumerate(WORDS)}).astype("int64")
    stack = pd.DataFrame({"from": start + width * 0.05, "to": end, "word": bars["word"], "order": order, "count": bars["count"]})
    stack = stack.sort_values(["from", "order"], ignore_index=True)
    # Stacked here: Vega-Lite does not stack bars that have both ends of both axes given.
    top = stack.groupby("from")["count"].cumsum()
    return stack.assign(low=top - stack["count"], high=top)


_BRUSH: Spec = {"name": "brush", "select": {"type": "interval", "encodings": ["x"], "mark": {"fillOpacity": 0.12}}}


def stacked_view(name: str, height: int, window: Window, shown: list[str]) -> Spec:
    """Bars that `stacks` made, over the time axis of a window; the legend names the words shown."""
    low, high = (milliseconds(window.start), milliseconds(window.end)) if window.start and window.end else (0.0, 1.0)
    length = window.length if window.bounded else _DAY
    clock = "%H:%M:%S" if length < timedelta(minutes=10) else "%H:%M"
    # Over more than a day, midnight is the date; over years, a date without its year would be any.
    date = "%-d %b" if length < timedelta(days=300) else "%b %Y"
    label = f"utcFormat(datum.value, utchours(datum.value) ? '{clock}' : '{date}')" if length > _DAY else None
    time: Spec = {"ticks": True, "tickColor": _MUTE, "tickSize": 4, "labelPadding": 3, "labelOverlap": True, "grid": False}
    ticks = {"tickCount": {"expr": f"{_NARROW} ? 4 : 9"}, "format": clock} | ({"labelExpr": label} if label else {})
    # Vega thins given ticks to the count it would have chosen itself.
    count: Spec = {"tickCount": 10, "minExtent": 38, "maxExtent": 38, "format": ",d", "grid": True}
    return {
        "data": {"name": name},
        "height": height,
        "mark": {"type": "rect"},
        "encoding": {
            "x": {
                "field": "from",
                "type": "temporal",
                "scale": {"type": "utc", "domain": [low, high], "nice": False},
                "axis": LABELS | time | ticks,
            },
            "x2": {"field": "to"},
            "y": {"field": "low", "type": "quantitative", "axis": LABELS | count},
            "y2": {"field": "high"},
            "color": {"field": "word", "type": "nominal", "scale": SCALE, "legend": _LEGEND | {"values": shown}},
            "tooltip": [
                {"field": "from", "type": "temporal", "format": "%d %b %H:%M", "formatType": "utc", "title": "from"},
                {"field": "word", "title": " "},
                {"field": "count", "format": ",", "title": "count"},
            ],
        },
    }


_LEGEND: Spec = {
    "orient": "top",
    "direction": "horizontal",
    "title": None,
    "symbolType": "square",
    "symbolSize": 70,
    "symbolStrokeWidth": 0,
    "labelFontSize": 12,
    "labelColor": _MUTE,
    "columnPadding": 14,
    "columns": {"expr": f"{_NARROW} ? 3 : 20"},
    "offset": 6,
}


def _legend(present: Iterable[str]) -> list[str]:
    return [name for name in WORDS if name in set(present)]


def greatest(bars: pd.DataFrame) -> int:
    """The height of the highest stack; 0 without any."""
    return int(bars.groupby("from")["count"].sum().max()) if len(bars) else 0


def _ticks(greatest: int, most: int) -> list[int]:
    """Round numbers from 0 that fit below the greatest value: Vega's own choice is too many for a low chart."""
    steps = (factor * 10**power for power in range(16) for factor in (1, 2, 5))
    step = next(step for step in steps if greatest // step <= most)
    return list(range(0, greatest + 1, step))


def milliseconds(moment: datetime) -> float:
    """Vega-Lite's times: since 1970, UTC."""
    return moment.timestamp() * 1_000
