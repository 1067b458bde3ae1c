"""The popover of the case: a view is pinned with its note, and one document is made of the pins."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.test_frame import ALL, opened, sentences
from ui.case.store import Store


@pytest.fixture
def store(capture: Path) -> Store:
    return Store(capture.parent / "data" / "case.sqlite")


def popover(**parameters: str | list[str]) -> AppTest:
    at = opened(**parameters)
    at.session_state["case"] = True
    at.run()
    assert not at.exception
    return at


def button(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def pinned(at: AppTest, title: str, note: str = "") -> AppTest:
    at.text_input(key="case_title").set_value(title)
    at.text_area(key="case_note").set_value(note)
    return button(at, next(each.key for each in at.button if each.label == "Pin" and each.key and "case_pin" in each.key))


def test_a_view_is_pinned_with_a_fixed_window_its_source_and_its_count(store: Store) -> None:
    at = pinned(popover(window=ALL, f=["event_type:http"]), "Web", "seen\nby me")
    ((_, pin),) = store.pins()
    assert (pin.title, pin.note, pin.count, pin.exact) == ("Web", "seen\nby me", 5, True)
    assert (pin.screen.text("source"), pin.screen.text("window"), pin.screen.filters) == ("eve", ALL, ("event_type:http",))
    assert "“Web” is pinned." in sentences(at)


def test_pins_move_change_and_come_back(store: Store) -> None:
    at = pinned(pinned(popover(window=ALL), "One"), "Two")
    (one, _), (two, _) = store.pins()
    button(at, f"case-up-{two}")
    assert [number for number, _ in store.pins()] == [two, one]
    button(at, f"case-edit-{one}-open")
    at.text_input(key="case_new_title").set_value("First")
    button(at, next(each.key for each in at.button if each.label == "Keep" and each.key))
    button(at, f"case-remove-{two}")
    assert [pin.title for _, pin in store.pins()] == ["First"]
    button(at, "case_undo")
    assert [pin.title for _, pin in store.pins()] == ["First", "Two"]


def test_a_document_is_made_of_the_pins(store: Store) -> None:
    at = button(pinned(popover(window=ALL), "One"), "case_make")
    assert "\nMade " in sentences(at)
    html, marked, _ = at.session_state["case_made"]
    assert "30 events" in html
    assert "**30 events**" in marked


def test_a_store_that_cannot_be_used_is_one_sentence(store: Store) -> None:
    store.path.parent.mkdir(exist_ok=True)
    store.path.write_bytes(b"no database" * 200)
    assert "The case cannot be used" in sentences(popover())
