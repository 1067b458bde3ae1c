"""Charts are valid, keep the names of their data, and say what was selected on them."""

from datetime import timedelta

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from connector.window import Window
from tests.ui.charts.buckets import HOUR, START, STEP, stacked, timeline
from ui import charts

BARS = stacked((0, "dns", 5), (1, "http", 3))
PARTS = pd.DataFrame({"row": [0], "label": ["192.0.2.1"], "word": ["severe"], "count": [3]})
ALL = {
    "when": charts.when(stacked(), BARS, HOUR),
    "when, a week": charts.when(stacked(), BARS, Window(START, START + timedelta(days=7))),
    "histogram": charts.histogram(BARS, HOUR),
    "ranked": charts.ranked(PARTS, 100),
    "strip": charts.strip(timeline((0, None, 5)).drop(columns="key"), STEP, HOUR, HOUR),
}


@pytest.mark.parametrize("name", ALL)
def test_every_chart_is_valid_as_a_whole(name: str) -> None:
    # Raises where Altair's schema does not allow a part; drawing a chart does not ask it.
    assert ALL[name].drawing.to_dict()["$schema"]


@pytest.mark.parametrize("name", ALL)
def test_a_chart_brings_a_frame_for_every_name_in_it(name: str) -> None:
    drawn = ALL[name].to_dict()
    views = drawn.get("vconcat") or drawn["layer"]
    assert {view.get("data", drawn.get("data"))["name"] for view in views} == set(drawn["datasets"])


def test_data_reach_the_browser_under_the_names_that_last() -> None:
    def script() -> None:
        from tests.ui.charts.test_chart import ALL
        from ui import charts

        for number, chart in enumerate(ALL.values()):
            charts.show(chart, key=f"chart-{number}", on_pick=print if chart.drawing.to_dict().get("params") else None)

    app = AppTest.from_function(script).run(timeout=20)
    assert not app.exception
    drawn = [element.proto for element in app.get("vega_lite_chart")]
    assert [[dataset.name for dataset in proto.datasets] for proto in drawn] == [list(chart.data) for chart in ALL.values()]
    assert [sorted(proto.selection_mode) for proto in drawn] == [["brush"], ["brush"], ["brush"], ["dots", "pick"], []]


def test_a_brush_becomes_a_window_of_whole_minutes() -> None:
    begin = START.timestamp() * 1_000
    st.session_state["long"] = {"selection": {"brush": {"from": [begin + 61_500, begin + 1_200_000.5]}}}
    st.session_state["short"] = {"selection": {"brush": {"from": [begin + 1_500, begin + 9_100]}}}
    assert charts.brushed("long") == Window(START + timedelta(minutes=1), START + timedelta(minutes=21))
    assert charts.brushed("short") == Window(START + timedelta(seconds=1), START + timedelta(seconds=10))


def test_a_click_is_no_brush() -> None:
    begin = START.timestamp() * 1_000
    st.session_state["click"] = {"selection": {"brush": {"from": [begin, begin]}}}
    st.session_state["untouched"] = {"selection": {}}
    assert [charts.brushed(key) for key in ("click", "untouched", "absent")] == [None, None, None]


def test_a_clicked_bar_is_known_by_its_place() -> None:
    st.session_state["bars"] = {"selection": {"pick": [{"row": 3}]}}
    assert charts.picked("bars") == 3
    assert charts.picked("absent") is None


def test_keys_made_of_data_change_with_it() -> None:
    assert charts.digest("a", 1) == charts.digest("a", 1) != charts.digest("a", 2)
    assert charts.digest("\ud800")
