"""The pulse of a group: low bars, no legend, a brush."""

from tests.ui.charts.buckets import HOUR, stacked
from ui.charts import pulse
from ui.charts.words import WORDS

BARS = stacked((0, "severe", 5), (3, "severe", 2))


def test_a_pulse_is_valid_and_brings_its_data() -> None:
    chart = pulse(BARS, HOUR)
    drawn = chart.drawing.to_dict()
    assert (drawn["data"]["name"], list(chart.data), drawn["vconcat"][0]["height"]) == ("events", ["events"], 64)


def test_a_pulse_shows_its_greatest_count_and_no_legend() -> None:
    (view,) = pulse(BARS, HOUR).to_dict()["vconcat"]
    assert view["encoding"]["y"]["axis"]["values"] == [5]
    assert view["encoding"]["color"]["legend"] is None
    assert view["encoding"]["color"]["scale"]["domain"] == list(WORDS)


def test_a_pulse_has_the_brush_that_becomes_the_window() -> None:
    (parameter,) = pulse(BARS, HOUR).to_dict()["params"]
    assert parameter["name"] == "brush"
