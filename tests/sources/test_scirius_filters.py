"""Filters as they travel: words without a field, what no server knows, and lists that are too long for one request."""

from urllib.parse import quote_plus

import pytest

from connector import lucene
from connector.errors import UnsupportedQuery
from connector.query import Query
from connector.sources.scirius.filters import FIELDS, sent
from tests.sources.asking import DAY, START, asking, endpoint, no_events, tail_of, timeline_of
from tests.wire import Arrival, Reply, json_reply


def seven(arrival: Arrival) -> Reply:
    """A server that does not say which fields it has."""
    return timeline_of((START, 7)) if endpoint(arrival) == "events_timeline" else json_reply({"detail": "Not found."}, 404)


def test_a_word_without_a_field_is_asked_of_named_fields_and_the_answer_says_so() -> None:
    with asking(seven) as (source, server):
        trend = source.trend(Query("NOT curl AND event_type:http", DAY))
    filter = server.arrivals[-1].params["qfilter"]
    assert filter.count(":curl") == len(FIELDS) <= 40
    assert filter.startswith("(NOT (alert.signature:curl OR ")
    assert filter.endswith("AND event_type:http)")
    assert not trend.exact
    assert [note.text for note in trend.notes] == [
        f"The server cannot search every field: words without a field were looked for in {len(FIELDS)} fields only."
    ]


def knowing(arrival: Arrival) -> Reply:
    """A server that knows a few fields, and whose newest events hold others."""
    match endpoint(arrival):
        case "unique_fields":
            return json_reply({"fields": ["alert.signature", "dest_port", "rdp.cookie", "timestamp", "x.never"]})
        case "events_tail":
            return tail_of(
                {"_id": "1", "@timestamp": "x", "timestamp": "x", "proto": "TCP", "rare": {"name": "x"}, "n": 5},
                {"_id": "2", "mqtt": {"topics": [{"name": "a"}, {"name": "b"}]}, "ok": True},
                {"_id": "3", "mqtt": {"topics": [{"name": "c"}]}},
            )
        case _:
            return timeline_of((START, 7))


def test_words_are_looked_for_where_there_are_texts_and_that_is_learnt_once() -> None:
    with asking(knowing) as (source, server):
        trend = source.trend(Query("curl", DAY))
        source.trend(Query("wget", DAY))
        source.trend(Query("proto:TCP", DAY))
    named = "alert.signature:{0} OR proto:{0} OR dest_port:{0} OR mqtt.topics.name:{0} OR rare.name:{0}"
    filters = {arrival.params["qfilter"] for arrival in server.arrivals if "qfilter" in arrival.params}
    assert filters == {f"(({named.format('curl')}))", f"(({named.format('wget')}))", "(proto:TCP)"}
    assert "looked for in 5 fields" in trend.notes[0].text
    assert [endpoint(arrival) for arrival in server.arrivals].count("unique_fields") == 1


def test_patterns_are_held_against_the_text_of_addresses() -> None:
    filter = sent(Query("*10.1* OR 10.1.1.1"), ("src_ip", "host")).filter
    assert filter == r"(src_ip.keyword:*10.1* OR host:*10.1*) OR (src_ip:10.1.1.1 OR host:10.1.1.1)"


def test_several_words_are_looked_for_in_fewer_fields_before_they_are_refused() -> None:
    words = " AND ".join(f"*{letter * 20}*" for letter in "abcd")
    asked = sent(Query(words))
    assert len(quote_plus(asked.filter)) < 3_600
    assert [note.text.split()[-3] for note in asked.notes] == ["12"]
    with asking(no_events) as (source, server):
        assert source.trend(Query(words, DAY)).count == 0
    assert server.arrivals


def test_what_no_server_knows_travels_in_words_that_it_does() -> None:
    with asking(no_events) as (source, server):
        source.trend(Query("src_ip:10.0.0.0/8 AND dest_port:80", DAY))
        source.trend(Query("ip:192.0.2.1", DAY))
    network, either = sorted({arrival.params["qfilter"] for arrival in server.arrivals}, key=len, reverse=True)
    assert network.startswith('((src_ip:"10.0.0.0/8" OR src_ip.keyword:/')
    assert network.endswith(" AND dest_port:80)")
    assert either == "((src_ip:192.0.2.1 OR dest_ip:192.0.2.1))"


@pytest.mark.parametrize("filter", ["event_type:dns", "a:1 OR (b:2 AND NOT c:3)", 'alert.signature:"a b"~2', r"http.url:\/a*"])
def test_what_every_server_reads_alike_travels_as_it_was_written(filter: str) -> None:
    assert sent(Query(filter)).filter == filter


