"""Groups as bars and as streams: what is drawn, and what a click on it means."""

import json

import pandas as pd

from tests import small
from ui import charts
from ui.fields import pictures

SHOWN = pd.DataFrame({"key0": ["a", "a", "b", "(none)"], "key1": ["x", "y", "x", "x"]})
CHOICES = [
    (("one", "a"), ("two", "x")),
    (("one", "a"), ("two", "y")),
    (("one", "b"), ("two", "x")),
    (("one", None), ("two", "x")),
]
COUNTS = [5, 3, 2, 1]


def groups(count: int) -> pd.DataFrame:
    severity = pd.Series([1, *[None] * (count - 1)], dtype="Int64")
    return pd.DataFrame({"count": range(count, 0, -1), "severity": severity})


def test_bars_are_the_first_groups_and_equal_labels_stay_apart() -> None:
    shown = pd.DataFrame({"key0": ["same"] * 2 + [str(number) for number in range(18)]})
    parts = pictures.bars(shown, groups(20))
    assert len(parts) == pictures.BARS
    assert parts["label"].to_list()[:3] == ["same", "same (2)", "0"]
    assert parts["word"].to_list()[:2] == ["severe", "dns"]
    assert parts["count"].to_list()[:2] == [20, 19]
    assert pictures.bars(SHOWN, groups(4))["label"].to_list()[0] == "a · x"


def test_streams_of_two_fields_add_up_at_their_stops() -> None:
    stops, links, meant = pictures.streams(SHOWN, CHOICES, COUNTS)
    assert [(stop.column, stop.name) for stop in stops] == [(0, "a"), (1, "x"), (1, "y"), (0, "b"), (0, "(none)")]
    assert sum(link.weight for link in links) == sum(COUNTS)
    assert meant[4] == (("one", None),)
    into_x = sum(link.weight for link in links if stops[link.target].name == "x")
    assert into_x == 8


def test_streams_of_three_fields_share_their_links() -> None:
    shown = pd.DataFrame({"a": ["p", "p"], "b": ["q", "q"], "c": ["r", "s"]})
    own = [(("a", "p"), ("b", "q"), ("c", "r")), (("a", "p"), ("b", "q"), ("c", "s"))]
    stops, links, _ = pictures.streams(shown, own, [4, 1])
    assert [stop.column for stop in stops] == [0, 1, 2, 2]
    assert [link.weight for link in links] == [5, 4, 1]


def test_streams_of_one_field_come_from_all_events() -> None:
    stops, links, meant = pictures.streams(SHOWN[["key1"]].head(2), [own[1:] for own in CHOICES], COUNTS[:2])
    assert (stops[0].name, meant[0]) == ("8 events", ())
    assert [link.weight for link in links] == [5, 3]


def test_a_click_means_a_value_or_the_two_of_a_stream() -> None:
    _, links, meant = pictures.streams(SHOWN, CHOICES, COUNTS)
    assert pictures.clicked([{"data_type": "node", "data_indices": [3]}], links, meant) == ('one.keyword:"b"',)
    both = pictures.clicked([{"data_type": "edge", "data_indices": [1]}], links, meant)
    assert both == ('one.keyword:"a"', 'two.keyword:"y"')
    assert pictures.clicked([{"data_type": "node", "data_indices": [4]}], links, meant) == ("NOT (_exists_:one)",)
    assert pictures.clicked([{"data_type": "node", "data_indices": [99]}], links, meant) == ()
    assert pictures.clicked([], links, meant) == ()


def test_text_of_an_attacker_is_a_short_name() -> None:
    hostile = [small.MARKUP, "{b}{c}", "A" * 5_000]
    shown = pd.DataFrame({"key0": hostile, "key1": hostile})
    own = [(("one", text), ("two", text)) for text in hostile]
    stops, links, _ = pictures.streams(shown, own, [3, 2, 1])
    drawn = charts.streams(stops, links, "%,d")
    names = [node["name"] for node in drawn["series"][0]["data"]]
    assert all(len(name) <= 90 for name in names)
    assert not any("{b}" in name for name in names)
    json.dumps(drawn, allow_nan=False)
