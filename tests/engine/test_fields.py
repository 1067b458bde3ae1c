"""The fields of events, compared with loops in plain Python over the same events."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connector import demo
from connector.config import Config
from connector.engine.fields import fields
from connector.engine.store import Store
from connector.frames import fields_of, leaf_values
from connector.query import Query
from connector.source import Source
from connector.sources import eve
from connector.window import Window
from tests.engine import made
from tests.engine.mixed import MORNING, held, inside, text

UNTIL = datetime(2026, 10, 31, tzinfo=UTC)


def rows(store: Store, filter: str = "*", window: Window = made.DAY) -> list[list[object]]:
    found: list[list[object]] = fields(store, made.query(filter, window)).frame.to_numpy().tolist()
    return found


def first(values: Counter[tuple[bool, object]]) -> str:
    """The text of the value of most events; numbers first, then booleans, then strings."""
    (_, value), _ = min(
        values.items(),
        key=lambda pair: (
            -pair[1],
            (0, pair[0][1], "") if pair[0][0] else (1 if isinstance(pair[0][1], bool) else 2, 0, str(pair[0][1])),
        ),
    )
    return text(value)


@pytest.mark.parametrize("kind", ["", "alert", "dns"])
@pytest.mark.parametrize("window", [MORNING, Window()])
def test_fields_are_what_a_loop_over_the_events_finds(store: Store, kind: str, window: Window) -> None:
    events = inside(window, kind)
    found = fields(store, made.query(f"event_type:{kind}" if kind else "*", window, limit=3))
    assert (found.total, found.exact, found.notes) == (len(events), True, ())
    names = [
        "alert.severity",
        "alert.signature",
        "dest_ip",
        "event_type",
        "mixed",
        "n",
        "name",
        "src_ip",
        "tags",
        "timestamp",
    ]
    types = {"alert.severity": "integer", "mixed": "string, float, boolean", "n": "integer", "timestamp": "date"}
    types |= {"src_ip": "ip", "dest_ip": "ip"}
    expected: list[list[object]] = []
    examples = dict(zip(found.frame["field"], found.frame["example"], strict=True))
    for name in names:
        values = [held(event, name) for event in events]
        counts = Counter((type(value) in (int, float), value) for each in values for value in each)
        if counts:
            expected.append([name, types.get(name, "string"), sum(map(bool, values)), first(counts)])
        # Of many events the newest tell the example.
        if counts and len(events) > 1_000:
            assert examples[name] in {text(value) for _, value in counts}
            expected[-1][-1] = examples[name]
    assert found.frame.to_numpy().tolist() == expected


def test_the_values_of_lists_and_of_objects_in_lists_are_flattened_into_their_path(tmp_path: Path) -> None:
    store = made.store(
        tmp_path,
        made.event(dns={"answers": [{"rdata": "a", "ttl": 1}, {"rdata": "b"}], "grouped": {"A": ["x", "x", "y"]}}),
        made.event(dns={"answers": {"rdata": ["b", "b"]}}, empty=[], none=None, object={}),
    )
    assert rows(store) == [
        ["dns.answers.rdata", "string", 2, "b"],
        ["dns.answers.ttl", "integer", 1, "1"],
        ["dns.grouped.A", "string", 1, "x"],
        ["event_type", "string", 2, "flow"],
        ["timestamp", "date", 2, made.NOON],
    ]


def test_an_event_that_holds_a_field_in_two_types_counts_once(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(vlan=[10, "10", True, 10]), made.event(vlan=[]), made.event(vlan="7"))
    assert rows(store)[2] == ["vlan", "string, integer, boolean", 2, "10"]


@pytest.mark.parametrize(
    ("values", "type", "example"),
    [
        ([80, 80, 443], "integer", "80"),
        ([80.0], "float", "80"),
        ([80, 0.5], "float", "0.5"),
        ([2**64, 1], "integer", "1"),
        ([2**64, 0.5], "float", "0.5"),
        (["80", "80", 80], "string, integer", "80"),
        ([False, "false"], "string, boolean", "false"),
        (["\ud800"], "string", "\ufffd"),
    ],
)
def test_the_type_and_the_example_come_from_the_values(tmp_path: Path, values: list[object], type: str, example: str) -> None:
    store = made.store(tmp_path, *(made.event(x=value) for value in values))
    assert rows(store)[2] == ["x", type, len(values), example]


def test_one_value_alone_and_the_same_in_a_list_are_one_value() -> None:
    events = [{"x": value} for value in (80, [80.0, 443], True, [True, 1], 443)]
    (found,) = fields_of(events)
    assert (found.count, found.types, found.example) == (5, {"integer", "float", "boolean"}, "80")


def test_only_texts_are_addresses_and_dates(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(src_ip="nonsense", flow={"start": "soon", "end": 7}, tunnel={"src_ip": "192.0.2.1"}))
    assert {name: type for name, type, *_ in rows(store)} == {
        "event_type": "string", "flow.end": "integer", "flow.start": "date", "src_ip": "ip", "timestamp": "date",
        "tunnel.src_ip": "string",
    }  # fmt: skip


def test_what_only_servers_add_is_no_field(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(**{"_id": "1", "@timestamp": made.NOON, "@version": "1"}))
    assert [name for name, *_ in rows(store)] == ["event_type", "timestamp"]


def test_no_event_has_no_fields(store: Store, tmp_path: Path) -> None:
    for place, filter in ((store, "event_type:nosuch"), (Store(tmp_path / "empty"), "*")):
        found = fields(place, made.query(filter, MORNING))
        assert {name: str(dtype) for name, dtype in found.frame.dtypes.items()} == {
            "field": "str", "type": "str", "count": "int64", "example": "str",
        }  # fmt: skip
        assert (len(found.frame), found.total) == (0, 0)


def test_every_leaf_of_a_real_day_is_a_field(verify_24h: Source) -> None:
    found = verify_24h.fields(Query("*"))
    assert (found.total, len(found.frame)) == (99_728, 1_773)
    counts = dict(zip(found.frame["field"], found.frame["count"], strict=True))
    assert (counts["event_type"], counts["alert.signature"], counts["timestamp"]) == (99_728, 18_884, 99_728)
    assert counts["dns.answers.rdata"] == verify_24h.trend(Query("_exists_:dns.answers.rdata")).count
    types = dict(zip(found.frame["field"], found.frame["type"], strict=True))
    assert (types["src_ip"], types["metadata.entropy.content"], types["flow.alerted"]) == ("ip", "float", "boolean")


def test_fields_of_several_segments_are_added_up_and_the_newest_tells_an_example(tmp_path: Path) -> None:
    paths = [tmp_path / f"eve-{number}.json" for number in range(3)]
    for number, path in enumerate(paths):
        demo.write(path, events=2_000, seed=number, until=UNTIL + timedelta(days=number))
    source = eve.open(Config(source="eve", eve_path=tuple(map(str, paths)), data=tmp_path / "data"), "eve")
    source.ingest()
    events = [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]
    for kind in ("", "flow", "stats"):
        chosen = [leaf_values(event) for event in events if kind in ("", event["event_type"])]
        found = source.fields(Query(f"event_type:{kind}" if kind else "*"))
        counts = Counter(name for event in chosen for name in event)
        assert (found.total, dict(zip(found.frame["field"], found.frame["count"], strict=True))) == (len(chosen), counts)
        for row in found.frame.itertuples():
            assert any(row.example in map(text, event.get(row.field, ())) for event in chosen)
