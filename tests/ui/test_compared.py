"""Two events field by field: what differs first, and what the menus of their values are about."""

import pytest

from tests import small
from tests.ui import row_menu
from tests.ui.test_frame import sentences
from tests.ui.test_marked import events
from ui import compared

THIS = {"event_type": "http", "dest_port": 80, "http": {"url": "/a", "hostname": "h"}, "tags": ["x", "y"]}
OTHER = {"event_type": "http", "dest_port": 443, "http": {"url": "/b"}, "proto": "TCP", "tags": ["x", "y"]}


def test_what_differs_comes_first_and_what_only_one_has_after_it() -> None:
    rows = compared.compared(THIS, OTHER)
    assert [(row.field, row.differs) for row in rows] == [
        ("dest_port", True),
        ("http.url", True),
        ("http.hostname", True),
        ("proto", True),
        ("event_type", False),
        ("tags", False),
    ]
    found = {row.field: row for row in rows}
    assert (found["dest_port"].this, found["dest_port"].other) == ("80", "443")
    assert (found["proto"].this, found["proto"].other) == (None, "TCP")


def test_every_value_has_its_menu() -> None:
    found = {row.field: row.choices for row in compared.compared(THIS, OTHER)}
    assert found["dest_port"] == ((("dest_port", 80),), (("dest_port", 443),))
    assert found["http.hostname"] == ((("http.hostname", "h"),), ())
    assert found["tags"][0] == (("tags", "x"), ("tags", "y"))


def test_an_event_equals_itself() -> None:
    assert not any(row.differs for row in compared.compared(THIS, THIS))
    assert [row.differs for row in compared.compared({"id": 1}, {"id": "1"})] == [True]
    assert compared.compared({}, {}) == []


@pytest.mark.usefixtures("capture")
def test_one_event_is_held_and_the_next_one_stands_beside_it() -> None:
    at = events(window="all")
    listing = [each.value for each in at.dataframe if "sentence" in each.value]
    assert len(listing) == 1
    ids = at.session_state["selection"].events(("timestamp",)).ids
    at.session_state["event"] = ids[0]
    at.run()
    next(button for button in at.button if button.label == "Compare with another …").click().run()
    assert "Click another event: it is compared with this one." in [each.value for each in at.caption]
    at.session_state["event"] = ids[25]
    at.run()
    assert not at.exception
    assert "fields differ" in sentences(at)
    table = row_menu.table(at, "This")
    rows = {row.Field: (row.This, row.Other) for row in table.value.itertuples()}
    assert rows["event_type"] == ("http", "flow")
    assert rows["http.url"] == ("/page/0", "–")
    assert "4 equal fields" in [each.label for each in at.expander]
    at.session_state["event"] = ids[20]
    at.run()
    assert row_menu.table(at, "This").value.set_index("Field").loc["alert.severity", "This"] == "1"
    next(button for button in at.button if button.key == "compared-away").click().run()
    assert "fields differ" not in sentences(at)


def test_text_of_an_attacker_is_compared_as_text() -> None:
    rows = compared.compared({"host": small.MARKUP, small.MARKUP: 1}, {"host": "lone \ud800"})
    assert {row.field for row in rows} == {"host", small.MARKUP}
