"""Sightings: planted ones and clean data, against a count in plain Python, on files and behind a server."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest
from pandas.testing import assert_frame_equal

from connector.answers import Progress
from connector.config import Config
from connector.indicators import FIELDS, Indicator, Type, asking
from connector.indicators.recognized import recognized
from connector.query import Query
from connector.source import Source
from connector.sources import eve, scirius
from connector.window import Window
from tests import captures, small
from tests.wire import serving

TOKEN = "5ecret" * 6
MD5, SHA256 = "0123456789abcdef" * 2, "0123456789abcdef" * 4
SHA1 = SHA256[:40]
COLONS = ":".join(SHA1[place : place + 2] for place in range(0, 40, 2))
PART = Window(small.END - timedelta(minutes=46), small.END)

PLANTED: list[dict[str, object]] = [
    small.event(40, event_type="dns", dns={"queries": [{"rrname": "a.Evil.test"}, {"rrname": "evil.test"}]}),
    small.event(41, event_type="dns", src_ip="10.0.0.9",
                dns={"rrname": "notevil.test", "answers": [{"rdata": "2001:0db8:0000:0000:0000:0000:0000:0007"}]}),
    small.event(42, event_type="tls", tls={"sni": "evil.test", "fingerprint": COLONS, "ja3": {"hash": MD5}}),
    small.event(43, event_type="http", http={"hostname": "EVIL.test", "url": "/a?b"}),
    small.event(44, event_type="http", http={"hostname": "good.test", "url": "/a?b", "http_refer": "http://evil.test/a?b"}),
    small.event(45, event_type="http", http={"hostname": "evil.test", "url": "/A?b", "xff": "198.51.100.7, 10.1.1.1"}),
    small.event(46, event_type="smtp", smtp={"mail_from": "<Bad@evil.test>", "rcpt_to": ["<x@good.test>", "<bad@evil.test>"]}),
    small.event(50, event_type="smtp", smtp={"mail_from": "<a@good.test>"}, email={"from": "Z <zz@good.test>"}),
    small.event(47, event_type="fileinfo", fileinfo={"sha256": SHA256, "md5": MD5}),
    small.event(48, src_ip="198.51.100.7", dest_ip="198.51.100.9"),
    small.event(49, event_type="alert", alert={"signature": "s", "severity": 1}, files=[{"sha256": SHA256}]),
]  # fmt: skip


def given(type: Type, *values: str) -> tuple[Indicator, ...]:
    return tuple(Indicator(type, value) for value in values)


LIST = (
    *given("domain", "evil.test", "test", "a.evil.test", "il.test", "unseen.test"),
    *given("address", "198.51.100.7", "2001:db8::7", "203.0.113.1"),
    *given("network", "198.51.100.0/24", "198.51.100.8/30", "203.0.113.0/24", "10.0.0.0/8"),
    *given("url", "http://evil.test/a?b", "http://unseen.test/a?b"),
    *given("email", "bad@evil.test"),
    *given("md5", MD5),
    *given("ja3", MD5),
    *given("sha1", SHA1),
    *given("sha256", SHA256, SHA256[::-1]),
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("planted")
    small.write(folder / "eve.json", *PLANTED)
    source = eve.open(Config(source="eve", eve_path=(str(folder / "eve.json"),), data=folder), "eve")
    source.read()
    return source


@pytest.fixture(scope="module")
def server(planted: Source) -> Iterator[Source]:
    with serving(planted, TOKEN) as base:
        yield scirius.open(Config(scirius_host=base, scirius_token=TOKEN), "scirius")


def test_planted_indicators_are_seen_and_nothing_else_is(planted: Source) -> None:
    found = planted.sightings(Query(), (*LIST, *LIST[:3]))
    seen = {f"{each.indicator.type} {each.indicator.value}": (each.match, each.count, each.fields) for each in found.seen}
    assert seen == {
        "domain evil.test": ("exact, subdomain", 4, ("dns.queries.rrname", "tls.sni", "http.hostname")),
        "domain test": ("subdomain", 6, ("dns.rrname", "dns.queries.rrname", "tls.sni", "http.hostname")),
        "domain a.evil.test": ("exact", 1, ("dns.queries.rrname",)),
        "address 198.51.100.7": ("exact", 2, ("src_ip", "http.xff")),
        "address 2001:db8::7": ("exact", 1, ("dns.answers.rdata",)),
        "network 198.51.100.0/24": ("exact", 1, ("src_ip", "dest_ip")),
        "network 198.51.100.8/30": ("exact", 1, ("dest_ip",)),
        "network 10.0.0.0/8": ("exact", 40, ("src_ip",)),
        "url http://evil.test/a?b": ("exact", 2, ("http.url", "http.http_refer")),
        "email bad@evil.test": ("exact", 1, ("smtp.mail_from", "smtp.rcpt_to")),
        f"md5 {MD5}": ("exact", 2, ("fileinfo.md5", "tls.ja3.hash")),
        f"ja3 {MD5}": ("exact", 1, ("tls.ja3.hash",)),
        f"sha1 {SHA1}": ("exact", 1, ("tls.fingerprint",)),
        f"sha256 {SHA256}": ("exact", 2, ("fileinfo.sha256", "files.sha256")),
    }
    assert (found.asked, found.exact, found.notes) == (len(LIST), True, ())
    (network,) = (each for each in found.seen if each.indicator.value == "10.0.0.0/8")
    assert (network.sources, network.targets) == (4, 1)
    assert network.last == small.END - timedelta(minutes=1)


def test_a_sighting_opens_exactly_the_events_that_it_counts(planted: Source) -> None:
    for each in planted.sightings(Query(), LIST).seen:
        found = planted.events(Query(each.filter, limit=None))
        times = found.frame["timestamp"]
        assert (found.total, times.min(), times.max()) == (each.count, each.first, each.last), each
        assert planted.trend(Query(each.indicator.filter())).count == each.count


@pytest.mark.parametrize("query", [Query(), Query("event_type:http"), Query(window=PART), Query("event_type:none")])  # fmt: skip
@pytest.mark.parametrize("listed", [asking.LISTED, 1])
def test_every_source_sees_the_same(planted: Source, server: Source, query: Query, listed: int) -> None:
    expected = planted.sightings(query, LIST)
    told: list[Progress] = []
    for source in (planted, server):
        found = asking.sightings(source, query, LIST, told.append, listed)
        assert_frame_equal(found.frame, expected.frame)
        assert (found.asked, found.exact, found.notes) == (len(LIST), True, ())
    assert told
    assert all(0 < each.share <= 1 for each in told)


def test_what_was_not_asked_is_said(server: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_BATCHES", 3)
    monkeypatch.setattr(asking, "MOST_COUNTED", 2)
    found = asking.sightings(server, Query(), LIST, listed=1)
    assert not found.exact
    assert len(found.seen) <= 2
    assert any("were not looked for in src_ip" in note.text for note in found.notes), found.notes


def test_nothing_is_seen_of_nothing(planted: Source, server: Source) -> None:
    for source in (planted, server):
        found = source.sightings(Query(), ())
        assert (found.seen, found.asked, len(found.frame)) == ((), 0, 0)


def flat(value: object, path: str, into: dict[str, set[str]]) -> None:
    match value:
        case dict():
            for key, inner in value.items():
                flat(inner, f"{path}.{key}" if path else key, into)
        case list():
            for inner in value:
                flat(inner, path, into)
        case str():
            into[path].add(value)


def holds(event: dict[str, set[str]], indicator: Indicator) -> bool:
    """A recount in plain Python, of values without blanks."""
    values = [value.lower() for field in FIELDS[indicator.type] if field != "http.url" for value in event.get(field, ())]
    match indicator.type:
        case "domain":
            return any(value == indicator.value or value.endswith("." + indicator.value) for value in values)
        case "network":
            return any(ip_address(value) in ip_network(indicator.value) for value in values)
        case "address":
            return any(_same(value, indicator.value) for value in values)
        case "url":
            host, path = indicator.parts
            return host in {each.lower() for each in event.get("http.hostname", ())} and path in event.get("http.url", ())
        case "sha1":
            return any(value.replace(":", "") == indicator.value for value in values)
        case _:
            return indicator.value in values


def _same(value: str, address: str) -> bool:
    try:
        return ip_address(value) == ip_address(address)
    except ValueError:
        return False


def test_the_infection_is_seen_as_a_count_in_plain_python_sees_it(training_02: Source) -> None:
    known = (
        *given("domain", "krd6.com", "gihibml.org", "qogmjlm.org", "prottahobarta.com", "azureedge.net", "example.com"),
        *given("address", "85.239.53.219", "87.249.49.206", "104.21.20.236"),
        *given("network", "87.249.49.0/24"),
        *given("url", "http://85.239.53.219/api/gateway", "http://krd6.com/share/avp.msi"),
        *given("md5", "091f51a7a1c3a4504a224cc081ce9cee"),
        *given("sha1", "a8a027143979803a4291416bd3787abe1a1cc45d"),
        *given("sha256", "730660c386bbf593b0aa6aec091b91c3baba60ae955efdefbc90742f79ceac13"),
    )  # fmt: skip
    counts: dict[Indicator, int] = defaultdict(int)
    with gzip.open(captures.path("training-02.eve.json.gz")) as lines:
        for line in lines:
            event: dict[str, set[str]] = defaultdict(set)
            flat(json.loads(line), "", event)
            for each in known:
                counts[each] += holds(event, each)
    found = training_02.sightings(Query(), known)
    assert {each.indicator: each.count for each in found.seen} == {each: count for each, count in counts.items() if count}
    assert counts[Indicator("domain", "krd6.com")]
    assert counts[Indicator("url", "http://85.239.53.219/api/gateway")]
    assert not counts[Indicator("domain", "example.com")]


HELD: dict[str, Type] = {
    "dest_ip": "address", "fileinfo.md5": "md5", "fileinfo.sha1": "sha1", "fileinfo.sha256": "sha256", "tls.ja3.hash": "ja3",
    "tls.ja3s.hash": "ja3s", "quic.ja4": "ja4", "ssh.client.hassh.hash": "hassh", "dns.queries.rrname": "domain",
}  # fmt: skip


def many(source: Source) -> tuple[Indicator, ...]:
    """Ten thousand indicators, most of them unseen, and the most frequent values of some fields."""
    made = [Indicator("domain", f"name{number}.invalid") for number in range(8_000)]
    made += [Indicator("address", f"203.0.{number // 250}.{number % 250}") for number in range(1_900)]
    made += [*given("network", "10.0.0.0/8"), *given("email", "sender@example.com", "bob@example.com")]
    for field, type in HELD.items():
        made += [recognized(str(key), type) for key in source.values(Query(), field, 3).frame["key"]]
    return tuple(made)


def test_a_list_of_ten_thousand_sees_what_the_filter_of_each_finds(verify_24h: Source) -> None:
    query = Query(window=Window.between("2026-10-31", "2026-11-01"))
    found = verify_24h.sightings(query, many(verify_24h))
    for each in found.seen:
        assert verify_24h.trend(query.narrowed(each.filter)).count == each.count, each
    assert {"network", "email", *HELD.values()} <= {each.indicator.type for each in found.seen}
