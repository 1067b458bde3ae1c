"""The Filters popover: a filter is edited, turned round, suspended and removed; and what the box makes of what is added."""

from collections.abc import Iterable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.test_frame import ALL, FRAME, facts, sentences
from ui import chips

BOX = ["event_type:http", "-src_ip:10.0.0.1", "curl"]


def opened(*box: str) -> AppTest:
    """The dashboard with the popover open."""
    at = AppTest.from_file(str(FRAME), default_timeout=20)
    at.query_params["f"], at.query_params["window"] = list(box), ALL
    at.session_state["filters"] = True
    at.run()
    assert not at.exception
    return at


def box(at: AppTest) -> list[str]:
    found: list[str] = at.session_state["f"]
    return found


def named(elements: Iterable[Any], label: str) -> list[Any]:
    return [each for each in elements if each.label == label]


@pytest.mark.usefixtures("capture")
def test_a_suspended_filter_stays_in_the_box_and_filters_nothing() -> None:
    at = opened(*BOX)
    assert facts(at)["All events"] == "3"
    named(at.checkbox, "On")[1].uncheck().run()
    assert box(at) == ["event_type:http", "~-src_ip:10.0.0.1", "curl"]
    assert facts(at)["All events"] == "5"
    named(at.checkbox, "On")[1].check().run()
    assert box(at) == BOX
    assert facts(at)["All events"] == "3"


@pytest.mark.usefixtures("capture")
def test_all_are_suspended_and_resumed_at_once() -> None:
    at = opened(*BOX)
    assert at.button(key="filters-resume").disabled
    at.button(key="filters-suspend").click().run()
    assert box(at) == [f"~{chip}" for chip in BOX]
    assert facts(at)["All events"] == "30"
    at.button(key="filters-resume").click().run()
    assert box(at) == BOX


@pytest.mark.usefixtures("capture")
def test_a_filter_is_edited_and_keeps_its_marks() -> None:
    at = opened(*BOX)
    named(at.text_input, "Filter")[1].set_value("src_ip:10.0.0.2").run()
    assert box(at) == ["event_type:http", "-src_ip:10.0.0.2", "curl"]
    named(at.text_input, "Filter")[0].set_value("-event_type:flow").run()
    assert box(at) == ["-event_type:flow", "-src_ip:10.0.0.2", "curl"]
    named(at.text_input, "Filter")[2].set_value(" ").run()
    assert box(at) == ["-event_type:flow", "-src_ip:10.0.0.2"]


@pytest.mark.usefixtures("capture")
def test_one_is_removed_and_then_all() -> None:
    at = opened(*BOX)
    away = [each for each in at.button if str(each.key).startswith("filter-away-")]
    away[0].click().run()
    assert box(at) == BOX[1:]
    at.button(key="filters-drop").click().run()
    assert box(at) == []
    assert facts(at)["All events"] == "30"


@pytest.mark.usefixtures("capture")
def test_a_plain_word_says_what_it_means_and_a_broken_filter_where() -> None:
    assert sentences(opened("curl", "~wget")).count("A plain word: contains, anywhere in an event.") == 2
    at = opened("curl", 'event_type:"http')
    assert sentences(at).count("The quoted text") == 2, "under the bar, and beside the filter"
    named(at.text_input, "Filter")[1].set_value("event_type:http").run()
    assert box(at) == ["curl", "event_type:http"]
    assert facts(at)["All events"] == "5"


@pytest.mark.parametrize(
    ("known", "added", "expected"),
    [
        ([], "a:1", ["a:1"]),
        (["a:1"], "a:1", ["a:1"]),
        (["~a:1", "b"], "a:1", ["a:1", "b"]),
        (["-a:1", "b"], "a:1", ["a:1", "b"]),
        (["a:1"], "-a:1", ["-a:1"]),
        (["a:2"], "a:1", ["a:2", "a:1"]),
    ],
)
def test_what_is_added_takes_the_place_of_its_opposite(known: list[str], added: str, expected: list[str]) -> None:
    assert chips.added(known, added) == expected


@pytest.mark.parametrize("chip", ["a:1", "-a:1", "~a:1", "~-a:1"])
def test_a_chip_is_taken_apart_and_put_together(chip: str) -> None:
    assert chips.written(chips.said(chip), chips.is_negated(chip), chips.is_suspended(chip)) == chip


@pytest.mark.usefixtures("capture")
def test_a_page_with_nothing_on_it_counts_the_filters_that_are_on() -> None:
    assert "No event matches the filters" in sentences(opened("~curl", "no.such.field:1", "event_type:http"))
    assert "No event matches the filter*" in sentences(opened("~curl", "no.such.field:1"))
