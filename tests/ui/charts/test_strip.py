"""The strip of an empty window."""

from datetime import timedelta

import pytest

from connector.window import Window
from tests.ui.charts.buckets import START, STEP, timeline
from ui.charts import strip

SPAN = Window(START, START + timedelta(days=10))


@pytest.mark.parametrize(("day", "align"), [(9, "right"), (1, "left")])
def test_the_strip_says_where_the_window_looks(day: int, align: str) -> None:
    look = Window(START + timedelta(days=day), START + timedelta(days=day, hours=2))
    chart = strip(timeline((0, None, 5)).drop(columns="key"), STEP, SPAN, look)
    assert chart.data["here"]["at"].tolist() == [(START + timedelta(days=day, hours=1)).timestamp() * 1_000]
    assert chart.to_dict()["layer"][2]["mark"]["align"] == align
