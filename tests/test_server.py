"""Our REST API: as the recorded server in every answer, and better where that is asked."""

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from connector.config import Config
from connector.errors import ConfigError
from connector.query import Query
from connector.server import serve
from connector.server.question import find
from connector.source import Source
from connector.sources import eve, scirius
from tests import captures, small
from tests.wire import API, records, serving

TOKEN = "5ecret" * 6
DAY = {"from_date": 1_793_404_800_000, "to_date": 1_793_491_200_000}
AUTHORIZED = {"Authorization": f"Token {TOKEN}", "Accept": "application/json"}


def request(
    address: str, method: str = "GET", headers: dict[str, str] | None = None, body: str | None = None
) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of one request."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    try:
        connection.request(
            method, parts._replace(scheme="", netloc="").geturl(), body, AUTHORIZED if headers is None else headers
        )
        reply = connection.getresponse()
        return reply.status, reply.read().decode(), dict(reply.getheaders())
    finally:
        connection.close()


def answer(base: str, endpoint: str, **parameters: object) -> Any:
    """The JSON of a good answer."""
    status, body, _ = request(f"{base}{API}{endpoint}/?{urlencode(parameters)}")
    assert status == 200, body
    return json.loads(body)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The events that the recorded servers held: of 99,728 they rejected 2,197."""
    rejected = json.loads(captures.path("rejected-lines.json").read_bytes())["verify-24h"]["by_reason"]
    missing = {number for numbers in rejected.values() for number in numbers}
    folder = tmp_path_factory.mktemp("indexed")
    with gzip.open(captures.path("verify-24h.eve.json.gz")) as lines, (folder / "eve.json").open("wb") as kept:
        kept.writelines(line for number, line in enumerate(lines, 1) if number not in missing)
    source = eve.open(Config(source="eve", eve_path=(str(folder / "eve.json"),), data=folder / "data"), "eve")
    source.read()
    return source


@pytest.fixture(scope="module")
def recorded(indexed: Source) -> Iterator[str]:
    """The double of the recorded server."""
    with serving(indexed, TOKEN, as_recorded=True) as base:
        yield base


@pytest.fixture(scope="module")
def small_source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The small capture; one of its events has no ``host``."""
    folder = tmp_path_factory.mktemp("small")
    hostless = {key: value for key, value in small.event(40).items() if key != "host"}
    path = small.write(folder / "eve.json", hostless)
    source = eve.open(Config(source="eve", eve_path=(str(path),), data=folder / "data"), "eve")
    source.read()
    return source


@pytest.fixture(scope="module")
def ours(small_source: Source) -> Iterator[str]:
    """Our API over the small capture, with the wanted differences."""
    with serving(small_source, TOKEN) as base:
        yield base


@pytest.fixture(scope="module")
def double(small_source: Source) -> Iterator[str]:
    """The double over the small capture."""
    with serving(small_source, TOKEN, as_recorded=True) as base:
        yield base


# Every recorded request.

WITHOUT_RIGHTS = "user without rights"
"""Our API has one token and no users."""

WIDER = {20: 2_855, 21: 2_605}
"""Alerts that our filters find on purpose and the recorded server's do not: a wildcard on addresses, a network without quotes."""

APPROXIMATE = (276, 303, 317, 318, 322)
"""Counts of values and edges that the recorded server got wrong, its shards having more values than were asked for."""

OF_THE_CLUSTER = ("health", "stats")
"""What these say is true of one cluster only."""

ABSENT = (
    "filter_ip", "ip_pair_network_alerts", "latest_stats", "logstash_eve", "nosuch", "poststats_summary", "shard_stats",
    "suri_log_tail", "deeplink", "hunt-filter", "hunt_filter_sets", "rule", "ruleset", "scirius_context", "source", "sciriususer",
    "rest", "",
)  # fmt: skip
"""The last parts of recorded addresses that are none of ours."""

OTHER_ORDER = re.compile(r"-?(src_ip|dest_port|flow_id|event_type|alert\.severity|_id|_doc|_score)(\.keyword)?")
"""Only time orders our events: these answers have the recorded shape, and other events."""


