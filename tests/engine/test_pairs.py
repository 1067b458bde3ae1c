"""Pairs of the values of two fields, compared with loops in plain Python over the same events."""

from collections import Counter
from pathlib import Path

import pytest

from connector.engine.pairs import pairs
from connector.engine.store import Store
from connector.query import Query
from connector.source import Source
from tests.engine import made
from tests.engine.mixed import MORNING, held, inside, text


@pytest.mark.parametrize(
    ("source", "target"),
    [("src_ip", "dest_ip"), ("name", "tags"), ("tags", "mixed"), ("tags", "tags"), ("n", "event_type"), ("name", "nosuch")],
)
@pytest.mark.parametrize("size", [0, 1, 7, 10_000])
def test_pairs_are_what_a_loop_over_the_events_finds(store: Store, source: str, target: str, size: int) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for event in inside():
        ends = [dict.fromkeys(map(text, held(event, field))) for field in (source, target)]
        counts.update((one, other) for one in ends[0] for other in ends[1])
    found = pairs(store, made.query(window=MORNING), source, target, size)
    expected = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:size]
    assert found.frame.to_numpy().tolist() == [[*ends, count] for ends, count in expected]
    assert (found.distinct, found.exact) == (len(counts), True)


def test_no_event_has_no_pairs(store: Store, tmp_path: Path) -> None:
    for place, filter in ((store, "event_type:nosuch"), (Store(tmp_path / "empty"), "*")):
        found = pairs(place, made.query(filter, MORNING), "src_ip", "dest_ip", 10)
        assert {name: str(dtype) for name, dtype in found.frame.dtypes.items()} == {
            "source": "str", "target": "str", "count": "int64",
        }  # fmt: skip
        assert (len(found.frame), found.distinct) == (0, 0)


def test_pairs_are_the_groups_of_two_fields_without_what_is_missing(verify_24h: Source) -> None:
    query = Query("event_type:http")
    groups = verify_24h.groups(query, ("http.hostname", "http.status"), 10_000).frame.dropna(
        subset=["http.hostname", "http.status"]
    )
    found = verify_24h.pairs(query, "http.hostname", "http.status", 10_000)
    assert found.frame.to_numpy().tolist() == groups[["http.hostname", "http.status", "count"]].to_numpy().tolist()
    assert found.distinct == len(groups) > 50
