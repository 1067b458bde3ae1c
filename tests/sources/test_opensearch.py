"""What the OpenSearch source sends, what it makes of mappings, and what it says when a cluster fails: a double on loopback."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from connector import Connector
from connector.__main__ import main
from connector.clusters import ClusterSettings
from connector.config import Config
from connector.errors import AccessDenied, BadResponse, ConfigError, ConnectorError, SourceError
from connector.http import limits
from connector.hunts import hunt, run
from connector.indicators import Indicator
from connector.query import Query
from connector.shipping import ship
from connector.sources import opensearch
from connector.sources.opensearch import OpenSearchSource, reach
from connector.sources.opensearch.filters import Spread, sent
from connector.sources.opensearch.layout import Exact, Layout
from connector.window import Window
from tests import small
from tests.faults import Heard, Said, answer, speaking

PASSWORD = "correct horse battery"
DAY = Window.between("2026-10-31", "2026-11-01")
ROOT = {"version": {"number": "2.19.1", "distribution": "opensearch"}}


def caps(**types: str | tuple[str, ...]) -> dict[str, dict[str, dict[str, bool]]]:
    """Field capabilities; two underscores in a name are a dot."""
    named = {name.replace("__", "."): kinds for name, kinds in types.items()}
    return {name: {kind: {} for kind in ((kinds,) if isinstance(kinds, str) else kinds)} for name, kinds in named.items()}


NDR = caps(event_type="text", event_type__keyword="keyword", timestamp="date", src_ip="ip", src_ip__keyword="keyword", n="long",
           ratio="float", part="double", note="text", both=("text", "long"), flag="boolean", tls__notbefore="date")  # fmt: skip
FILEBEAT = {
    "@timestamp": {"date": {}},
    "suricata.eve.event_type": {"keyword": {}},
    "suricata.eve.src_ip": {"ip": {}},
    "suricata.eve.dest_ip": {"ip": {}},
    "suricata.eve.dns.rrname": {"keyword": {}},
    "suricata.eve.dns": {"object": {}},
}


def found(*hits: dict[str, object], total: int | None = None, **more: object) -> dict[str, object]:
    return {"hits": {"total": {"value": len(hits) if total is None else total}, "hits": [*hits]}, **more}


@contextmanager
def asking(
    say: Callable[[str, Any], object | Said], fields: object = NDR, settings: ClusterSettings | None = None
) -> Iterator[tuple[OpenSearchSource, Heard]]:
    """A source over a double that says what the test tells it to a search."""

    def reply(number: int, request: bytes) -> Said:
        line, _, rest = request.decode("latin-1").partition("\r\n")
        path, body = line.split(" ")[1], rest.partition("\r\n\r\n")[2]
        value: object
        if path == "/":
            value = ROOT
        elif "_field_caps" in path:
            value = {"fields": fields}
        else:
            value = say(path, json.loads(body) if body and not body.endswith("\n") else body)
        return value if isinstance(value, Said) else Said(answer(json.dumps(value).encode()), go_on=True)

    with speaking(reply) as heard:
        made = settings or ClusterSettings((heard.address,))
        yield opensearch.open(Config(source="opensearch", opensearch=made), "opensearch"), heard


def test_an_address_is_needed_and_nothing_shows_the_password() -> None:
    with pytest.raises(ConfigError, match="OPENSEARCH_URL"):
        opensearch.open(Config(), "opensearch")
    settings = ClusterSettings(("https://a.test:9200",), "reader", PASSWORD)
    source = opensearch.open(Config(opensearch=settings), "opensearch")
    assert source.label == "OpenSearch at a.test:9200"
    assert PASSWORD not in f"{source!r} {vars(source)!r} {settings!r} {source.generation()}"


def test_what_lets_us_in_is_sent_as_it_should_be() -> None:
    for settings, header in (
        ({"user": "u", "password": "p"}, b"Authorization: Basic dTpw"),
        ({"api_key": "S0VZ"}, b"Authorization: ApiKey S0VZ"),
        ({}, None),
    ):
        with asking(lambda path, body: found(total=3)) as (_, heard):
            source = opensearch.open(Config(opensearch=ClusterSettings((heard.address,), **settings)), "opensearch")
            assert source.trend(Query()).count == 3
            assert all(header in request if header else b"Authorization" not in request for request in heard.requests)


def test_the_next_host_is_asked_when_one_is_away() -> None:
    with asking(lambda path, body: found(total=3)) as (_, heard):
        settings = ClusterSettings(("http://127.0.0.1:9", heard.address))
        source = opensearch.open(Config(opensearch=settings), "opensearch")
        assert source.trend(Query()).count == 3


def test_a_notebook_and_the_command_line_ask_it_by_its_address(
    bare_environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with asking(lambda path, body: found(total=3)) as (_, heard):
        assert Connector(opensearch=heard.address).count("event_type:dns") == 3
        assert main(["count", "event_type:dns", "--opensearch", heard.address, "--all-time"]) == 0
        assert capsys.readouterr().out == "3\n"
        with pytest.raises(ConfigError, match="one source"):
            Connector(opensearch=heard.address, scirius="s.test")
    with pytest.raises(ConfigError, match="empty"):
        Connector(opensearch=" ")


def test_files_are_shipped_from_the_command_line(
    bare_environment: Path, capture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with asking(bulk(lambda request, place: 201)) as (_, heard):
        assert main(["ship", "--opensearch", heard.address, str(capture)]) == 0
        assert "30 events shipped, 0 were there already" in capsys.readouterr().err
        assert main(["ship", "--opensearch", heard.address]) == 1
        assert "no EVE files to ship" in capsys.readouterr().err
        assert main(["ship", str(capture)]) == 1
        assert "OPENSEARCH_URL" in capsys.readouterr().err


# Mappings: what each of them makes of our names.


def test_todays_products_have_whole_values_beside_the_words() -> None:
    layout = Layout.of(NDR)
    assert (layout.prefix, layout.time) == ("", "timestamp")
    assert layout.exact("event_type") == Exact("event_type.keyword", "text")
    assert layout.exact("src_ip") == Exact("src_ip.keyword", "text")
    assert layout.exact("n") == Exact("n", "integer")
    assert layout.exact("part") == Exact("part", "float")
    assert layout.exact("flag") == Exact("flag", "boolean")


@pytest.mark.parametrize("field", ["ratio", "note", "both", "tls.notbefore", "unknown"])
def test_what_a_mapping_changed_is_not_counted_by_it(field: str) -> None:
    assert Layout.of(NDR).exact(field) is None


def test_filebeats_module_is_read_below_its_prefix() -> None:
    layout = Layout.of(FILEBEAT)
    assert (layout.prefix, layout.time, layout.holds_events) == ("suricata.eve.", "@timestamp", True)
    assert layout.named("event_type.keyword") == "suricata.eve.event_type"
    assert layout.named("timestamp") == layout.named("@timestamp") == "@timestamp"
    assert layout.exact("dns.rrname") == Exact("suricata.eve.dns.rrname", "text")
    query = Query('event_type:dns AND ip:10.0.0.0/8 AND NOT _exists_:dns AND word AND src_ip.keyword:10.* AND dns.\\*:"a b"')
    (clause,) = sent(query, layout, Spread.ALL).clauses
    assert clause["query_string"]["query"] == (
        'suricata.eve.event_type:dns AND (suricata.eve.src_ip:"10.0.0.0/8" OR suricata.eve.dest_ip:"10.0.0.0/8") '
        'AND NOT _exists_:suricata.eve.dns AND word AND suricata.eve.src_ip.keyword:10.* AND suricata.eve.dns.\\*:"a b"'
    )


def test_events_come_out_of_whatever_holds_them() -> None:
    beat = {"_id": "1", "_source": {"@timestamp": "2026-10-31T10:00:00.123Z", "suricata": {"eve": {"event_type": "dns"}}}}
    with asking(lambda path, body: found(beat), fields=FILEBEAT) as (source, _):
        events = source.events(Query())
    assert json.loads(events.raw[0]) == {"event_type": "dns", "timestamp": "2026-10-31T10:00:00.123Z"}
    assert events.frame["timestamp"].notna().all()


# What is asked.


def test_a_window_is_whole_milliseconds_and_every_total_is_exact() -> None:
    bodies: list[Any] = []
    with asking(lambda path, body: bodies.append(body) or found(total=12_345)) as (source, _):
        window = Window.between("2026-10-31T00:00:00.000500Z", "2026-10-31T01:00:00.000500Z")
        assert source.trend(Query("event_type:dns", window)).count == 12_345
    assert all(body["track_total_hits"] is True for body in bodies)
    first = min(body["query"]["bool"]["filter"][1]["range"]["timestamp"]["gte"] for body in bodies[:2])
    assert {each["query"]["bool"]["filter"][1]["range"]["timestamp"]["lt"] for each in bodies} >= {1_793_408_400_001}
    assert first % 3_600_000 == 0


def test_words_without_a_field_are_looked_for_in_named_fields_where_a_cluster_refuses() -> None:
    many = {**NDR, **{f"field{number}": {"text": {}} for number in range(1_200)}}
    asked: list[Any] = []

    def say(path: str, body: Any) -> object:
        asked.append(body)
        clause = str(body)
        if "evelens7b1f" in clause:
            failed = {"error": {"root_cause": [{"type": "x", "reason": "field expansion matches too many fields"}]}}
            return Said(answer(json.dumps(failed).encode(), 400), go_on=True)
        return found(total=7)

    with asking(say, fields=many) as (source, _):
        trend = source.trend(Query("word"))
        assert source.trend(Query("event_type:word")).exact
    assert not trend.exact
    assert [note.text for note in trend.notes] == [
        "The cluster cannot search every field: words without a field were looked for in 1,000 of them."
    ]
    named = [clause["query_string"]["fields"] for body in asked for clause in body["query"].get("bool", {}).get("filter", [])
             if "fields" in clause["query_string"]]  # fmt: skip
    assert {len(fields) for fields in named} == {1_000}


def test_all_fields_are_named_in_portions_where_a_cluster_takes_that() -> None:
    many = {**NDR, **{f"field{number}": {"text": {}} for number in range(1_200)}}
    layout = Layout.of(many)
    found = sent(Query("word AND NOT event_type:dns OR other"), layout, Spread.PORTIONS)
    (clause,) = found.clauses
    assert found.notes == ()
    (word,), (denied,) = clause["bool"]["filter"], clause["bool"]["must_not"]
    fields = [name for each in word["bool"]["should"] for name in each["query_string"]["fields"]]
    assert sorted(fields) == sorted(layout.searched)
    assert {each["query_string"]["query"] for each in word["bool"]["should"]} == {"word"}
    assert denied["query_string"]["query"] == "event_type:dns"


# What a cluster does wrong: each has its sentence.


def test_shards_that_fail_and_time_that_runs_out_are_said() -> None:
    shards = {"total": 5, "failed": 2, "failures": [{"reason": {"type": "x", "reason": "disk of node 3"}}]}
    with asking(lambda path, body: found(total=7, _shards=shards, timed_out=True)) as (source, _):
        trend = source.trend(Query())
        values = source.values(Query(), "event_type")
    assert not trend.exact
    assert not values.exact
    assert [note.text for note in trend.notes] == [
        "2 of 5 shards did not answer (disk of node 3): the counts are floors.",
        "The cluster gave up after 30 seconds: the counts are floors.",
    ]


def test_a_point_in_time_of_some_shards_is_no_whole_answer() -> None:
    shards = {"total": 2, "failed": 1, "failures": []}

    def say(path: str, body: Any) -> object:
        return {"pit_id": "P", "_shards": shards} if "point_in_time" in path else found()

    with asking(say) as (source, heard):
        (batch,) = source.batches(Query())
        assert any(b'"numeric_type":"date"' in request.replace(b" ", b"") for request in heard.requests)
    assert not batch.exact
    assert [note.text for note in batch.notes] == ["1 of 2 shards did not answer: the counts are floors."]


def test_what_was_partly_asked_is_no_clean_answer() -> None:
    shards = {"total": 2, "failed": 1, "failures": []}
    with asking(lambda path, body: found(_shards=shards)) as (source, _):
        seen = source.sightings(Query(), (Indicator("address", "203.0.113.1"),))
        hunted = run(source, Query("*", DAY), hunt("asked", {"name": "Asked", "question": "What?", "filter": "event_type:dns"}))
    for answer_ in (seen, hunted):
        assert not answer_.exact
        assert "shards did not answer" in answer_.notes[0].text
    assert seen.seen == ()


FAILURES: list[tuple[int, dict[str, object], type[ConnectorError], str]] = [
    (401, {"error": {"root_cause": [{"type": "security_exception", "reason": "no permissions"}]}}, AccessDenied,
     "check OPENSEARCH_USER and OPENSEARCH_PASSWORD"),
    (429, {"error": {"root_cause": [{"type": "rejected", "reason": "queue is full"}]}}, BadResponse, "is busy or down (429"),
    (503, {"error": {"root_cause": [], "type": "search_phase_execution_exception", "reason": "all shards failed"}}, BadResponse,
     "has lost these indices"),
    (400, {"error": {"root_cause": [{"type": "parse_exception", "reason": "bad query"}]}}, BadResponse, "could not answer (400"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "kind", "sentence"), FAILURES)
def test_each_failure_has_its_sentence_without_the_password(
    status: int, body: dict[str, object], kind: type[ConnectorError], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAUSE", 0.001)
    echoed = {**body, "password": PASSWORD}
    refusal = Said(answer(json.dumps(echoed).encode(), status), go_on=True)
    with asking(lambda path, body: refusal) as (_, heard):
        settings = ClusterSettings((heard.address,), "reader", PASSWORD)
        source = opensearch.open(Config(opensearch=settings), "opensearch")
        with pytest.raises(kind) as told:
            source.trend(Query())
    assert sentence in str(told.value)
    assert PASSWORD not in str(told.value)


def test_indices_without_events_are_named_with_the_setting() -> None:
    with asking(lambda path, body: found(), fields={}) as (source, _):
        with pytest.raises(SourceError, match="OPENSEARCH_INDEX"):
            source.trend(Query())
        checks = source.checks()
    assert [check.name for check in checks if check.state == "failure"] == ["index"]


def test_a_red_cluster_is_a_warning_of_the_doctor() -> None:
    def say(path: str, body: Any) -> object:
        if "_cluster/health" in path:
            return {"status": "red", "unassigned_shards": 4, "number_of_nodes": 1}
        return found(total=0)

    with asking(say) as (source, _):
        checks = {check.name: check for check in source.checks()}
    assert checks["health"].state == "warning"
    assert "4 shards are missing" in checks["health"].text
    assert checks["span"].state == "failure"


# Shipping, against what a busy cluster says.


def bulk(statuses: Callable[[int, int], int]) -> Callable[[str, Any], object]:
    """Answers of ``_bulk``: the status of each event by the number of the request and its place."""
    requests: list[int] = []

    def say(path: str, body: Any) -> object:
        if not path.startswith("/_bulk"):
            return found() if "_search" in path else {}
        events = str(body).count("\n") // 2
        requests.append(events)
        items = [{"create": {"status": statuses(len(requests), place)}} for place in range(events)]
        for item in items:
            if item["create"]["status"] >= 400:
                item["create"] = {**item["create"], "error": {"type": "x", "reason": "refused"}}  # type: ignore[dict-item]
        return {"errors": True, "items": items}

    return say


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    return small.write(tmp_path / "eve.json")


def test_events_that_a_busy_cluster_rejects_are_sent_again_and_no_other(capture: Path) -> None:
    waits: list[str] = []
    with asking(bulk(lambda request, place: 429 if request == 1 and place % 2 else 201)) as (_, heard):
        done = ship([capture], reach(ClusterSettings((heard.address,))), on_wait=waits.append)
        sizes = [request.count(b'{"create"') for request in heard.requests if request.startswith(b"POST /_bulk")]
    assert done.sent.created == 30
    assert sizes == [30, 15]
    assert waits == ["The cluster is busy (429: refused).", ""]


def test_events_that_are_there_already_are_not_counted_twice(capture: Path) -> None:
    with asking(bulk(lambda request, place: 409 if place < 10 else 201)) as (_, heard):
        done = ship([capture], reach(ClusterSettings((heard.address,))))
    assert (done.sent.created, done.sent.there) == (20, 10)


def test_an_event_that_a_mapping_refuses_is_kept_by_its_main_fields(capture: Path) -> None:
    with asking(bulk(lambda request, place: 400 if request == 1 and place == 3 else 201)) as (_, heard):
        done = ship([capture], reach(ClusterSettings((heard.address,))))
    assert (done.sent.created, done.sent.reduced) == (30, 1)


def test_a_cluster_that_stays_away_ends_with_what_to_do(capture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAUSE", 0.001)
    with asking(bulk(lambda request, place: 503)) as (_, heard), pytest.raises(SourceError, match="Ship the same again"):
        ship([capture], reach(ClusterSettings((heard.address,))), patience=0.2)
