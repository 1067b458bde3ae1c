"""A second filter: how many events it marks, and what the page does with one that cannot be read."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from connector.answers import Trend
from tests import small
from tests.ui.test_frame import AppTest, sentences
from ui import marked

ROOT = Path(__file__).parents[2]


def events(**parameters: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30)
    for name, value in parameters.items():
        at.query_params[name] = value
    at.run()
    at.switch_page(str(ROOT / "pages" / "events.py")).run()
    assert not at.exception
    return at


def drawn(at: AppTest) -> pd.DataFrame:
    (proto, *_) = [each.proto for each in at.get("vega_lite_chart")]
    (dataset,) = proto.datasets
    return pa.ipc.open_stream(dataset.data.data).read_pandas()


@pytest.mark.parametrize(
    ("count", "total", "words", "said"),
    [
        (Trend(5, 0), Trend(30, 0), "dest_port:53", "Narrow bars: **5** of 30 events (16.7 %) match `dest_port:53`"),
        (
            Trend(1, 0),
            Trend(30, 0),
            "-curl",
            "Narrow bars: **1** of 30 events (3.3 %) matches `-curl` (contains, anywhere in an event)",
        ),
        (Trend(10, 0, False), Trend(30, 0), "a:b", "Narrow bars: at least **10** of 30 events match `a:b`"),
        (Trend(0, 0), Trend(0, 0), "a:b", "Narrow bars: **0** of 0 events match `a:b`"),
    ],
)
def test_how_many_are_marked_is_said(count: Trend, total: Trend, words: str, said: str) -> None:
    assert marked.told(count, total, words) == said


@pytest.mark.usefixtures("capture")
def test_a_mark_of_the_address_stands_inside_the_bars_and_becomes_a_filter() -> None:
    at = events(window="all", mark="event_type:alert")
    assert "Narrow bars: **5** of 30 events (16.7 %) match `event_type:alert`" in sentences(at)
    frame = drawn(at)
    inside = frame[frame["word"] == "ink"]
    assert inside["count"].sum() == 5
    assert set(inside["says"]) == {"marked"}
    assert frame["count"].sum() == 35
    assert at.text_input(key="mark_typed").value == "event_type:alert"
    next(button for button in at.button if button.label == "Not these").click().run()
    assert (at.session_state["f"], at.session_state["mark"]) == (["-event_type:alert"], "")


@pytest.mark.usefixtures("capture")
def test_a_mark_that_cannot_be_read_says_why_and_leaves_the_page() -> None:
    at = events(window="all", mark='event_type:"alert')
    assert any("quote" in each.value for each in at.text), [each.value for each in at.text]
    assert drawn(at)["count"].sum() == 30
    at.text_input(key="mark_typed").set_value(" curl ").run()
    assert at.session_state["mark"] == "curl"
    assert "**5** of 30 events (16.7 %) match `curl` (contains, anywhere in an event)" in sentences(at)


@pytest.mark.usefixtures("capture")
def test_text_of_an_attacker_in_a_mark_is_text() -> None:
    at = events(window="all", mark=small.MARKUP)
    assert not [each.value for each in at.markdown if "<img" in each.value and "`" not in each.value]
