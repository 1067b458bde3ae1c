"""POST search: nested terms aggregations against a plain count, and what is refused."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from connector.errors import QueryError
from connector.frames import values_at
from connector.server import answer
from connector.source import Source
from tests.server.conftest import DAY
from tests.test_server import TOKEN, request
from tests.wire import serving

WHOLE_DAY = {"from_date": "1793404800000", "to_date": "1793491200000"}
DEEP = ("event_type", "proto", "src_ip", "dest_port", "dest_ip")


def aggregations(*fields: str, **options: object) -> dict[str, Any]:
    """The fields inside each other, each named after its own."""
    inner: dict[str, Any] = {}
    for field in reversed(fields):
        inner = {"aggs": {field: {"terms": {"field": f"{field}.keyword", **options}, **inner}}}
    return inner


def searched(source: Source, aggs: object = None, **body: object) -> Any:
    window = DAY if "qfilter" not in body or body.get("day") is None else WHOLE_DAY
    question = {"index": "*", "qfilter": "*", "size": 0, **({} if aggs is None else {"aggs": aggs}), **body}
    return answer(source, "search", window, body=question)


def expected(events: list[dict[str, Any]], fields: tuple[str, ...], size: int) -> dict[str, Any]:
    """The same, counted one by one."""
    if not fields:
        return {}
    counts = Counter(value for event in events for value in set(values_at(event, fields[0])))
    shown = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:size]
    return {
        fields[0]: {
            "doc_count_error_upper_bound": 0,
            "sum_other_doc_count": counts.total() - sum(count for _, count in shown),
            "buckets": [
                {"key": key, "doc_count": count}
                | expected([event for event in events if key in values_at(event, fields[0])], fields[1:], size)
                for key, count in shown
            ],
        }
    }


@pytest.mark.parametrize("depth", range(1, len(DEEP) + 1))
@pytest.mark.parametrize("size", [1, 3, 100])
def test_aggregations_of_any_depth_are_counted_right(awkward: Source, depth: int, size: int) -> None:
    events = [json.loads(raw) for raw in _all(awkward)]
    found = searched(awkward, aggregations(*DEEP[:depth], size=size))
    assert found["aggregations"] == expected(events, DEEP[:depth], size)
    assert found["hits"] == {"total": {"value": 40, "relation": "eq"}, "max_score": None, "hits": []}


def _all(source: Source) -> list[bytes]:
    return [json.dumps(hit["_source"]).encode() for hit in searched(source, size=1_000)["hits"]["hits"]]


def test_five_levels_of_a_real_day_are_counted_right(verify_24h: Source) -> None:
    fields = ("event_type", "host", "proto", "app_proto", "dest_port")
    body = {"index": "logstash-*", "qfilter": "event_type:(http OR tls)", "size": 10_000, "aggs": aggregations(*fields, size=4)}
    found = answer(verify_24h, "search", WHOLE_DAY, body=body)
    assert isinstance(found, dict)
    events = [hit["_source"] for hit in found["hits"]["hits"]]
    assert len(events) == found["hits"]["total"]["value"] > 1_000
    assert found["aggregations"] == expected(events, fields, 4)


def test_a_field_inside_itself_and_beside_another_is_counted(awkward: Source) -> None:
    both = {
        "aggs": {
            "1": {"terms": {"field": "proto"}, "aggs": {"2": {"terms": {"field": "proto"}}, "3": {"terms": {"field": "host"}}}}
        }
    }
    bucket = searched(awkward, both)["aggregations"]["1"]["buckets"][0]
    assert bucket["2"]["buckets"] == [{"key": "TCP", "doc_count": 40}]
    assert sum(each["doc_count"] for each in bucket["3"]["buckets"]) == 39


@pytest.mark.parametrize(
    ("order", "keys"),
    [({"_count": "desc"}, ["flow", "alert"]), ({"_count": "asc"}, ["smb", "tls"]), ({"_key": "asc"}, ["alert", "flow"]),
     ({"_key": "desc"}, ["tls", "smb"]), ({"_term": "asc"}, ["alert", "flow"])],
)  # fmt: skip
def test_buckets_come_in_the_order_that_is_asked(awkward: Source, order: dict[str, str], keys: list[str]) -> None:
    buckets = searched(awkward, aggregations("event_type", size=2, order=order))["aggregations"]["event_type"]["buckets"]
    assert [bucket["key"] for bucket in buckets] == keys


def test_numbers_and_booleans_are_keys_of_their_kind(awkward: Source) -> None:
    found = searched(awkward, {"a": {"terms": {"field": "dest_port"}}, "b": {"terms": {"field": "tx_guessed"}}})["aggregations"]
    assert found["a"]["buckets"] == [{"key": 80, "doc_count": 40}]
    assert found["b"]["buckets"] == [{"key": 1, "key_as_string": "true", "doc_count": 1}]


def test_rare_buckets_are_left_out_when_that_is_asked(awkward: Source) -> None:
    found = searched(awkward, aggregations("event_type", min_doc_count=6))["aggregations"]["event_type"]
    assert [(bucket["key"], bucket["doc_count"]) for bucket in found["buckets"]] == [("flow", 21), ("alert", 12)]
    assert found["sum_other_doc_count"] == 7


def test_hits_are_the_newest_events_whole(awkward: Source) -> None:
    hits = searched(awkward, index="logstash-http-2026.10.31", size=2)["hits"]
    assert hits["total"] == {"value": 5, "relation": "eq"}
    assert [hit["_index"] for hit in hits["hits"]] == ["logstash-http-2026.10.31"] * 2
    assert [hit["_source"]["http"]["url"] for hit in hits["hits"]] == ["/page/0", "/page/1"]
    assert {len(hit["_id"]) for hit in hits["hits"]} == {16}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"index": 5}, "index must be a text"),
        ({"qfilter": ["*"]}, "qfilter must be a text"),
        ({"qfilter": "a:("}, "Expected"),
        ({"size": -1}, "size must be a number from 0 to 10,000."),
        ({"size": 10_001}, "size must be a number from 0 to 10,000."),
        ({"size": None}, "size must be a number from 0 to 10,000."),
        ({"size": True}, "size must be a number from 0 to 10,000."),
        ({"time_filter": "flow.start"}, "time_filter must be one of"),
        ({"aggs": "{'aggs':{}}"}, "aggs must be an object"),
        ({"aggs": {"1": {"avg": {"field": "dest_port"}}}}, "Only terms aggregations are answered, with a field: '1' is none."),
        ({"aggs": {"1": {"terms": {"field": "proto", "script": "x"}}}}, "not with 'script'."),
        ({"aggs": {"1": {"terms": {"field": "proto", "size": 0}}}}, "size of a terms aggregation must be 1 or more."),
        ({"aggs": {"1": {"terms": {"field": "proto", "order": {"2": "asc"}}}}}, "order must be"),
        ({"aggs": {"1": {"terms": {"field": "proto", "order": {"_count": []}}}}}, "order must be"),
        ({"aggs": {str(number): {"terms": {"field": "proto"}} for number in range(101)}}, "100 aggregations at most"),
        ({"aggs": aggregations(*["proto"] * 21)}, "20 deep at most"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason(awkward: Source, body: dict[str, object], reason: str) -> None:
    with pytest.raises(QueryError) as refusal:
        searched(awkward, **body)
    assert reason in str(refusal.value)


def test_a_search_of_too_many_buckets_is_refused(verify_24h: Source) -> None:
    aggs = {str(number): {"terms": {"field": "flow_id", "size": 1_000_000}} for number in range(20)}
    body = {"index": "*", "qfilter": "*", "size": 0, "aggs": aggs}
    with pytest.raises(QueryError, match="65,535 buckets"):
        answer(verify_24h, "search", WHOLE_DAY, body=body)


@pytest.fixture(scope="module")
def ours(awkward: Source) -> Iterator[str]:
    with serving(awkward, TOKEN) as base:
        yield base


def test_it_answers_posts_alone(ours: str) -> None:
    address = f"{ours}/rest/rules/es/search/?from_date={DAY['from_date']}&to_date={DAY['to_date']}"
    body = json.dumps({"index": "*", "qfilter": "*", "size": 0, "aggs": aggregations("proto")})
    status, reply, _ = request(address, "POST", body=body)
    assert (status, json.loads(reply)["aggregations"]["proto"]["buckets"]) == (200, [{"key": "TCP", "doc_count": 40}])
    assert request(address)[0] == 500
    assert request(address, "PUT", body=body)[0] == 403
    assert request(address.replace("search/", "search"), "POST", body=body)[0] == 301


@pytest.mark.parametrize(("body", "names"), [({"qfilter": "*"}, ["index"]), ({"index": "*"}, ["qfilter"]), ([], None)])
def test_index_and_filter_are_mandatory(ours: str, body: object, names: list[str] | None) -> None:
    status, reply, _ = request(f"{ours}/rest/rules/es/search/", "POST", body=json.dumps(body))
    if names is None:
        assert status == 500
    else:
        assert (status, json.loads(reply)) == (400, {name: ["is mandatory"] for name in names})
