"""Saved views and the history in their file: nothing is lost, nothing is shown twice, and a file that cannot be used says so."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connector.errors import ConfigError
from ui.views.screen import Screen
from ui.views.store import KEPT, Question, Store, View

DNS = Screen.of("events", {"f": ("event_type:dns",)})
START = datetime(2026, 10, 31, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data" / "views.sqlite", patience=0.1)


def asked(number: int, screen: Screen = DNS, count: int = 1) -> Question:
    return Question(screen, count, True, START + timedelta(minutes=number))


def test_reading_makes_no_file(store: Store) -> None:
    assert store.views() == store.questions() == ()
    assert not store.path.parent.exists()


def test_only_its_owner_may_read_the_file(store: Store) -> None:
    store.save(View("a", DNS))
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_a_name_is_taken_in_either_case_until_it_is_replaced(store: Store) -> None:
    assert store.save(View("DNS", DNS))
    assert not store.save(View("dns", Screen("alerts")))
    assert store.views() == (View("DNS", DNS),)
    assert store.save(View("dns", Screen("alerts")), replace=True)
    assert store.views() == (View("dns", Screen("alerts")),)


def test_a_view_is_renamed_unless_the_name_is_taken(store: Store) -> None:
    store.save_all((View("a", DNS), View("b", DNS)))
    assert not store.rename("a", "B")
    assert store.rename("a", "c")
    assert store.rename("c", "C")
    assert not store.rename("a", "d")
    assert [view.name for view in store.views()] == ["b", "C"]


def test_a_deleted_view_is_gone_once(store: Store) -> None:
    store.save(View("a", DNS))
    assert store.delete("a")
    assert not store.delete("a")


def test_two_browsers_at_once_lose_nothing(store: Store) -> None:
    patient = Store(store.path, patience=30)
    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(lambda number: patient.save(View(f"view {number:02d}", DNS)), range(40)))
        list(pool.map(lambda number: patient.note(asked(number, DNS.having("q", f"word{number}"))), range(40)))
    assert all(saved)
    assert len(store.views()) == len(store.questions()) == 40


def test_the_history_is_newest_first_and_holds_a_question_once(store: Store) -> None:
    alerts = Screen.of("alerts", {"f": ("event_type:dns",)})
    for question in (asked(0), asked(1, alerts), asked(2, DNS.having("columns", "timestamp"), 7)):
        store.note(question)
    assert store.questions() == (asked(2, DNS.having("columns", "timestamp"), 7), asked(1, alerts))


def test_page_window_filters_and_source_make_another_question_and_on_flow_the_conversation() -> None:
    for key in ("window", "q", "source"):
        assert asked(0, DNS.having(key, "1")).identity != asked(0).identity
    assert asked(0, DNS.having("flow", "1")).identity == asked(0).identity
    flow = Screen("flow").having("flow", "1")
    assert asked(0, flow).identity != asked(0, flow.having("flow", "2")).identity


def test_the_oldest_questions_go(store: Store) -> None:
    for number in range(KEPT + 5):
        store.note(asked(number, DNS.having("q", f"word{number}")))
    questions = store.questions()
    assert len(questions) == KEPT
    assert questions[-1].screen.text("q") == "word5"
    with closing(sqlite3.connect(store.path)) as database:
        assert database.execute("SELECT count(*) FROM questions").fetchone() == (KEPT,)


def test_the_history_is_forgotten_and_the_views_stay(store: Store) -> None:
    store.save(View("a", DNS))
    store.note(asked(0))
    store.forget()
    assert (len(store.views()), store.questions()) == (1, ())


def test_a_file_that_somebody_holds_is_read_and_its_writing_refused_in_one_sentence(store: Store) -> None:
    store.save(View("a", DNS))
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(store.views()) == 1
        with pytest.raises(ConfigError, match=r"views\.sqlite \(database is locked\): free it, or move it away\.$"):
            store.note(asked(0))


@pytest.mark.parametrize("content", [b"not a database at all, by far too long for a header" * 20, b"\0" * 4096])
def test_what_is_no_database_is_one_sentence_and_stays_as_it_is(store: Store, content: bytes) -> None:
    store.path.parent.mkdir()
    store.path.write_bytes(content)
    with pytest.raises(ConfigError, match="Saved views and history cannot be used"):
        store.views()
    assert store.path.read_bytes() == content


def test_a_file_of_a_newer_version_is_left_alone(store: Store) -> None:
    store.save(View("a", DNS))
    with closing(sqlite3.connect(store.path)) as database:
        database.execute("PRAGMA user_version = 2")
    with pytest.raises(ConfigError, match="newer version"):
        store.save(View("b", DNS))


def test_what_another_version_wrote_is_not_shown(store: Store) -> None:
    store.save(View("a", DNS))
    with closing(sqlite3.connect(store.path)) as database, database:
        database.execute("INSERT INTO views VALUES ('b', '{\"page\": \"gone\"}'), ('c', 'no JSON')")
    assert [view.name for view in store.views()] == ["a"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("asked", "yesterday"),
        ("asked", "0001-01-01T00:00:00+14:00"),
        ("asked", b"\xff"),
        ("count", "many"),
        ("screen", '{"page": ' + "[" * 100_000),
        ("screen", b"\xff"),
    ],
)
def test_a_question_that_cannot_be_read_is_not_shown(store: Store, column: str, value: object) -> None:
    store.note(asked(0))
    store.note(asked(1, DNS.having("q", "proto:UDP")))
    with closing(sqlite3.connect(store.path)) as database, database:
        database.execute(f"UPDATE questions SET {column} = ? WHERE screen LIKE '%proto:UDP%'", (value,))
    assert store.questions() == (asked(0),)


@pytest.mark.parametrize("row", [("b", '{"page": ' + "[" * 100_000), (b"\xff", '{"page": "events"}')])
def test_a_view_that_cannot_be_read_is_not_shown(store: Store, row: tuple[object, str]) -> None:
    store.save(View("a", DNS))
    with closing(sqlite3.connect(store.path)) as database, database:
        database.execute("INSERT INTO views VALUES (?, ?)", row)
    assert [view.name for view in store.views()] == ["a"]


@pytest.mark.parametrize(
    ("key", "texts"), [("f", tuple(f"dest_port:{port}" for port in range(250))), ("q", ("x" * 20_001,)), ("f", ("x" * 20_001,))]
)
def test_what_could_not_be_read_back_is_refused(store: Store, key: str, texts: tuple[str, ...]) -> None:
    store.save(View("a", DNS))
    screen = Screen.of("events", {key: texts})
    reason = f"^This screen cannot be kept. Its part '{key}' holds more than 200 texts, or one of more than 20,000 characters"
    for act in (
        lambda: store.save(View("b", screen)),
        lambda: store.save_all((View("c", DNS), View("b", screen))),
        lambda: store.note(asked(0, screen)),
    ):
        with pytest.raises(ConfigError, match=reason):
            act()
    assert [view.name for view in store.views()] == ["a"]
    assert store.save(View("b", DNS)), "the name is free"
    assert store.questions() == ()