@pytest.mark.real
def test_every_recorded_request_gets_the_recorded_answer(recorded: str) -> None:
    differences = []
    asked = 0
    for number, record in enumerate(records()):
        if find(record["path"]) is None or record.get("token") == WITHOUT_RIGHTS:
            continue
        asked += 1
        status, body, headers = request(
            f"{recorded}{record['path']}?{urlencode(record['params'])}", record["method"], credentials(record), sent(record)
        )
        if number in WIDER:
            assert json.loads(body) == {"prev_doc_count": 0, "doc_count": WIDER[number]}
            continue
        got = (status, headers.get("content-type"), headers.get("location"))
        if got != (record["status"], record["content_type"], record.get("location")):
            differences.append((number, record["note"], record["params"], got))
            continue
        if "json" not in record or record["method"] == "OPTIONS":
            continue
        expected, got_json, values = record["json"], json.loads(body), comparable(number, record)
        found = []
        if "results" in expected:
            cut = expected["results"]
            events = cut["__first5__"] if isinstance(cut, dict) else cut
            found += unlike_events(events, got_json["results"][: len(events)], recorded) if values else []
            expected = {name: value for name, value in expected.items() if name != "results"}
            got_json.pop("results")
        if record["path"] == f"{API}events_from_flow_id/":
            found += unlike_types(expected, got_json, recorded)
        else:
            found += unlike(expected, got_json, str(number), values)
        differences += [(number, record["note"], record["params"], each) for each in found]
    assert differences == []
    assert asked == 476


@pytest.mark.real
def test_recorded_addresses_that_are_not_ours_are_not_found(recorded: str) -> None:
    others = [record["path"] for record in records() if find(record["path"]) is None]
    assert {path.rstrip("/").rpartition("/")[2] for path in others} == set(ABSENT)
    assert {request(f"{recorded}{path}")[0] for path in others if path.startswith("/rest/")} == {404}
    assert len(records()) == 476 + len(others) + sum(
        record.get("token") == WITHOUT_RIGHTS and find(record["path"]) is not None for record in records()
    )


def credentials(record: dict[str, Any]) -> dict[str, str]:
    """The headers that the recorded request had, with our token."""
    given = {"Accept": "application/json"} | {
        name: value.replace("<token>", TOKEN) for name, value in record.get("headers", {}).items()
    }
    match record.get("token"), record["note"]:
        case None, _:
            return AUTHORIZED | given
        case "wrong", "empty token":
            return given | {"Authorization": "Token "}
        case "wrong", "token with a blank":
            return given | {"Authorization": "Token a b"}
        case "wrong", _:
            return given | {"Authorization": "Token wrong"}
        case _:
            return given


def sent(record: dict[str, Any]) -> str | None:
    """The body of the recorded request."""
    if record["method"] != "POST":
        return None
    return json.dumps(record["request_body"]) if "request_body" in record else "no JSON"


def comparable(number: int, record: dict[str, Any]) -> bool:
    """Whether the values must be equal too, not only the shape."""
    parameters = record["params"]
    other_order = OTHER_ORDER.fullmatch(parameters.get("ordering", "")) is not None
    of_the_cluster = record["path"].removeprefix(API).rstrip("/") in OF_THE_CLUSTER
    # Without dates the answer depends on today.
    dated = any("date" in name for name in parameters)
    return dated and not other_order and not of_the_cluster and number not in APPROXIMATE


def unlike(recorded: Any, ours: Any, where: str, values: bool) -> list[str]:
    """Where two answers differ in shape or value; cut lists are compared as far as they go."""
    if where.rpartition(".")[2] in ("_id", "took", "_shards"):
        return []
    match recorded:
        case {"__len__": int(length), "__first5__": list(beginning)}:
            if not isinstance(ours, list) or (values and len(ours) != length):
                return [f"{where}: {length} expected"]
            return unlike(beginning, ours[:5], where, values)
        case dict():
            if not isinstance(ours, dict) or (values and recorded.keys() != ours.keys()):
                return [f"{where}: keys {list(recorded)} expected, not {ours}"]
            return [each for key in recorded for each in unlike(recorded[key], ours.get(key), f"{where}.{key}", values)]
        case list():
            if not isinstance(ours, list) or (values and len(ours) != len(recorded)):
                return [f"{where}: {recorded} expected, not {ours}"]
            return [
                each
                for place, (a, b) in enumerate(zip(recorded, ours, strict=False))
                for each in unlike(a, b, f"{where}[{place}]", values)
            ]
        case str() if where.rpartition(".")[2] in ("next", "previous"):
            same = urlsplit(recorded)._replace(netloc="") == urlsplit(ours or "")._replace(netloc="")
            return [] if same or not values else [f"{where}: {recorded} expected, not {ours}"]
        case str() if cut := re.fullmatch(r"(.*)\.\.\.\[\d+ chars\]", recorded, re.DOTALL):
            return [] if isinstance(ours, str) and ours.startswith(cut[1]) else [f"{where}: {recorded} expected, not {ours}"]
        case _:
            same = recorded == ours if values else type(recorded) is type(ours)
            return [] if same else [f"{where}: {recorded!r} expected, not {ours!r}"]


