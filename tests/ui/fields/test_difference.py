"""Two windows compared: what is new, gone, up and down, and in which order."""

import pandas as pd
import pytest

from connector.answers import Values
from ui.fields import difference


def values(counts: dict[object, int], distinct: int | None = None, unknown: bool = False) -> Values:
    frame = pd.DataFrame({"key": pd.Series(list(counts), dtype=object), "count": pd.Series(list(counts.values()), dtype="int64")})
    return Values(frame, None if unknown else len(counts) if distinct is None else distinct)


def test_the_effect_is_the_difference_in_standard_deviations() -> None:
    assert difference.effect(25, 9) == pytest.approx(16 / 34**0.5)
    assert difference.effect(0, 16) == -4
    assert difference.effect(16, 0) == 4
    assert difference.effect(0, 0) == 0
    assert difference.effect(7, 7) == 0


def test_values_are_new_gone_up_or_down_and_the_greatest_effect_comes_first() -> None:
    now, before = {"new": 4, "up": 100, "same": 50, "down": 10}, {"gone": 9, "up": 25, "same": 51, "down": 90}
    found = difference.changes("dns.rrname", values(now), values(before))
    assert found["value"].tolist() == ["down", "up", "gone", "new"]
    assert found["kind"].tolist() == ["down", "up", "gone", "new"]
    assert found["now"].tolist() == [10, 100, 0, 4]
    assert found["before"].tolist() == [90, 25, 9, 0]
    assert found["effect"].tolist() == pytest.approx([-8, 75 / 125**0.5, -3, 2])
    assert set(found["field"]) == {"dns.rrname"}


def test_a_small_difference_may_be_chance_and_is_not_listed() -> None:
    assert difference.changes("f", values({"a": 110}), values({"a": 90})).empty
    assert len(difference.changes("f", values({"a": 1100}), values({"a": 900}))) == 1


def test_a_value_that_comes_once_is_new_all_the_same() -> None:
    assert difference.changes("f", values({"a": 1}), values({}))["kind"].tolist() == ["new"]


@pytest.mark.parametrize("before", [values({"a": 5}, distinct=2), values({"a": 5}, unknown=True)])
def test_a_value_that_a_cut_answer_lacks_is_not_called_new(before: Values) -> None:
    found = difference.changes("f", values({"a": 500, "b": 500}), before)
    assert found["value"].tolist() == ["a"]
    assert found["kind"].tolist() == ["up"]


def test_a_value_that_a_cut_answer_lacks_is_not_called_gone() -> None:
    found = difference.changes("f", values({"a": 5}, distinct=9), values({"a": 500, "b": 500}))
    assert found["value"].tolist() == ["a"]


def test_true_and_one_are_two_values() -> None:
    found = difference.changes("f", values({True: 5}), values({1: 5}))
    assert sorted(found["kind"]) == ["gone", "new"]


def test_two_windows_without_events_do_not_differ() -> None:
    found = difference.changes("f", values({}), values({}))
    assert found.empty
    assert list(found) == ["field", "value", "kind", "now", "before", "effect"]
    assert difference.ranked([]).empty
    assert difference.by_field(found, ()).empty


def test_changes_of_several_fields_are_ranked_together_and_counted_by_field() -> None:
    one = difference.changes("one", values({"a": 4, "b": 9}), values({"c": 1}))
    two = difference.changes("two", values({7: 100}), values({7: 25}))
    found = difference.ranked([one, two])
    assert found["value"].tolist() == [7, "b", "a", "c"]
    counted = difference.by_field(found, ("one", "two", "three"))
    assert counted["field"].tolist() == ["two", "one", "three"]
    assert counted[["new", "gone", "up", "down"]].to_numpy().tolist() == [[0, 0, 1, 0], [2, 1, 0, 0], [0, 0, 0, 0]]
    assert counted["effect"].tolist() == pytest.approx([75 / 125**0.5, 3, 0])
