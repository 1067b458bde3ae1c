"""Screens as records and as addresses."""

import pytest

from connector.errors import ConfigError
from ui.address import link
from ui.views.screen import Screen, recorded

WHOLE = Screen.of(
    "events", {"f": ("event_type:dns", "-a&b=c"), "window": ("24h",), "q": ("proto:UDP",), "columns": ("timestamp",)}
)


def test_a_screen_comes_back_from_its_record() -> None:
    assert recorded(WHOLE.as_record()) == WHOLE
    assert WHOLE.filters == ("event_type:dns", "-a&b=c")


def test_what_is_not_in_use_is_no_part_of_a_screen() -> None:
    assert Screen.of("alerts", {"f": (), "q": ("",)}) == Screen("alerts")
    assert WHOLE.having("q", "").text("q") == ""


def test_a_link_names_the_window_first_and_every_filter() -> None:
    address = link("http://127.0.0.1:8501", "events", WHOLE.parameters())
    assert address == ("http://127.0.0.1:8501/events?window=24h&columns=timestamp&f=event_type:dns&f=-a%26b%3Dc&q=proto:UDP")
    assert link("http://127.0.0.1:8501", "overview", []) == "http://127.0.0.1:8501/"


@pytest.mark.parametrize(("window", "moves"), [("", True), ("90m", True), ("all", False), ("2026-10-30/2026-10-31", False)])
def test_a_window_of_two_moments_does_not_move(window: str, moves: bool) -> None:
    assert Screen("events").having("window", window).moves is moves


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        {"page": "../events"},
        {"page": ["events"]},
        {"page": "events", "f": "event_type:dns"},
        {"page": "events", "f": [1]},
        {"page": "events", "f": ["x"] * 201},
        {"page": "events", "q": ["a"]},
        {"page": "events", "q": "x" * 20_001},
        {"page": "events", "q": "lone \ud800 surrogate"},
        {"page": "events", "selection": "x"},
        {"page": "events", "window": {"$gt": ""}},
    ],
)
def test_what_is_no_screen_is_refused(record: object) -> None:
    with pytest.raises(ConfigError):
        recorded(record)
