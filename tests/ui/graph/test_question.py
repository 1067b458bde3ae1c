"""The pairs behind the graph, asked of the small capture."""

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from connector.query import Query
from connector.window import Window
from tests import small
from tests.ui.conftest import read
from ui.graph import question
from ui.graph.choice import Choice
from ui.selection import Selection

HALF = Window(small.END - timedelta(minutes=15), small.END)
HOSTS, BYTES = Choice(), Choice(weight="bytes")


def rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(frame[["source", "target", "count", "weight"]].itertuples(index=False, name=None))


@pytest.fixture
def flows(bare_environment: Path, fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> Selection:
    """The small capture with a flow of 1,500 bytes and one without a count; everything."""
    counted = small.event(40, flow={"bytes_toserver": 1_000, "bytes_toclient": 500})
    monkeypatch.setenv("EVE_PATH", str(small.write(bare_environment / "eve.json", counted, small.event(41, flow={}))))
    read()
    return Selection("eve", Query(window=Window()))


@pytest.mark.usefixtures("capture")
def test_pairs_are_those_of_the_source_and_weigh_their_events() -> None:
    here = Selection("eve", Query(window=Window()))
    found = question.asked(here, HOSTS)
    assert rows(found.pairs) == [(f"10.0.0.{number}", "192.0.2.80", 10, 10) for number in range(3)]
    assert (found.distinct, found.whole, found.notes) == (3, True, ())
    ports = question.asked(here, Choice("http.http_user_agent", "dest_port"))
    assert rows(ports.pairs) == [("curl/8.1", "80", 5, 5)]


@pytest.mark.usefixtures("capture")
def test_what_was_there_before_is_known_where_somebody_looked() -> None:
    here = Selection("eve", Query(window=HALF))
    found = question.asked(here, HOSTS)
    assert found.known == frozenset((f"10.0.0.{number}", "192.0.2.80") for number in range(3))
    assert found.unknown == ""
    everything = question.asked(Selection("eve", Query(window=Window())), HOSTS)
    assert (everything.known, everything.unknown) == (None, "all time: nothing before")


@pytest.mark.usefixtures("capture")
def test_more_pairs_than_are_looked_at_are_a_note_and_nothing_is_called_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "MANY", 2)
    found = question.asked(Selection("eve", Query(window=HALF)), HOSTS)
    assert (len(found.pairs), found.distinct, found.whole) == (2, 3, False)
    assert [note.text for note in found.notes] == ["The 2 strongest of 3 pairs are looked at."]
    assert (found.known, found.unknown) == (None, "not every pair of the 15 min before is known")


def test_bytes_are_those_of_flow_events_in_both_directions(flows: Selection) -> None:
    found = question.asked(flows, BYTES)
    assert {source: (count, weight) for source, _, count, weight in rows(found.pairs)} == {
        "10.0.0.0": (7, 0),
        "10.0.0.1": (8, 1_500),
        "10.0.0.2": (7, 0),
    }
    assert (found.distinct, found.notes) == (3, ())


def test_bytes_of_the_newest_flow_events_only_are_said_to_be_so(flows: Selection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "MANY", 5)
    found = question.asked(flows, BYTES)
    assert found.pairs["count"].sum() == 5
    assert found.distinct is None
    assert [note.text for note in found.notes] == ["Bytes are those of the newest 5 of 22 flow events."]


def test_events_that_no_flow_event_holds_have_no_bytes(flows: Selection) -> None:
    found = question.asked(flows, Choice("src_ip", "http.url", weight="bytes"))
    assert found.pairs.empty
    assert question.asked(flows.narrowed("event_type:alert"), BYTES).pairs.empty


def test_bytes_that_no_flow_ever_moved_do_not_spoil_the_sums() -> None:
    damaged = pd.Series([10**40, -5, float("inf"), True, "1e300"], dtype=object)
    frame = pd.DataFrame({"a": list("abcde"), "b": "x", "flow.bytes_toserver": damaged, "flow.bytes_toclient": 1})
    found = question.summed(frame, "a", "b")
    assert found["weight"].between(1, 10**14 + 1).all()
    assert question.summed(pd.concat([frame] * 2_000), "a", "b")["weight"].min() > 0


def test_every_value_of_a_list_is_an_end() -> None:
    frame = pd.DataFrame(
        {
            "a": pd.Series([["x", "y"], None, "x"], dtype=object),
            "b": pd.Series([80, 80, 443], dtype="Int64"),
            "flow.bytes_toserver": pd.Series([5, 7, None], dtype="Int64"),
            "flow.bytes_toclient": pd.Series(["1", "1", "broken"], dtype=object),
        }
    )
    found = question.summed(frame, "a", "b")
    assert rows(found) == [("x", "443", 1, 0), ("x", "80", 1, 6), ("y", "80", 1, 6)]
    assert found.dtypes["weight"] == found.dtypes["count"] == "int64"
    none = question.summed(frame.iloc[:0], "a", "b")
    assert none.empty
    assert none.dtypes.to_dict() == found.dtypes.to_dict()
    assert list(question.summed(frame, "b", "b")["source"]) == ["443", "80"]
