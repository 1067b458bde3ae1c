"""The wanted differences of docs/rest.md, one by one: what the recorded server says, and what ours does."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connector.errors import QueryError
from connector.server import answer
from connector.source import Source
from tests import small
from tests.server.conftest import BEYOND, DAY, LONG

DOCUMENT = Path(__file__).parents[2] / "docs" / "rest.md"
Ask = Callable[..., Any]
"""An endpoint's name and its parameters -> the JSON; the sentence of a refusal."""


def asking(source: Source, as_recorded: bool) -> Ask:
    def ask(name: str, body: object | None = None, **parameters: object) -> Any:
        try:
            return answer(source, name, {**DAY, **parameters}, as_recorded, body)
        except QueryError as error:
            return str(error)

    return ask


def counts(ask: Ask, name: str = "unique_values", **parameters: object) -> dict[Any, int]:
    found = ask(name, **{"counts": "yes", "size": 5, **parameters})
    return {value["key"]: value["doc_count"] for value in found}


def counts_past_ten_thousand(ask: Ask) -> object:
    timeline = ask("events_timeline")["hits"]["total"]
    return (
        ask("alerts_count", prev="false"),
        [ask(name, page_size=1)["count"] for name in ("events_tail", "alerts_tail")],
        (timeline["value"], timeline["relation"]),
    )


def events_without_a_host(ask: Ask) -> object:
    line = ask("timeline", interval=60).get("others", {}).get("entries", [])
    sids = [rule["key"] for rule in ask("rules", hosts="*")["rules"]]
    return (
        ask("alerts_count")["doc_count"],
        sum(each["count"] for each in line),
        len(sids),
        sum(counts(ask, field="proto").values()),
    )


def more_than_five_sensors(ask: Ask) -> object:
    lines = ask("timeline", interval=86_400, qfilter="_exists_:host")
    return "".join(sorted(name[-1] for name in lines if name.startswith("sensor"))), "others" in lines


def values_that_are_no_strings(ask: Ask) -> object:
    return [counts(ask, field=field) for field in ("dest_port", "tx_guessed", "event_type.keyword")]


def long_values(ask: Ask) -> object:
    return LONG in counts(ask, field="http.url", size=100)


def numbers_of_alerts(ask: Ask) -> object:
    rarest = ask("fields_stats", fields="-alert.severity", qfilter="alert.severity:1", hosts="sensor-a")
    return counts(ask, "field_stats", field="alert.rev"), rarest


def graphs_of_numbers(ask: Ask) -> object:
    return ask("graph_agg", col_src="proto", col_dest="dest_port", hosts='"sensor-b"')["graph"]["edges"]


def words_without_a_field(ask: Ask) -> object:
    return ask("alerts_count", qfilter="KNOWN")


def filters_with_or(ask: Ask) -> object:
    return ask("alerts_count", hosts="sensor-a", qfilter="alert.severity:1 OR alert.severity:2")["doc_count"]


def blank_filters(ask: Ask) -> object:
    return ask("alerts_count", qfilter=" ", hosts="sensor-a")


def signatures_that_are_no_numbers(ask: Ask) -> object:
    return ask("rule", sid="abc")


def whole_flows(ask: Ask) -> object:
    return {name: len(events) for name, events in ask("events_from_flow_id", qfilter="flow_id:7").items()}


def addresses_of_flows(ask: Ask) -> object:
    found = ask("ip_flow_timeline", ip="2001:db8::1", interval=86_400)
    if isinstance(found, str):
        return "refused"
    buckets = found["aggregations"]["date"]["buckets"]
    return [sum(bucket[way]["value"] for bucket in buckets) for way in ("tx_bytes", "rx_bytes")]


def searches(ask: Ask) -> object:
    aggregations = {"aggs": {"1": {"terms": {"field": "proto.keyword"}}}}
    found = ask("search", {"index": "logstash-http-*", "qfilter": "*", "size": 0, "aggs": aggregations})
    return found if isinstance(found, str) else found["aggregations"]["1"]["buckets"]


def rules_by_their_alerts(ask: Ask) -> object:
    found = ask("rest/rules/rule/77/")
    return found if isinstance(found, str) else (found["msg"], found["category"], found["created"], found["versions"])


def settings(ask: Ask) -> object:
    found = ask("system_settings")
    return found["es_keyword"], found["cyberchef"]


def other_orders(ask: Ask) -> object:
    found = ask("events_tail", ordering="-dest_port", page_size=1)
    return found if isinstance(found, str) else len(found["results"])


