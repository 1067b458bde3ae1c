"""A field's values as rows: beside those before, rarest first, and safe to show."""

import pandas as pd
import pytest

from connector.answers import Note, Values
from tests.ui.fields.test_difference import values
from ui.fields import values as shown
from ui.fields.values import Both
from ui.rankings import EMPTY


def test_values_stand_beside_their_counts_before() -> None:
    rows = shown.listed("http.status", values({200: 30, 404: 10}).frame, values({200: 25}), total=80)
    assert rows["Value"].tolist() == ["200", "404"]
    assert rows["Share"].tolist() == [37.5, 12.5]
    assert rows["Now"].tolist() == [30, 10]
    assert rows["Before"].tolist() == [25, 0]


@pytest.mark.parametrize("before", [None, values({200: 25}, distinct=9), values({200: 25}, unknown=True)])
def test_what_is_not_known_of_before_is_no_zero(before: Values | None) -> None:
    rows = shown.listed("http.status", values({404: 10}).frame, before, total=10)
    assert rows["Before"].isna().all()


def test_an_attackers_value_is_made_visible_and_an_empty_one_named() -> None:
    rows = shown.listed("http.url", values({"": 3, "a\u202eb\n": 1}).frame, None, total=4)
    assert rows["Value"].tolist() == [EMPTY, "a<U+202E>b↵"]


def test_addresses_are_short() -> None:
    assert shown.shown("src_ip", "0000:0000:0000:0000:0000:0000:0000:0001") == "::1"
    assert shown.shown("http.hostname", "0:0:0:0:0:0:0:1") == "0:0:0:0:0:0:0:1"


def test_the_rarest_come_first_and_equal_ones_in_their_order() -> None:
    assert shown.rarest(values({"a": 9, "b": 1, "c": 1}))["key"].tolist() == ["b", "c", "a"]


def test_long_values_are_known_by_their_average() -> None:
    assert shown.long("http.url", values({"/" * 40: 1, "/": 1}).frame)
    assert not shown.long("http.url", values({"/" * 20: 1, "/": 1}).frame)
    assert not shown.long("http.url", values({}).frame)


def test_no_values_are_no_rows() -> None:
    assert shown.listed("f", values({}).frame, values({}), total=0).empty


def test_how_many_values_there_are_is_never_said_to_be_less() -> None:
    assert shown.extent(values({"a": 1})) == "1 value"
    assert shown.extent(values({"a": 1}, distinct=1_204)) == "1,204 values"
    assert shown.extent(values({"a": 1, "b": 1}, unknown=True)) == "2 values or more"


def test_a_note_of_both_windows_is_said_once() -> None:
    note = Note("partial", "Counted from the newest 10,000.")
    answer = Values(pd.DataFrame({"key": [], "count": []}), 0, notes=(note,))
    assert Both(answer, answer).notes == (note,)
    assert Both(answer, None).notes == (note,)
