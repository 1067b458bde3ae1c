"""Numbers of a field: bars that hold every number, and their words."""

import pandas as pd
import pytest

from connector.answers import Stats
from ui.fields import numbers


def frame(counts: dict[object, int]) -> pd.DataFrame:
    return pd.DataFrame({"key": pd.Series(list(counts), dtype=object), "count": list(counts.values())})


@pytest.mark.parametrize("by_powers", [False, True])
@pytest.mark.parametrize("counts", [{0: 5, 100: 3, 1_000_000: 1}, {7: 4}, {1.5: 2, 2.25: 9}, dict.fromkeys(range(200), 1)])
def test_every_number_is_in_a_bar(counts: dict[object, int], by_powers: bool) -> None:
    bars = numbers.histogram(frame(counts), by_powers)
    assert bars["count"].sum() == sum(counts.values())
    assert (bars["low"] < bars["high"]).all()


def test_few_whole_numbers_have_a_bar_each() -> None:
    bars = numbers.histogram(frame({1: 5, 2: 1, 4: 7}), by_powers=False)
    assert bars["count"].tolist() == [5, 1, 0, 7]
    assert bars["low"].tolist() == [0.5, 1.5, 2.5, 3.5]
    assert bars["span"].tolist() == ["1", "2", "3", "4"]


def test_texts_and_booleans_are_no_numbers() -> None:
    assert numbers.histogram(frame({"a": 5, True: 2, float("inf"): 1, 10**400: 1}), by_powers=False).empty
    assert numbers.histogram(frame({"a": 5, 3: 2}), by_powers=False)["count"].sum() == 2


def test_numbers_of_the_column_types_are_numbers() -> None:
    whole = pd.DataFrame({"key": pd.Series([1, 3], dtype="Int64"), "count": [4, 5]})
    assert numbers.histogram(whole, by_powers=False)["count"].sum() == 9


def test_an_axis_grows_by_powers_only_where_one_number_dwarfs_the_others() -> None:
    def stats(least: float, quartile: float, greatest: float) -> Stats:
        return Stats(9, 9, least, greatest, 1.0, {75: quartile})

    assert numbers.steep(stats(0, 100, 1_000_000))
    assert not numbers.steep(stats(0, 100, 1_000))
    assert not numbers.steep(stats(-1, 100, 1_000_000))
    assert not numbers.steep(Stats(9, 9))


def test_the_facts_are_in_order_and_none_without_numbers() -> None:
    stats = Stats(9, 9, 1, 99_999, 12.3456, {1: 1.0, 50: 4.5, 99: 80_000.5})
    assert numbers.facts(stats) == [
        ("least", "1"),
        ("1%", "1"),
        ("median", "4.5"),
        ("99%", "80,000"),
        ("greatest", "99,999"),
        ("mean", "12.35"),
    ]
    assert numbers.facts(Stats(9, 9)) == []


def test_numbers_of_any_size_are_written() -> None:
    assert numbers.written(10**400) == "1.00e+400"
    assert numbers.written(0.0123456) == "0.01235"
    assert numbers.written(1_234.5) == "1,234.5"
    assert numbers.written(-3) == "-3"


@pytest.mark.parametrize(
    ("field", "kind", "expected"),
    [
        ("flow.bytes_toserver", "integer", True),
        ("tcp.window", "string, float", True),
        ("flow_id", "integer", False),
        ("alert.signature_id", "integer", False),
        ("dns.id", "integer", False),
        ("proto", "string", False),
        ("flow.alerted", "boolean", False),
    ],
)
def test_names_made_of_digits_are_no_amounts(field: str, kind: str, expected: bool) -> None:
    assert numbers.is_amount(field, kind) is expected
