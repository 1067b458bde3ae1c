from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector import Query, lucene
from connector.errors import QuerySyntaxError

TYPES = {
    "event_type": "string",
    "proto": "string",
    "src_ip": "ip",
    "dest_ip": "ip",
    "dest_port": "integer",
    "timestamp": "date",
    "alert.signature": "string",
    "alert.severity": "integer",
    "http.http_user_agent": "string",
    "http.url": "string",
    "flow.alerted": "boolean",
    "flow.start": "date",
}


@pytest.mark.parametrize(
    ("filter", "meant"),
    [
        ("event_type:dns and proto:UDP", "event_type:dns AND proto:UDP"),
        ("not event_type:dns or proto:UDP", "NOT event_type:dns OR proto:UDP"),
        ("event_type:dns - proto:UDP", "event_type:dns -proto:UDP"),
        ("+ proto:UDP", "+proto:UDP"),
        ("! proto:UDP", "!proto:UDP"),
        ("dest_port:>= 5", "dest_port:>=5"),
        ("dest_port:(> 5 AND < 9)", "dest_port:(>5 AND <9)"),
        ('flow.start:>="2026-10-31T08:00:00"', 'flow.start:["2026-10-31T08:00:00" TO *]'),
        ('dest_port:<"5"', 'dest_port:{* TO "5"}'),
        ("event_type=dns", "event_type:dns"),
        ("event_type == dns", "event_type:dns"),
        ('event_type="dns"', 'event_type:"dns"'),
        ("event_type!=dns", "(NOT event_type:dns)"),
        ('proto:UDP AND event_type != "dns"', 'proto:UDP AND (NOT event_type:"dns")'),
        ("dest_port>=80", "dest_port:>=80"),
        ("dest_port > 80", "dest_port:>80"),
        ("dest_port:80 443", "dest_port:(80 OR 443)"),
        ("alert.signature.keyword:ET SCAN Nmap", 'alert.signature.keyword:"ET SCAN Nmap"'),
        ("dest_port:(80 443)", "dest_port:(80 OR 443)"),
        ("dest_ip:(10.0.0.1 10.0.0.2)", "dest_ip:(10.0.0.1 OR 10.0.0.2)"),
        ("event_type.keyword:(dns http)", "event_type.keyword:(dns OR http)"),
        ("dest_port:(>=80 <=443)", "dest_port:(>=80 AND <=443)"),
        ("src_ip:10.*", "src_ip:10.0.0.0/8"),
        ("ip:192.168.*", "ip:192.168.0.0/16"),
        ("src_ip:192.168.?.1", "src_ip.keyword:192.168.?.1"),
        ("src_ip:/10\\..*/", "src_ip.keyword:/10\\..*/"),
        ("src_ip:fe80*", "src_ip.keyword:fe80*"),
        ('dest_port:"[1 TO 5]"', "dest_port:[1 TO 5]"),
        ('dest_port:">=5"', "dest_port:>=5"),
        ('http.http_user_agent:"curl*"', "http.http_user_agent:curl*"),
        ('alert.signature:"ET SCAN*"', r"alert.signature.keyword:ET\ SCAN*"),
        ('src_ip:"10.*"', "src_ip.keyword:10.*"),
        ("event_type:'dns'", 'event_type:"dns"'),
        ("event_type:“dns”", 'event_type:"dns"'),
        ("flow.alerted:yes", "flow.alerted:true"),
        ("flow.alerted:FALSE", "flow.alerted:false"),
        ("http.http_user_agent:curl", "http.http_user_agent:*curl*"),
        ("http_user_agent:curl*", "http.http_user_agent:curl*"),
        ("Event_Type:dns*", "event_type:dns*"),
        ("alert.signatur.keyword:ET", "alert.signature.keyword:ET"),
        ("_exists_:http_user_agent", "_exists_:http.http_user_agent"),
        ("proto:UDP AND destport:80", "proto:UDP AND dest_port:80"),
    ],
)
def test_what_was_probably_meant_is_one_click_away(filter: str, meant: str) -> None:
    assert [hint.filter for hint in lucene.hints(filter, TYPES)][:1] == [meant]


