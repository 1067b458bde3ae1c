"""Filters from what there is: what was typed means what it looks like, and what was chosen is found."""

from pathlib import Path

import pytest

from tests.ui.test_frame import ALL, opened, sentences
from ui import clauses, completion


@pytest.mark.parametrize(
    ("field", "words", "clause"),
    [
        ("src_ip", "10.0.0.*", "src_ip:10.0.0.*"),
        ("dest_port", ">1024", "dest_port:>1024"),
        ("dest_port", "[1 TO 1024]", "dest_port:[1 TO 1024]"),
        ("event_type", "(dns OR tls)", "event_type:(dns OR tls)"),
        ("src_ip", " 10.0.0.1 ", "src_ip:10.0.0.1"),
    ],
)
def test_a_typed_pattern_is_lucene_and_a_typed_value_is_itself(field: str, words: str, clause: str) -> None:
    assert completion.typed(field, words) == clause


@pytest.mark.parametrize("words", ["*a OR src_ip:1", "(a", "* AND *", "[1 TO", 'a" OR "b'])
def test_what_would_reach_beyond_its_field_is_a_value(words: str) -> None:
    clause = completion.typed("http.url", words)
    assert clauses.is_about(clause, "http.url")
    assert clause == clauses.only("http.url", words)


@pytest.mark.usefixtures("capture")
def test_a_field_and_one_of_its_values_become_a_filter() -> None:
    at = opened(window=ALL)
    at.session_state["filters"] = True
    at.run()
    assert "http.http_user_agent" in at.selectbox(key="complete_field").options
    at.selectbox(key="complete_field").set_value("event_type").run()
    values = next(each for each in at.selectbox if each.label == "Value")
    assert values.options == ["flow  ·  20", "alert  ·  5", "http  ·  5"]
    values.set_value("alert  ·  5").run()
    at.button(key="complete_not").click().run()
    assert not at.exception
    assert at.session_state["f"] == ["-event_type:alert"]
    assert next(metric.value for metric in at.metric if metric.label == "All events") == "25"


def test_a_closed_popover_asks_nothing(capture: Path) -> None:
    at = opened(window=ALL)
    assert capture.exists()
    assert [each.label for each in at.selectbox if each.label in ("Field", "Value")] == []


@pytest.mark.usefixtures("capture")
def test_a_field_with_a_slip_is_found_with_its_count() -> None:
    at = opened(window=ALL, f=["event_typ:alert"])
    at.switch_page("../pages/events.py").run()
    assert "0 events; `event_type:alert` finds **5**" in sentences(at)