def unlike_events(recorded: list[dict[str, Any]], ours: list[dict[str, Any]], base: str) -> list[str]:
    """Where two pages of events differ: in the order of their times, or in an event.

    Events of one millisecond come in any order, and a page may end among them: each has to be one of ours in that millisecond.
    """
    times = [event["@timestamp"] for event in recorded]
    if times != [event["@timestamp"] for event in ours]:
        return [f"times {times} expected"]
    return [
        f"{event} expected"
        for event in recorded
        if all(unlike(event, ours, "", values=True) for ours in at_moment(base, event["@timestamp"]))
    ]


def unlike_types(recorded: dict[str, Any], ours: dict[str, Any], base: str) -> list[str]:
    """As `unlike_events`, for events by their type."""
    found = [] if recorded.keys() == ours.keys() else [f"types {list(recorded)} expected, not {list(ours)}"]
    for name, cut in recorded.items():
        events = cut["__first5__"] if isinstance(cut, dict) else cut
        found += [] if isinstance(cut, dict) or len(ours[name]) == len(cut) else [f"{len(cut)} of {name} expected"]
        found += unlike_events([{**event, "_id": ""} for event in events], ours[name][: len(events)], base)
    return found


@cache
def at_moment(base: str, time: str) -> list[dict[str, Any]]:
    moment = round(datetime.fromisoformat(time).timestamp() * 1_000)
    page = answer(base, "events_tail", from_date=moment, to_date=moment + 1, page_size=10_000)
    events: list[dict[str, Any]] = page["results"]
    return events


# What both manners have in common.


@pytest.mark.parametrize(
    "header", ["", "Token", "Token wrong", f"Token {TOKEN[:-1]}", f"Token {TOKEN} x", f"Bearer {TOKEN}", TOKEN, "Token ünïcode"]
)
def test_nobody_gets_in_without_the_token(ours: str, header: str) -> None:
    status, body, _ = request(f"{ours}{API}alerts_count/", headers={"Authorization": header.encode("latin-1").decode("latin-1")})
    assert status == 403
    assert json.loads(body).keys() == {"detail"}
    assert "doc_count" not in body


def test_an_empty_token_of_the_server_lets_nobody_in(small_source: Source) -> None:
    with serving(small_source, "") as base:
        for header in ({}, {"Authorization": "Token"}, {"Authorization": "Token "}):
            assert request(f"{base}{API}alerts_count/", headers=header)[0] == 403


@pytest.mark.parametrize("path", ["/rest/rules/es/nosuch/", "/rest/rules/es/nosuch", "/rest/nosuch/", "/rest/rules/es/a/b/"])
def test_an_unknown_endpoint_is_a_page_that_says_so(ours: str, path: str) -> None:
    status, body, headers = request(ours + path)
    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Not Found" in body


def test_an_address_without_its_slash_is_sent_on(ours: str) -> None:
    status, _, headers = request(f"{ours}{API}alerts_count?from_date=1")
    assert (status, headers["location"]) == (301, f"{API}alerts_count/?from_date=1")


@pytest.mark.parametrize("name", ["from_date", "to_date", "page", "interval"])
def test_a_number_that_is_none_is_an_error_page(ours: str, name: str) -> None:
    endpoint = {"page": "events_tail", "interval": "events_timeline"}.get(name, "alerts_count")
    status, _, headers = request(f"{ours}{API}{endpoint}/?{name}=2026-10-31")
    assert (status, headers["content-type"]) == (500, "text/html; charset=utf-8")


