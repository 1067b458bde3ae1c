"""What the Scirius source sends, and how it reads what comes back: the recorded wire, and answers made for the point."""

import json
import re
from datetime import timedelta

import pytest

from connector.config import Config
from connector.errors import AccessDenied, BadResponse, ConfigError, ConnectorError, QueryError
from connector.query import Query
from connector.sources import scirius
from connector.window import Window
from tests.sources.asking import DAY, TOKEN, asking, no_events, timeline_of
from tests.wire import Arrival, Reply, json_reply, replay, replayed


def test_host_and_token_are_needed() -> None:
    with pytest.raises(ConfigError, match="SCIRIUS_HOST"):
        scirius.open(Config(), "scirius")
    with pytest.raises(ConfigError, match="SCIRIUS_TOKEN"):
        scirius.open(Config(scirius_host="scirius.test"), "scirius")


def test_the_label_names_the_server_and_nothing_shows_the_token() -> None:
    source = scirius.open(Config(scirius_host="scirius.test:8443", scirius_token=TOKEN), "scirius")
    assert source.label == "Scirius at scirius.test:8443"
    assert TOKEN not in f"{source!r} {vars(source)!r} {source.generation()}"


# The recorded wire: our question, the record that answers it, what must come out of its first five elements.


@pytest.mark.real
def test_recorded_events_are_decoded() -> None:
    with asking(replay({("events_tail", "(event_type:dns)"): 121})) as (source, server):
        answer = source.events(Query("event_type:dns", DAY, 2))
    assert (answer.total, answer.exact, answer.notes, answer.cut) == (8_218, True, (), True)
    assert answer.frame["event_type"].tolist() == ["dns", "dns"]
    assert answer.frame["timestamp"].is_monotonic_decreasing
    assert answer.frame["flow_id"].dtype == "Int64"
    assert answer.ids == tuple(json.loads(raw)["_id"] for raw in answer.raw)
    assert not {"_id", "@timestamp", "@version"} & set(answer.frame)
    assert server.arrivals[0].params["page_size"] == "2"


@pytest.mark.real
def test_a_recorded_capped_count_is_replaced_by_the_sum_of_the_timeline() -> None:
    with asking(replay({("events_tail", None): 84, ("events_timeline", None): 397})) as (source, _):
        answer = source.events(Query("*", DAY, 2))
    assert answer.total == 1_516 + 1_232 + 1_002 + 1_009 + 968
    assert answer.exact


@pytest.mark.real
def test_a_recorded_timeline_is_decoded_into_its_buckets() -> None:
    window = Window.between(1_793_404_800_000, 1_793_491_200_000)

    def answer(arrival: Arrival) -> Reply:
        return replayed(399) if arrival.params["interval"] == "3600" else Reply(404)

    with asking(answer) as (source, server):
        timeline = source.timeline(Query("event_type:dns", window), buckets=24)
    assert timeline.step == timedelta(hours=1)
    assert timeline.frame["count"].tolist() == [135, 55, 97, 125, 35] + [0] * 19
    assert timeline.frame["time"].tolist() == [*window.starts(timeline.step)]
    # The last millisecond is inside for the server, and outside for the window.
    assert server.arrivals[0].params["to_date"] == "1793491199999"


@pytest.mark.real
def test_recorded_values_are_decoded() -> None:
    table = {("unique_values", None): 264, ("events_timeline", "(_exists_:event_type)"): 397}
    with asking(replay(table)) as (source, server):
        answer = source.values(Query("*", DAY), "event_type", 3)
    assert answer.frame["key"].tolist() == ["frame", "alert", "netflow"]
    assert answer.frame["count"].tolist() == [26_656, 18_205, 8_925]
    assert answer.exact
    (asked,) = [arrival.params for arrival in server.arrivals if "unique_values" in arrival.path]
    assert (asked["field"], asked["counts"]) == ("event_type", "yes")
    assert int(asked["size"]) >= 1_000


@pytest.mark.real
def test_recorded_numbers_have_no_values_and_are_counted_from_events() -> None:
    holders, having = "(_exists_:dest_port)", "(_exists_:dest_port)"
    table = {("unique_values", None): 274, ("events_timeline", holders): 397, ("events_tail", having): 84}
    with asking(replay(table)) as (source, _):
        answer = source.values(Query("*", DAY), "dest_port")
    assert answer.frame["key"].dtype == "Int64"
    assert answer.distinct is None
    assert [note.text for note in answer.notes] == ["Counted from the newest 2 of 5,727 events."]


