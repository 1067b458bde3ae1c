"""The popover over a small capture: views are saved, opened and taken away; the history keeps what was asked."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from connector.window import Window
from tests.ui.test_frame import ALL, opened, sentences
from ui import when
from ui.views.screen import Screen
from ui.views.store import Question, Store, View

HTTP = Screen.of("overview", {"f": ("event_type:http",), "window": (ALL,)})


@pytest.fixture
def store(capture: Path) -> Store:
    """The store of the app that shows the small capture."""
    return Store(capture.parent / "data" / "views.sqlite", patience=0.1)


@pytest.fixture
def held(store: Store) -> Iterator[Store]:
    """The same while somebody else writes into it."""
    store.save(View("a", HTTP))
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield store


def popover(part: str = "Views", **parameters: str | list[str]) -> AppTest:
    at = opened(**parameters)
    at.session_state["views"] = True
    at.session_state["views_part"] = part
    at.run()
    assert not at.exception
    return at


def button(at: AppTest, label: str) -> AppTest:
    next(each for each in at.button if each.label == label).click().run()
    assert not at.exception
    return at


def save(at: AppTest, name: str) -> AppTest:
    at.text_input(key="view_name").set_value(name)
    return button(at, "Save")


def test_a_screen_is_saved_without_its_source_and_with_a_window_that_moves(store: Store) -> None:
    at = save(popover(window="7d", f=["event_type:http"], q="http.status:200", source="eve"), "Web")
    assert store.views() == (View("Web", HTTP.having("q", "http.status:200").having("window", "7d")),)
    assert "“Web” is saved." in sentences(at)


def test_a_window_that_moves_may_be_kept_as_it_is(store: Store) -> None:
    at = popover(window="7d")
    at.radio(key="view_window").set_value("stays")
    save(at, "Now")
    (view,) = store.views()
    start, end = (datetime.fromisoformat(part) for part in view.screen.text("window").split("/"))
    assert (end - start).days == 7
    assert not view.screen.moves


def test_a_known_name_is_replaced_only_when_told_so(store: Store) -> None:
    store.save(View("Web", HTTP))
    at = save(popover(window=ALL), "web")
    assert store.views() == (View("Web", HTTP),)
    button(at, "Keep it")
    assert store.views() == (View("Web", HTTP),)
    button(save(at, "web"), "Replace it")
    assert store.views() == (View("web", HTTP.having("f", "")),)


def test_a_view_without_a_name_is_not_saved(store: Store) -> None:
    assert "Give the view a name first." in sentences(save(popover(window=ALL), "  "))
    assert store.views() == ()


def test_deleting_is_undone_and_a_name_taken_since_stays(store: Store) -> None:
    store.save(View("Web", HTTP))
    at = popover(window=ALL)
    assert "“Web” is deleted." in sentences(button(at, "Delete"))
    assert store.views() == ()
    button(at, "Undo")
    assert store.views() == (View("Web", HTTP),)
    button(at, "Delete")
    store.save(View("Web", Screen("alerts")))
    assert "Another view is called “Web” now" in sentences(button(at, "Undo"))
    assert store.views() == (View("Web", Screen("alerts")),)


def test_a_view_is_renamed(store: Store) -> None:
    store.save_all((View("Web", HTTP), View("Other", HTTP)))
    at = button(popover(window=ALL), "Rename")
    at.text_input(key="view_new_name").set_value("Web")
    assert "“Web” is taken" in sentences(button(at, "Rename"))
    at.button(key="view-edit-0").click().run()
    at.text_input(key="view_new_name").set_value("All")
    button(at, "Rename")
    assert [view.name for view in store.views()] == ["All", "Web"]


def test_opening_a_view_drops_what_it_does_not_have(store: Store) -> None:
    store.save(View("Web", HTTP))
    more = {"q": "dest_port:53", "window": "1h", "columns": "timestamp", "sort": "first", "source": "eve"}
    at = popover(f=["event_type:dns", "proto:UDP"], **more)
    button(at, "Web")
    assert at.session_state["f"] == ["event_type:http"]
    assert [at.session_state[key] for key in ("q", "columns", "sort", "window", "source")] == ["", "", "", ALL, "eve"]
    assert next(metric.value for metric in at.metric if metric.label == "All events") == "5"


def test_a_view_of_another_page_opens_there_once(store: Store) -> None:
    store.save(View("Alerts", Screen.of("alerts", {"window": (ALL,), "by": ("src_ip",)})))
    at = button(popover(f=["event_type:dns"], window="1h"), "Alerts")
    assert (at.session_state["page"], at.session_state["f"]) == ("alerts", [])
    assert [at.session_state[key] for key in ("window", "by")] == [ALL, "src_ip"]
    at.multiselect(key="f").set_value(["src_ip:10.0.0.1"]).run()
    assert at.session_state["f"] == ["src_ip:10.0.0.1"]


def test_a_name_of_markup_is_only_text(store: Store) -> None:
    store.save(View("![x](https://evil.test/x.png) :red[y]", HTTP.having("q", "**bold** <b>")))
    at = popover(window=ALL)
    assert "`![x](https://evil.test/x.png) :red[y]`" in [each.label for each in at.button]


def test_a_question_is_kept_once_with_its_count_and_not_again_on_refresh(store: Store) -> None:
    at = opened(window=ALL, f=["event_type:http"])
    (question,) = store.questions()
    assert (question.screen, question.count, question.exact) == (HTTP.having("source", "eve"), 5, True)
    at.run()
    assert store.questions() == (question,)
    at.multiselect(key="f").set_value(["event_type:alert"]).run()
    assert [each.count for each in store.questions()] == [5, 5]
    assert [each.screen.filters for each in store.questions()] == [("event_type:alert",), ("event_type:http",)]


@pytest.mark.usefixtures("capture")
def test_a_page_as_it_opens_and_a_filter_that_cannot_be_read_are_no_questions(store: Store) -> None:
    opened()
    opened(window=ALL, f=["src_ip:(1"])
    assert store.questions() == ()


def test_the_history_shows_what_was_asked_as_text(store: Store) -> None:
    screen = HTTP.having("q", "=cmd\u202e").having("source", "eve")
    store.note(Question(screen, 10_000, False, datetime(2026, 10, 31, 12, tzinfo=UTC)))
    table = next(each.value for each in popover("History").dataframe if "matches" in each.value)
    window = when.spoken(Window.parse(ALL))
    assert table.iloc[0].to_list()[:4] == ["event_type:http  =cmd<U+202E>", "Overview", window, "≥ 10,000"]


def test_forgetting_empties_the_history(store: Store) -> None:
    button(popover("History", window=ALL, f=["event_type:http"]), "Forget all")
    assert store.questions() == ()


def test_a_store_that_is_held_costs_the_history_and_not_the_page(held: Store) -> None:
    at = popover("History", window=ALL, f=["event_type:http"])
    assert at.metric
    assert "views.sqlite (database is locked): free it, or move it away." in sentences(at)
    assert held.questions() == ()


def test_a_view_that_cannot_be_saved_is_one_sentence(held: Store) -> None:
    at = save(popover(window=ALL), "Web")
    assert "views.sqlite (database is locked)" in sentences(at)
    assert [view.name for view in held.views()] == ["a"]


def test_a_file_that_is_no_database_leaves_the_page_whole(capture: Path) -> None:
    path = capture.parent / "data" / "views.sqlite"
    path.write_bytes(b"no database" * 100)
    at = popover(window=ALL, f=["event_type:http"])
    assert at.metric
    assert "(file is not a database)" in sentences(at)


@pytest.mark.usefixtures("capture")
def test_the_link_comes_with_a_window_that_moves_and_with_a_fixed_one() -> None:
    at = opened(window="7d", f=["event_type:http"], q="a&b", columns="timestamp")
    moving, fixed = (code.value for code in at.code if "event_type:http" in code.value)
    assert moving.endswith("/?window=7d&columns=timestamp&f=event_type:http&q=a%26b")
    assert "/?window=20" in fixed
    assert fixed.endswith("Z&columns=timestamp&f=event_type:http&q=a%26b")
    (only,) = (code.value for code in opened(window=ALL).code if "window=" in code.value)
    assert only.endswith(f"/?window={ALL}")
