"""A selection asks each question once, until the source may have a new answer."""

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from connector.query import Query
from connector.source import Source
from connector.window import Window
from tests import small
from tests.ui.conftest import read
from ui import sources
from ui.selection import Selection

DAY = Window(small.END - timedelta(hours=24), small.END)


@pytest.fixture
def asked(capture: Path, monkeypatch: pytest.MonkeyPatch) -> list[Query]:
    """The questions that reach the source."""
    seen: list[Query] = []
    source = sources.opened("eve")
    trend = type(source).trend

    def note(self: Source, query: Query) -> object:
        seen.append(query)
        return trend(self, query)  # type: ignore[arg-type]

    monkeypatch.setattr(type(source), "trend", note)
    return seen


def test_answers_are_those_of_the_source(capture: Path) -> None:
    here = Selection("eve", Query(window=DAY))
    alerts = here.narrowed("event_type:alert")
    assert here.trend().count == 30
    assert alerts.trend().count == 5
    assert alerts.events(limit=2).total == 5
    assert len(alerts.events(limit=2).frame) == 2
    assert here.timeline("event_type").frame["count"].sum() == 30
    assert here.values("event_type").frame["count"].tolist() == [20, 5, 5]
    assert alerts.groups(("src_ip",)).frame["count"].sum() == 5
    assert here.span().count == 30


def test_the_window_before_is_asked_like_any_other(capture: Path) -> None:
    half = Selection("eve", Query(window=Window(small.END - timedelta(minutes=15), small.END)))
    before = half.before()
    assert before is not None
    assert (half.trend().count, before.trend().count) == (15, 15)
    assert half.during(Window()).before() is None


def test_a_question_is_asked_once(asked: list[Query]) -> None:
    here = Selection("eve", Query(window=DAY))
    assert here.trend() == here.trend()
    assert len(asked) == 1
    here.narrowed("event_type:alert").trend()
    assert len(asked) == 2


def test_a_fixed_window_is_not_asked_again_as_time_passes(asked: list[Query]) -> None:
    for seconds in (0, 10, 20):
        Selection("eve", Query(window=DAY, now=small.END + timedelta(seconds=seconds))).trend()
    assert len(asked) == 1


def test_date_maths_are_asked_again_as_time_passes(asked: list[Query]) -> None:
    for hours in (0, 10):
        Selection("eve", Query("timestamp:[now-1h TO now]", DAY, now=small.END + timedelta(hours=hours))).trend()
    assert len(asked) == 2


def test_new_events_are_asked_for(capture: Path, asked: list[Query]) -> None:
    here = Selection("eve", Query(window=DAY))
    assert here.trend().count == 30
    small.write(capture, small.event(0, event_type="dns"))
    read()
    assert here.trend().count == 31


def test_within_a_rerun_an_answer_is_the_same_object_and_not_a_copy(capture: Path) -> None:
    def script() -> None:
        from datetime import timedelta

        import streamlit as st

        from connector.query import Query
        from connector.window import Window
        from tests import small
        from ui.selection import Selection, renew

        here = Selection("eve", Query(window=Window(small.END - timedelta(hours=24), small.END)))
        renew()
        first = here.values("event_type")
        same = here.values("event_type") is first
        renew()
        st.text(f"{same} {here.values('event_type') is first} {here.events() is here.events()}")

    at = AppTest.from_function(script, default_timeout=10).run()
    assert at.text[0].value == "True False False"
