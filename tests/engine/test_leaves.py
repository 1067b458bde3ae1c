from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from connector.engine.leaves import Leaves
from connector.engine.lines import Event
from connector.engine.segment import Segment
from connector.engine.words import find_words
from tests.engine import made


def values(segment: Segment, path: str) -> dict[str, list[tuple[int, object]]]:
    """Row and value of everything under the path, by kind."""
    return {
        column.kind: [(row, column.values[code]) for row, code in zip(column.rows.tolist(), column.codes.tolist(), strict=True)]
        for column in segment.columns(path)
        if column.kind != "string"
    }


def test_true_and_one_under_the_same_keys_are_two_values(tmp_path: Path) -> None:
    segment = made.segment(tmp_path, *(made.event(a=value) for value in (1, True, 0, False, 1.0)))
    assert values(segment, "a") == {"number": [(0, 1), (2, 0), (4, 1)], "boolean": [(1, True), (3, False)]}


def test_the_same_path_is_one_column_whatever_the_other_keys_and_whether_in_an_array(tmp_path: Path) -> None:
    events = (
        made.event(a=7),
        made.event(b=1, a=8),
        made.event(a=[7, [9], {"x": 1}, None]),
        made.event(**{"c.d": 3, "c": {"d": 4}}),
    )
    segment = made.segment(tmp_path, *events)
    assert values(segment, "a") == {"number": [(0, 7), (1, 8), (2, 7), (2, 9)]}
    assert values(segment, "a.x") == {"number": [(2, 1)]}
    assert values(segment, "c.d") == {"number": [(3, 3), (3, 4)]}


def test_an_event_without_a_time_leaves_no_value_among_the_others(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(a=5, b="kept"), {"a": 6, "b": "aside", "only": True}, made.event(a=4, b="kept"))
    timed, untimed = sorted(store.segments(), key=lambda segment: not segment.timed)
    assert values(timed, "a") == {"number": [(0, 5), (1, 4)]}
    assert values(untimed, "a") == {"number": [(0, 6)]}
    assert values(untimed, "only") == {"boolean": [(0, True)]}
    assert timed.pool.to_pylist().count("kept") == 1
    assert "aside" not in timed.pool.to_pylist()
    assert not timed.columns("only")
    assert not len(timed.token_ids("aside"))
    assert untimed.pool.to_pylist() == ["aside"]


def test_great_integers_stay_exact_beside_a_line_that_was_mended(tmp_path: Path) -> None:
    great = 2**70 + 1
    bad = b'{"timestamp": "' + made.NOON.encode() + b'", "a": 12345678901234567890123, "b": "\xff"}'
    store = made.store(tmp_path, made.event(a=great), bad, made.event(a=2.0**70))
    assert sum(counts.mended for counts in store.counts().values()) == 1
    (segment,) = store.segments()
    (column,) = segment.columns("a")
    assert column.values.tolist() == [2.0**70, great, 12345678901234567890123]


@pytest.mark.parametrize("event", [{}, {"a": None}, {"a": []}, {"a": {}}, {"a": [[], {}, None]}])
def test_nothing_has_no_leaf(event: Event) -> None:
    coded = Leaves([event, {"b": 1}, event]).coded(np.arange(3))
    assert coded.columns == [("b", "number")]
    assert coded.rows.tolist() == [1]


def test_leaves_come_in_the_order_of_rows_that_is_asked() -> None:
    coded = Leaves([{"a": [1, 2]}, {"b": "x"}, {"a": 2}]).coded(np.array([2, 0, 1]))
    assert coded.columns == [("a", "number"), ("b", "string")]
    assert coded.bounds.tolist() == [0, 3, 4]
    assert coded.rows.tolist() == [0, 1, 1, 2]
    assert [coded.distinct[0][code] for code in coded.codes[:3].tolist()] == [2, 1, 2]


def test_long_words_are_cut_between_characters_and_empty_ones_left_out() -> None:
    strings = ["Ab " + "é" * 300, " ", "x" * 255, "y" * 511 + " ab", ""]
    words = find_words(pa.array(strings))
    texts = words.texts.to_pylist()
    assert texts == sorted(["ab", "é" * 255, "é" * 45, "x" * 255, "y" * 255, "y"])
    owners = {text: words.postings[words.starts[place] : words.starts[place + 1]].tolist() for place, text in enumerate(texts)}
    assert owners["ab"] == [0, 3]
    assert owners["y" * 255] == [3]
