import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector import lucene
from connector.errors import UnsupportedQuery
from tests.engine.matching import Held

EVENTS = [
    {"event_type": "alert", "src_ip": "10.1.2.3", "dest_port": 80, "alert": {"signature": "ET WEB Scan (Nmap)", "severity": 1}},
    {"event_type": "alert", "src_ip": "192.168.1.9", "dest_port": 443, "alert": {"signature": "", "severity": 3}},
    {"event_type": "http", "src_ip": "fe80:0000:0000:0000:0000:0000:0000:0001", "dest_port": 8080,
     "http": {"url": "/a/index.php?id=1", "http_user_agent": "curl/8.1 (x)", "status": 200, "names": ["host agent", "user"]}},
    {"event_type": "http", "src_ip": "::ffff:10.1.2.3", "http": {"url": "C:\\Temp\\x", "http_user_agent": "Ägypten  CURL"}},
    {"event_type": "flow", "flow": {"start": "2026-10-31T09:00:00.123456+0000", "alerted": True, "age": 0.5}, "n": 2**63 + 1},
    {"event_type": "flow", "flow": {"start": "2026-10-30T23:00:00.000000-0100", "alerted": False, "age": 12}, "n": 2**64 + 1},
    {"event_type": "stats", "empty": {}, "odd name:x": "v", "mixed": "5", "long": "y" * 300},
    {"event_type": "stats", "timestamp": "2026-10-31T11:59:59.999999+0000", "mixed": 5, "blank": "   ", "three\nlines": "a\nb"},
]  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    return Held(tmp_path_factory.mktemp("held"), EVENTS)