@pytest.mark.real
@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (58, AccessDenied, "Authentication credentials were not provided."),
        (59, AccessDenied, "Invalid token."),
        (61, AccessDenied, "You do not have permission"),
        (67, BadResponse, "301"),
        (71, BadResponse, "no such endpoint"),
        (73, BadResponse, "/accounts/login/"),
        (76, BadResponse, "web page"),
        (37, BadResponse, "500"),
        (18, BadResponse, "refused the filter"),
        (113, BadResponse, "Wrong ordering value"),
    ],
)
def test_a_recorded_failure_is_one_sentence(number: int, kind: type[ConnectorError], words: str) -> None:
    with asking(lambda _: replayed(number)) as (source, _), pytest.raises(kind) as caught:
        source.events(Query("*", DAY))
    assert words in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert "\n" not in str(caught.value)


# What every request carries.


@pytest.mark.parametrize("filter", ["event_type:dns OR event_type:http", "(a:1) OR (b:2)", 'alert.signature:"a b"', "NOT a:1"])
def test_every_filter_travels_in_parentheses_of_its_own(filter: str) -> None:
    with asking(no_events) as (source, server):
        query = Query(filter, DAY, None)
        source.trend(query)
        source.events(query)
        source.timeline(query)
        source.timeline(query, "proto")
        source.values(query, "proto")
        source.groups(query, ("proto",))
    assert len(server.arrivals) >= 9
    for arrival in server.arrivals:
        assert arrival.headers["Authorization"] == f"Token {TOKEN}"
        assert arrival.headers["Accept"] == "application/json"
        assert wrapped(arrival.params["qfilter"])
        assert filter in arrival.params["qfilter"]


def wrapped(text: str) -> bool:
    """Whether the first parenthesis closes at the very end."""
    depth = 0
    for place, letter in enumerate(re.sub(r'"(\\.|[^"])*"', lambda found: "x" * len(found[0]), text)):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return place == len(text) - 1
    return False


@pytest.mark.parametrize("filter", ["", "  ", "*"])
def test_a_blank_filter_is_not_sent(filter: str) -> None:
    with asking(no_events) as (source, server):
        source.events(Query(filter, DAY))
    assert "qfilter" not in server.arrivals[0].params


def test_all_time_is_asked_with_dates_because_the_servers_default_is_a_month() -> None:
    with asking(no_events) as (source, server):
        assert source.trend(Query("a:1")).before is None
    assert server.arrivals[0].params["from_date"] == "0"
    assert int(server.arrivals[0].params["to_date"]) > 4_102_444_800_000
    assert int(server.arrivals[0].params["interval"]) * 10_000_000 > int(server.arrivals[0].params["to_date"])


# What the server's answers lack.


def test_older_servers_wrap_each_event() -> None:
    wrapped_event = {"_index": "logstash-dns", "_id": "abc", "_source": {"event_type": "dns", "src_port": 53}}
    with asking(lambda _: json_reply({"count": 1, "next": None, "previous": None, "results": [wrapped_event]})) as (source, _):
        answer = source.events(Query("*", DAY))
    assert answer.ids == ("abc",)
    assert answer.frame["event_type"].tolist() == ["dns"]
    assert json.loads(answer.raw[0]) == {"event_type": "dns", "src_port": 53, "_id": "abc"}


@pytest.mark.parametrize("answer", [[], {}, {"count": 1}, {"count": "1", "results": []}, {"count": 1, "results": ["x"]}, None])
def test_json_of_another_shape_is_a_bad_response(answer: object) -> None:
    with asking(lambda _: json_reply(answer)) as (source, _), pytest.raises(BadResponse, match="unknown shape"):
        source.events(Query("*", DAY))


@pytest.mark.parametrize("trouble", [{"timed_out": True}, {"_shards": {"total": 5, "failed": 1}}])
def test_a_server_that_answers_in_part_gives_floors(trouble: dict[str, object]) -> None:
    with asking(lambda _: timeline_of((1_793_404_800_000, 7), **trouble)) as (source, _):
        trend = source.trend(Query("a:1", DAY))
    assert (trend.count, trend.exact) == (7, False)
    assert trend.notes[0].kind == "partial"


