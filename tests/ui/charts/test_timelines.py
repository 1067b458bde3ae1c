"""Stacked bars over a window: axes, ticks, the legend and the brush."""

from datetime import timedelta

import pandas as pd
import pytest

from connector.window import Window
from tests.ui.charts.buckets import HOUR, START, STEP, stacked, timeline
from ui import charts
from ui.rankings import severity_word


def test_the_legend_names_the_words_shown_and_the_scale_all() -> None:
    chart = charts.when(charts.stacks(timeline((0, "1", 2)), STEP, HOUR, severity_word), stacked((0, "dns", 1)), HOUR)
    for view in chart.to_dict()["vconcat"]:
        assert view["encoding"]["color"]["legend"]["values"] == ["severe", "dns"]
        assert view["encoding"]["color"]["scale"]["domain"] == list(charts.WORDS)


def test_time_axes_are_utc_and_as_long_as_the_window() -> None:
    for view in charts.when(stacked(), stacked((0, "dns", 1)), HOUR).to_dict()["vconcat"]:
        scale = view["encoding"]["x"]["scale"]
        assert scale["type"] == "utc"
        assert scale["domain"] == [HOUR.start.timestamp() * 1_000, HOUR.end.timestamp() * 1_000]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("length", "clock", "midnight"),
    [
        (timedelta(minutes=5), "%H:%M:%S", None),
        (timedelta(days=1), "%H:%M", None),
        (timedelta(days=7), "%H:%M", "%-d %b"),
        (timedelta(days=900), "%H:%M", "%b %Y"),
    ],
)
def test_labels_of_time_say_as_much_as_the_window_needs(length: timedelta, clock: str, midnight: str | None) -> None:
    (view,) = charts.histogram(stacked((0, "dns", 1)), Window(START, START + length)).to_dict()["vconcat"]
    axis = view["encoding"]["x"]["axis"]
    assert axis["format"] == clock
    assert (midnight is None) == ("labelExpr" not in axis)
    assert midnight is None or f"'{midnight}'" in axis["labelExpr"]


def test_only_the_lower_view_has_an_axis_of_time_and_a_brush() -> None:
    drawn = charts.when(stacked(), stacked((0, "dns", 1)), HOUR).to_dict()
    upper, lower = drawn["vconcat"]
    assert upper["encoding"]["x"]["axis"] is None
    assert lower["encoding"]["x"]["axis"]["ticks"]
    assert [(brush["name"], brush["views"]) for brush in drawn["params"]] == [("brush", [lower["name"]])]


@pytest.mark.parametrize("greatest", [0, 1, 2, 7, 48, 790, 99_999])
def test_ticks_are_few_and_round(greatest: int) -> None:
    upper = charts.when(stacked((0, "dns", greatest)), stacked((0, "dns", greatest)), HOUR).to_dict()["vconcat"][0]
    ticks = upper["encoding"]["y"]["axis"]["values"]
    assert ticks[0] == 0
    assert len(ticks) <= 3
    assert greatest < 1 or 0 < ticks[-1] <= greatest


def test_marks_stand_as_a_line_between_the_two_views_and_only_when_there_are_some() -> None:
    marks = pd.DataFrame({"from": [1.0], "to": [2.0], "says": ["sensor-a lost 3 packets"]})
    drawing = charts.when(stacked(), stacked((0, "dns", 1)), HOUR, marks)
    assert drawing.drawing.to_dict()["$schema"], "valid as a whole"
    drawn = drawing.to_dict()
    assert [view["data"]["name"] for view in drawn["vconcat"]] == ["alerts", "marks", "events"]
    assert set(drawn["datasets"]) == {"alerts", "marks", "events"}
    assert [(brush["name"], brush["views"]) for brush in drawn["params"]] == [("brush", ["events"])]
    assert len(charts.when(stacked(), stacked((0, "dns", 1)), HOUR, marks.iloc[:0]).to_dict()["vconcat"]) == 2