@pytest.mark.parametrize(
    ("filter", "numbers"),
    [
        ("event_type:alert", {0, 1}),
        ("event_type:ALERT", {0, 1}),
        ("event_type.keyword:ALERT", set()),
        ("event_type:aler", set()),
        ("alert.signature:(et nmap)", {0}),
        ("alert.signature:nmap", set()),
        (r"alert.signature:\(nmap\)", {0}),
        ('alert.signature:"web scan"', {0}),
        ('alert.signature:"scan web"', set()),
        ('alert.signature:"scan web"~1', set()),
        ('alert.signature:"scan web"~2', {0}),
        ('alert.signature:"et scan"~1', {0}),
        ("alert.signature.keyword:ET*", {0}),
        ("alert.signature.keyword:et*", set()),
        (r"alert.signature.keyword:*\ WEB\ *", {0}),
        (r"alert.signature:*\ web\ *", set()),
        ("alert.signature:sca?", {0}),
        ("alert.signature:s*n", {0}),
        ("alert.signature:*", {0, 1}),
        ("alert.signature:?*", {0}),
        ('alert.signature.keyword:""', {1}),
        ('alert.signature:""', set()),
        ("alert.signature.raw:ET*", {0}),
        ("http.http_user_agent:curl", {3}),
        ("http.http_user_agent:*curl*", {2, 3}),
        ("http.http_user_agent:ägypten", set()),
        ("http.http_user_agent:Ägypten", {3}),
        (r"http.url:c\:\\temp\\x", {3}),
        ('http.url.keyword:"C:\\\\Temp\\\\x"', {3}),
        (r"http.url:*\?id=1", {2}),
        ("curl", {3}),
        ("*CURL*", {2, 3}),
        ("443", {1}),
        ("true", {4}),
        ("nosuchword", set()),
        ("nosuch:x", set()),
        ("NOT nosuch:x", set(range(8))),
        ("dest_port:80", {0}),
        ("dest_port:080.0", {0}),
        ('dest_port:"80"', {0}),
        ("dest_port:8*", set()),
        ("dest_port:(80 443)", set()),
        ("dest_port:[80 TO 443]", {0, 1}),
        ("dest_port:{80 TO 443]", {1}),
        ("dest_port:[79.5 TO 80.5]", {0}),
        ("dest_port:>79.5", {0, 1, 2}),
        ("dest_port:[443 TO 80]", set()),
        ("dest_port:[1 TO 99999999999999999999]", set()),
        ("flow.age:0.5", {4}),
        ("flow.age:>0.5", {5}),
        ("flow.age:<=12.0", {4, 5}),
        ("n:9223372036854775809", {4}),
        ("n:18446744073709551617", {5}),
        ("n:>18446744073709551616", {5}),
        ("mixed:5", {6, 7}),
        ("flow.alerted:true", {4}),
        ("flow.alerted:TRUE", set()),
        ("flow.alerted:[false TO true}", {5}),
        ("flow.alerted:/T/", {4}),
        ("_exists_:flow", {4, 5}),
        ("_exists_:empty", set()),
        ('_exists_:"odd name:x"', {6}),
        (r"_exists_:odd\ name\:x", {6}),
        (r"_exists_:http.\*", {2, 3}),
        ("_exists_:long", {6}),
        ("_exists_:long.keyword", set()),
        ("_exists_:timestamp", set(range(8))),
        (r"http.\*:curl", {3}),
        (r"\*.severity:1", {0}),
        (r"*:1", {0}),
        ('src_ip:"10.0.0.0/8"', {0, 3}),
        ("src_ip:10.0.0.0/8", {0, 3}),
        ("src_ip:(10.0.0.0/8 OR 192.168.0.0/16)", {0, 1, 3}),
        ('src_ip:"fe80::1"', {2}),
        ('src_ip:"fe80::00001%eth0"', {2}),
        ("src_ip:[10.0.0.0 TO 10.255.255.255]", {0, 3}),
        ("src_ip:10.*", {0}),
        ("src_ip:/192\\..*/", {1}),
        ("src_ip.keyword:10.1.2.3", {0}),
        ("src_ip:10.1.2.03", set()),
        ("flow.start:2026-10-31", {4, 5}),
        ("flow.start:[2026-10-31T09 TO 2026-10-31T09]", {4}),
        (r'flow.start:"2026-10-31T01:00:00+01:00"', {5}),
        ("flow.start:2026*", set()),
        ("flow.start.keyword:2026*", set()),
        ("timestamp:[now-1m TO now]", {7}),
        ("@timestamp:>=now-1s", {7}),
        ("timestamp:[now/h TO *]", set()),
        ("timestamp:[now-1h/h TO now-1h/h]", {7}),
        ("timestamp:>2026-10-31T11", set()),
        ("timestamp:>=2026-10-31T11", {7}),
        ("timestamp:[2026 TO 2026-10-31T10]", set(range(7))),
        (r"timestamp:[2026-10-31||+11h TO *]", {7}),
        ("blank:[* TO *]", set()),
        ("_exists_:blank", {7}),
        (r"http.http_user_agent:crl~", {3}),
        ("event_type.keyword:htpt~1", {2, 3}),
        ("event_type:htpt~0", set()),
        ('http.names:"agent user"', set()),
        ('http.names:"host agent"', {2}),
        ("http.names:user AND http.names:host", {2}),
        ("http.url:[/a TO /b]", {2}),
        (r'http.url:["/a" TO "/b"]', {2}),
        ("event_type.keyword:[f TO h]", {4, 5}),
        (r"three\*:/a.b/", {7}),
        (r"three\*.keyword:/a.b/", {7}),
        ("@version:1", set(range(8))),
        ("@version:2", set()),
        ("event_type:flow AND (NOT flow.alerted:true)", {5}),
        ("event_type:flow OR (NOT event_type:http)", {0, 1, 4, 5, 6, 7}),
    ],
)
def test_a_filter_means_on_files_what_it_means_on_servers(held: Held, filter: str, numbers: set[int]) -> None:
    assert held.matching(filter) == numbers


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("ab", {"ab"}),
        ("a.", {"ab", "a\n"}),
        ("a|ab", {"a", "ab"}),
        (r"\d", {"d"}),
        ("^a$", {"^a$"}),
        ("[a-c]b", {"ab"}),
        ("[^a]", {"d"}),
        ("~(a.*)", {"d", "^a$", "12", "012", ""}),
        ("a.&~(ab)", {"a\n"}),
        ("<1-99>", {"12", "012"}),
        ("<10-99>", {"12"}),
        ("@&.{2}", {"ab", "a\n", "12"}),
        ("#", set()),
        ('"^a$"', {"^a$"}),
        ("()", {""}),
        ("a{1,2}b?", {"a", "ab"}),
        ("[", set()),
        ("(a", set()),
        ("a)", set()),
        ("[b-a]", set()),
        ("", {""}),
    ],
)
def test_a_regex_is_lucenes(tmp_path: Path, pattern: str, texts: set[str]) -> None:
    values = ["ab", "a\n", "a", "d", "^a$", "12", "012", ""]
    held = Held(tmp_path, [{"f": value} for value in values])
    assert {values[number] for number in held.matching(f"f.keyword:/{pattern}/")} == texts