def test_more_events_than_a_page_holds_are_cut_and_said_to_be() -> None:
    def answer(arrival: Arrival) -> Reply:
        if "timeline" in arrival.path:
            return timeline_of((1_793_404_800_000, 25_000))
        return json_reply({"count": 10_000, "next": None, "previous": None, "results": [{"event_type": "dns"}] * 10_000})

    with asking(answer) as (source, server):
        found = source.events(Query("*", DAY, 20_000), oldest_first=True)
    assert (len(found.frame), found.total, found.exact, found.cut) == (10_000, 25_000, True, True)
    assert found.notes[0].kind == "cut"
    assert server.arrivals[0].params["page_size"] == "10000"


def test_buckets_on_the_servers_own_clock_are_not_lost() -> None:
    window = Window.between(1_793_404_830_000, 1_793_404_890_000)
    with asking(lambda _: timeline_of((1_793_404_800_000, 1), (1_793_404_860_000, 2), (1_793_404_920_000, 4))) as (source, _):
        assert source.timeline(Query("*", window), buckets=2).frame["count"].tolist() == [1, 6]


def test_a_page_of_questions_stays_within_its_requests() -> None:
    def answer(arrival: Arrival) -> Reply:
        if "timeline" in arrival.path:
            return timeline_of((1_793_404_800_000, 78))
        return json_reply([{"key": f"v{number}", "doc_count": 12 - number} for number in range(12)])

    with asking(answer) as (source, server):
        source.timeline(Query("*", DAY), "event_type")
    assert len(server.arrivals) == 2 + 12 + 1


def test_groups_of_the_same_events_fetch_them_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with asking(no_events) as (source, server):
        monkeypatch.setattr(source, "generation", lambda: "one")
        for fields in (("src_ip",), ("dest_ip",), ("alert.signature", "src_ip")):
            source.groups(Query("event_type:alert", DAY), fields)
        source.span()
        source.span()
        assert len([arrival for arrival in server.arrivals if "qfilter" in arrival.params]) == 1
        assert len(server.arrivals) == 4
        monkeypatch.setattr(source, "generation", lambda: "two")
        source.groups(Query("event_type:alert", DAY), ("src_ip",))
        assert len(server.arrivals) == 5


def test_long_values_do_not_blank_a_timeline() -> None:
    def answer(arrival: Arrival) -> Reply:
        if "unique" in arrival.path:
            return json_reply([{"key": f"{number}" + "x" * 250, "doc_count": 30} for number in range(20)])
        return timeline_of((1_793_404_800_000, 30 if "x" in arrival.params["qfilter"] else 600))

    with asking(answer) as (source, server):
        found = source.timeline(Query("event_type:dns", DAY), "dns.rrname", size=20)
    assert max(len(arrival.params["qfilter"]) for arrival in server.arrivals) < 4_000
    assert found.frame["count"].sum() == 600
    assert "too long" in found.notes[0].text


def test_generation_lasts_ten_seconds_and_costs_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 5.0
    monkeypatch.setattr("connector.servers.time.monotonic", lambda: clock)
    with asking(no_events) as (source, server):
        first = source.generation()
        clock = 14.9
        assert source.generation() == first
        clock = 20.0
        second = source.generation()
        clock = 29.9
        assert source.generation() == second != first
    assert server.arrivals == []


def test_an_empty_server_gives_empty_frames_with_their_columns() -> None:
    with asking(no_events) as (source, _):
        assert (source.span().first, source.span().count) == (None, 0)
        assert source.timeline(Query()).frame.empty
        assert list(source.timeline(Query(), "proto").frame) == ["time", "key", "count"]
        assert next(iter(source.groups(Query(), ("proto",)).frame)) == "proto"
        assert next(iter(source.events(Query()).frame)) == "timestamp"
        assert source.values(Query(), "proto").distinct == 0


def test_a_window_in_the_wrong_order_never_reaches_the_server() -> None:
    with pytest.raises(QueryError, match="before it starts"):
        Window.between(1_793_491_200_000, 1_793_404_800_000)
