"""The whole day, a newer version, and other shippers' mappings: what takes long, for `make soak`."""

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from connector.frames import encode
from connector.query import Query
from connector.sources import opensearch
from connector.sources.opensearch import OpenSearchSource, reach
from connector.window import Window
from tests import captures, small
from tests.cluster.asked import filters
from tests.cluster.conftest import Both, settings, shipped, some_of_each, written
from tests.cluster.node import NEWER, Node, running
from tests.cluster.test_differences import answer, differing, recorded

pytestmark = pytest.mark.long

ALL = Query("*", limit=None)
CLASSES = "On Lucene 9 (OpenSearch 2 and later, Elasticsearch 8) a regex knows the classes"
OLDER = {
    "date_detection": False,
    "dynamic_templates": [
        {"words": {"match_mapping_type": "string",
                   "mapping": {"type": "text", "norms": False, "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}}}
    ],
    "properties": {"@timestamp": {"type": "date"}, "timestamp": {"type": "date"}},
}  # fmt: skip
"""The mapping that Logstash had for years: words by the standard analyzer, addresses as text."""


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node that keeps points in time."""
    with running(tmp_path_factory.mktemp("newer"), NEWER) as node:
        yield node


@pytest.fixture(scope="module")
def newer_mixed(newer: Node, tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("newer-mixed")
    path = folder / "eve.json"
    path.write_bytes(some_of_each("verify-24h.eve.json.gz", "training-02.eve.json.gz"))
    return shipped(newer, path, "mixed", folder / "data")


def loaded(node: Node, index: str, mapping: dict[str, object], documents: list[dict[str, object]]) -> list[int]:
    """Documents into one index, as a shipper would send them; the places of those that are refused."""
    cluster = reach(settings(node).opensearch)
    limits = {"mapping": {"total_fields": {"limit": 10_000}}, "number_of_replicas": 0}
    cluster.change("PUT", f"/{index}", encode({"settings": {"index": limits}, "mappings": mapping}))
    refused: list[int] = []
    for start in range(0, len(documents), 2_000):
        part = documents[start : start + 2_000]
        lines = [line for each in part for line in (b'{"index":{}}', encode(each))]
        reply = cluster.change("POST", f"/{index}/_bulk", b"\n".join(lines) + b"\n")
        assert isinstance(reply, dict)
        refused += [start + place for place, item in enumerate(reply["items"]) if item["index"]["status"] >= 400]
    cluster.change("POST", f"/{index}/_refresh")
    return refused


@pytest.mark.real
def test_the_whole_day_is_shipped_and_read_back_byte_for_byte(node: Node, tmp_path: Path) -> None:
    day = shipped(node, captures.path("verify-24h.eve.json.gz"), "day", tmp_path)
    sent = day.shipped.sent
    assert (sent.created + sent.there, sent.reduced) == (99_728, 0)
    with gzip.open(day.path) as file:
        lines = file.read().splitlines()
    back = [line for batch in day.cluster.batches(ALL) for line in batch.raw]
    assert len(back) == 99_728
    assert sorted(back) == sorted(lines)
    assert differing(day, recorded(every=1)) == {}


@pytest.mark.real
def test_awkward_events_have_the_ids_that_they_have_on_files(node: Node, tmp_path: Path) -> None:
    edge = shipped(node, captures.path("edge.eve.json"), "edge", tmp_path)
    files, cluster = edge.files.events(ALL), edge.cluster.events(ALL)
    assert sorted(cluster.ids) == sorted(files.ids)
    assert sorted(cluster.raw) == sorted(files.raw)
    assert edge.cluster.span().untimed == edge.files.span().untimed > 0


@pytest.mark.real
def test_two_thousand_made_filters_are_counted_alike(mixed: Both) -> None:
    assert differing(mixed, islice(filters(mixed.files, seed=11), 2_000)) == {}


@pytest.mark.real
def test_a_newer_version_counts_alike_but_for_classes_in_a_regex(newer_mixed: Both) -> None:
    found = differing(newer_mixed, recorded(every=1))
    regexes = {filter for filter in found if any(f"\\{letter}" in filter for letter in "dwsDWS") and "/" in filter}
    # Many words, each of them once for every field: refused, or its answer says so.
    many = {filter for filter, (_, cluster) in found.items() if "nested clauses" in str(cluster) or cluster == "BadResponse"}
    assert {filter: found[filter] for filter in found if filter not in regexes | many} == {}
    assert CLASSES in Path("docs/sources.md").read_text("utf-8")
    assert differing(newer_mixed, islice(filters(newer_mixed.files, seed=11), 500)) == {}


def test_a_point_in_time_gives_every_event_once_whatever_comes_meanwhile(newer: Node, tmp_path: Path) -> None:
    moment = "2026-10-31T10:00:00.{:06d}+0000"
    events = [small.event(number, timestamp=moment.format(number % 900)) for number in range(1_500)]  # of one millisecond
    events += [small.event(number) for number in range(40)] + [small.event(9, timestamp="never") for _ in range(30)]
    path = written(tmp_path / "eve.json", *events)
    ties = shipped(newer, path, "ties", tmp_path / "data")
    ids: list[str] = []
    for number, batch in enumerate(ties.cluster.batches(ALL, size=100)):
        ids += batch.ids
        assert batch.total == len(events)
        if number == 0:
            shipped(newer, written(tmp_path / "more.json", small.event(3, flow_id=1)), "ties", tmp_path / "more")
    assert len(ids) == len({*ids}) == len(events)
    assert sorted(ids) == sorted(ties.files.events(ALL).ids)


@pytest.mark.real
def test_the_older_template_is_asked_as_it_stands(node: Node) -> None:
    with gzip.open(captures.path("verify-24h.eve.json.gz")) as file:
        lines = file.read().splitlines()[:20_000]
    documents = [{**json.loads(line), "@version": "1"} for line in lines]
    documents = [{**each, "@timestamp": each["timestamp"]} for each in documents]
    refused = loaded(node, "logstash-2026.10.31", OLDER, documents)
    known = json.loads(captures.path("rejected-lines.json").read_text())["verify-24h"]["by_reason"]
    listed = {line - 1 for places in known.values() for line in places if line <= len(lines)}
    assert listed - set(refused) == set()
    source = opensearch.open(settings(node, "logstash-*"), "opensearch")
    assert source.trend(Query()).count == len(lines) - len(refused)
    kept = [each for place, each in enumerate(documents) if place not in {*refused}]
    for filter, matches in (
        ("event_type:alert", lambda each: each["event_type"] == "alert"),
        ("src_ip.keyword:10.*", lambda each: str(each.get("src_ip", "")).startswith("10.")),
        ("src_ip:10.0.0.0/8", lambda each: str(each.get("src_ip", "")).startswith("10.")),
        ("dest_port:[1 TO 1024]", lambda each: 1 <= each.get("dest_port", 0) <= 1_024),
    ):
        assert source.trend(Query(filter)).count == sum(map(matches, kept)), filter
    types = source.values(Query(), "event_type", 3).frame
    for key, count in zip(types["key"], types["count"], strict=True):
        assert count == sum(each["event_type"] == key for each in kept)


def test_filebeats_module_answers_as_the_same_events_do_on_files(node: Node, made: Both) -> None:
    lines = made.path.read_bytes().splitlines()
    events = [json.loads(line) for line in lines]
    documents = [{"@timestamp": each["timestamp"], "suricata": {"eve": each}, "agent": {"type": "filebeat"}} for each in events]
    words = {"match_mapping_type": "string", "mapping": {"type": "keyword", "ignore_above": 1_024}}
    ip = {"type": "ip"}
    below = {"properties": {"src_ip": ip, "dest_ip": ip, "timestamp": {"type": "date"}}}
    mapping = {
        "date_detection": False,
        "dynamic_templates": [{"words": words}],
        "properties": {"@timestamp": {"type": "date"}, "suricata": {"properties": {"eve": below}}},
    }
    assert loaded(node, "filebeat-8.1-2026.10.31", mapping, documents) == []
    beat: OpenSearchSource = opensearch.open(settings(node, "filebeat-*"), "opensearch")
    day = Window.between("2026-10-31", "2026-11-01")
    for filter in ("*", "event_type:alert", "ip:10.0.0.0/8 AND NOT event_type:dns", "alert.severity:[1 TO 2]", "_exists_:tls"):
        assert answer(beat, filter) == answer(made.files, filter), filter
    query = Query("event_type:alert", day)
    for field in ("alert.signature", "dest_port", "event_type"):
        assert beat.values(query, field).frame.equals(made.files.values(query, field).frame), field
    fields = ("alert.signature", "dest_port")
    assert beat.groups(query, fields, order="severity").frame.equals(made.files.groups(query, fields, order="severity").frame)
    assert beat.timeline(query, "alert.severity").frame.equals(made.files.timeline(query, "alert.severity").frame)
    assert sorted(map(encode, events)) == sorted(beat.events(Query(limit=5_000)).raw)