@pytest.mark.parametrize(
    "filter",
    [
        'http.names:"host user"~100',
        'event_type:alert AND alert.signature:""',
        "f:/a~(b)/",
        "f:/(a&b)+/",
        "f:/a{1001}/",
        "f:/<1-9999>/",
    ],
)
def test_what_files_do_not_answer_is_refused_in_one_sentence(held: Held, filter: str) -> None:
    with pytest.raises(UnsupportedQuery) as caught:
        held.matching(filter)
    assert re.fullmatch(r"[A-Z].*[^.]\.", str(caught.value))


def test_more_stars_than_anybody_means_are_refused(held: Held) -> None:
    with pytest.raises(UnsupportedQuery, match="stars"):
        held.matching("http.url:" + "*a" * 3_000 + "*")
    assert held.matching("http.url:" + "*" * 3_000) == {2, 3}


def test_a_regex_too_large_for_memory_is_refused(held: Held) -> None:
    with pytest.raises(UnsupportedQuery, match="too large"):
        held.matching("event_type:/(.{1000}){1000}/")


def test_deep_and_wide_filters_are_answered(held: Held) -> None:
    assert held.matching("(event_type:flow OR " * 600 + "event_type:stats" + ")" * 600) == {4, 5, 6, 7}
    assert held.matching(" OR ".join(f"event_type:x{number}" for number in range(3_000)) + " OR event_type:flow") == {4, 5}


def test_events_without_a_time_match_what_needs_none(tmp_path: Path) -> None:
    held = Held(tmp_path, [{"event_type": "dns", "timestamp": "never"}, {"event_type": "dns"}])
    assert held.matching("event_type:dns") == {0, 1}
    assert held.matching("timestamp:[* TO *]") == {1}
    assert held.matching("NOT timestamp:2026-10-31") == {0}


def test_now_is_what_the_question_says(held: Held) -> None:
    assert held.matching("timestamp:>now-1h", datetime(2026, 10, 31, 11, 30, tzinfo=UTC)) == {7}
    assert held.matching("timestamp:>now-1h", datetime(2026, 10, 31, 10, 30, tzinfo=UTC)) == set(range(8))


def test_an_event_is_found_by_its_identity(held: Held) -> None:
    (segment,) = held.store.segments()
    (line,) = (line for _, line in segment.origin([3]))
    (identity,) = segment.ids([3])
    assert held.matching(f"_id:{identity}") == {line - 1}
    assert held.matching("_id:5") == set()


def test_the_filter_box_finds_words_numbers_and_networks(held: Held) -> None:
    assert held.matching(lucene.contains("INDEX.php?id")) == {2}
    assert held.matching(lucene.contains("scan ET")) == {0}
    assert held.matching(lucene.contains("8080")) == {2}
    assert held.matching(lucene.contains("192.168.0.0/16")) == {1}
    assert held.matching(lucene.contains("fe80::1")) == {2}


def test_a_longer_word_finds_what_the_word_does_not(held: Held) -> None:
    filter = 'http.url:"index.php?id=1"'
    assert held.matching(filter) == set()
    assert [held.matching(hint.filter) for hint in lucene.hints(filter)] == [{2}]