def test_each_slip_has_a_hint_that_says_what_it_means() -> None:
    for hint in lucene.hints("event_type:dns and dest_port:>= 80 - proto:UDP", TYPES):
        assert hint.text.endswith(".")
        assert "\n" not in hint.text
        lucene.parse(hint.filter)


@pytest.mark.parametrize(
    "filter",
    [
        "*",
        "",
        "dest_port:80",
        "dest_port:>=80",
        "dest_port:(80 OR 443)",
        "alert.signature:(ET SCAN)",
        'alert.signature:"ET SCAN"',
        "src_ip:10.0.0.0/8",
        'src_ip:"10.0.0.0/8"',
        "src_ip.keyword:10.*",
        "ip:10.0.0.1",
        "flow.alerted:true",
        "_exists_:alert",
        r"alert.\*:x*",
        "_id:0123456789abcdef",
        "@timestamp:>now-1h",
        "eicar",
        "NOT event_type:dns",
        '"a b"',
        'alert.signature:""',
        'http.url:"index.php?id=1 HTTP"',
    ],
)
def test_a_filter_that_says_what_it_means_earns_none(filter: str) -> None:
    assert lucene.hints(filter, TYPES) == ()


def test_a_bare_word_is_named_where_there_are_more_fields_than_a_server_searches() -> None:
    many = TYPES | {f"field{number}": "string" for number in range(1_100)}
    assert lucene.hints("eicar", TYPES) == ()
    (hint,) = lucene.hints("eicar", many)
    assert hint.filter == "(alert.signature:eicar OR http.url:eicar OR http.http_user_agent:eicar)"
    assert [hint.filter for hint in lucene.hints("10.0.0.1", many)] == ['ip:"10.0.0.1"']


def test_a_whole_word_is_offered_inside_longer_ones() -> None:
    first, second = lucene.hints('http.http_user_agent:curl AND NOT host:a AND (http.url:"Index" OR src_ip:10.0.0.1 OR eicar)')
    assert first.filter.startswith("http.http_user_agent:*curl* AND NOT host:a AND (")
    assert "http.url:*Index*" in second.filter


def test_a_crowd_of_words_is_not_offered() -> None:
    assert lucene.hints(" OR ".join(f"f:w{number}x" for number in range(9))) == ()


def test_hints_know_a_query_and_names_without_types() -> None:
    assert [hint.filter for hint in lucene.hints(Query("signature:x*"), ["alert.signature"])] == ["alert.signature:x*"]
    assert lucene.hints("nothing.like:x*", ["alert.signature"]) == ()


def test_what_is_no_lucene_is_refused() -> None:
    with pytest.raises(QuerySyntaxError):
        lucene.hints("event_type:(dns")


PIECES = ["a", "f:", "event_type", ":", "=", "!=", "==", ">=", "<", " ", " and ", " or ", "not ", "- ", "+", '"x*"', "(", ")",
          "80", "443", "10.*", "src_ip:", "'b'", '"[1 TO 5]"', "OR ", "AND ", "~", "^2", "\\", "10.0.0.0/8"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_every_hint_is_lucene_in_one_sentence(filter: str) -> None:
    try:
        found = lucene.hints(filter, TYPES)
    except QuerySyntaxError:
        return
    for hint in found:
        lucene.parse(hint.filter)
        assert hint.filter != filter
        assert hint.text.endswith(".")


def test_one_hint_mends_all_clauses_of_its_kind() -> None:
    (hint,) = lucene.hints("NOT src_ip:10.* AND NOT src_ip:192.168.*", TYPES)
    assert hint.filter == "NOT src_ip:10.0.0.0/8 AND NOT src_ip:192.168.0.0/16"


def test_the_longest_filter_has_its_hints_soon() -> None:
    many = TYPES | {f"some.field{number}": "string" for number in range(2_000)}
    filter = " OR ".join(f"src_ip:{number % 256}.* OR x{number}.field:'y'" for number in range(1_000))
    start = monotonic()
    assert 0 < len(lucene.hints(filter, many)) < 30
    assert monotonic() - start < 5