@pytest.mark.parametrize("interval", [0, -1, 1])
def test_an_interval_that_would_hang_a_cluster_is_refused(ours: str, double: str, interval: int) -> None:
    window = urlencode({"from_date": 1_700_000_000_000, "to_date": 1_800_000_000_000, "interval": interval})
    assert request(f"{ours}{API}events_timeline/?{window}")[0] == 400
    assert request(f"{double}{API}events_timeline/?{window}")[0] == 500


@pytest.mark.parametrize("interval", [1, 7, 60, 61, 600, 3_600, 3_601, 10_007, 86_400, 100_003])
def test_buckets_of_any_length_add_up(ours: str, interval: int) -> None:
    start, end = _milliseconds(small.END) - 30 * 60_000 + 1, _milliseconds(small.END) + 10 * interval
    timeline = answer(ours, "events_timeline", from_date=start, to_date=end, interval=interval)
    buckets = timeline["aggregations"]["date"]["buckets"]
    assert [bucket["key"] for bucket in buckets] == list(range(start, end + 1, interval * 1_000))
    expected = [0] * len(buckets)
    for number in range(30):
        moment = _milliseconds(small.END) - (number + 1) * 60_000
        if start <= moment <= end:
            expected[(moment - start) // (interval * 1_000)] += 1
    assert [bucket["doc_count"] for bucket in buckets] == expected


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000


SMALL_DAY = {"from_date": _milliseconds(small.END) - 86_400_000, "to_date": _milliseconds(small.END)}


def test_each_event_has_what_a_shipper_adds(ours: str, small_source: Source) -> None:
    page = answer(ours, "events_tail", **SMALL_DAY, page_size=3)
    newest = small_source.events(Query(limit=3))
    for event, id, raw in zip(page["results"], newest.ids, newest.raw, strict=True):
        assert event["_id"] == id
        assert event["@version"] == "1"
        assert re.fullmatch(r"2026-10-31T11:5\d:00\.000Z", event["@timestamp"])
        assert {name: value for name, value in event.items() if name not in ("_id", "@timestamp", "@version")} == json.loads(raw)


def test_pages_follow_each_other(ours: str) -> None:
    page = answer(ours, "events_tail", **SMALL_DAY, page_size=10, ordering="timestamp")
    seen = page["results"]
    while page["next"]:
        assert request(page["next"])[0] == 200
        page = json.loads(request(page["next"])[1])
        seen += page["results"]
    assert len(seen) == page["count"] == 31
    assert [event["@timestamp"] for event in seen] == sorted(event["@timestamp"] for event in seen)
    assert "page=3" in page["previous"]


# The wanted differences, each beside what the double does.


def test_events_without_a_host_count(ours: str, double: str) -> None:
    def total(base: str) -> int:
        values = answer(base, "unique_values", **SMALL_DAY, field="event_type", counts="yes")
        return sum(value["doc_count"] for value in values)

    assert (total(ours), total(double)) == (31, 30)


def test_numbers_have_values(ours: str, double: str) -> None:
    question = {**SMALL_DAY, "field": "dest_port", "counts": "yes"}
    assert answer(ours, "unique_values", **question) == [{"key": 80, "doc_count": 31}]
    assert answer(double, "unique_values", **question) == []


def test_words_without_a_field_are_found(ours: str, double: str) -> None:
    question = urlencode({**SMALL_DAY, "qfilter": "1000001"})
    assert json.loads(request(f"{ours}{API}alerts_count/?{question}")[1])["doc_count"] == 2
    assert request(f"{double}{API}alerts_count/?{question}")[0] == 500


@pytest.mark.parametrize("filter", ["event_type:(", "a:b:c", ") OR (event_type:flow"])
def test_a_filter_that_is_none_is_refused_with_the_reason(ours: str, double: str, filter: str) -> None:
    question = urlencode({**SMALL_DAY, "qfilter": filter})
    status, body, _ = request(f"{ours}{API}alerts_count/?{question}")
    assert status == 400
    assert json.loads(body)["detail"].endswith(".")
    status, body, _ = request(f"{double}{API}alerts_count/?{urlencode({**SMALL_DAY, 'qfilter': 'event_type:('})}")
    assert (status, json.loads(body)) == (500, {"detail": "ES failure: ES transport error: 400 search_phase_execution_exception"})


def test_a_filter_means_what_it_says_by_itself(ours: str, double: str) -> None:
    question = {**SMALL_DAY, "qfilter": "alert.severity:1 OR alert.severity:2"}
    assert answer(ours, "alerts_count", **question)["doc_count"] == 4
    assert answer(double, "alerts_count", **question)["doc_count"] == 2


def test_counts_do_not_stop_at_ten_thousand(verify_24h: Source) -> None:
    with serving(verify_24h, TOKEN) as base:
        assert answer(base, "alerts_count", **DAY, prev="false") == {"doc_count": 18_210}
        assert answer(base, "events_tail", **DAY, page_size=1)["count"] == 99_728
        assert answer(base, "events_timeline", **DAY)["hits"]["total"] == {"value": 99_728, "relation": "eq"}


def test_an_order_that_is_not_by_time_is_refused_with_the_reason(ours: str) -> None:
    status, body, _ = request(f"{ours}{API}events_tail/?ordering=dest_port")
    assert (status, json.loads(body)) == (400, {"detail": "Events are ordered by timestamp only, not by dest_port."})


def test_events_of_a_capture_without_hosts_count(training_02: Source) -> None:
    window = {"from_date": 0, "to_date": 1_800_000_000_000}
    with serving(training_02, TOKEN) as base:
        assert answer(base, "alerts_count", **window)["doc_count"] == 36
        assert (
            sum(value["doc_count"] for value in answer(base, "unique_values", **window, field="event_type", counts="yes")) == 290
        )
    with serving(training_02, TOKEN, as_recorded=True) as base:
        assert answer(base, "alerts_count", **window)["doc_count"] == 0


def test_any_source_answers_and_a_source_that_fails_is_one_sentence(ours: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}"
    for host, expected in ((ours, 200), (dead, 500)):
        behind = scirius.open(Config(scirius_host=host, scirius_token=TOKEN), "scirius")
        with serving(behind, TOKEN) as base:
            status, body, _ = request(f"{base}{API}events_timeline/?{urlencode(SMALL_DAY)}")
        assert status == expected
        if status == 200:
            assert json.loads(body)["hits"]["total"]["value"] == 31
        else:
            assert "refuses the connection" in json.loads(body)["detail"]
            assert TOKEN not in body


# The process.


def test_listening_beyond_loopback_is_refused(small_source: Source) -> None:
    with pytest.raises(ConfigError, match="EVELENS_ALLOW_REMOTE"):
        serve(small_source, host="0.0.0.0", port=0, token=TOKEN, as_recorded=False, allow_remote=False)


def test_a_taken_port_is_one_sentence(small_source: Source) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match="cannot be listened on"):
            serve(small_source, host="127.0.0.1", port=port, token=TOKEN, as_recorded=False, allow_remote=False)