def test_a_range_without_a_field_is_refused_before_it_is_sent() -> None:
    with asking(no_events) as (source, server), pytest.raises(UnsupportedQuery, match="name the field"):
        source.events(Query("[80 TO 443]", DAY))
    assert [arrival for arrival in server.arrivals if "qfilter" in arrival.params] == []


# Lists that are too long for one request.

NAMES = [f"host-{number:04}.example.test" for number in range(400)]


def listed(names: list[str]) -> str:
    return f"dns.rrname.keyword:({' OR '.join(names)})"


def names_in(filter: str) -> set[str]:
    return {name for name in NAMES if name.replace("-", r"\-") in filter}


@pytest.mark.parametrize("around", ["{}", "event_type:dns AND {}", "{} AND NOT proto:UDP AND src_ip:192.0.2.1"])
def test_a_long_list_is_divided_and_every_portion_keeps_the_rest(around: str) -> None:
    asked = sent(Query(around.format(listed(NAMES))))
    assert 5 < len(asked.portions) <= 40
    assert max(len(quote_plus(portion)) for portion in asked.portions) < 3_600
    found = [names_in(portion) for portion in asked.portions]
    assert sum(map(len, found)) == len(NAMES)
    assert set().union(*found) == set(NAMES)
    for portion in asked.portions:
        lucene.parse(portion)
        for other in ("event_type:dns", "NOT proto:UDP", "src_ip:192.0.2.1"):
            assert (other in portion) == (other in around)


@pytest.mark.parametrize(
    "filter",
    [
        f"NOT {listed(NAMES)}",
        f"NOT a:1 AND (b:2 AND NOT {listed(NAMES)})",
        " AND ".join(f"dns.rrname:{name}" for name in NAMES),
        f"dns.rrname:{'x' * 5_000} OR a:1",
        f"{'a.long.name.' * 4}keyword:({' OR '.join(f'v{number}' for number in range(3_000))})",
    ],
)
def test_a_long_filter_that_is_no_list_of_alternatives_is_refused_with_the_reason(filter: str) -> None:
    with asking(no_events) as (source, server), pytest.raises(UnsupportedQuery, match=r"servers take 4,000"):
        source.events(Query(filter, DAY))
    assert server.arrivals == []


class Resolved:
    """A server with one event a second for each name; every tenth event has two of them, so that portions share it."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, arrival: Arrival) -> Reply:
        self.asked += 1
        first, last = int(arrival.params["from_date"]), int(arrival.params["to_date"])
        names = names_in(arrival.params["qfilter"])
        found = [
            number
            for number, name in enumerate(NAMES)
            if first <= START + number * 1_000 <= last
            and (name in names or (number % 10 == 0 and NAMES[(number + 200) % 400] in names))
        ]
        if endpoint(arrival) == "events_timeline":
            length = int(arrival.params["interval"]) * 1_000
            starts = range(first, last + 1, length)
            return timeline_of(*((at, sum(at <= START + each * 1_000 < at + length for each in found)) for at in starts))
        events = [{"_id": str(each), "timestamp": f"2026-10-31T00:{each // 60:02}:{each % 60:02}Z"} for each in found]
        ordered = events if arrival.params.get("ordering") == "timestamp" else events[::-1]
        return tail_of(*ordered[: int(arrival.params["page_size"])], count=len(found))


def test_events_of_a_long_list_are_merged_and_come_once() -> None:
    with asking(Resolved()) as (source, _):
        every = source.events(Query(listed(NAMES), DAY, 1_000))
        newest = source.events(Query(listed(NAMES), DAY, 7))
        oldest = source.events(Query(listed(NAMES), DAY, 2), oldest_first=True)
    assert every.ids == tuple(str(number) for number in reversed(range(400)))
    assert (every.total, every.exact, every.notes) == (400, True, ())
    assert newest.ids == tuple(str(number) for number in range(399, 392, -1))
    assert oldest.ids == ("0", "1")
    assert not newest.exact
    assert 7 <= newest.total <= 400
    assert "in portions" in newest.notes[0].text


def test_batches_of_a_long_list_hold_every_event_once() -> None:
    with asking(Resolved()) as (source, _):
        batches = [*source.batches(Query(listed(NAMES), DAY, None), size=150)]
    assert [id for batch in batches for id in batch.ids] == [str(number) for number in reversed(range(400))]
    assert not any(batch.exact for batch in batches)


def test_a_count_of_a_long_list_is_refused_because_portions_may_share_events() -> None:
    with asking(no_events) as (source, server):
        for question in (source.trend, source.timeline, source.fields, source.groups, source.values, source.pairs):
            more = {"groups": (("proto",),), "values": ("proto",)}.get(question.__name__, ())
            with pytest.raises(UnsupportedQuery, match="split its lists"):
                question(Query(listed(NAMES), DAY), *more)  # type: ignore[operator]
    assert server.arrivals == []
