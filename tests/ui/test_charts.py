"""Frames become charts: what is stacked, in which words, and over which time."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from connector.window import Window
from ui import charts
from ui.bars import ranked
from ui.strip import strip

START = datetime(2026, 10, 31, 12, tzinfo=UTC)
HOUR = Window(START, START + timedelta(hours=1))
STEP = timedelta(minutes=30)


def timeline(*rows: tuple[int, str | None, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["bucket", "key", "count"])
    times = [START + number * STEP for number in frame["bucket"]]
    return pd.DataFrame(
        {"time": pd.Series(times, dtype="datetime64[us, UTC]"), "key": frame["key"], "count": frame["count"].astype("int64")}
    )


def stacked(*rows: tuple[int, str | None, int]) -> pd.DataFrame:
    return charts.stacks(timeline(*rows), STEP, HOUR, charts.word)


def test_words_have_a_colour_each_in_both_themes() -> None:
    themes = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"]
    for name in ("light", "dark"):
        assert len(themes[name]["chartCategoricalColors"]) == len(charts.WORDS)


def test_bars_stand_on_each_other_in_the_order_of_the_vocabulary() -> None:
    bars = stacked((0, "http", 3), (0, "dns", 5), (1, "dns", 1))
    assert bars["word"].tolist() == ["dns", "http", "dns"]
    assert bars["low"].tolist() == [0, 5, 0]
    assert bars["high"].tolist() == [5, 8, 1]


def test_rare_and_missing_types_are_one_bar_called_other() -> None:
    bars = stacked((0, "mqtt", 2), (0, None, 3), (0, "dns", 1))
    assert bars[["word", "count"]].to_dict("list") == {"word": ["dns", "other"], "count": [1, 5]}


def test_empty_buckets_have_no_bar() -> None:
    assert stacked((0, "dns", 0), (1, "dns", 4))["count"].tolist() == [4]
    assert stacked((0, "dns", 0)).empty


def test_bars_leave_a_gap_and_end_with_the_window() -> None:
    bars = charts.stacks(timeline((0, "dns", 1), (1, "dns", 1)), STEP, Window(START, START + timedelta(minutes=40)), charts.word)
    begin = START.timestamp() * 1_000
    assert bars["from"].tolist() == [begin + 90_000, begin + 1_890_000]
    assert bars["to"].tolist() == [begin + 1_710_000, begin + 2_400_000]


def test_the_legend_names_the_words_shown_and_the_scale_all() -> None:
    chart = charts.when(charts.stacks(timeline((0, "1", 2)), STEP, HOUR, charts.SEVERITIES.get), stacked((0, "dns", 1)), HOUR)
    lower = chart.spec["vconcat"][1]["encoding"]["color"]
    assert lower["legend"]["values"] == ["severe", "dns"]
    assert lower["scale"]["domain"] == list(charts.WORDS)


def test_time_axes_are_utc_and_as_long_as_the_window() -> None:
    x = charts.when(stacked(), stacked((0, "dns", 1)), HOUR).spec["vconcat"][1]["encoding"]["x"]
    assert x["scale"]["type"] == "utc"
    assert x["scale"]["domain"] == [HOUR.start.timestamp() * 1_000, HOUR.end.timestamp() * 1_000]  # type: ignore[union-attr]


@pytest.mark.parametrize("greatest", [0, 1, 2, 7, 48, 790, 99_999])
def test_ticks_are_few_and_round(greatest: int) -> None:
    upper = charts.when(stacked((0, "dns", greatest)), stacked((0, "dns", greatest)), HOUR).spec["vconcat"][0]
    ticks = upper["encoding"]["y"]["axis"]["values"]
    assert ticks[0] == 0
    assert len(ticks) <= 3
    assert greatest < 1 or 0 < ticks[-1] <= greatest


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


def test_ranked_bars_carry_their_total() -> None:
    parts = pd.DataFrame(
        {"row": [0, 0, 1], "label": ["a", "a", "b"], "word": ["severe", "other", "other"], "count": [1_200, 34, 5]}
    )
    chart = ranked(parts, 100)
    assert chart.data["totals"]["shown"].tolist() == ["1,234", "5"]
    assert chart.spec["layer"][0]["params"][0]["name"] == "pick"


def test_the_strip_says_where_the_window_looks() -> None:
    span = Window(START, START + timedelta(days=10))
    look = Window(START + timedelta(days=9), START + timedelta(days=9, hours=2))
    chart = strip(timeline((0, None, 5)).drop(columns="key"), STEP, span, look)
    assert chart.data["here"]["at"].tolist() == [(START + timedelta(days=9, hours=1)).timestamp() * 1_000]
    assert chart.spec["layer"][2]["mark"]["align"] == "right"


def test_keys_made_of_data_change_with_it() -> None:
    assert charts.digest("a", 1) == charts.digest("a", 1) != charts.digest("a", 2)
    assert charts.digest("\ud800")
