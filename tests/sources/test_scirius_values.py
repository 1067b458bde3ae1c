"""Counts of values and pairs of a server: proven whole, counted from events, or said to lack something."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from connector.config import Config
from connector.query import Query
from connector.source import Source
from connector.sources import scirius
from connector.window import Window
from tests.sources.asking import DAY, START, TOKEN, asking, edges_of, endpoint, no_events, tail_of, timeline_of
from tests.wire import Arrival, Reply, json_reply, replayed, serving


def test_events_without_a_host_are_counted_beside_the_servers_counts() -> None:
    def answer(arrival: Arrival) -> Reply:
        match endpoint(arrival):
            case "unique_values":
                return json_reply([{"key": "TCP", "doc_count": 3}])
            case "events_timeline":
                return timeline_of((1_793_404_800_000, 5))
            case _:
                assert "NOT (_exists_:host)" in arrival.params["qfilter"]
                return json_reply({"count": 2, "next": None, "previous": None, "results": [{"proto": "UDP"}, {"proto": "TCP"}]})

    with asking(answer) as (source, _):
        found = source.values(Query("*", DAY), "proto")
    assert found.frame.to_dict("list") == {"key": ["TCP", "UDP"], "count": [4, 1]}
    assert (found.distinct, found.exact, found.notes) == (2, True, ())


def test_texts_that_the_server_does_not_count_are_mentioned() -> None:
    def answer(arrival: Arrival) -> Reply:
        if "timeline" in arrival.path:
            return timeline_of((1_793_404_800_000, 5))
        return json_reply([{"key": "/", "doc_count": 3}]) if "unique" in arrival.path else no_events(arrival)

    with asking(answer) as (source, _):
        found = source.values(Query("*", DAY), "http.url")
    assert not found.exact
    assert "2 events hold values of more than 256 characters" in found.notes[0].text


def test_a_cut_list_of_values_says_so() -> None:
    def answer(arrival: Arrival) -> Reply:
        if "timeline" in arrival.path:
            return timeline_of((1_793_404_800_000, 5_000))
        return json_reply([{"key": f"v{number}", "doc_count": 1} for number in range(int(arrival.params["size"]))])

    with asking(answer) as (source, _):
        found = source.values(Query("*", DAY), "dns.rrname", 5)
    assert (len(found.frame), found.distinct, found.exact) == (5, None, False)
    assert found.notes[0].kind == "cut"


def counted(values: dict[Any, int], holders: int, *events: dict[str, object]) -> Callable[[Arrival], Reply]:
    """A server with these counts of values, and these events."""

    def answer(arrival: Arrival) -> Reply:
        match endpoint(arrival):
            case "unique_values":
                return json_reply([{"key": key, "doc_count": count} for key, count in values.items()])
            case "graph_agg":
                return edges_of(*((source, target, count) for (source, target), count in values.items()))
            case "events_timeline":
                return timeline_of((START, holders))
            case _:
                without_host = "NOT (_exists_:host)" in arrival.params.get("qfilter", "")
                return tail_of(*(event for event in events if not (without_host and "host" in event)))

    return answer


def test_numbers_and_booleans_are_counted_from_events() -> None:
    events = [
        {"_id": "1", "dest_port": 80, "ok": True},
        {"_id": "2", "dest_port": 443, "ok": True},
        {"_id": "3", "dest_port": 80},
    ]
    with asking(counted({}, 3, *events)) as (source, _):
        ports = source.values(Query("*", DAY), "dest_port")
    with asking(counted({}, 2, *events[:2])) as (source, _):
        flags = source.values(Query("*", DAY), "ok")
    assert (ports.frame.to_dict("list"), ports.exact) == ({"key": [80, 443], "count": [2, 1]}, True)
    assert (flags.frame["key"].dtype, flags.frame["count"].tolist(), flags.exact) == ("boolean", [2], True)


def test_without_a_limit_values_that_do_not_add_up_are_counted_from_all_events() -> None:
    long = "x" * 300
    events = [{"_id": str(number), "host": "a", "http": {"url": url}} for number, url in enumerate(["/", long, "/"])]
    with asking(counted({"/": 2}, 3, *events)) as (source, _):
        some, every = (source.values(Query("*", DAY, limit), "http.url") for limit in (1_000, None))
    assert (some.exact, some.distinct) == (False, None)
    assert (every.exact, every.distinct, every.frame["key"].tolist()) == (True, 2, ["/", long])


def test_pairs_whose_counts_add_up_are_the_servers_own() -> None:
    with asking(counted({("a", "x"): 5, ("b", "x"): 5, ("a", "y"): 2}, 12)) as (source, server):
        found = source.pairs(Query("event_type:alert", DAY), size=2)
    assert found.frame.to_dict("list") == {"source": ["a", "b"], "target": ["x", "x"], "count": [5, 5]}
    assert (found.distinct, found.exact, found.notes) == (3, True, ())
    assert len(server.arrivals) == 2
    (graph,) = [arrival.params for arrival in server.arrivals if endpoint(arrival) == "graph_agg"]
    assert (graph["col_src"], graph["col_dest"], graph["size_src"], graph["size_dest"]) == ("src_ip", "dest_ip", "1000", "1000")
    (holding,) = [arrival.params["qfilter"] for arrival in server.arrivals if endpoint(arrival) == "events_timeline"]
    assert holding == "((event_type:alert) AND ((_exists_:src_ip) AND (_exists_:dest_ip)))"


def test_pairs_that_do_not_add_up_are_counted_from_events() -> None:
    events = [
        {"_id": "1", "src_ip": "a", "dns": {"answers": [{"rdata": "x"}, {"rdata": "y"}, {"rdata": "x"}]}},
        {"_id": "2", "src_ip": "a", "dns": {"answers": [{"rdata": "x"}]}},
    ]
    with asking(counted({("a", "x"): 2}, 3, *events)) as (source, _):
        found = source.pairs(Query("*", DAY), "src_ip", "dns.answers.rdata")
    assert found.frame.to_dict("list") == {"source": ["a", "a"], "target": ["x", "y"], "count": [2, 1]}
    assert (found.distinct, found.exact) == (2, True)


def test_pairs_of_too_many_events_are_of_the_newest_and_say_so() -> None:
    def answer(arrival: Arrival) -> Reply:
        match endpoint(arrival):
            case "graph_agg":
                return edges_of(*((f"s{number}", "x", 30) for number in range(1_000)))
            case "events_timeline":
                return timeline_of((START, 30_000))
            case _:
                return tail_of(*[{"src_ip": "a", "dest_ip": "b"}] * 10_000, count=10_000)

    with asking(answer) as (source, _):
        found = source.pairs(Query("*", DAY))
    assert found.frame["count"].tolist() == [10_000]
    assert (found.distinct, found.exact) == (None, False)
    assert [note.text for note in found.notes] == ["Counted from the newest 10,000 of 30,000 events."]


@pytest.mark.real
def test_a_recorded_graph_is_decoded() -> None:
    def answer(arrival: Arrival) -> Reply:
        return replayed(317) if endpoint(arrival) == "graph_agg" else no_events(arrival)

    with asking(answer) as (source, _):
        edges = source._wire.pairs("*", DAY, "src_ip", "dest_ip", 100)
    assert len(edges) == 5
    assert all(isinstance(source, str) and isinstance(target, str) and count > 0 for source, target, count in edges)


def test_stats_come_from_the_counts_of_values() -> None:
    events = [{"_id": str(port), "dest_port": port} for port in (10, 20, 30, 40)]
    with asking(counted({}, 4, *events)) as (source, _):
        found = source.stats(Query("*", DAY), "dest_port")
    assert (found.count, found.distinct, found.least, found.greatest, found.mean) == (4, 4, 10, 40, 25.0)
    assert (found.percentiles[50], found.exact) == (25.0, True)


def test_stats_of_texts_count_and_measure_nothing() -> None:
    with asking(counted({"a": 3, "b": 1}, 4)) as (source, _):
        found = source.stats(Query("*", DAY), "event_type")
    assert (found.count, found.distinct, found.least, found.percentiles, found.exact) == (4, 2, None, {}, True)


def test_fields_are_seen_in_the_newest_events() -> None:
    events = [
        {
            "_id": "1",
            "@timestamp": "x",
            "@version": "1",
            "timestamp": "2026-10-31T00:00:00Z",
            "src_ip": "192.0.2.1",
            "a": {"n": 1},
        },
        {"_id": "2", "a": {"n": 2.5}, "dns": {"answers": [{"rdata": "x"}, {"rdata": "y"}]}, "host": "s", "no": None, "e": {}},
        {"_id": "3", "a": {"n": 1}, "ok": False},
    ]
    with asking(counted({}, 0, *events)) as (source, server):
        found = source.fields(Query("*", DAY))
    rows = {row.field: (row.type, row.count, row.example) for row in found.frame.itertuples()}
    assert rows == {
        "a.n": ("float", 3, "1"),
        "dns.answers.rdata": ("string", 1, "x"),
        "host": ("string", 1, "s"),
        "ok": ("boolean", 1, "false"),
        "src_ip": ("ip", 1, "192.0.2.1"),
        "timestamp": ("date", 1, "2026-10-31T00:00:00Z"),
    }
    assert (found.total, found.exact, found.notes) == (3, True, ())
    assert [arrival.params["page_size"] for arrival in server.arrivals] == ["1000"]


def test_fields_of_more_events_say_how_many_were_looked_at() -> None:
    def answer(arrival: Arrival) -> Reply:
        if endpoint(arrival) == "events_timeline":
            return timeline_of((START, 50_000))
        return tail_of(*[{"proto": "TCP"}] * 1_000, count=10_000)

    with asking(answer) as (source, _):
        found = source.fields(Query("*", DAY))
    assert (found.total, found.exact) == (1_000, False)
    assert [note.text for note in found.notes] == ["Seen in the newest 1,000 of 50,000 events."]


@pytest.mark.parametrize("fields", [("src_ip", "dest_ip"), ("proto", "dest_port"), ("host", "event_type")])
def test_pairs_of_a_real_day_are_those_of_its_events(verify_24h: Source, fields: tuple[str, str]) -> None:
    query = Query("event_type:alert", Window.between("2026-10-31T14:00:00Z", "2026-10-31T16:00:00Z"), None)
    frame = verify_24h.events(query, fields).frame.dropna().astype("str")
    counts = Counter(zip(*(frame[field].tolist() for field in fields), strict=True))
    with serving(verify_24h, TOKEN, as_recorded=True) as base:
        found = scirius.open(Config(scirius_host=base, scirius_token=TOKEN), "scirius").pairs(query, *fields, 10_000)
    assert Counter({(row.source, row.target): row.count for row in found.frame.itertuples()}) == counts
    assert (found.exact, found.distinct) == (True, len(counts))
