"""Sigma rules over events: each modifier by what it matches, and a reason for each rule that cannot be asked."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from connector.errors import ConfigError
from connector.query import Query
from connector.sigma import Rule, ask, ordered, read, read_text
from connector.source import Source
from tests import small
from tests.hunts.made import DAY, source

AGENT = "Mozilla/5.0 (Windows NT 10.0) Evil Loader"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Events whose ``src_port`` tells them apart: 1 and on."""
    events: list[dict[str, object]] = [
        {"event_type": "dns", "dns": {"type": "query", "rrname": "www.Evil.test", "rrtype": "A", "rcode": "NOERROR"}},
        {"event_type": "dns", "dns": {"type": "request", "queries": [{"rrname": "evil.test", "rrtype": "TXT"}]}},
        {"event_type": "dns", "dns": {"type": "query", "rrname": "good.test", "rrtype": "A"}, "src_ip": "192.0.2.5"},
        {"event_type": "dns", "dns": {"type": "query", "rrname": "xaGVsbG8gd29ybGQ.test", "rrtype": "A"}},
        {"event_type": "dns", "dns": {"type": "answer", "rcode": "NXDOMAIN"}},
        {"event_type": "http", "http": {"hostname": "a.test", "url": "/x?cmd=Who ami", "http_user_agent": AGENT, "status": 200}},
        {"event_type": "http", "http": {"hostname": "b.test", "url": "/../../etc/passwd", "status": 404}},
        {"event_type": "http", "http": {"hostname": "b.test", "url": "/a*b", "http_method": "PUT", "status": 500}},
        {"event_type": "flow", "dest_port": 4444, "flow": {"bytes_toserver": 5_000}, "dest_ip": "198.51.100.9"},
        {"event_type": "flow", "dest_port": 443, "flow": {"bytes_toserver": 10}, "dest_ip": "198.51.100.10"},
        {"event_type": "flow", "dest_port": 53, "dest_ip": "2001:0db8:0000:0000:0000:0000:0000:0001", "src_ip": "2001:db8::2"},
        {"event_type": "alert", "dns": {"query": [{"rrname": "evil.test"}]}, "alert": {"signature": "evil.test"}},
        {"event_type": "smb", "smb": {"share": "\\\\10.0.0.1\\ADMIN$", "filename": "psexesvc.exe"}},
    ]  # fmt: skip
    numbered = [small.event(number, **{"src_port": number, **each}) for number, each in enumerate(events, 1)]
    return source(tmp_path_factory.mktemp("sigma"), *numbered)


def rule(detection: str, logsource: str = "category: dns", condition: str = "sel") -> str:
    return (
        f"title: A rule\nid: 5b1d5a0c-0000-4000-8000-000000000001\nstatus: test\nlevel: high\nlogsource:\n    {logsource}\n"
        f"detection:\n{textwrap.indent(textwrap.dedent(detection).strip(), '    ')}\n    condition: {condition}\n"
    )


def matched(seen: Source, text: str) -> set[int]:
    (read_rule,) = read_text(text, "own.yml")
    assert not read_rule.reason
    sighting = ask(seen, Query("*", DAY), read_rule)
    assert sighting.state in ("hits", "clear"), sighting.why
    ports = seen.values(Query(read_rule.filter, DAY), "src_port", 50).frame["key"].to_list()
    assert sighting.hits == len(ports)
    return {int(port) for port in ports}


THREE = "a:\n  query|contains: evil\nb:\n  record_type: TXT\nc:\n  query|contains: good"
PROXY, FIREWALL = "category: proxy", "category: firewall"


