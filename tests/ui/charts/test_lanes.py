"""Lanes and spreads: every mark in its row, in its shade."""

from datetime import timedelta

import pandas as pd

from connector.window import Window
from tests.ui.charts.buckets import HOUR, START, STEP, timeline
from ui.charts import lanes, shaded, spread


def rows(*counts: tuple[int, str, int]) -> pd.DataFrame:
    frame = timeline(*counts)
    return frame.assign(row=frame["key"].map({"a": 0, "b": 1}))


def test_a_mark_is_as_dark_as_its_rows_greatest_allows() -> None:
    marks = lanes(rows((0, "a", 10), (1, "a", 5), (0, "b", 0), (1, "b", 2)), STEP, HOUR, ["a", "b"], ["dns", "http"])
    assert marks["shade"].tolist() == [1.0, 0.5, 1.0]
    assert marks["word"].tolist() == ["dns", "dns", "http"]
    assert marks["to"].max() == HOUR.end.timestamp() * 1_000  # type: ignore[union-attr]


def test_equal_labels_are_two_rows() -> None:
    marks = lanes(rows((0, "a", 1), (0, "b", 1)), STEP, HOUR, ["same", "same"], ["dns", "dns"])
    assert marks["label"].tolist() == ["same", "same (2)"]


def test_charts_are_valid_with_and_without_marks() -> None:
    marks = lanes(rows((0, "a", 10)), STEP, HOUR, ["a"], ["dns"])
    bins = pd.DataFrame({"low": [0.0, 1.0], "high": [1.0, 99.0], "count": [3, 0], "span": ["0 to 1", "1 to 99"]})
    week = Window(START, START + timedelta(days=7))
    charts = [
        shaded(marks, HOUR),
        shaded(marks.iloc[:0], week),
        spread(bins, True),
        spread(bins, False),
        spread(bins.iloc[:0], True),
    ]
    for chart in charts:
        assert chart.drawing.to_dict()["$schema"]
    assert charts[0].data["totals"]["shown"].tolist() == ["10"]
