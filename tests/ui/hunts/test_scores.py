"""The scoreboard and its sentences, as pure functions."""

import pandas as pd
import pytest

from connector.hunts import Result, hunt
from tests.small import MARKUP
from ui.hunts import beside, result, scores
from ui.hunts.sigma import frame_of


def told(state: str, hits: int | None = None, **more: object) -> Result:
    asked = hunt("asked", {"name": more.pop("name", "Asked"), "question": "What?", "reads": ["alert", "fileinfo"]})
    return Result(asked, state, hits, frame=pd.DataFrame(), **more)  # type: ignore[arg-type]


def test_a_row_says_its_state_only_where_it_wants_something() -> None:
    shown = scores.rows((told("changed", 2, before=0), told("hits", 1_204, exact=False), told("waits", why="Paste a list.")))
    assert shown["State"].to_list() == [["changed"], [], ["waits"]]
    assert shown["Hits"].to_list() == ["2", "1,204+", "–"]
    assert shown["Before"].to_list() == ["0", "–", "–"]
    assert shown["Look"].to_list() == ["", "", "Paste a list."]
    assert shown["Reads"].to_list() == ["alerts, files"] * 3
    assert scores.rows(()).empty


def test_hostile_texts_are_shown_as_they_are_with_nothing_hidden() -> None:
    (row,) = scores.rows((told("hits", 1, look=f"{MARKUP}\u202e", name=f"{MARKUP}\x00"),)).to_dict("records")
    assert row["Look"] == f"{MARKUP}<U+202E>"
    assert row["Hunt"] == (MARKUP + "␀")[:80] + ("…" if len(MARKUP) >= 80 else "")


def test_parts_divide_the_hunts() -> None:
    board = (told("changed", 2), told("hits", 1), told("failed"), told("waits"), told("clear", 0))
    counts = {name: len(scores.part(board, name)) for name in scores.PARTS}
    assert counts == {"All": 5, "Changed": 1, "With hits": 2, "Clear": 1, "Waits": 2}


def test_what_else_makes_a_row_is_said_in_words() -> None:
    bounded = hunt("a", {"name": "A", "question": "B?", "filter": "x:1", "rare": 1, "fan": 20, "equal": True})
    words = result.asked_of(Result(bounded, "hits", frame=pd.DataFrame()))
    assert words == "x:1, by src_ip, dest_ip, at most 1 event, at least 20 targets, Source = Target"


@pytest.mark.parametrize(
    ("now", "past", "others", "expected"),
    [
        ([], None, True, "nobody else in this window"),
        ([], [], False, "nobody in this window, nobody in the window before"),
        (["10.0.0.1"], [], True, "10.0.0.1 in this window, nobody else in the window before"),
        ([f"10.0.0.{n}" for n in range(6)], None, True, "10.0.0.0, 10.0.0.1, 10.0.0.2, 10.0.0.3 and 2 more in this window"),
    ],
)
def test_who_else_is_one_sentence(now: list[str], past: list[str] | None, others: bool, expected: str) -> None:
    assert beside.sentence(now, past, others) == expected


def test_who_else_is_asked_of_the_target_or_of_what_tells_most() -> None:
    assert beside.about((("src_ip", "10.0.0.1"), ("dest_ip", "10.0.0.2"), ("http.url", "/"))) == ("dest_ip", "10.0.0.2")
    assert beside.about((("http.url", "/"), ("src_ip", "10.0.0.1"))) == ("http.url", "/")
    assert beside.about((("src_ip", "10.0.0.1"), ("dest_port", 53), ("dest_ip", None))) is None


def test_numbers_of_groups_become_numbers_again_for_filters() -> None:
    assert result.value_of("dest_port", "443") == 443
    assert result.value_of("flow.bytes_toserver", "1") == 1
    assert result.value_of("http.url", "443") == "443"
    assert result.value_of("dest_port", None) is None


def test_no_rule_asked_is_an_empty_table() -> None:
    assert frame_of(()).columns.to_list() == ["Level", "Rule", "Hits", "Hosts", "Last", "File"]
