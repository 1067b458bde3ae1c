"""Answers over made events, compared with loops in plain Python over the same events."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from connector.answers import Order
from connector.engine import answer
from connector.engine.cache import ENTRY
from connector.engine.events import first_events
from connector.engine.groups import groups
from connector.engine.ingest import ingest
from connector.engine.segment import DamagedSegment
from connector.engine.store import Store
from connector.errors import QueryError
from connector.window import Window
from tests.engine import made
from tests.engine.mixed import EVENTS, MORNING, Event, held, inside, moment, text


def test_events_are_counted_now_and_before(store: Store) -> None:
    assert MORNING.before.start == datetime(2026, 10, 31, 7, tzinfo=UTC)
    found = answer.trend(store, made.query(window=MORNING))
    assert (found.count, found.before, found.exact) == (len(inside()), len(inside(MORNING.before)), True)
    alerts = answer.trend(store, made.query("event_type:alert", MORNING))
    assert (alerts.count, alerts.before) == (len(inside(kind="alert")), len(inside(MORNING.before, "alert")))
    everything = answer.trend(store, made.query(window=Window()))
    assert (everything.count, everything.before) == (902, None)


def test_a_window_holds_its_start_and_not_its_end_to_the_microsecond(tmp_path: Path) -> None:
    times = ["07:59:59.999999", "08:00:00.000000", "08:59:59.999999", "09:00:00.000000"]
    edges = made.store(tmp_path, *(made.event(timestamp=f"2026-10-31T{time}+0000") for time in times))
    assert answer.trend(edges, made.query(window=MORNING)).count == 2


@pytest.mark.parametrize("limit", [1, 10, 333, 5_000, None])
@pytest.mark.parametrize("oldest_first", [False, True])
def test_events_come_by_millisecond_and_then_by_id(store: Store, limit: int | None, oldest_first: bool) -> None:
    found = first_events(store, made.query(window=MORNING, limit=limit), ("timestamp", "n"), oldest_first)
    millis = {event["n"]: int(moment(event).timestamp() * 1_000) for event in inside()}
    keys = [(millis[n] * (1 if oldest_first else -1), name) for n, name in zip(found.frame["n"], found.ids, strict=True)]
    assert keys == sorted(keys)
    assert len(set(found.ids)) == len(found.frame) == len(found.raw) == min(limit or 10_000, len(millis))
    assert found.total == len(millis)
    whole = first_events(store, made.query(window=MORNING, limit=None), ("n",), oldest_first)
    assert found.ids == whole.ids[: len(found.ids)]


def test_events_without_a_time_come_last_either_way_and_in_no_bounded_window(store: Store) -> None:
    for oldest_first in (False, True):
        found = first_events(store, made.query(window=Window(), limit=None), ("timestamp", "n"), oldest_first)
        assert set(found.frame["n"][-2:]) == {900, 901}
        assert found.frame["timestamp"].isna().sum() == 2
    assert answer.trend(store, made.query("n:>=900", MORNING)).count == 0
    assert answer.trend(store, made.query("n:>=900", Window())).count == 2


def test_whole_events_are_given_as_they_were_written(store: Store) -> None:
    found = first_events(store, made.query("n:5", Window()), None, False)
    (line,) = found.raw
    assert line in (store.folder.parent / "eve.json").read_bytes().splitlines()
    assert found.frame["n"].tolist() == [5]


@pytest.mark.parametrize("field", ["event_type", "name", "tags", "n", "alert.severity", "mixed", "nosuch"])
@pytest.mark.parametrize("size", [1, 3, 1_000])
@pytest.mark.parametrize("rarest", [False, True])
def test_values_are_counted_once_an_event_and_ordered(store: Store, field: str, size: int, rarest: bool) -> None:
    counts = Counter((type(value) in (int, float), value) for event in inside() for value in held(event, field))
    # True equals 1 in Python, and a string never equals a number: kinds are apart, an integer and its float are one.
    expected = sorted(
        counts.items(),
        key=lambda pair: (
            pair[1] if rarest else -pair[1],
            (0, pair[0][1], "") if pair[0][0] else (1 if isinstance(pair[0][1], bool) else 2, 0, str(pair[0][1])),
        ),
    )[:size]
    found = answer.values(store, made.query(window=MORNING), field, size, rarest)
    assert list(zip(found.frame["key"], found.frame["count"], strict=True)) == [(value, n) for (_, value), n in expected]
    assert found.distinct == len(counts)


def test_values_of_numbers_and_booleans_keep_their_types(store: Store) -> None:
    def dtype(field: str) -> str:
        return str(answer.values(store, made.query(window=MORNING), field, 5, False).frame["key"].dtype)

    assert (dtype("n"), dtype("event_type"), dtype("mixed")) == ("Int64", "str", "object")


@pytest.mark.parametrize("buckets", [1, 12, 72, 3_600])
def test_a_timeline_is_dense_and_adds_up(store: Store, buckets: int) -> None:
    found = answer.timeline(store, made.query("event_type:dns", MORNING), None, buckets, 12)
    assert found.step == MORNING.step(buckets)
    assert list(found.frame.columns) == ["time", "count"]
    assert found.frame["time"].tolist() == [pd.Timestamp(start) for start in MORNING.starts(found.step)]
    expected = Counter((moment(event) - MORNING.start) // found.step for event in inside(kind="dns"))  # type: ignore[operator]
    assert found.frame["count"].tolist() == [expected[number] for number in range(len(found.frame))]


@pytest.mark.parametrize("field", ["event_type", "tags", "mixed", "nosuch"])
@pytest.mark.parametrize("size", [0, 2, 50])
def test_a_timeline_by_a_field_counts_the_rest_as_null(store: Store, field: str, size: int) -> None:
    found = answer.timeline(store, made.query(window=MORNING), field, 6, size)
    top = answer.values(store, made.query(window=MORNING), field, size, False).frame["key"] if size else []
    shown = {text(value) for value in top}
    expected: Counter[tuple[datetime, str | None]] = Counter()
    for event in inside():
        start = MORNING.start + (moment(event) - MORNING.start) // found.step * found.step  # type: ignore[operator]
        keys = {text(value) for value in held(event, field)} & shown
        expected.update((start, key) for key in keys or {None})
    cells = {
        (row.time.to_pydatetime(), None if pd.isna(row.key) else row.key): row.count_
        for row in found.frame.rename(columns={"count": "count_"}).itertuples()
    }
    assert {cell: count for cell, count in cells.items() if count} == dict(expected)
    assert len(cells) == 6 * len({key for _, key in cells})


def test_a_timeline_of_all_time_covers_the_span_and_leaves_out_what_has_no_time(store: Store) -> None:
    found = answer.timeline(store, made.query(window=Window()), None, 10, 12)
    span = answer.span(store)
    assert span.first is not None
    assert span.last is not None
    assert found.frame["count"].sum() == len(EVENTS)
    assert found.frame["time"].iloc[0] == pd.Timestamp(span.first).floor("s")
    assert (span.count, span.untimed) == (902, 2)
    assert (span.first, span.last) == (min(map(moment, EVENTS)), max(map(moment, EVENTS)))


@pytest.mark.parametrize(
    "fields",
    [
        ("name",),
        ("tags",),
        ("event_type", "name"),
        ("tags", "mixed"),
        ("event_type", "tags", "dest_ip"),
        ("nosuch",),
        ("name",) * 3,
    ],
)
@pytest.mark.parametrize("order", ["count", "severity", "last", "first"])
@pytest.mark.parametrize("size", [4, 10_000])
def test_groups_hold_what_a_loop_over_the_events_finds(store: Store, fields: tuple[str, ...], order: Order, size: int) -> None:
    found = groups(store, made.query(window=MORNING), fields, size, order, 6)
    members: dict[tuple[str | None, ...], list[Event]] = {}
    for event in inside():
        combinations: list[tuple[str | None, ...]] = [()]
        for field in fields:
            keys: list[str | None] = [*dict.fromkeys(map(text, held(event, field)))]
            combinations = [(*head, key) for head in combinations for key in keys or [None]]
        for combination in combinations:
            members.setdefault(combination, []).append(event)
    rows = [(keys, *facts(events)) for keys, events in members.items()]
    urgency = {
        "count": lambda row: 0,
        "severity": lambda row: 99 if row[4] is None else row[4],
        "last": lambda row: -row[3].timestamp(),
        "first": lambda row: -row[2].timestamp(),
    }[order]
    rows.sort(key=lambda row: (urgency(row), -row[1], [(key is None, key or "") for key in row[0]]))
    assert found.distinct == len(rows)
    frame = found.frame
    assert len(frame) == min(size, len(rows))
    for place, (keys, count, first, last, severity, sources, targets, trend) in enumerate(rows[:size]):
        row = frame.iloc[place]
        assert [None if pd.isna(row.iloc[number]) else row.iloc[number] for number in range(len(set(fields)))] == list(
            dict.fromkeys(keys) if len(set(fields)) < len(fields) else keys
        )
        assert (row["count"], row["first"], row["last"]) == (count, pd.Timestamp(first), pd.Timestamp(last))
        assert (None if pd.isna(row["severity"]) else row["severity"]) == severity
        assert (row["sources"], row["targets"], row["trend"]) == (sources, targets, trend)


def facts(events: list[Event]) -> tuple[int, datetime, datetime, object, int, int, list[int]]:
    times = [moment(event) for event in events]
    severities = [value for event in events for value in held(event, "alert.severity")]
    sources, targets = (len({value for event in events for value in held(event, field)}) for field in ("src_ip", "dest_ip"))
    buckets = Counter((time - MORNING.start) // timedelta(minutes=10) for time in times)  # type: ignore[operator]
    trend = [buckets[number] for number in range(6)]
    return len(events), min(times), max(times), min(severities, default=None), sources, targets, trend  # type: ignore[type-var]


def test_groups_of_all_time_hold_events_without_a_time(store: Store) -> None:
    found = groups(store, made.query("n:>=900", Window()), ("name",), 10, "last", 0)
    assert found.frame["count"].tolist() == [1, 1]
    assert found.frame["first"].isna().all()
    assert "trend" not in found.frame


@pytest.mark.parametrize("fields", [(), ("a", "b", "c", "d")])
def test_groups_need_one_to_three_fields(store: Store, fields: tuple[str, ...]) -> None:
    with pytest.raises(QueryError, match="one to three"):
        groups(store, made.query(), fields, 10, "count", 0)


def test_an_absurd_severity_breaks_no_group(tmp_path: Path) -> None:
    events = [made.event(alert={"severity": severity}) for severity in (1e300, 2**80, -5, 2)]
    odd = made.store(tmp_path, *events, made.event(alert={"severity": 2.0}))
    assert groups(odd, made.query(), ("event_type",), 10, "severity", 0).frame["severity"].tolist() == [-5]


def test_an_empty_answer_keeps_its_columns(store: Store, tmp_path: Path) -> None:
    nothing = made.query("event_type:nothing", MORNING)
    empty = Store(tmp_path / "empty")
    for place, asked in ((store, nothing), (empty, nothing), (empty, made.query(window=Window()))):
        assert answer.trend(place, asked).count == 0
        events = first_events(place, asked, None, False)
        assert (events.frame.empty, events.raw, events.ids, events.total) == (True, (), (), 0)
        assert str(events.frame["timestamp"].dtype) == "datetime64[us, UTC]"
        values = answer.values(place, asked, "src_ip", 10, False)
        assert (values.frame.empty, values.distinct, list(values.frame.columns)) == (True, 0, ["key", "count"])
        timeline = answer.timeline(place, asked, None, 10, 12)
        assert timeline.frame["count"].sum() == 0
        assert list(answer.timeline(place, asked, "src_ip", 10, 12).frame.columns) == ["time", "key", "count"]
        found = groups(place, asked, ("src_ip",), 10, "count", 4)
        assert (found.frame.empty, found.distinct) == (True, 0)
        assert list(found.frame.columns) == ["src_ip", "count", "first", "last", "severity", "sources", "targets", "trend"]
    assert answer.span(empty) == answer.span(Store(tmp_path / "nowhere"))


def test_the_panels_of_a_page_match_a_filter_once(tmp_path: Path) -> None:
    store = made.store(tmp_path, *(made.event(n=n) for n in range(1_000)))
    for window in (made.DAY, Window(), made.DAY):
        answer.trend(store, made.query("n:[5 TO 9]", window))
        answer.values(store, made.query("n:[5 TO 9]", window), "n", 10, False)
    assert store.masks.used == 1_000 + ENTRY
    answer.trend(store, made.query("n:5"))
    assert store.masks.used == 2 * (1_000 + ENTRY)


def test_segments_outside_the_window_are_not_looked_at(tmp_path: Path) -> None:
    old = made.store(tmp_path, *(made.event(timestamp=f"2026-10-30T08:00:0{n}Z") for n in range(9)))
    (path,) = old.folder.glob("*.segment")
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:8] + b"\0" * (len(content) // 2) + content[8 + len(content) // 2 :])
    ingest([made.write(tmp_path / "new.json", [made.event()])], old)
    store = Store(old.folder)
    noon = Window.between("2026-10-31T12:00:00Z", "2026-10-31T13:00:00Z")
    assert answer.trend(store, made.query("event_type:flow", noon)) == answer.Trend(1, 0)
    assert first_events(store, made.query(window=noon), None, False).total == 1
    with pytest.raises(DamagedSegment):
        answer.trend(store, made.query("event_type:flow", Window()))
