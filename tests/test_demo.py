"""The demonstration capture: reproducible, reserved in every name, and holding what each hunt looks for."""

import ipaddress
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

import orjson
import pytest

from connector import demo
from connector.demo.wire import community_id
from connector.errors import ConfigError

Event = dict[str, Any]
UNTIL = datetime(2026, 10, 31, 18, tzinfo=UTC)
TURN = (UNTIL - timedelta(hours=24)).strftime("%Y-%m-%dT%H:%M:%S")
VICTIM, CONTROL = "10.20.4.101", "203.0.113.77"
DOC = Path(__file__).parent.parent / "docs" / "demo.md"
NETS = [ipaddress.ip_network(net) for net in
        ("10.0.0.0/8", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "127.0.0.0/8", "2001:db8::/32")]  # fmt: skip
NOT_HOSTS = {"0.0.0.0", "255.255.252.0"}
RESERVED = (".example", ".test", ".invalid", "example.com", "example.net", "example.org")
INDICATORS = {"203.0.113.53", "203.0.113.66", "203.0.113.77", "203.0.113.78", "198.51.100.23", "198.51.100.66"}


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    """100,000 events, as written."""
    out = BytesIO()
    assert demo.write(out, events=100_000, seed=1, until=UNTIL) == len(out.getvalue().splitlines())
    return out.getvalue().splitlines()


@pytest.fixture(scope="module")
def events(lines: list[bytes]) -> list[Event]:
    return [orjson.loads(line) for line in lines]


@pytest.fixture(scope="module")
def days(events: list[Event]) -> tuple[list[Event], list[Event]]:
    """The 24 hours before, and the last 24 hours."""
    return [e for e in events if e["timestamp"] < TURN], [e for e in events if e["timestamp"] >= TURN]


def written(**arguments: Any) -> bytes:
    out = BytesIO()
    demo.write(out, **{"events": 3000, "seed": 1, "until": UNTIL, **arguments})
    return out.getvalue()


def at(event: Event) -> datetime:
    return datetime.strptime(event["timestamp"], "%Y-%m-%dT%H:%M:%S.%f%z")


