"""What a window is compared with: it lies in the address, and may be of another source."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import streamlit as st

from connector.errors import ConfigError, QueryError
from connector.query import Query
from connector.window import Window
from tests import small
from tests.ui.conftest import read
from tests.ui.test_frame import AppTest, sentences
from ui import sources
from ui.fields import against, difference
from ui.selection import Selection

ROOT = Path(__file__).parents[3]
LATE = Window(small.END - timedelta(minutes=10), small.END)
HERE = Selection("eve", Query(window=LATE))


@pytest.fixture(autouse=True)
def forgotten() -> None:
    for key in ("against", "capture"):
        st.session_state[key] = ""


@pytest.mark.usefixtures("capture")
def test_nobody_chose_and_it_is_the_window_before() -> None:
    other = against.chosen(HERE)
    assert other is not None
    assert (other.of, other.words, other.scale) == (HERE.before(), "the 10 min before", 1.0)
    early = Selection("eve", Query(window=Window(small.END - timedelta(minutes=31), small.END)))
    assert against.chosen(early) is None, "nobody looked then"


@pytest.mark.usefixtures("capture")
def test_a_window_of_another_length_is_scaled() -> None:
    st.session_state["against"] = Window(small.END - timedelta(minutes=30), small.END - timedelta(minutes=25)).text
    other = against.chosen(HERE)
    assert other is not None
    assert (other.scale, other.lengths) == (2.0, ("10 min", "5 min"))
    st.session_state["against"] = "all"
    everything = against.chosen(HERE)
    assert everything is not None
    assert everything.words == "all time"
    assert everything.scale == pytest.approx(10 / 29)


@pytest.mark.usefixtures("capture")
def test_what_cannot_be_compared_with_is_said() -> None:
    st.session_state["capture"] = "nowhere"
    with pytest.raises(ConfigError, match="'nowhere' is no source here: choose another one"):
        against.chosen(HERE)
    st.session_state["capture"], st.session_state["against"] = "", "yesterday"
    with pytest.raises(QueryError, match="not a length of time"):
        against.chosen(HERE)


def test_twice_the_time_halves_what_is_usual() -> None:
    assert difference.effect(200, 100, 2.0) == 0
    assert difference.effect(100, 100, 2.0) == pytest.approx(-100 / 500**0.5)
    assert "f = 24 h / 12 h" in difference.formula("here", "there", ("24 h", "12 h"))


def test_two_captures_differ_by_their_values(bare_environment: Path, fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = bare_environment / "demo" / "eve.json"
    demo.parent.mkdir()
    demo.write_text("".join(json.dumps(small.event(number, proto="UDP", host="sensor-b")) + "\n" for number in range(10)))
    monkeypatch.setenv("EVELENS_DATA", str(bare_environment))
    monkeypatch.setenv("EVE_PATH", str(small.write(bare_environment / "eve.json")))
    read()
    read("demo")
    assert "demo" in dict(sources.offered())
    at = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30)
    for name, value in {"source": "eve", "window": LATE.text, "view": "changes", "capture": "demo", "against": LATE.text}.items():
        at.query_params[name] = value
    at.run()
    at.switch_page(str(ROOT / "pages" / "fields.py")).run()
    assert not at.exception
    assert "differ from Demonstration capture, 31 Oct 11:50 – 12:00 UTC" in sentences(at)
    (table,) = (each.value for each in at.dataframe if "Change" in each.value)
    rows = {(row.Field, row.Value): (row.Change, row.Now, row.Before) for row in table.itertuples()}
    assert rows["host", "sensor-a"] == (["new"], 10, 0)
    assert rows["host", "sensor-b"] == (["gone"], 0, 10)
    assert ("dest_port", "80") not in rows, "equally frequent in both"
    at.session_state["capture"] = "gone"
    at.run()
    assert "'gone' is no source here." in sentences(at)