@pytest.mark.parametrize(
    ("detection", "logsource", "condition", "ports"),
    [
        ("sel:\n  query: EVIL.test", "category: dns", "sel", {2}),
        ("sel:\n  query: '*evil.test'", "category: dns", "sel", {1, 2}),
        ("sel:\n  query|contains: VIL.t", "category: dns", "sel", {1, 2}),
        ("sel:\n  query|startswith: WWW.", "category: dns", "sel", {1}),
        ("sel:\n  query|endswith: .evil.TEST", "category: dns", "sel", {1}),
        ("sel:\n  query|contains:\n    - nothing\n    - good", "category: dns", "sel", {3}),
        ("sel:\n  query|contains|all:\n    - www\n    - evil", "category: dns", "sel", {1}),
        ("sel:\n  query|contains: evil\n  record_type: TXT", "category: dns", "sel", {2}),
        ("sel:\n  query|re: '^[a-z]{3}\\.[Ee]vil\\.\\w+$'", "category: dns", "sel", {1}),
        ("sel:\n  query|re|i: 'EVIL\\.(?:test|example)'", "category: dns", "sel", {1, 2}),
        ("sel:\n  query|base64offset|contains: 'hello'", "category: dns", "sel", {4}),
        ("sel:\n  query|exists: true", "category: dns", "sel", {1, 2, 3, 4}),
        ("sel:\n  query|exists: false", "category: dns", "sel", {5}),
        ("sel:\n  query: null", "category: dns", "sel", {5}),
        ("sel:\n  query|contains: test\nfilter_it:\n  query|contains: evil", "category: dns", "sel and not filter_it", {3, 4}),
        ("a1:\n  query|contains: good\na2:\n  rcode_name: NXDOMAIN", "category: dns", "1 of a*", {3, 5}),
        ("a1:\n  query|contains: evil\na2:\n  record_type: A", "category: dns", "all of a*", {1}),
        (THREE, "category: dns", "(a and b) or c", {2, 3}),
        (THREE, "category: dns", "a and (b or c)", {2}),
        ("a:\n  query|contains: evil\nb:\n  query: null", "category: dns", "a or b", {1, 2, 5}),
        ("a:\n  query|contains: evil\nb:\n  query|exists: true", "category: dns", "a or not b", {1, 2, 5}),
        ("a:\n  query|contains: evil\nb:\n  rcode_name: NXDOMAIN", "category: dns", "not (a or b)", {3, 4}),
        ("sel:\n  src_ip|cidr: 192.0.2.0/24", "category: dns", "sel", {3}),
        ("sel:\n  - good.test\n  - aGVsbG8", "category: dns", "sel", {3, 4}),
        ("sel:\n  c-useragent: 'mozilla/5.0 (windows nt 10.0) evil loader'", PROXY, "sel", {6}),
        ("sel:\n  c-useragent|contains: 'evil load'", PROXY, "sel", {6}),
        ("sel:\n  c-useragent|startswith: Evil", PROXY, "sel", set()),
        ("sel:\n  c-useragent: Loader", PROXY, "sel", set()),
        ("sel:\n  c-uri|contains: '../'", PROXY, "sel", {7}),
        ("sel:\n  c-uri: '/a\\*b'", PROXY, "sel", {8}),
        ("sel:\n  c-uri: '/a?b'", PROXY, "sel", {8}),
        ("sel:\n  c-uri|contains: 'cmd=who '", PROXY, "sel", {6}),
        ("sel:\n  sc-status: 404", PROXY, "sel", {7}),
        ("sel:\n  sc-status|gte: 404", PROXY, "sel", {7, 8}),
        ("sel:\n  sc-status|lt: 300", PROXY, "sel", {6}),
        ("sel:\n  c-uri: ''", PROXY, "sel", set()),
        ("sel:\n  cs-method:\n    - put\n    - DELETE", "category: webserver", "sel", {8}),
        ("sel:\n  dst_port:\n    - 4444\n    - '53'", FIREWALL, "sel", {9, 11}),
        ("sel:\n  dst_ip|cidr: '2001:db8::/32'", FIREWALL, "sel", {11}),
        ("sel:\n  dst_ip: 198.51.100.9", FIREWALL, "sel", {9}),
        ("sel:\n  dst_ip|startswith: '198.51.100.'", FIREWALL, "sel", {9, 10}),
        ("sel:\n  id.resp_p: 443\n  orig_bytes|lt: 100", "product: zeek\n    service: conn", "sel", {10}),
        ("sel:\n  path|endswith: '\\ADMIN$'\n  name|contains: psexe", "product: zeek\n    service: smb_files", "sel", {13}),
    ],
)  # fmt: skip
def test_a_rule_matches_what_sigma_means(seen: Source, detection: str, logsource: str, condition: str, ports: set[int]) -> None:
    assert matched(seen, rule(detection, logsource, condition)) == ports


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "It holds no Sigma rule."),
        ("a: [", "It is no Sigma rule:"),
        ("- 1", "It is no Sigma rule"),
        ("title: x", "It is no Sigma rule"),
        (
            rule("sel:\n  Image: x", "category: process_creation\n    product: windows"),
            "It is about windows process_creation, which",
        ),
        (rule("sel:\n  QueryName: x", "product: windows\n    service: dns-server"), "It is about windows dns-server"),
        (rule("sel:\n  parent_domain: x"), "It needs parent_domain, for which dns events have no field."),
        (rule("sel:\n  query|cased: X"), "It cannot be said in Lucene: Case-sensitive"),
        (rule("sel:\n  query|fieldref: answer"), "It cannot be said in Lucene"),
        (rule("sel:\n  query|re: '(?=a)b'"), "Its regular expression looks around"),
        (rule("sel:\n  query|re: '[+-\\.]x'"), "Its regular expression has a range"),
        (rule("sel:\n  query|re: '(a)\\1'"), "Its regular expression has \\1"),
        (rule("sel:\n  query|re: '^a|b$'"), "Its regular expression has an anchor beside an alternative"),
        (rule("sel:\n  sc-status|lt: '300'", PROXY), "It is no Sigma rule: Modifier"),
        (rule("sel:\n  - two words"), "It looks for several words in a row"),
        (rule("sel:\n  query: a", condition="sel and"), "It"),
        (rule("sel:\n  query: a", condition="sel | count() > 5"), "It"),
    ],
)
def test_a_rule_that_cannot_be_asked_says_why(text: str, reason: str) -> None:
    (found,) = read_text(text, "own.yml")
    assert found.filter == ""
    assert found.reason.startswith(reason), found.reason
    assert found.reason.endswith(".")
    assert "\n" not in found.reason


