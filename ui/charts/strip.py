"""The strip of an empty window: where the data is, and where the window looks."""

from datetime import timedelta

import altair as alt
import pandas as pd

from connector.window import Window
from ui.charts.chart import Chart
from ui.charts.look import FRAMELESS, INK, PADDING
from ui.charts.stacks import greatest, milliseconds, stacks
from ui.charts.timelines import stacked, time, utc


def strip(counts: pd.DataFrame, step: timedelta, both: Window, look: Window) -> Chart:
    """Where the data is, and where the window looks: bars over both, with a line that says "you look here".

    Args:
        counts: the frame of a `connector.answers.Timeline` without ``by``.
        step: the length of a bucket.
        both: the time axis.
        look: the window that has no data.
    """
    bars = stacks(counts.assign(key="dns"), step, both, str)
    middle = milliseconds(look.start) / 2 + milliseconds(look.end) / 2 if look.start and look.end else 0.0
    late = both.start is not None and middle > milliseconds(both.start) + both.length.total_seconds() * 500
    here = pd.DataFrame({"at": [middle], "words": ["you look here"]})
    line = alt.Chart(alt.NamedData(name="here"))
    at = alt.X(field="at", type="temporal", scale=utc(both))
    words = line.mark_text(align="right" if late else "left", dx=-6 if late else 6, fontSize=12)
    drawing = alt.LayerChart(
        layer=[
            stacked(alt.Chart(alt.NamedData(name="events")).mark_rect(), time(both), [greatest(bars)], None),
            line.mark_rule(strokeDash=[3, 2], strokeWidth=1.5).encode(x=at, color=INK),
            words.encode(x=at, y=alt.value(8), text=alt.Text(field="words", type="nominal"), color=INK),
        ],
        height=70,
        padding=PADDING,
        config=FRAMELESS,
    )
    return Chart(drawing, {"events": bars, "here": here})
