"""Ranked bars: the most frequent values, longest first, stacked by word."""

from functools import lru_cache

import altair as alt
import pandas as pd

from ui import text
from ui.charts.chart import Chart
from ui.charts.look import COLOURS, FRAMELESS, INK, LABELS, PADDING
from ui.charts.words import WORDS

# A click on any mark of a layered chart sets all of its selections: bar and dots are told apart by their data. The second one
# is there because marks of a layer without a selection take no click.
_PICK = alt.selection_point(name="pick", fields=["row", "dots"])
_DOTS = alt.selection_point(name="dots", fields=["row", "dots"])
_ROWS = alt.EncodingSortField(field="row", op="min")
_BANDS = alt.Scale(paddingInner=0.34, paddingOuter=0.1)
_VALUES = alt.Axis(**LABELS, labelColor=alt.ExprRef("scale('color', 'ink')"), labelPadding=6, ticks=False, grid=False)


def ranked(parts: pd.DataFrame, height: int, label_width: int = 96) -> Chart:
    """Bars from the most to the least, stacked by word, the total at each one's end.

    A click picks one, a click on the dots beside it asks for its menu.

    Args:
        parts: ``row`` (the place, from 0), ``label`` (as shown), ``word`` and ``count``, a row a part of a bar.
        height: in pixels, of the whole chart.
        label_width: in pixels; longer labels are cut.
    """
    totals = parts.groupby("row", as_index=False).agg(label=("label", "first"), count=("count", "sum"))
    totals["shown"] = totals["count"].map(text.number)
    parts = parts.assign(order=parts["word"].map({name: place for place, name in enumerate(WORDS)}), dots=0)
    totals["dots"] = 0
    return Chart(
        _drawing(height, label_width, int(totals["count"].max()) if len(totals) else 0),
        {"parts": parts, "totals": totals, "dots": totals.assign(dots=1)},
    )


# Kept, because a rerun draws the same bars again: to make them costs more than to count them.
@lru_cache(maxsize=64)
def _drawing(height: int, label_width: int, greatest: int) -> alt.LayerChart:
    axis = _VALUES.copy(deep=False)
    axis.labelLimit = axis.minExtent = axis.maxExtent = label_width
    # Room for the number at the end of the longest bar.
    room = alt.Scale(domain=[0, greatest * 1.3])
    values = alt.Y(field="label", type="nominal", sort=_ROWS, scale=_BANDS, axis=axis)
    bars = alt.Chart(alt.NamedData(name="parts"), name="bars").mark_bar(cursor="pointer").add_params(_PICK)
    bars = bars.encode(
        y=values,
        x=alt.X(field="count", type="quantitative", stack="zero", scale=room, axis=None),
        color=alt.Color(field="word", type="nominal", scale=COLOURS, legend=None),
        order=alt.Order(field="order", type="ordinal"),
        tooltip=[
            alt.Tooltip(field="label", type="nominal", title=" "),
            alt.Tooltip(field="word", type="nominal", title="  "),
            alt.Tooltip(field="count", type="quantitative", format=","),
        ],
    )
    numbers = alt.Chart(alt.NamedData(name="totals")).mark_text(align="left", dx=5, fontSize=12)
    numbers = numbers.encode(
        y=values,
        x=alt.X(field="count", type="quantitative", scale=room, axis=None),
        text=alt.Text(field="shown", type="nominal"),
        color=INK,
    )
    dots = alt.Chart(alt.NamedData(name="dots"), name="beside").mark_text(align="right", fontSize=15, cursor="pointer", text="⋯")
    dots = dots.encode(y=values, x=alt.value(alt.ExprRef("width")), color=INK).add_params(_DOTS)
    return alt.LayerChart(layer=[bars, numbers, dots], height=height, padding=PADDING, config=FRAMELESS)