def test_a_correlation_is_not_supported_and_its_neighbour_is(seen: Source) -> None:
    first = rule("sel:\n  query: evil.test").replace("title: A rule", "title: A rule\nname: base")
    text = first + (
        "---\ntitle: Many\ncorrelation:\n    type: event_count\n    rules: [base]\n    group-by: [src_ip]\n    timespan: 1h\n"
        "    condition:\n        gte: 5\n"
    )
    found = read_text(text, "own.yml")
    assert [(each.place, bool(each.filter)) for each in found] == [("own.yml#1", True), ("own.yml#2", False)]
    assert found[1].reason.startswith("It counts or correlates")


def test_a_folder_is_read_below_and_hosts_are_counted(seen: Source, tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "a.yml").write_text(rule("sel:\n  query|contains: test"))
    (tmp_path / "b.yaml").write_text(rule("sel:\n  query: nobody.test"))
    (tmp_path / "c.yml").write_bytes(b"\xff\xfe")
    (tmp_path / "note.txt").write_text("no rule")
    found = ordered(ask(seen, Query("*", DAY), each) for each in read(tmp_path))
    assert [(each.rule.place, each.state, each.hits, each.hosts) for each in found] == [
        ("deep/er/a.yml", "hits", 4, 3),
        ("b.yaml", "clear", 0, 0),
        ("c.yml", "unsupported", None, None),
    ]
    assert found[0].rule.level == "high"
    assert found[0].first is not None
    with pytest.raises(ConfigError, match="is not there"):
        read(tmp_path / "d.yml")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="holds no rule"):
        read(tmp_path / "empty")


def test_a_rule_that_fails_leaves_the_others_standing(seen: Source) -> None:
    broken = Rule("Broken", "a.yml", filter="src_ip:[")
    assert ask(seen, Query("*", DAY), broken).state == "failed"


def test_nothing_is_loaded_before_the_first_rule_and_nothing_is_fetched() -> None:
    text = rule("sel:\n  query: evil.test").replace("status: test", "status: test\ntags:\n    - attack.t1071.004")
    code = f"""
import socket, sys

def refuse(*_):
    raise AssertionError("asked another host")

socket.socket.connect = socket.getaddrinfo = refuse
from connector import sigma
assert "sigma" not in sys.modules and "pyparsing" not in sys.modules
(rule,) = sigma.read_text({text!r}, "own.yml")
assert rule.filter and rule.tags == ("attack.t1071.004",), rule
assert "requests" not in sys.modules and "diskcache" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=Path(__file__).parents[2])