def ends_of_timelines(ask: Ask) -> object:
    odd = {"from_date": int(DAY["from_date"]) + 1_234_567, "to_date": int(DAY["to_date"]) + 1}
    return len(ask("events_timeline", **odd)["aggregations"]["date"]["buckets"])


REFUSED = "The recorded server fails on every search."

DIFFERENCES: dict[str, tuple[Callable[[Ask], object], object, object]] = {
    "events without a host": (events_without_a_host, (11, 0, 4, 39), (12, 1, 4, 40)),
    "more than five sensors": (more_than_five_sensors, ("abcde", True), ("abcdef", False)),
    "values that are no strings": (
        values_that_are_no_strings,
        [{}, {}, {}],
        [{80: 40}, {True: 1}, {"flow": 21, "alert": 12, "http": 5, "smb": 1, "tls": 1}],
    ),
    "long values": (long_values, False, True),
    "numbers of alerts": (
        numbers_of_alerts,
        ({}, {"alert.severity": []}),
        ({3: 1}, {"alert.severity": [{"key": 1, "doc_count": 2}]}),
    ),
    "graphs of numbers": (graphs_of_numbers, [], [{"edge": ["TCP", "80"], "doc_count": 1}]),
    "words without a field": (words_without_a_field, "The filter searches every field.", {"prev_doc_count": 0, "doc_count": 1}),
    "filters with OR": (filters_with_or, 2, 4),
    "blank filters": (blank_filters, "The filter is blank.", {"prev_doc_count": 0, "doc_count": 6}),
    "signatures that are no numbers": (
        signatures_that_are_no_numbers,
        {"rule": []},
        "sid must be the number of a signature: it is 'abc'.",
    ),
    "addresses of flows": (addresses_of_flows, "refused", [100.0, 1_000.0]),
    "searches": (searches, REFUSED, [{"key": "TCP", "doc_count": 5}]),
    "rules": (
        rules_by_their_alerts,
        "No alert has the signature 77.",
        ("KNOWN rule", "Misc activity", "2010-07-30", [{"rev": 3, "content": None}]),
    ),
    "settings": (settings, ("keyword", True), ("keyword", False)),
    "other orders": (other_orders, 1, "Events are ordered by timestamp only, not by dest_port."),
    "ends of timelines": (ends_of_timelines, 25, 24),
}

OF_MANY: dict[str, tuple[Callable[[Ask], object], object, object]] = {
    "counts past ten thousand": (
        counts_past_ten_thousand,
        ({"doc_count": 10_000}, [10_000, 10_000], (10_000, "gte")),
        ({"doc_count": 10_105}, [10_130, 10_105], (10_130, "eq")),
    ),
    "whole flows": (whole_flows, {"Alert": 100}, {"Alert": 10_000}),
}

ELSEWHERE = {"refusals", "web pages", "small sizes", "rejected events"}
"""Asserted below, over HTTP or without the double: there is nothing to put beside ours."""


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_double_answers_as_recorded_and_ours_better(awkward: Source, name: str) -> None:
    question, recorded, ours = DIFFERENCES[name]
    assert question(asking(awkward, True)) == recorded
    assert question(asking(awkward, False)) == ours


@pytest.mark.parametrize("name", OF_MANY)
def test_nothing_stops_where_the_real_server_does(crowd: Source, name: str) -> None:
    question, recorded, ours = OF_MANY[name]
    assert question(asking(crowd, True)) == recorded
    assert question(asking(crowd, False)) == ours


def test_the_document_lists_each_difference_once() -> None:
    names = re.findall(r"^\| \*\*(.+?)\*\* \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert sorted(names) == sorted({*DIFFERENCES, *OF_MANY, *ELSEWHERE})


def test_a_small_size_gives_the_true_top(crowd: Source) -> None:
    ask = asking(crowd, False)
    assert list(counts(ask, field="src_ip", size=3).items()) == list(counts(ask, field="src_ip", size=1_000).items())
    assert counts(ask, field="event_type", size=1) == {"alert": 10_105}


def test_no_event_is_rejected(awkward: Source) -> None:
    assert counts(asking(awkward, False), field="smb.session_id") == {BEYOND: 1}
    held = asking(awkward, False)("events_from_flow_id", qfilter="flow_id:7")
    assert held["Smb"][0]["smb"] == {"session_id": BEYOND}


def test_the_small_capture_is_what_the_numbers_above_count() -> None:
    assert len(small.events()) == 30
