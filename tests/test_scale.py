"""The benchmark at scale: its events, its filters, and that plain Python counts what the engine counts."""

import json
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.scale import Timing, corpus, percentile, recount
from benchmarks.scale.counters import in_full
from benchmarks.scale.material import leaves, material
from benchmarks.scale.questions import answered, questions
from connector.config import Config
from connector.query import Query
from connector.sources import eve

UNTIL = datetime(2026, 10, 31, 18, tzinfo=UTC)


def test_counters_in_full_keep_what_was_counted() -> None:
    given = {"uptime": 7, "decoder": {"pkts": 10**9, "event": {"udp": {"hlen_invalid": 3}}}}
    full = in_full(given)
    found = dict(leaves(full))
    assert len(found) > 800
    assert (found["uptime"], found["decoder.pkts"], found["decoder.event.udp.hlen_invalid"]) == (7, 10**9, 3)
    assert given == {"uptime": 7, "decoder": {"pkts": 10**9, "event": {"udp": {"hlen_invalid": 3}}}}


def test_the_same_seed_makes_the_same_events(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        corpus.write(tmp_path / name, 2_000, seed, UNTIL)
    first, again, other = ((tmp_path / name).read_bytes() for name in "abc")
    assert first == again != other


def test_every_field_and_more_addresses_outside_are_there(tmp_path: Path) -> None:
    corpus.write(tmp_path / "eve.json", 2_000, 1, UNTIL)
    events = [json.loads(line) for line in (tmp_path / "eve.json").read_bytes().splitlines()]
    held = [leaf for event in events for leaf in leaves(event)]
    assert len({path for path, _ in held}) > 1_000
    assert any(path == "dest_ip" and str(value).startswith("198.1") for path, value in held)


def test_random_filters_count_the_same_in_plain_python(tmp_path: Path) -> None:
    paths = [tmp_path / "eve.json"]
    corpus.write(paths[0], 2_000, 1, UNTIL)
    asked = material(corpus.sample(paths, 300, 1), 1)
    source = eve.open(Config(source="eve", eve_path=(str(paths[0]),), data=tmp_path / "data"), "eve")
    source.read()
    for seed in range(5):
        filters = recount.filters(asked, seed)
        expected = recount.count(paths[0], [clauses for _, clauses in filters])
        assert [(text, source.trend(Query(text)).count) for text, _ in filters] == [
            (text, count) for (text, _), count in zip(filters, expected, strict=True)
        ]


def test_every_question_is_answered(tmp_path: Path) -> None:
    paths = [tmp_path / "eve.json"]
    corpus.write(paths[0], 2_000, 1, UNTIL)
    source = eve.open(Config(source="eve", eve_path=(str(paths[0]),), data=tmp_path / "data"), "eve")
    source.read()
    for question in questions(material(corpus.sample(paths, 300, 1), 1)):
        if answered(source, question):
            question.ask(source, Query(), 3)


def test_a_timing_marks_what_took_too_long() -> None:
    assert percentile([5.0, 1.0, 3.0, 2.0], 50) == 2.0
    assert percentile(list(map(float, range(1, 101))), 95) == 95.0
    assert str(Timing("a word", "all", [1.0, 60.0], 2.0, 50)).endswith("under 50     <-- missed")
    assert str(Timing("a word", "all", [1.0, 40.0], 2.0, 50)).endswith("under 50")
    assert str(Timing("a word", "all", [1.0], None, None, 1)).endswith("1 of 1 given up")
