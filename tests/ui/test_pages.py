"""The pages over a source that is not there, and what needs no browser to be seen."""

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from connector.answers import Span
from connector.window import Window
from tests import small
from tests.ui.test_frame import sentences
from ui import sources
from ui.alerts import nothing
from ui.fields.changes import second_half

TOKEN = "5ecret" * 6


def page() -> None:
    """A page under the bar, without the navigation."""
    import runpy

    import streamlit as st

    from ui import bar

    name = st.session_state["named"]
    if bar.draw(name):
        runpy.run_path(f"{st.session_state['root']}/pages/{name}.py")


@pytest.fixture
def dead(bare_environment: Path, fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that nobody runs."""
    monkeypatch.setenv("SCIRIUS_HOST", "http://127.0.0.1:9")
    monkeypatch.setenv("SCIRIUS_TOKEN", TOKEN)


def opened(name: str) -> AppTest:
    at = AppTest.from_function(page, default_timeout=20)
    at.session_state["named"], at.session_state["root"] = name, str(Path(__file__).parents[2])
    return at.run()


@pytest.mark.usefixtures("dead")
@pytest.mark.parametrize("name", ["alerts", "flow", "hunts", "fields", "protocols", "graph", "connection"])
def test_a_server_that_does_not_answer_is_said_and_its_token_is_not(name: str) -> None:
    at = opened(name)
    assert not at.exception
    said = sentences(at)
    assert "http://127.0.0.1:9" in said
    assert "Is it running, and is the port in SCIRIUS_HOST right?" in said
    assert TOKEN not in said
    assert ("Flow" in [box.label for box in at.text_input]) == (name == "flow"), "another flow can still be named"
    assert ("Server" in [box.label for box in at.text_input]) == (name == "connection"), "another server can still be named"


@pytest.mark.usefixtures("capture")
def test_a_dashboard_for_other_machines_has_no_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVELENS_ALLOW_REMOTE", "yes")
    sources.settings.clear()
    at = opened("connection")
    assert not at.exception
    assert "settings are changed in the file only" in sentences(at)
    assert "Token" not in [box.label for box in at.text_input]


def test_the_second_half_has_the_first_before_it() -> None:
    first, last = small.END - timedelta(minutes=9, seconds=1), small.END
    half = second_half(Span(first, last, 30))
    assert half is not None
    assert half.start is not None
    assert half.end is not None
    assert last < half.end <= last + timedelta(milliseconds=1)
    assert half.start - half.length >= first
    assert half.start - half.length - first < timedelta(milliseconds=1)
    assert Window.parse(half.text) == half
    assert second_half(Span(None, None, 0)) is None


def test_a_moment_alone_has_no_second_half() -> None:
    assert second_half(Span(small.END, small.END, 1)) is None


def test_where_alerts_are_is_said_in_one_sentence() -> None:
    moment = pd.Timestamp(small.END)
    assert nothing.elsewhere(moment, True, 0).startswith("The newest alert is of **")
    assert (
        nothing.elsewhere(pd.NaT, True, 2) == "There are alerts that match the filters without a usable time: look at all time."
    )
    assert nothing.elsewhere(pd.NaT, False, 1) == "There is no alert that matches the filter at any other time either."
    assert nothing.elsewhere(pd.NaT, False, 0) == "There is no alert at any other time either."
