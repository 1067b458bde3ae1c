"""The queue of alerts: what a verdict is about is what was on the screen, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from connector.judged import STATES
from connector.query import Query
from tests import small
from tests.ui.alerts.test_groups import DAY
from tests.ui.conftest import read
from ui import rows
from ui.alerts import giving, groups, past, states, table
from ui.alerts.chosen import CHOSEN, SEVERAL, chosen_place, move, several
from ui.alerts.desk import VIEWS, Desk, history, opened, view
from ui.selection import Selection, renew

SIGNATURE = "EVELENS TEST signature 0"


@pytest.fixture(autouse=True)
def own_state() -> Iterator[None]:
    """No test sees what another one chose, or the answers of its rerun."""
    for key in ("by", "sort", "state", CHOSEN, "alert_place", SEVERAL, giving.SAID):
        st.session_state.pop(key, None)
    renew()
    yield
    for key in ("generations", "positions", "answers", "silent"):
        st.session_state.pop(key, None)


@pytest.fixture
def alerts(capture: Path) -> Selection:
    return Selection("eve", Query("event_type:alert", DAY))


def listing(desk: Desk) -> groups.Listing:
    found = groups.listed(Selection("eve", Query(window=DAY)), desk.among(*VIEWS[view()]), 0, desk.alerts)
    return groups.urgent_first(states.marked(desk, found))


def again(alerts: Selection) -> Desk:
    renew()
    return opened(alerts)


def counts(desk: Desk) -> list[int]:
    return [desk.among(state).trend().count for state in STATES]


def test_a_verdict_on_groups_takes_their_alerts_and_the_next_group_moves_up(alerts: Selection) -> None:
    desk = opened(alerts)
    found = listing(desk)
    move(found, 1)
    st.session_state[SEVERAL] = (found.identities[2],)
    chosen = tuple(map(found.group, several(found, 1)))
    assert [group.keys for group in chosen] == found.identities[1:3]
    aim = giving.aim_at_groups(desk, chosen)
    giving.give(aim, "closed", "expected", "seen before")
    after = again(alerts)
    assert counts(after) == [5 - aim.verdict.count, 0, aim.verdict.count, 0]
    left = listing(after)
    assert left.identities == [identity for identity in found.identities if identity not in found.identities[1:3]]
    assert left.identities[chosen_place(left)] == found.identities[3]
    assert st.session_state[giving.SAID] == f"Closed {aim.counted}."


def test_what_came_in_while_the_reader_looked_stays_open(alerts: Selection, capture: Path) -> None:
    desk = opened(alerts)
    shown = desk.among("open", bound=True).trend().count
    aim = giving.aim_at_all(desk, shown, 4, None)
    small.write(capture, small.alert(20, 1, SIGNATURE), small.alert(700, 1, SIGNATURE))
    read()
    giving.give(aim, "false alarm")
    assert counts(again(alerts)) == [2, 0, 0, shown]
    giving.take_back(again(alerts).steps[-1])
    assert counts(again(alerts)) == [shown + 2, 0, 0, 0]
    assert len(history().steps()) == 2


def test_a_verdict_in_one_view_leaves_what_is_in_others(alerts: Selection) -> None:
    desk = opened(alerts)
    group = listing(desk).group(0)
    giving.give(giving.aim_at_groups(desk, (group,)), "escalated")
    desk = again(alerts)
    rest = 5 - group.count
    giving.give(giving.aim_at_all(desk, rest, 3, None), "closed")
    assert counts(again(alerts)) == [0, group.count, rest, 0]
    st.session_state["state"] = "closed"
    desk = again(alerts)
    giving.give(giving.aim_at_all(desk, rest, 3, None), "open")
    assert counts(again(alerts)) == [rest, group.count, 0, 0]


def test_groups_are_marked_with_what_was_decided(alerts: Selection) -> None:
    desk = opened(alerts)
    found = listing(desk)
    giving.give(giving.aim_at_groups(desk, (found.group(0),)), "escalated")
    giving.give(giving.aim_at_groups(desk, (found.group(1),)), "closed")
    giving.give(giving.aim_at_groups(desk, (found.group(2),)), "false alarm")
    st.session_state["state"] = "all"
    marked = listing(again(alerts))
    assert list(table.cells(marked, 0)["Marks"])[:4] == [["escalated"], ["closed"], ["false alarm"], []]
    st.session_state["state"] = "no such view"
    assert view() == "open"


def test_a_standing_verdict_wakes_with_its_reason_and_comes_first(alerts: Selection, capture: Path) -> None:
    desk = opened(alerts)
    found = listing(desk)
    place = next(place for place, keys in enumerate(found.identities) if keys[0] == small.MARKUP)
    group = found.group(place)
    own = groups.of_group(desk.among("open"), groups.chips_of(alerts, group))
    giving.give(giving.aim_at_groups(desk, (group,)), "closed", standing=own.standing(small.END.replace(year=2200)))
    small.write(capture, small.alert(24, 2, small.MARKUP) | {"dest_ip": "198.51.100.1"})
    read()
    desk = again(alerts)
    assert list(desk.woken().values()) == ["a new target, 198.51.100.1"]
    assert len(again(alerts).steps) == 2, "it wakes once"
    found = listing(desk)
    assert found.identities[0] == group.keys
    assert table.mark_of(found, 0) == ["woken"]
    assert [step.action for step in desk.steps if past.concerns(step, group)] == ["verdict"]


def test_an_event_type_without_verdicts_asks_nothing_new(alerts: Selection) -> None:
    desk = opened(alerts)
    assert desk.among("open") is alerts
    assert not desk.has("closed")
    assert giving.last_of_mine(desk) is None


def test_boxes_choose_several_rows_and_a_cell_one() -> None:
    identities = ["a", "b", "c"]
    st.session_state["x"], st.session_state["more"] = "a", ()

    def picked(rows_: list[int], cells: list[tuple[int, str]] | None = None) -> tuple[object, set[object]]:
        st.session_state["key"] = {"selection": {"rows": rows_, "columns": [], "cells": cells or []}}
        rows._take_several("key", identities, "x", "more")
        return st.session_state["x"], set(st.session_state["more"])

    assert picked([0, 2]) == ("c", {"a", "c"})
    assert picked([2]) == ("c", {"c"})
    assert picked([]) == ("c", set()), "something stays chosen"
    assert picked([2], [(1, "n")]) == ("b", set())
