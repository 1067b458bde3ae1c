"""The pulse of one thing: its bars over the window, low, without a legend."""

import altair as alt
import pandas as pd

from connector.window import Window
from ui.charts.chart import Chart
from ui.charts.look import FRAMELESS, PADDING
from ui.charts.stacks import greatest
from ui.charts.timelines import stacked, time

_BRUSH = alt.selection_interval(name="brush", encodings=["x"], mark=alt.BrushConfig(fillOpacity=0.12))


def pulse(bars: pd.DataFrame, window: Window, height: int = 64) -> Chart:
    """Bars over the time axis of a window, only their greatest count beside them, with a brush.

    Args:
        bars: what `stacks` made.
        window: the span of the time axis.
        height: of the bars, in pixels.
    """
    view = alt.Chart(alt.NamedData(name="events"), height=height, width="container", name="events").mark_rect().add_params(_BRUSH)
    # A single view would be squeezed into a height that the axis shares.
    drawing = alt.VConcatChart(vconcat=[stacked(view, time(window), [greatest(bars)], None)], padding=PADDING, config=FRAMELESS)
    return Chart(drawing, {"events": bars})
