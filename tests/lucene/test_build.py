import ipaddress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import connector
from connector import lucene
from connector.errors import ConnectorError, QueryError, QuerySyntaxError
from connector.lucene import all_of, any_of, none_of, where
from tests.engine.matching import Held

LONG = "GET " + "y" * 300
EVENTS = [
    {"event_type": "alert", "src_ip": "10.1.2.3", "dest_ip": "192.0.2.1", "dest_port": 80,
     "alert": {"signature": 'Say "hi" *now*'}},
    {"event_type": "http", "src_ip": "192.0.2.7", "dest_ip": "10.9.9.9", "dest_port": 443, "http": {"url": "C:\\Temp\\a b"}},
    {"event_type": "http", "src_ip": "fe80:0000:0000:0000:0000:0000:0000:0001", "http": {"url": LONG, "xff": "10.4.4.4"}},
    {"event_type": "flow", "flow": {"age": 1.5, "alerted": True, "start": "2026-10-31T09:00:00.123456+0000"}, "n": 2**64 - 1},
    {"event_type": "flow", "flow": {"age": -2, "alerted": False, "start": "2026-10-31T09:30:00.000000+0000"}, "n": 7},
    {"event_type": "dns", "dns": {"answers": [{"rdata": "cdn.example"}, {"rdata": "10.0.0.7"}]},
     "tunnel": {"src_ip": "172.16.3.4"}},
    {"event_type": "", "odd name:(x)": "AND", "http": {"xff": "2001:db8::9"}},
    {"event_type": " b ", "n": 2**70, "http": {"url": "\N{CRAB}"}},
]  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    return Held(tmp_path_factory.mktemp("held"), EVENTS)


