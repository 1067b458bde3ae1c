"""Timelines become bars: what is stacked, in which words, and how wide."""

from datetime import timedelta

from connector.window import Window
from tests.ui.charts.buckets import START, STEP, stacked, timeline
from ui import charts


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
    assert bars["begin"].tolist() == [begin, begin + 1_800_000]
    assert bars["from"].tolist() == [begin + 90_000, begin + 1_890_000]
    assert bars["to"].tolist() == [begin + 1_710_000, begin + 2_400_000]
