"""Groups as the page asks for them, and their cells."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from connector import lucene
from connector.query import Query
from connector.window import Window
from tests import small
from tests.ui.conftest import read
from ui.alerts import grouping, groups, table
from ui.alerts.chosen import CHOSEN, choose, chosen_place
from ui.selection import Selection

DAY = Window(small.END - timedelta(days=1), small.END)


@pytest.fixture(autouse=True)
def own_state() -> None:
    """No test sees what another one chose."""
    for key in ("by", "sort", CHOSEN, "alert_place"):
        st.session_state.pop(key, None)


@pytest.fixture
def alerts(capture: Path) -> Selection:
    return Selection("eve", Query("event_type:alert", DAY))


def listed(alerts: Selection, by: str = "", sort: str = "") -> groups.Listing:
    st.session_state["by"], st.session_state["sort"] = by, sort
    return groups.listed(Selection(alerts.source, Query(window=DAY)), alerts, 0)


def test_alerts_are_grouped_by_signature_and_source_worst_first_unless_told_otherwise(alerts: Selection) -> None:
    found = listed(alerts)
    assert found.names == ("alert.signature", "src_ip")
    severities = found.answer.frame["severity"].to_list()
    assert severities == sorted(severities)
    assert sum(found.answer.frame["count"]) == alerts.trend().count == 5
    assert found.total == len(found.identities)


def test_fields_and_order_are_read_from_the_link_and_bad_ones_are_left_out() -> None:
    st.session_state["by"], st.session_state["sort"] = " src_ip ,, dest_ip,src_ip, a.b, c ", "oldest"
    assert (grouping.fields(), grouping.order()) == (("src_ip", "dest_ip", "a.b"), "severity")
    st.session_state["sort"] = "last"
    assert grouping.order() == "last"
    assert grouping.spoken(("alert.signature", "src_ip", "x:y")) == "Signature × source × `x:y`"


@pytest.mark.parametrize(
    "by", ["", "src_ip", "dest_port,src_ip", "alert.severity", "no.such.field", "alert.signature,host,proto"]
)
def test_the_chips_of_a_group_find_its_alerts_and_no_others(alerts: Selection, by: str) -> None:
    found = listed(alerts, by)
    for place in range(len(found.identities)):
        group = found.group(place)
        own = groups.of_group(alerts, groups.chips_of(alerts, group))
        assert own.trend().count == group.count, group.keys


def test_a_missing_value_is_a_group_of_its_own(capture: Path) -> None:
    small.write(capture, small.event(1, event_type="alert", alert={"severity": 2, "signature_id": 5}))
    read()
    alerts = Selection("eve", Query("event_type:alert", DAY))
    found = listed(alerts, "alert.signature")
    place = found.identities.index((None,))
    assert found.group(place).count == 1
    assert groups.of_group(alerts, groups.chips_of(alerts, found.group(place))).trend().count == 1
    assert table.cells(found, 0)["key-0"][place] == "(no signature)"


@pytest.mark.parametrize(
    ("kind", "clause"),
    [
        ("Int64", "f:80"),
        ("Float64", 'f:80.0'),
        ("string", 'f.keyword:"80"'),
        ("object", '(f.keyword:"80") OR (f:80)'),
    ],
)  # fmt: skip
def test_a_key_is_asked_for_as_what_it_was(kind: str, clause: str) -> None:
    assert groups.typed("f", "80", pd.Series([], dtype=kind).dtype) == clause
    assert groups.typed("f", "true", pd.Series([], dtype="boolean").dtype) == lucene.term("f", True)


def test_new_is_what_the_window_before_did_not_have(capture: Path) -> None:
    before = [small.alert(24 * 60 + 21, 1, "EVELENS TEST signature 1"), small.event(3 * 24 * 60)]
    small.write(capture, *before)
    read()
    found = listed(Selection("eve", Query("event_type:alert", DAY)), "alert.signature")
    new = {keys[0] for place, keys in enumerate(found.identities) if found.is_new(place)}
    assert new == {"EVELENS TEST signature 0", small.MARKUP}
    assert [["new"] if keys[0] in new else [] for keys in found.identities] == list(table.cells(found, 0)["Marks"])


def test_nothing_is_new_where_nobody_looked_before(alerts: Selection) -> None:
    found = listed(alerts)
    assert (found.known, found.past) == (None, None)
    assert list(table.cells(found, 0)["Marks"]) == [[]] * len(found.identities)
    assert not any(map(found.is_new, range(len(found.identities))))


def test_nothing_is_new_when_not_all_of_the_window_before_is_known(alerts: Selection) -> None:
    found = listed(alerts)
    assert replace(found, known=None, past=replace(found.answer, distinct=None)).is_new(0) is False


def test_addresses_are_counted_where_they_are_no_part_of_the_group(alerts: Selection) -> None:
    heads = {by: list(table.cells(listed(alerts, by), 0)) for by in ("", "dest_ip", "src_ip,dest_ip,proto")}
    assert heads[""] == ["Severity", "key-0", "key-1", "Alerts", "Trend", "Targets", "First", "Last", "Marks"]
    assert heads["dest_ip"] == ["Severity", "key-0", "Alerts", "Trend", "Sources", "First", "Last", "Marks"]
    assert heads["src_ip,dest_ip,proto"][4:] == ["Alerts", "Trend", "First", "Last", "Marks"]


def test_cells_hide_nothing(capture: Path) -> None:
    small.write(capture, small.alert(1, 1, "a\u202eb"))
    read()
    found = listed(Selection("eve", Query("event_type:alert", DAY)), "alert.signature")
    assert "a<U+202E>b" in list(table.cells(found, 0)["key-0"])


def test_the_chosen_group_stays_the_same_in_another_order(alerts: Selection) -> None:
    found = listed(alerts)
    choose(found, 2)
    chosen = found.identities[2]
    other = listed(alerts, sort="first")
    assert other.identities[chosen_place(other)] == chosen
    assert chosen_place(listed(alerts, "src_ip")) == 0, "a group that is gone gives way to the first one"


def test_choosing_ends_at_the_first_and_the_last_group(alerts: Selection) -> None:
    found = listed(alerts)
    choose(found, -1)
    assert chosen_place(found) == 0
    choose(found, 1_000)
    assert chosen_place(found) == len(found.identities) - 1


def test_a_place_that_is_not_asked_for_yet_is_kept(alerts: Selection) -> None:
    found = listed(alerts)
    many = replace(found, answer=replace(found.answer, distinct=2_000))
    choose(many, 1_500)
    assert st.session_state[CHOSEN] is None
    assert st.session_state["alert_place"] == 1_500


def test_severe_alerts_that_a_server_left_out_are_counted(alerts: Selection) -> None:
    found = listed(alerts)
    assert table.severe_left_out(found, 2) == 0
    assert table.severe_left_out(found, 5) == 3
    assert table.severe_left_out(replace(found, answer=replace(found.answer, frame=found.answer.frame.iloc[:0])), 5) == 5