NINE = datetime(2026, 10, 31, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "op", "value", "numbers"),
    [
        ("event_type", "is", "alert", {0}),
        ("event_type", "is", "ALERT", set()),
        ("event_type", "is", "", {6}),
        ("event_type", "is", " b ", {7}),
        ("event_type", "is not", "http", {0, 3, 4, 5, 6, 7}),
        ("alert.signature", "is", 'Say "hi" *now*', {0}),
        ("alert.signature", "is", "Say *", set()),
        ("odd name:(x)", "is", "AND", {6}),
        ("dest_port", "is", 80, {0}),
        ("flow.age", "is", 1.5, {3}),
        ("flow.alerted", "is", True, {3}),
        ("n", "is", 2**64 - 1, {3}),
        ("src_ip", "is", "fe80::1", {2}),
        ("src_ip", "is", ipaddress.ip_address("10.1.2.3"), {0}),
        ("src_ip", "is", "nowhere", set()),
        ("ip", "is", "192.0.2.1", {0}),
        ("ip", "is not", "192.0.2.1", {1, 2, 3, 4, 5, 6, 7}),
        ("ip", "one of", ["10.9.9.9", "10.1.2.3"], {0, 1}),
        ("flow.start", "is", NINE.replace(microsecond=123_456), {3}),
        ("flow.start", "is", datetime(2026, 10, 31, 10, 30, tzinfo=timezone(timedelta(hours=1))), {4}),
        ("event_type", "one of", ["alert", "dns"], {0, 5}),
        ("event_type", "one of", [], set()),
        ("dest_port", "one of", (80, 443), {0, 1}),
        ("alert.signature", "contains", "SAY", {0}),
        ("alert.signature", "contains", "*NOW", {0}),
        ("alert.signature", "contains", "hi say", {0}),
        ("alert.signature", "contains", "y*n", set()),
        ("http.url", "contains", "temp\\A", {1}),
        ("http.url", "contains", "🦀", {7}),
        ("src_ip", "contains", "1.2", {0}),
        ("src_ip", "contains", "FE80", {2}),
        ("ip", "contains", "9.9", {1}),
        ("http.url", "starts with", "C:\\Temp\\a ", {1}),
        ("http.url", "starts with", "c:", set()),
        ("http.url", "starts with", "GET", set()),
        ("http.url", "starts with", "", {1, 7}),
        ("src_ip", "starts with", "10.", {0}),
        ("ip", "starts with", "10.", {0, 1}),
        ("dest_port", "above", 80, {1}),
        ("dest_port", "below", 443, {0}),
        ("dest_port", "between", (80, 443), {0, 1}),
        ("flow.age", "below", 0, {4}),
        ("flow.age", "between", (-2, 1.5), {3, 4}),
        ("n", "above", 2**64, {7}),
        ("n", "above", 2**63, {3, 7}),
        ("n", "below", 2**69, {3, 4}),
        ("n", "between", (-(2**80), 2**80), {3, 4, 7}),
        ("n", "below", 1e300, {3, 4, 7}),
        ("n", "above", -1e300, {3, 4, 7}),
        ("flow.start", "above", NINE, {3, 4}),
        ("flow.start", "below", NINE + timedelta(minutes=30), {3}),
        ("flow.start", "between", (NINE, NINE + timedelta(minutes=30)), {3, 4}),
        ("flow.start", "above", "now-151m", {4}),
        ("src_ip", "between", ("10.0.0.0", "10.255.255.255"), {0}),
        ("src_ip", "in network", "10.0.0.0/8", {0}),
        ("ip", "in network", "10.0.0.0/8", {0, 1}),
        ("ip", "in network", ipaddress.ip_network("fe80::/10"), {2}),
        ("http.xff", "in network", "10.0.0.0/8", {2}),
        ("http.xff", "in network", "2001:db8::/32", {6}),
        ("http.xff", "in network", "2001:db8::9", {6}),
        ("dns.answers.rdata", "in network", "10.0.0.5/24", {5}),
        ("tunnel.src_ip", "in network", "172.16.0.0/12", {5}),
        ("tunnel.src_ip.keyword", "in network", "172.16.0.0/12", {5}),
        ("alert", "exists", None, {0}),
        ("alert", "missing", None, {1, 2, 3, 4, 5, 6, 7}),
        ("ip", "exists", None, {0, 1, 2}),
    ],
)
def test_a_clause_finds_what_it_says(held: Held, field: str, op: lucene.build.Op, value: object, numbers: set[int]) -> None:
    filter = where(field, op, value)  # type: ignore[arg-type]
    assert held.matching(filter) == numbers
    assert held.matching(none_of(filter)) == set(range(held.size)) - numbers
    assert held.matching(f"{filter} OR event_type.keyword:nosuch") == numbers
    assert held.matching(lucene.text(lucene.parse(filter))) == numbers


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("f", "equals", "x"),
        ("", "is", "x"),
        ("f", "is", None),
        ("f", "is", b"x"),
        ("f", "is", float("nan")),
        ("f", "is", NINE),
        ("f", "is", ["a"]),
        ("f", "one of", "abc"),
        ("f", "one of", 5),
        ("f", "one of", [None]),
        ("f", "contains", 5),
        ("f", "contains", " "),
        ("f", "contains", "x" * 256),
        ("timestamp", "contains", "2026"),
        ("f", "starts with", 5),
        ("f", "starts with", "x" * 257),
        ("timestamp", "starts with", "2026"),
        ("f", "above", "x"),
        ("f", "above", True),
        ("f", "above", float("inf")),
        ("f", "below", NINE),
        ("src_ip", "above", "x"),
        ("f", "between", 5),
        ("f", "between", "ab"),
        ("f", "between", (1, 2, 3)),
        ("f", "in network", "10.0.0.0/33"),
        ("f", "in network", "x"),
        ("f", "in network", 10),
        ("f", "in network", "::ffff:10.0.0.0/104"),
        ("f", "exists", 1),
        ("f", "missing", "x"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(field: str, op: lucene.build.Op, value: object) -> None:
    with pytest.raises(QueryError) as caught:
        where(field, op, value)  # type: ignore[arg-type]
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message


def test_filters_are_put_together_whole(held: Held) -> None:
    http, flow, port = where("event_type", "is", "http"), "event_type:flow", "dest_port:[1 TO *] OR n:7"
    assert held.matching(any_of(http, flow)) == {1, 2, 3, 4}
    assert held.matching(all_of(any_of(http, flow), port)) == {1, 4}
    assert held.matching(none_of(http, flow)) == {0, 5, 6, 7}
    assert held.matching(all_of(port, none_of(http), where("event_type", "is not", "alert"))) == {4}
    assert (any_of(), none_of(), all_of()) == ("(NOT *)", "*", "*")


def test_no_filter_closes_the_parenthesis_of_another() -> None:
    for put in (any_of, none_of, all_of):
        with pytest.raises(QuerySyntaxError):
            put("a) OR (b", "c")


def test_a_value_that_ends_with_a_blank_keeps_it(held: Held) -> None:
    assert held.matching(all_of("event_type.keyword:\\ b\\ ", "n:[1 TO *]")) == {7}
    assert held.matching(none_of("event_type:dns - ")) == set(range(held.size)) - {5}
    assert lucene.both("f:a\u00a0", " g:b ") == "(f:a\u00a0) AND (g:b)"


def test_the_builder_is_public() -> None:
    assert (connector.where, connector.any_of, connector.none_of, connector.all_of) == (where, any_of, none_of, all_of)
    assert issubclass(QueryError, ConnectorError)


def test_the_address_of_a_side_and_a_network_without_a_field(held: Held, tmp_path: Path) -> None:
    assert held.matching("10.0.0.0/8") == {0, 1}
    assert held.matching("NOT ip:10.0.0.0/8") == {2, 3, 4, 5, 6, 7}
    assert held.matching("ip:(10.0.0.0/8 fe80\\:\\:/16)") == {0, 1, 2}
    assert held.matching("ip:10.*") == held.matching("ip.keyword:10.*") == held.matching("ip:/10\\..*/") == {0, 1}
    assert held.matching("ip:[10.0.0.0 TO 10.255.255.255]") == {0, 1}
    assert held.matching('ip:"10.1.2.3"') == held.matching("ip.raw:10.1.2.3") == {0}
    assert held.matching("_exists_:ip") == held.matching("ip:*") == {0, 1, 2}
    assert held.matching('http.xff:"10.0.0.0/8"') == set()
    assert Held(tmp_path, [{"ip": "10.1.1.1"}, {"dest_ip": "10.1.1.1"}]).matching("ip:10.1.1.1") == {1}
