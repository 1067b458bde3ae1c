"""Ranked bars: the most frequent values, longest first, stacked by word."""

import pandas as pd

from ui import text
from ui.charts import FLUSH, INK, LABELS, SCALE, WORDS, Chart, Spec


def ranked(parts: pd.DataFrame, height: int, label_width: int = 96) -> Chart:
    """Bars from the most to the least, stacked by word, the total at each one's end; a click picks one.

    Args:
        parts: ``row`` (the place, from 0), ``label`` (as shown), ``word`` and ``count``, a row a part of a bar.
        height: in pixels, of the whole chart.
        label_width: in pixels; longer labels are cut.
    """
    totals = parts.groupby("row", as_index=False).agg(label=("label", "first"), count=("count", "sum"))
    totals["shown"] = totals["count"].map(text.number)
    parts = parts.assign(order=parts["word"].map({name: place for place, name in enumerate(WORDS)}))
    width = {"labelLimit": label_width, "minExtent": label_width, "maxExtent": label_width}
    y: Spec = {
        "field": "label",
        "type": "nominal",
        "sort": {"field": "row", "op": "min"},
        "scale": {"paddingInner": 0.34, "paddingOuter": 0.1},
        "axis": LABELS | width | {"labelPadding": 6, "grid": False, "labelColor": {"expr": "scale('color', 'ink')"}},
    }
    # Room for the number at the end of the longest bar.
    x: Spec = {
        "field": "count",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, float(totals["count"].max()) * 1.3]},
    }
    bars: Spec = {
        "params": [{"name": "pick", "select": {"type": "point", "fields": ["row"]}}],
        "data": {"name": "parts"},
        "mark": {"type": "bar", "cursor": "pointer"},
        "encoding": {
            "y": y,
            "x": x | {"stack": "zero"},
            "color": {"field": "word", "type": "nominal", "scale": SCALE, "legend": None},
            "order": {"field": "order"},
            "tooltip": [{"field": "label", "title": " "}, {"field": "word", "title": "  "}, {"field": "count", "format": ","}],
        },
    }
    numbers: Spec = {
        "data": {"name": "totals"},
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 12},
        "encoding": {"y": y, "x": x, "text": {"field": "shown"}, "color": INK},
    }
    return Chart({"layer": [bars, numbers], "height": height} | FLUSH, {"parts": parts, "totals": totals})
