"""One suite for every source: the same question over the same events gives equal frames."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from connector.answers import Order
from connector.config import Config
from connector.query import Query
from connector.source import Source
from connector.sources import scirius
from connector.window import Window
from tests.wire import serving

TOKEN = "5ecret" * 6

pytestmark = pytest.mark.real


@dataclass(frozen=True)
class Pair:
    """The same events on files, and behind a server."""

    files: Source
    server: Source
    window: Window
    part: Window
    """Where whole events are compared: at most a few thousand."""


@pytest.fixture(scope="module")
def day(verify_24h: Source) -> Iterator[Pair]:
    with serving(verify_24h, TOKEN) as base:
        server = scirius.open(Config(scirius_host=base, scirius_token=TOKEN), "scirius")
        part = Window.between("2026-10-31T14:00:00.123Z", "2026-10-31T16:00:00.789Z")
        yield Pair(verify_24h, server, Window.between("2026-10-31", "2026-11-01"), part)


@pytest.fixture(scope="module")
def infection(training_02: Source) -> Iterator[Pair]:
    with serving(training_02, TOKEN) as base:
        server = scirius.open(Config(scirius_host=base, scirius_token=TOKEN), "scirius")
        window = Window.between("2024-04-17", "2024-04-18")
        yield Pair(training_02, server, window, window)


@pytest.fixture(params=["day", "infection"])
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
    "event_type:nosuch",
]

FIELDS = [
    "event_type", "proto", "src_ip", "dest_port", "flow_id", "alert.signature", "alert.severity", "http.hostname", "dns.rrname",
    "flow.alerted", "vlan", "host", "tls.sni", "metadata.flowbits", "nosuch", "dns.queries.rrname",
]  # fmt: skip


def windows(pair: Pair) -> list[Window]:
    """The day, a part of it in odd milliseconds, and all time."""
    return [pair.window, pair.part, Window()]


def equal(files: pd.DataFrame, server: pd.DataFrame) -> None:
    assert_frame_equal(files, server, check_exact=True)


def settled(frame: pd.DataFrame) -> pd.DataFrame:
    """Whole events in an order of their own: those of one millisecond come in any order from a server."""
    text = frame.astype("object").astype("str")
    order = text.sort_values(["timestamp", *(name for name in text if name != "timestamp")]).index
    return frame.loc[order].reset_index(drop=True)


def test_the_span_is_equal(pair: Pair) -> None:
    assert pair.files.span() == pair.server.span()


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


def test_a_server_knows_no_event_without_a_time(pair: Pair) -> None:
    assert pair.server.span().untimed == 0


def test_a_word_without_a_field_is_a_floor_on_a_server(day: Pair) -> None:
    query = Query("checksum", day.window)
    files, server = day.files.trend(query), day.server.trend(query)
    assert 0 < server.count <= files.count
    assert files.exact
    assert not server.exact
