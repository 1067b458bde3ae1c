"""One suite for every source: the same question over the same events gives equal frames."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from connector.answers import Order
from connector.config import Config
from connector.errors import QueryError
from connector.query import Query
from connector.source import Source
from connector.sources import eve, scirius
from connector.window import Window
from tests import small
from tests.wire import serving

TOKEN = "5ecret" * 6

SMB_PART = Window.between("2022-12-20T00:00:00.250Z", "2023-02-01T00:00:00.750Z")

pytestmark = pytest.mark.real


@dataclass(frozen=True)
class Pair:
    """The same events on files, and behind a server."""

    files: Source
    server: Source
    window: Window
    part: Window
    """Where whole events are compared: at most a few thousand."""
    everything: Window = field(default_factory=Window)
    """All time; where some events have no usable time, all time that a server knows of."""


@contextmanager
def behind_a_server(files: Source) -> Iterator[Source]:
    """A Scirius source over our own server, which answers from the files."""
    with serving(files, TOKEN) as base:
        yield scirius.open(Config(scirius_host=base, scirius_token=TOKEN), "scirius")


@pytest.fixture(scope="module")
def day(verify_24h: Source) -> Iterator[Pair]:
    part = Window.between("2026-10-31T14:00:00.123Z", "2026-10-31T16:00:00.789Z")
    with behind_a_server(verify_24h) as server:
        yield Pair(verify_24h, server, Window.between("2026-10-31", "2026-11-01"), part)


@pytest.fixture(scope="module")
def infection(training_02: Source) -> Iterator[Pair]:
    window = Window.between("2024-04-17", "2024-04-18")
    with behind_a_server(training_02) as server:
        yield Pair(training_02, server, window, window)


@pytest.fixture(scope="module")
def one_protocol(suricon_smb: Source) -> Iterator[Pair]:
    held = suricon_smb.span()
    assert held.first is not None
    assert held.last is not None
    whole = Window(held.first.replace(microsecond=0), held.last.replace(microsecond=0) + timedelta(seconds=1))
    with behind_a_server(suricon_smb) as server:
        yield Pair(suricon_smb, server, whole, SMB_PART)


@pytest.fixture(scope="module")
def awkward(edge: Source) -> Iterator[Pair]:
    window = Window.between("1970-01-01", "2200-01-01")
    with behind_a_server(edge) as server:
        yield Pair(edge, server, window, window, window)


@pytest.fixture(params=["day", "infection", "one_protocol", "awkward"])
def pair(request: pytest.FixtureRequest) -> Pair:
    found: Pair = request.getfixturevalue(request.param)
    return found


FILTERS = [
    "*",
    "event_type:alert",
    "event_type:dns OR event_type:http",
    "(event_type:dns OR event_type:http) AND proto:UDP",
    "NOT event_type:alert AND dest_port:[1 TO 1024]",
    "_exists_:http.hostname AND http.http_user_agent:*curl*",
    "src_ip.keyword:10.*",
    "ip:10.0.0.0/8 AND event_type:alert",
    "NOT ip:10.0.0.0/8",
    "dns.answers.rdata:10.0.0.0/8",
    "ip.keyword:10.*",
    "event_type:nosuch",
]

FIELDS = [
    "event_type", "proto", "src_ip", "dest_port", "flow_id", "alert.signature", "alert.severity", "http.hostname", "dns.rrname",
    "flow.alerted", "vlan", "host", "tls.sni", "metadata.flowbits", "nosuch", "dns.queries.rrname",
]  # fmt: skip


def windows(pair: Pair) -> list[Window]:
    """The day, a part of it in odd milliseconds, and all time."""
    return [pair.window, pair.part, pair.everything]


def equal(files: pd.DataFrame, server: pd.DataFrame) -> None:
    assert_frame_equal(files, server, check_exact=True)


def settled(frame: pd.DataFrame) -> pd.DataFrame:
    """Whole events in an order of their own: those of one millisecond come in any order from a server."""
    # A text a row: pandas would sort by each of a thousand columns.
    rows = [tuple(map(str, row)) for row in frame.astype("object").itertuples(index=False, name=None)]
    order = sorted(range(len(frame)), key=lambda place: (str(frame["timestamp"].iloc[place]), rows[place]))
    return frame.iloc[order].reset_index(drop=True)


def test_the_span_is_equal(pair: Pair) -> None:
    files, server = pair.files.span(), pair.server.span()
    assert (files.first, files.last) == (server.first, server.last)
    assert files.count is not None
    assert files.count - files.untimed == server.count  # a server has no event without a time


@pytest.mark.parametrize("filter", FILTERS)
def test_counts_are_equal(pair: Pair, filter: str) -> None:
    for window in windows(pair):
        assert pair.files.trend(Query(filter, window)) == pair.server.trend(Query(filter, window))


@pytest.mark.parametrize("filter", FILTERS)
@pytest.mark.parametrize("oldest_first", [False, True])
def test_events_are_equal(pair: Pair, filter: str, oldest_first: bool) -> None:
    for window in windows(pair):
        query = Query(filter, window, 200)
        files, server = pair.files.events(query, None, oldest_first), pair.server.events(query, None, oldest_first)
        assert (files.total, files.exact, files.cut) == (server.total, server.exact, server.cut)
        assert len(files.ids) == len(files.raw) == len(files.frame)
        assert sorted(files.ids) == sorted(server.ids)
        assert files.frame["timestamp"].dt.floor("ms").tolist() == server.frame["timestamp"].dt.floor("ms").tolist()
        equal(settled(files.frame), settled(server.frame))


def test_the_window_of_one_millisecond_is_no_hour(pair: Pair) -> None:
    last = pair.files.span().last
    assert last is not None
    moment = last.replace(microsecond=last.microsecond // 1_000 * 1_000)
    window = Window(moment, moment + timedelta(milliseconds=1))
    files, server = pair.files.events(Query("*", window)), pair.server.events(Query("*", window))
    assert sorted(files.ids) == sorted(server.ids)
    assert len(files.ids) == files.total == server.total == pair.server.trend(Query("*", window)).count > 0


def test_events_with_asked_columns_are_equal(pair: Pair) -> None:
    columns = ("dest_port", "timestamp", "alert.signature", "dns.rrname", "flow_id", "nothing.there", "http.status")
    query = Query("event_type:alert OR event_type:dns", pair.window, 300)
    equal(settled(pair.files.events(query, columns).frame), settled(pair.server.events(query, columns).frame))


@pytest.mark.parametrize("filter", FILTERS)
@pytest.mark.parametrize("buckets", [24, 72])
def test_timelines_are_equal(pair: Pair, filter: str, buckets: int) -> None:
    for window in windows(pair):
        files = pair.files.timeline(Query(filter, window), buckets=buckets)
        server = pair.server.timeline(Query(filter, window), buckets=buckets)
        assert (files.step, files.exact, files.notes) == (server.step, server.exact, server.notes)
        equal(files.frame, server.frame)


@pytest.mark.parametrize("field", ["event_type", "proto", "alert.signature", "dest_port", "src_ip", "nosuch"])
@pytest.mark.parametrize("filter", ["*", "event_type:alert", "event_type:nosuch"])
def test_timelines_by_a_field_are_equal(pair: Pair, field: str, filter: str) -> None:
    query = Query(filter, pair.window)
    equal(pair.files.timeline(query, field, 24, 5).frame, pair.server.timeline(query, field, 24, 5).frame)


@pytest.mark.parametrize("rarest", [False, True])
@pytest.mark.parametrize("field", FIELDS)
def test_values_are_equal(pair: Pair, field: str, rarest: bool) -> None:
    for filter in FILTERS[:4]:
        query = Query(filter, pair.window)
        files, server = pair.files.values(query, field, 20, rarest), pair.server.values(query, field, 20, rarest)
        equal(files.frame, server.frame)
        assert server.distinct in (files.distinct, None)
        assert (server.distinct is None) == bool(server.notes)


def groups_are_equal(pair: Pair, query: Query, fields: tuple[str, ...], order: Order) -> None:
    files, server = pair.files.groups(query, fields, 40, order, 24), pair.server.groups(query, fields, 40, order, 24)
    equal(files.frame, server.frame)
    assert (files.distinct, files.exact) == (server.distinct, server.exact)


@pytest.mark.parametrize(
    "fields", [("event_type",), ("src_ip", "dest_ip"), ("alert.signature", "src_ip", "dest_port"), ("vlan",)]
)
def test_groups_are_equal(pair: Pair, fields: tuple[str, ...]) -> None:
    groups_are_equal(pair, Query("event_type:alert OR event_type:http", pair.part, None), fields, "count")


@pytest.mark.parametrize("order", ["severity", "last", "first"])
def test_groups_are_equal_in_every_order(pair: Pair, order: Order) -> None:
    groups_are_equal(pair, Query("event_type:alert OR event_type:http", pair.part, None), ("src_ip", "alert.signature"), order)


def test_groups_of_more_than_ten_thousand_events_are_equal_and_a_limit_makes_them_partial(day: Pair) -> None:
    alerts = Query("event_type:alert", day.window, None)
    equal(day.files.groups(alerts, ("proto",)).frame, day.server.groups(alerts, ("proto",)).frame)
    partial = day.server.groups(Query("event_type:alert", day.window), ("proto",))
    assert int(partial.frame["count"].sum()) == 10_000
    assert not partial.exact
    assert [note.text for note in partial.notes] == ["Counted from the newest 10,000 of 18,210 events."]


def thousand(pair: Pair, filter: str) -> Query:
    """A question about at most 1,000 events: a server looks at no more of them for the fields."""
    query = Query(filter, pair.part, 1_000)
    oldest = pair.files.events(query, ("timestamp",)).frame["timestamp"]
    if len(oldest) < 1_000:
        return query
    # One bound in the middle of the newest thousand: whole milliseconds on both sides of it.
    return query.during(Window(oldest.iloc[500].floor("ms").to_pydatetime(), pair.part.end))


@pytest.mark.parametrize("filter", ["*", "event_type:alert", "event_type:nosuch"])
def test_fields_are_equal(pair: Pair, filter: str) -> None:
    query = thousand(pair, filter)
    files, server = pair.files.fields(query), pair.server.fields(query)
    equal(files.frame, server.frame)
    assert (files.total, files.exact, files.notes) == (server.total, server.exact, server.notes)


def test_fields_of_more_than_a_thousand_events_are_those_of_the_newest(day: Pair) -> None:
    alerts = Query("event_type:alert", day.window)
    files, server = day.files.fields(alerts), day.server.fields(alerts)
    assert files.exact
    assert not server.exact
    assert (files.total, server.total) == (18_210, 1_000)
    assert [note.text for note in server.notes] == ["Seen in the newest 1,000 of 18,210 events."]
    assert set(server.frame["field"]) <= set(files.frame["field"])


@pytest.mark.parametrize(
    "between", [("src_ip", "dest_ip"), ("event_type", "proto"), ("src_ip", "dest_port"), ("proto", "nosuch")]
)
def test_pairs_are_equal(pair: Pair, between: tuple[str, str]) -> None:
    for filter in FILTERS[:4]:
        query = Query(filter, pair.part, None)
        files, server = pair.files.pairs(query, *between, 30), pair.server.pairs(query, *between, 30)
        equal(files.frame, server.frame)
        assert (files.distinct, files.exact) == (server.distinct, server.exact)


@pytest.mark.parametrize(
    "field", ["dest_port", "flow.bytes_toserver", "alert.severity", "event_type", "flow.alerted", "flow_id", "nosuch"]
)
def test_stats_are_equal(pair: Pair, field: str) -> None:
    for filter in FILTERS[:2]:
        query = Query(filter, pair.part, None)
        assert pair.files.stats(query, field) == pair.server.stats(query, field)


def test_whole_values_are_counted_under_the_fields_own_name(pair: Pair) -> None:
    query = Query("*", pair.part, None)
    for source in (pair.files, pair.server):
        equal(source.values(query, "proto.keyword").frame, source.values(query, "proto").frame)
        equal(source.pairs(query, "src_ip.keyword", "dest_ip.raw").frame, source.pairs(query).frame)
        assert source.stats(query, "event_type.keyword") == source.stats(query, "event_type")
        assert (
            source.timeline(query, "proto.keyword").frame["key"].tolist() == source.timeline(query, "proto").frame["key"].tolist()
        )
        assert (
            source.groups(query, ("proto.keyword",)).frame["count"].tolist()
            == source.groups(query, ("proto",)).frame["count"].tolist()
        )


@pytest.mark.parametrize("name", ["ip", "ip.keyword"])
def test_either_side_is_no_field_to_count_by(pair: Pair, name: str) -> None:
    query = Query("*", pair.part)
    for source in (pair.files, pair.server):
        for question in (
            lambda source=source: source.values(query, name),
            lambda source=source: source.stats(query, name),
            lambda source=source: source.groups(query, (name,)),
            lambda source=source: source.pairs(query, name),
            lambda source=source: source.timeline(query, name),
        ):
            with pytest.raises(QueryError, match="ask for src_ip or dest_ip"):
                question()


def test_true_and_one_are_two_values(tmp_path: Path) -> None:
    made = [small.event(number, mixed=value) for number, value in enumerate((True, 1, "true", 1.0, True))]
    path = small.write(tmp_path / "eve.json", *made)
    files = eve.open(Config(source="eve", eve_path=(str(path),), data=tmp_path / "data"), "eve")
    files.read()
    with behind_a_server(files) as server:
        query = Query("_exists_:mixed")
        equal(files.values(query, "mixed").frame, server.values(query, "mixed").frame)
        assert files.values(query, "mixed").frame["count"].tolist() == [2, 2, 1]


def test_a_flow_is_equal(pair: Pair) -> None:
    for flow_id in pair.files.values(Query("*", pair.part), "flow_id", 3).frame["key"].tolist():
        # A server has no event without a time: where files have some, they are asked for the others.
        asked = Query(f"flow_id:{flow_id}", pair.everything, 10_000)
        files = pair.files.events(asked, oldest_first=True) if pair.everything.bounded else pair.files.flow(flow_id)
        server = pair.server.flow(flow_id)
        assert (files.total, files.exact) == (server.total, server.exact)
        equal(settled(files.frame), settled(server.frame))


@pytest.mark.parametrize("filter", ["*", "event_type:alert AND proto:TCP", "event_type:nosuch"])
def test_everything_in_batches_is_equal(pair: Pair, filter: str) -> None:
    query = Query(filter, pair.part, None)
    files, server = [*pair.files.batches(query, size=700)], [*pair.server.batches(query, size=700)]
    found = [id for batch in files for id in batch.ids]
    assert sorted(found) == sorted(id for batch in server for id in batch.ids)
    assert len(found) == len(set(found)) == pair.files.trend(query).count
    assert {batch.total for batch in files + server} <= {len(found)}
    assert not [note for batch in files + server for note in batch.notes]


def test_a_limit_of_none_gives_every_event(pair: Pair) -> None:
    query = Query("event_type:alert", pair.window, None)
    files, server = pair.files.events(query, ("timestamp",)), pair.server.events(query, ("timestamp",))
    assert sorted(files.ids) == sorted(server.ids)
    assert len(files.ids) == files.total == server.total


def test_a_server_knows_no_event_without_a_time(pair: Pair) -> None:
    assert pair.server.span().untimed == 0


def test_a_word_without_a_field_is_a_floor_on_a_server(day: Pair) -> None:
    query = Query("checksum", day.window)
    files, server = day.files.trend(query), day.server.trend(query)
    assert 0 < server.count <= files.count
    assert files.exact
    assert not server.exact
