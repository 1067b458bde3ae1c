"""The pins in their file: kept in order, changed, moved and removed; by several at once."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector.errors import ConfigError
from connector.indicators import Indicator
from ui.case import store as stores
from ui.case.pin import LONGEST_EVENT, Pin, read
from ui.case.store import Store
from ui.views.screen import Screen

SCREEN = Screen.of("events", {"source": ("eve",), "window": ("all",), "f": ("event_type:http",)})
PIN = Pin("A", "note\nof two lines", SCREEN, datetime(2026, 10, 31, 12, tzinfo=UTC), "me", 7, False, '{"a": 1}',
          (Indicator("domain", "evil.test"),))  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data" / "case.sqlite")


def titles(store: Store) -> list[str]:
    return [pin.title for _, pin in store.pins()]


def test_a_pin_comes_back_as_it_was_kept(store: Store) -> None:
    assert store.pins() == ()
    number = store.add(PIN)
    assert store.pins() == ((number, PIN),)
    assert oct(store.path.stat().st_mode)[-3:] == "600"


def test_pins_are_changed_moved_and_removed(store: Store) -> None:
    numbers = [store.add(replace(PIN, title=title)) for title in "ABCD"]
    store.move(numbers[3], -1)
    store.move(numbers[0], 2)
    store.move(numbers[1], -5)
    assert titles(store) == ["B", "D", "A", "C"]
    assert store.replace(numbers[1], replace(PIN, title="b"))
    assert store.remove(numbers[3])
    assert not store.remove(numbers[3])
    assert not store.replace(numbers[3], PIN)
    store.move(numbers[3], 1)
    assert titles(store) == ["b", "A", "C"]


def test_two_browsers_lose_no_pin(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda number: Store(store.path, 20).add(replace(PIN, title=str(number))), range(24)))
    assert len(set(numbers)) == 24
    assert sorted(titles(store), key=int) == [str(number) for number in range(24)]


def test_what_cannot_be_kept_says_why(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="pin the view that shows it instead"):
        store.add(replace(PIN, event="x" * (LONGEST_EVENT + 1)))
    monkeypatch.setattr(stores, "MOST", 1)
    store.add(PIN)
    with pytest.raises(ConfigError, match="remove some first"):
        store.add(PIN)
    store.path.write_bytes(b"no database at all" * 100)
    with pytest.raises(ConfigError, match="The case cannot be used"):
        store.pins()


STRANGE = [None, 7, "", "[]", "{}", "{", json.dumps({"title": "x"}), PIN.as_text().replace("2026-10", "never"),
           PIN.as_text().replace('"events"', '"nowhere"')]  # fmt: skip


@pytest.mark.parametrize("text", STRANGE)
def test_a_pin_of_another_version_is_left_out(store: Store, text: object) -> None:
    assert read(text) is None
    store.add(PIN)
    with closing(sqlite3.connect(store.path)) as file, file:
        file.execute("INSERT INTO pins (place, pin) VALUES (9, ?)", (text if text is not None else b"",))
    assert titles(store) == ["A"]