@pytest.mark.parametrize(("number", "token"), [(signal.SIGTERM, TOKEN), (signal.SIGINT, "")])
def test_the_process_says_when_it_is_ready_and_ends_quietly(tmp_path: Path, number: signal.Signals, token: str) -> None:
    path = small.write(tmp_path / "eve.json")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("EVE", "SCIRIUS"))}
    command = [sys.executable, "-m", "connector", "serve", "--eve", str(path), "--port", "0"]
    child = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment | {"EVELENS_DATA": str(tmp_path / "data"), "EVELENS_TOKEN": token},
    )
    with child as process:
        try:
            assert process.stderr is not None
            said = ""
            while (ready := re.search(r"ready on (http://127\.0\.0\.1:\d+)", said)) is None:
                line = process.stderr.readline()
                assert line, said
                said += line
            made = re.search(r"The token of this run: (\w{40})", said)
            assert (made is None) == bool(token)
            given = f"Token {made[1] if made else token}"
            status, body, _ = request(f"{ready[1]}{API}alerts_count/?{urlencode(SMALL_DAY)}", headers={"Authorization": given})
            process.send_signal(number)
            out, rest = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (status, json.loads(body)["doc_count"]) == (200, 5)
    assert (process.returncode, out, rest) == (0, "", "")