def values(thing: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar of an event, with its own key."""
    if isinstance(thing, dict):
        for name, value in thing.items():
            yield from values(value, name)
    elif isinstance(thing, list):
        for value in thing:
            yield from values(value, key)
    else:
        yield key, thing


@pytest.fixture(scope="module")
def strings(events: list[Event]) -> set[tuple[str, str]]:
    """Every string with its key, once."""
    return {pair for event in events for pair in values(event) if isinstance(pair[1], str)}


# The capture as a file


def test_same_arguments_give_the_same_bytes() -> None:
    assert written() == written()


def test_another_seed_gives_another_capture() -> None:
    assert written() != written(seed=2)


def test_a_path_and_a_stream_hold_the_same(tmp_path: Path) -> None:
    demo.write(tmp_path / "demo.json", events=3000, seed=1, until=UNTIL)
    assert (tmp_path / "demo.json").read_bytes() == written()


def test_generator_gives_what_is_written() -> None:
    assert list(demo.events(3000, 1, UNTIL)) == [orjson.loads(line) for line in written().splitlines()]


@pytest.mark.parametrize("size", [2_000, 7_000, 30_000])
def test_size_is_met_within_three_percent(size: int) -> None:
    assert abs(written(events=size).count(b"\n") - size) <= 0.03 * size


def test_default_size_is_met_within_three_percent_and_halved_by_day(days: tuple[list[Event], list[Event]]) -> None:
    assert abs(len(days[0]) + len(days[1]) - 100_000) <= 3_000
    assert all(abs(len(day) - 50_000) <= 1_500 for day in days)


@pytest.mark.parametrize(("arguments", "word"), [({"events": 1999}, "2,000"), ({"until": datetime(2026, 1, 1)}, "offset")])
def test_impossible_capture_is_refused(arguments: dict[str, Any], word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        written(**arguments)


def test_every_line_is_json_without_a_key_twice(lines: list[bytes]) -> None:
    def unique(pairs: list[tuple[str, Any]]) -> Event:
        assert len(pairs) == len({key for key, _ in pairs})
        return dict(pairs)

    for line in lines[::7]:
        json.loads(line, object_pairs_hook=unique)


def test_events_lie_in_order_within_two_days(events: list[Event]) -> None:
    times = [event["timestamp"] for event in events]
    assert times == sorted(times)
    assert times[0] >= (UNTIL - timedelta(hours=48)).strftime("%Y-%m-%dT%H:%M:%S")
    assert times[-1] < UNTIL.strftime("%Y-%m-%dT%H:%M:%S")


@pytest.mark.parametrize("hour", [3, 13, 22])
def test_working_hours_are_busy_whatever_the_end(hour: int) -> None:
    until = datetime(2026, 3, 1, hour, 17, tzinfo=UTC)
    hours = Counter(orjson.loads(line)["timestamp"][11:13] for line in written(events=20_000, until=until).splitlines())
    assert hours["10"] > 2 * hours["04"]


# What the events are made of


def test_addresses_are_private_or_for_documentation(strings: set[tuple[str, str]]) -> None:
    found = set()
    for key, text in strings:
        if key in ("vars", "rrname", "http_user_agent"):
            continue
        for word in re.findall(r"(?<![\w./])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|\b(?:[0-9a-f]{4}:){7}[0-9a-f]{4}\b", text):
            try:
                found.add(ipaddress.ip_address(word))
            except ValueError:
                continue
    assert len(found) > 500
    assert not [a for a in found if str(a) not in NOT_HOSTS and not any(a in net for net in NETS)]


def test_names_are_reserved(strings: set[tuple[str, str]]) -> None:
    names = {text for key, text in strings if key in ("hostname", "rrname", "sni", "helo", "subjectaltname")}
    mails = {text for key, text in strings if "@" in text and key in ("mail_from", "rcpt_to", "from", "to")}
    names |= {text.split("@")[1].strip("<>") for text in mails}
    names |= set(re.findall(r"(?:https?://|CN=)([a-z][\w.-]+)", " ".join(text for _, text in strings)))
    wrong = {
        name for name in names
        if "." in name and not name.endswith((*RESERVED, ".in-addr.arpa")) and not re.fullmatch(r"[\d.]+", name)
    }  # fmt: skip
    assert len(names) > 2_000
    assert not wrong


def test_no_string_holds_a_public_domain(strings: set[tuple[str, str]]) -> None:
    public = re.compile(r"\b((?:[a-z0-9-]+\.)+(?:com|net|org|io|edu|gov|de|uk|fr|ru|cn|info|biz|cloud|dev|app))\b")
    found = {name for _, text in strings for name in public.findall(text)}
    assert not {name for name in found if not name.endswith(RESERVED)}


def test_every_type_that_the_pages_show_is_there(events: list[Event]) -> None:
    types = {event["event_type"] for event in events}
    assert types >= {
        "alert", "anomaly", "dcerpc", "dhcp", "dns", "fileinfo", "flow", "ftp", "http", "krb5", "ldap", "mqtt", "nfs", "quic",
        "rdp", "sip", "smb", "smtp", "snmp", "ssh", "stats", "tftp", "tls",
    }  # fmt: skip
    assert {event["host"] for event in events} == {"sensor-hq", "sensor-dmz"}


def test_every_flow_is_whole(events: list[Event]) -> None:
    flows: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event["event_type"] != "stats":
            flows[event["flow_id"]].append(event)
    still_open = 0
    for members in flows.values():
        assert len({(m["community_id"], m["host"]) for m in members}) == 1
        ends = [m for m in members if m["event_type"] == "flow"]
        if not ends:
            still_open += 1
            assert at(members[0]) > UNTIL - timedelta(hours=6)
            continue
        (end,) = ends
        assert end is members[-1]
        assert end["flow"]["start"] <= members[0]["timestamp"]
        assert all(m["timestamp"] <= end["flow"]["end"] for m in members[:-1])
        assert end["flow"]["alerted"] == any(m["event_type"] == "alert" for m in members)
    assert still_open < len(flows) / 200


def test_community_id_is_the_published_one() -> None:
    # The first lines of the specification's own baseline (corelight/community-id-spec, baseline_deflt.json).
    assert community_id("TCP", "128.232.110.120", 34855, "66.35.250.204", 80) == "1:LQU9qZlK+B5F3KDmev6m5PMibrg="
    assert community_id("TCP", "66.35.250.204", 80, "128.232.110.120", 34855) == "1:LQU9qZlK+B5F3KDmev6m5PMibrg="


def test_rules_are_ours_and_carry_their_own_text(events: list[Event]) -> None:
    for alert in {e["alert"]["signature_id"]: e["alert"] for e in events if e["event_type"] == "alert"}.values():
        assert 1_000_000 <= alert["signature_id"] < 2_000_000
        assert alert["signature"].startswith("EVELENS ")
        assert f'msg:"{alert["signature"]}";' in alert["rule"]
        assert f"sid:{alert['signature_id']}; rev:{alert['rev']};" in alert["rule"]
        assert re.fullmatch(r"alert \w+ \S+ \S+ -> \S+ \S+ \(.*;\)", alert["rule"])
        assert all(isinstance(value, list) for value in alert["metadata"].values())


# What happens in it


def severities(day: list[Event]) -> Counter[int]:
    return Counter(e["alert"]["severity"] for e in day if e["event_type"] == "alert")


def test_first_day_has_no_severe_alert(days: tuple[list[Event], list[Event]]) -> None:
    seen = severities(days[0])
    assert seen[1] == 0
    assert 300 <= seen[2] <= 450
    assert 1_500 <= seen.total() <= 1_900


def test_severe_alerts_of_the_second_day_are_about_one_workstation(days: tuple[list[Event], list[Event]]) -> None:
    severe = [e for e in days[1] if e["event_type"] == "alert" and e["alert"]["severity"] == 1]
    assert 100 <= len(severe) <= 250
    assert all(VICTIM in (e["src_ip"], e["dest_ip"]) for e in severe)
    assert at(severe[0]) > UNTIL - timedelta(hours=3, minutes=30)
    assert at(severe[-1]) < UNTIL - timedelta(minutes=12)


def test_intrusion_is_the_same_whatever_the_size() -> None:
    def planted(size: int) -> list[Event]:
        return [e for e in demo.events(size, 1, UNTIL) if INDICATORS & {e.get("src_ip"), e.get("dest_ip")}]

    assert planted(2_000) == planted(12_000)


def test_beacon_asks_every_81_seconds_within_ten_percent(events: list[Event]) -> None:
    asked = [e for e in events if e["event_type"] == "http" and e["dest_ip"] == CONTROL and has(e, "http.url", "*/tasks")]
    gaps = [(at(b) - at(a)).total_seconds() for a, b in pairwise(asked)]
    assert len({e["flow_id"] for e in asked}) == 1
    assert len(asked) > 120
    assert all(72.9 <= gap <= 89.1 for gap in gaps)
    assert abs(mean(gaps) - 81) < 1.5


def test_one_sensor_loses_packets_for_forty_minutes(events: list[Event]) -> None:
    lost = Counter[str]()
    before: dict[str, Event] = {}
    for event in (e for e in events if e["event_type"] == "stats"):
        now, last = event["stats"]["capture"], before.get(event["host"])
        if last and now["kernel_drops"] - last["kernel_drops"] > 0.02 * (now["kernel_packets"] - last["kernel_packets"]):
            lost[event["host"]] += 1
            assert UNTIL - timedelta(hours=9, minutes=20) <= at(event) <= UNTIL - timedelta(hours=8, minutes=40)
        before[event["host"]] = now
    assert lost == {"sensor-dmz": 4}


def test_documentation_counts_both_days(days: tuple[list[Event], list[Event]]) -> None:
    for name, day in zip(("The 24 hours before", "The last 24 hours"), days, strict=True):
        seen = severities(day)
        assert f"| {name} | {len(day):,} | {seen[1]:,} | {seen[2]:,} | {seen[3]:,} |" in DOC.read_text()
    before, now = (sum(VICTIM in (e.get("src_ip"), e.get("dest_ip")) for e in day) for day in days)
    assert f"{now:,} events in the last 24 hours, {before:,} in those before" in DOC.read_text()


# The hunts: (number in the documentation's table, filter, the same in Python)


def has(event: Event, path: str, *patterns: str) -> bool:
    """Whether a value under a dotted path matches one of the wildcard patterns; no pattern: whether it is there."""
    found: list[Any] = [event]
    for part in path.split("."):
        nested = [n[part] for n in found if isinstance(n, dict) and part in n]
        found = [v for n in nested for v in (n if isinstance(n, list) else [n])]
    return any(not patterns or any(fnmatchcase(str(v).lower(), p.lower()) for p in patterns) for v in found)


def size(event: Event, way: str) -> int:
    return int(event.get("flow", {}).get(way, 0))


ADDRESS = re.compile(r"([0-9]{1,3}\.){3}[0-9]{1,3}")
HUNTS: list[tuple[int, str, Callable[[Event], bool]]] = [
    (1, "alert.signature:(*ATTACK_RESPONSE* OR *MALWARE* OR *HUNTING*) AND flow.bytes_toclient:[150 TO *] "
     "AND NOT payload_printable:GET",
     lambda e: has(e, "alert.signature", "*ATTACK_RESPONSE*", "*MALWARE*", "*HUNTING*") and size(e, "bytes_toclient") >= 150
     and not re.search(r"\bget\b", e.get("payload_printable", "").lower())),
    (2, "payload_printable:*base64*", lambda e: "base64" in e.get("payload_printable", "").lower()),
    (3, "event_type:fileinfo AND fileinfo.mimetype:(*script* OR *exec*) AND NOT fileinfo.mimetype:*javascript*",
     lambda e: e["event_type"] == "fileinfo" and has(e, "fileinfo.mimetype", "*script*", "*exec*")
     and not has(e, "fileinfo.mimetype", "*javascript*")),
    (4, "event_type:ssh AND ssh.client.software_version:(lib* OR Go OR paramiko*)",
     lambda e: e["event_type"] == "ssh" and has(e, "ssh.client.software_version", "lib*", "Go", "paramiko*")),
    (6, "event_type:fileinfo AND fileinfo.mimetype:*shell*",
     lambda e: e["event_type"] == "fileinfo" and has(e, "fileinfo.mimetype", "*shell*")),
    (7, "event_type:alert AND payload_printable:*203.0.113.*", lambda e: "203.0.113." in e.get("payload_printable", "")),
    (9, "event_type:smb AND smb.status:STATUS_LOGON_FAILURE",
     lambda e: e["event_type"] == "smb" and has(e, "smb.status", "STATUS_LOGON_FAILURE")),
    (10, "event_type:smb AND src_ip:10.20.4.101 AND dest_ip:10.20.4.117",
     lambda e: e["event_type"] == "smb" and (e["src_ip"], e["dest_ip"]) == (VICTIM, "10.20.4.117")),
    (11, "event_type:http AND http.server:SimpleHTTP*",
     lambda e: e["event_type"] == "http" and has(e, "http.server", "SimpleHTTP*")),
    (13, "event_type:http AND http.hostname.keyword:/([0-9]{1,3}\\.){3}[0-9]{1,3}/",
     lambda e: e["event_type"] == "http" and bool(ADDRESS.fullmatch(e["http"].get("hostname", "")))),
    (13, "event_type:http AND http.http_user_agent:(*python* OR *powershell*) AND src_ip:10.20.4.101",
     lambda e: e["event_type"] == "http" and e["src_ip"] == VICTIM
     and has(e, "http.http_user_agent", "*python*", "*powershell*")),
    (13, "event_type:http AND NOT http.hostname:*", lambda e: e["event_type"] == "http" and not has(e, "http.hostname")),
    (13, "event_type:http AND dest_port:443", lambda e: e["event_type"] == "http" and e["dest_port"] == 443),
    (13, "event_type:http AND NOT http.http_method:(GET OR POST)",
     lambda e: e["event_type"] == "http" and not has(e, "http.http_method", "GET", "POST")),
    (14, "event_type:fileinfo AND fileinfo.magic:*executable* AND NOT fileinfo.filename.keyword:(*.exe OR *.dll OR *.com)",
     lambda e: e["event_type"] == "fileinfo" and has(e, "fileinfo.magic", "*executable*")
     and not has(e, "fileinfo.filename", "*.exe", "*.dll", "*.com")),
    (15, "event_type:flow AND app_proto:dns AND (flow.bytes_toclient:>5000 OR flow.bytes_toserver:>5000)",
     lambda e: e["event_type"] == "flow" and e.get("app_proto") == "dns"
     and max(size(e, "bytes_toclient"), size(e, "bytes_toserver")) > 5000),
    (15, "event_type:flow AND proto:ICMP AND (flow.bytes_toclient:>5000 OR flow.bytes_toserver:>5000)",
     lambda e: e["event_type"] == "flow" and e["proto"] == "ICMP"
     and max(size(e, "bytes_toclient"), size(e, "bytes_toserver")) > 5000),
    (16, "event_type:dns AND dns.queries.rrname.keyword:/.{50}.*/ AND dns.queries.rrtype:TXT",
     lambda e: e["event_type"] == "dns" and has(e, "dns.queries.rrtype", "TXT") and has(e, "dns.queries.rrname", "?" * 50 + "*")),
    (17, 'event_type:tls AND NOT tls.version.keyword:("TLS 1.2" OR "TLS 1.3") AND NOT dest_port:443',
     lambda e: e["event_type"] == "tls" and not has(e, "tls.version", "TLS 1.2", "TLS 1.3") and e["dest_port"] != 443),
    (18, "event_type:http AND dest_ip:203.0.113.77 AND http.url:*tasks",
     lambda e: e["event_type"] == "http" and e["dest_ip"] == CONTROL and has(e, "http.url", "*tasks")),
    (18, "event_type:flow AND dest_ip:203.0.113.78 AND app_proto:tls",
     lambda e: e["event_type"] == "flow" and e["dest_ip"] == "203.0.113.78" and e.get("app_proto") == "tls"),
    (19, "src_ip:(203.0.113.53 OR 203.0.113.66 OR 203.0.113.77 OR 203.0.113.78) "
     "OR dest_ip:(203.0.113.53 OR 203.0.113.66 OR 203.0.113.77 OR 203.0.113.78)",
     lambda e: bool({"203.0.113.53", "203.0.113.66", "203.0.113.77", "203.0.113.78"} & {e.get("src_ip"), e.get("dest_ip")})),
    (20, "event_type:krb5 AND krb5.weak_encryption:true", lambda e: e["event_type"] == "krb5" and e["krb5"]["weak_encryption"]),
    (20, "event_type:ftp AND ftp.command:PASS", lambda e: e["event_type"] == "ftp" and has(e, "ftp.command", "PASS")),
    (20, "event_type:rdp AND rdp.cookie:svc-backup", lambda e: e["event_type"] == "rdp" and has(e, "rdp.cookie", "svc-backup")),
]  # fmt: skip


@pytest.mark.parametrize(("number", "query", "match"), HUNTS, ids=[f"{n}: {q[:60]}" for n, q, _ in HUNTS])
def test_hunt_finds_what_the_documentation_says(
    number: int, query: str, match: Callable[[Event], bool], days: tuple[list[Event], list[Event]]
) -> None:
    before, now = (sum(map(match, day)) for day in days)
    assert now > before
    text = query.replace("|", "\\|")
    assert f"| {number} | `{text}` | {now:,} | {before:,} |" in DOC.read_text()


def pairs(day: list[Event]) -> Counter[tuple[str, str]]:
    return Counter((e["src_ip"], e["alert"]["signature"]) for e in day if e["event_type"] == "alert")


def test_hunts_of_new_and_rare_signatures_find_the_workstation(days: tuple[list[Event], list[Event]]) -> None:
    before, now = map(pairs, days)
    new = {pair for pair in now.keys() - before.keys() if pair[0] == VICTIM}
    assert (VICTIM, "EVELENS MALWARE Duskline tasking (POST)") in new
    assert len(new) >= 12
    assert now[VICTIM, "EVELENS HUNTING HTTP without TLS on port 443"] == 1
    assert f"{len(now.keys() - before.keys()):,} pairs" in DOC.read_text()


@pytest.mark.parametrize(("kind", "path", "value"), [
    ("tls", "ja3s.hash", "bc6f8002a5a0a16ff38250b2ed7250f7"), ("tls", "sni", "sync.duskline.invalid"),
    ("tls", "subject", "C=ZZ, O=Duskline Ltd, CN=duskline.invalid"),
    ("tls", "issuerdn", "C=ZZ, O=Duskline Ltd, CN=duskline.invalid"),
    ("tls", "ja4", "t10d060300_d05c114e77a1_0b3d926e58c4"), ("http", "hostname", "203.0.113.77"),
    ("http", "http_user_agent", "Duskline/1.1"), ("http", "server", "SimpleHTTP/0.6 Python/3.11.2"),
    ("ssh", "client.software_version", "paramiko_3.4.0"), ("smb", "filename", "wsvc7f.exe"),
])  # fmt: skip
def test_value_is_new_on_the_second_day(kind: str, path: str, value: str, days: tuple[list[Event], list[Event]]) -> None:
    before, now = ([e for e in day if e["event_type"] == kind and has(e, f"{kind}.{path}", value)] for day in days)
    assert now
    assert not before
