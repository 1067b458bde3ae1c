"""The strip of an empty window: where the data is, and where the window looks."""

from datetime import timedelta

import pandas as pd

from connector.window import Window
from ui.charts import FLUSH, INK, Chart, Spec, greatest, milliseconds, stacked_view, stacks


def strip(counts: pd.DataFrame, step: timedelta, span: Window, look: Window) -> Chart:
    """Where the data is, and where the window looks: bars over both, with a line that says "you look here".

    Args:
        counts: the frame of a `connector.source.Timeline` without ``by``.
        step: the length of a bucket.
        span: the time axis.
        look: the window that has no data.
    """
    bars = stacks(counts.assign(key="dns"), step, span, str)
    middle = milliseconds(look.start) / 2 + milliseconds(look.end) / 2 if look.start and look.end else 0.0
    late = span.start is not None and middle > milliseconds(span.start) + span.length.total_seconds() * 500
    here = pd.DataFrame({"at": [middle], "words": ["you look here"]})
    drawn = stacked_view("events", 70, span, [])
    drawn["encoding"]["color"]["legend"] = None
    drawn["encoding"]["y"]["axis"] |= {"values": [greatest(bars)]}
    x: Spec = {"field": "at", "type": "temporal", "scale": drawn["encoding"]["x"]["scale"]}
    rule: Spec = {"mark": {"type": "rule", "strokeDash": [3, 2], "strokeWidth": 1.5}, "encoding": {"x": x, "color": INK}}
    words: Spec = {
        "mark": {"type": "text", "align": "right" if late else "left", "dx": -6 if late else 6, "fontSize": 12},
        "encoding": {"x": x, "y": {"value": 8}, "text": {"field": "words"}, "color": INK},
    }
    layers = [drawn, rule | {"data": {"name": "here"}}, words | {"data": {"name": "here"}}]
    return Chart({"layer": layers, "height": 110} | FLUSH, {"events": bars, "here": here})
