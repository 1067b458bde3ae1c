import gzip
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pandas as pd
import pytest

from connector.answers import Note, Progress
from connector.config import Config
from connector.engine.ingest import ingest
from connector.engine.store import Store
from connector.errors import ConfigError, SourceUnreachable
from connector.query import Query
from connector.source import Source, open_source
from connector.sources import eve
from connector.window import Window
from tests import captures, small

DAY = Window.last("24h", small.END)


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    return small.write(tmp_path / "eve.json")


def opened(folder: Path, *paths: Path, store: str | None = None) -> eve.EveSource:
    config = Config(source="eve", eve_path=tuple(map(str, paths)), data=folder / "data", store=store)
    return eve.open(config, "eve")


def count(source: Source, filter: str = "*") -> int:
    return source.trend(Query(filter, DAY)).count


def wait_for(done: Callable[[], bool], seconds: float = 60) -> None:
    begin = monotonic()
    while not done():
        assert monotonic() - begin < seconds
        sleep(0.02)


def test_opening_reads_nothing_and_reading_brings_every_event(tmp_path: Path, capture: Path) -> None:
    source = opened(tmp_path, capture)
    assert not (tmp_path / "data").exists()
    assert (source.span().count, source.notes(), source.progress()) == (0, (), None)
    before = source.generation()
    source.read()
    assert source.span().count == 30
    assert source.generation() != before
    assert source.notes() == ()


def test_progress_is_told_while_reading_and_not_when_nothing_is_new(tmp_path: Path, capture: Path) -> None:
    told: list[Progress] = []
    source = opened(tmp_path, capture)
    source.read(told.append)
    assert told[-1] == Progress(1.0, 30, 0.0, "eve.json", told[-1].bytes, told[-1].rate)
    told.clear()
    opened(tmp_path, capture).read(told.append)
    assert told == []


def test_a_store_belongs_to_its_paths_in_any_order(tmp_path: Path, capture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(small.event(0, event_type="tls")) + "\n")
    both = opened(tmp_path, capture, other)
    both.read()
    assert (both.label, count(both)) == ("2 files", 31)
    assert count(opened(tmp_path, other, capture)) == 31
    alone = opened(tmp_path, other)
    assert count(alone) == 0
    alone.read()
    assert (alone.label, count(alone)) == ("other.json", 1)
    monkeypatch.chdir(tmp_path)
    assert count(opened(tmp_path, Path("other.json"))) == 1


def test_a_named_store_is_opened_by_its_name(tmp_path: Path, capture: Path) -> None:
    opened(tmp_path, capture, store="case/../7").read()
    source = opened(tmp_path, store="case/../7")
    source.read()
    assert (source.label, count(source)) == ("case/../7", 30)
    assert len(os.listdir(tmp_path / "data" / "stores")) == 1
    assert count(opened(tmp_path, capture)) == 0


def test_a_folder_and_the_demonstration_have_labels(tmp_path: Path) -> None:
    config = Config(data=tmp_path)
    config.demo_file.parent.mkdir(parents=True)
    small.write(config.demo_file)
    demo = open_source("demo", config)
    demo.read()
    assert (demo.name, demo.label, count(demo)) == ("demo", "Demonstration capture", 30)
    (tmp_path / "logs").mkdir()
    small.write(tmp_path / "logs" / "eve.json")
    folder = opened(tmp_path, tmp_path / "logs")
    folder.read()
    assert (folder.name, folder.label, count(folder)) == ("eve", "logs", 30)


def test_neither_paths_nor_a_store_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="EVE_PATH"):
        opened(tmp_path)


def test_a_missing_file_is_one_sentence_unless_it_was_read_before(tmp_path: Path, capture: Path) -> None:
    source = opened(tmp_path, capture)
    capture.rename(tmp_path / "away")
    for read in (source.read, source.read_behind):
        with pytest.raises(SourceUnreachable, match=r"eve\.json does not exist") as caught:
            read()
        assert "\n" not in str(caught.value)
    (tmp_path / "away").rename(capture)
    source.read()
    capture.unlink()
    source.read()
    assert count(source) == 30
    (note,) = source.notes()
    assert note.kind == "stale"
    assert "eve.json does not exist" in note.text


def test_lines_that_could_not_be_read_are_counted_by_file(tmp_path: Path, capture: Path) -> None:
    with capture.open("ab") as file:
        file.write(b'{"cut": \n[]\n\n' + json.dumps(small.event(40)).encode() + b"\n")
    source = opened(tmp_path, capture)
    source.read()
    (note,) = source.notes()
    assert note.kind == "skipped"
    assert note.text.startswith("2 lines of eve.json could not be read. ")
    assert count(source) == 31


def test_a_file_that_is_cut_off_says_so(tmp_path: Path) -> None:
    plain = small.write(tmp_path / "plain").read_bytes()
    packed = tmp_path / "eve.json.gz"
    packed.write_bytes(gzip.compress(plain)[:-200])
    source = opened(tmp_path, packed)
    source.read()
    assert 0 < count(source) < 30
    assert Note("partial", "eve.json.gz is cut off: the lines before the cut were read.") in source.notes()


def damaged(tmp_path: Path, capture: Path) -> Path:
    """The first of the two parts of a store, damaged: the other one holds one event."""
    source = opened(tmp_path, capture)
    source.read()
    with capture.open("ab") as file:
        file.write(json.dumps(small.event(40)).encode() + b"\n")
    source.read()
    (first, _) = sorted((tmp_path / "data" / "stores").rglob("*.segment"))
    content = first.read_bytes()
    first.unlink()
    first.write_bytes(content[:8] + b"\xff" * 3_000 + content[3_008:])
    return first


def test_a_damaged_part_is_named_and_the_rest_answers(tmp_path: Path, capture: Path) -> None:
    first = damaged(tmp_path, capture)
    again = opened(tmp_path, capture)
    assert again.events(Query("*", Window())).total == 1
    (note,) = again.notes()
    assert note.kind == "partial"
    assert first.name in note.text
    assert again.trend(Query("event_type:flow", Window())).count == 1


def test_reading_behind_happens_in_another_process_and_says_how_far_it_is(tmp_path: Path, capture: Path) -> None:
    source = opened(tmp_path, capture)
    source.read_behind()
    assert source.progress() == Progress(0.0, 0, None, "eve.json")
    source.read_behind()
    wait_for(lambda: source.progress() is None)
    assert count(source) == 30
    assert source.notes() == ()
    source.read_behind()
    assert source.progress() is None
    source.close()


def test_files_are_followed_once_they_were_read(tmp_path: Path, capture: Path) -> None:
    source, beside = opened(tmp_path, capture), opened(tmp_path, capture)
    source.read_behind()
    wait_for(lambda: count(source) == 30)
    beside.read_behind()
    generation = source.generation()
    with capture.open("ab") as file:
        file.write(json.dumps(small.event(60)).encode() + b"\n")
    wait_for(lambda: count(source) == 31)
    assert source.generation() != generation
    assert (source.notes(), beside.notes()) == ((), ())
    source.close()
    beside.close()


def test_reading_behind_that_fails_becomes_a_note(tmp_path: Path, capture: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "stores").touch()
    source = opened(tmp_path, capture)
    source.read_behind()
    wait_for(lambda: source.progress() is None)
    (note,) = source.notes()
    assert note.kind == "partial"
    assert "cannot be written" in note.text
    assert "Traceback" not in note.text


def test_a_dropped_store_is_read_again(tmp_path: Path, capture: Path) -> None:
    source = opened(tmp_path, capture)
    source.read()
    before = source.generation()
    source.drop()
    assert count(source) == 0
    source.read()
    assert count(source) == 30
    assert source.generation() != before


def test_two_sources_over_one_store_see_each_others_events(tmp_path: Path, capture: Path) -> None:
    one, other = opened(tmp_path, capture), opened(tmp_path, capture)
    one.read()
    assert count(other) == 30
    (folder,) = (tmp_path / "data" / "stores").iterdir()
    small.write(tmp_path / "more.json", small.event(50, event_type="tls"))
    ingest([tmp_path / "more.json"], Store(folder))
    assert count(one, "event_type:tls") == count(other, "event_type:tls") == 1


def expectations(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(captures.path(name).read_bytes())
    return found


@pytest.fixture(params=["verify_24h", "training_02"])
def truth(request: pytest.FixtureRequest) -> tuple[Source, dict[str, Any], Window]:
    """A real capture, what plain Python counted in it, and the whole days that hold it."""
    source: Source = request.getfixturevalue(request.param)
    expected = expectations("expectations.json" if request.param == "verify_24h" else "expectations-training-02.json")
    first = pd.Timestamp(expected["first_timestamp"]).floor("h")
    last = pd.Timestamp(expected["last_timestamp"]).floor("h") + pd.Timedelta("1h")
    return source, expected, Window.between(first.to_pydatetime(), last.to_pydatetime())


Truth = tuple[Source, dict[str, Any], Window]


def pairs(frame: pd.DataFrame) -> dict[str, int]:
    return dict(zip(frame["key"].astype(str), frame["count"], strict=True))


@pytest.mark.real
def test_real_totals_per_type_and_severity_are_those_of_the_file(truth: Truth) -> None:
    source, expected, window = truth
    assert source.trend(Query("*", window)).count == expected["total_events"]
    assert source.span().count == expected["total_events"]
    assert pairs(source.values(Query("*", window), "event_type", 100).frame) == expected["event_types"]
    alerts = Query("event_type:alert", window)
    assert source.trend(alerts).count == expected["alerts"]
    assert pairs(source.values(alerts, "alert.severity", 100).frame) == expected["alerts_per_severity"]
    assert pairs(source.values(alerts, "alert.action", 100).frame) == expected["alerts_per_action"]


@pytest.mark.real
def test_real_counts_per_hour_and_type_are_those_of_the_file(truth: Truth) -> None:
    source, expected, window = truth
    hours = round(window.length.total_seconds() / 3_600)
    found = source.timeline(Query("*", window), "event_type", hours, 100)
    table: dict[str, dict[str, int]] = {}
    for row in found.frame[found.frame["count"] > 0].rename(columns={"count": "n"}).itertuples():
        table.setdefault(f"{row.time:%Y-%m-%dT%H}", {})[row.key] = row.n
    assert table == {hour: counts for hour, counts in expected["per_hour"].items() if counts}
    totals = source.timeline(Query("*", window), None, hours).frame
    nonzero = totals[totals["count"] > 0]
    assert {f"{time:%Y-%m-%dT%H}": n for time, n in zip(nonzero["time"], nonzero["count"], strict=True)} == {
        hour: n for hour, n in expected["per_hour_total"].items() if n
    }


TOPS = {
    "alerts_per_signature": ("event_type:alert", "alert.signature"),
    "alerts_per_signature_id": ("event_type:alert", "alert.signature_id"),
    "alerts_per_category": ("event_type:alert", "alert.category"),
    "top_alert_src_ip": ("event_type:alert", "src_ip"),
    "top_alert_dest_ip": ("event_type:alert", "dest_ip"),
    "top_http.hostname_http_events_only": ("event_type:http", "http.hostname"),
    "top_tls.sni_tls_events_only": ("event_type:tls", "tls.sni"),
    "top_dns.rrname_v2_queries": ("event_type:dns AND dns.type:query", "dns.rrname"),
    "top_dns.queries.rrname_v3_requests": ("event_type:dns AND dns.type:request", "dns.queries.rrname"),
} | {
    f"top_{field}": ("*", field)
    for field in (
        "src_ip", "dest_ip", "dest_port", "src_port", "proto", "app_proto", "host", "http.hostname", "http.status",
        "http.http_user_agent", "tls.sni", "tls.version", "fileinfo.filename",
    )
}  # fmt: skip


@pytest.mark.real
@pytest.mark.parametrize("name", TOPS)
def test_real_top_values_are_those_of_the_file(truth: Truth, name: str) -> None:
    source, expected, window = truth
    filter, field = TOPS[name]
    top, wanted = expected[name]["top"], expected[name]
    found = source.values(Query(filter, window), field, max(len(top), 1))
    assert found.distinct == wanted["distinct"]
    assert found.frame["count"].tolist() == [count for _, count in top]
    # Where a tie is cut the file's list orders numbers as text: compare what lies above it.
    least = top[-1][1] if top and wanted["distinct"] > len(top) else 0
    assert {key: count for key, count in pairs(found.frame).items() if count > least} == {
        str(key): count for key, count in top if count > least
    }
    everything = source.values(Query(filter, window), field, 100_000).frame
    assert everything["count"].sum() == wanted["total"]


@pytest.mark.real
def test_real_flows_come_whole_and_byte_for_byte(truth: Truth) -> None:
    source, expected, window = truth
    assert source.values(Query("*", window), "flow_id").distinct == expected["distinct_flow_ids"]
    assert source.trend(Query("NOT _exists_:flow_id", window)).count == expected["events_without_flow_id"]
    for flow in expected["flows"]:
        found = source.events(Query(f"flow_id:{flow['flow_id']}", window, None), oldest_first=True)
        assert found.total == len(found.raw) == flow["count"]
        hashes = sorted(hashlib.sha1(line).hexdigest() for line in found.raw)
        assert hashes == sorted(event["sha1_of_line"] for event in flow["events"])
        assert found.frame["flow_id"].unique().tolist() == [flow["flow_id"]]
        assert found.frame["event_type"].value_counts().to_dict() == flow["event_types"]
        assert found.frame["timestamp"].dt.floor("ms").is_monotonic_increasing


def test_the_demonstration_answers_every_question(tmp_path: Path) -> None:
    config = Config(data=tmp_path)
    config.demo_file.parent.mkdir(parents=True)
    small.write(config.demo_file)
    demo = open_source("demo", config)
    demo.read()
    everything = Query("*", limit=None)
    assert [len(batch.ids) for batch in demo.batches(everything, size=20)] == [20, 10]
    assert demo.pairs(everything).frame["count"].tolist() == [10, 10, 10]
    assert demo.fields(everything).total == 30
    assert demo.stats(everything, "dest_port").mean == 80
    assert {check.state for check in demo.checks()} == {"ok"}


def test_fields_pairs_and_numbers_leave_out_a_part_that_turns_out_to_be_damaged(tmp_path: Path, capture: Path) -> None:
    damaged(tmp_path, capture)
    for ask in (
        lambda each: each.fields(Query("*")).total,
        lambda each: each.pairs(Query("*")).frame["count"].sum(),
        lambda each: each.stats(Query("*"), "src_port").count,
        lambda each: sum(len(batch.ids) for batch in each.batches(Query("event_type:flow"))),
    ):
        again = opened(tmp_path, capture)
        assert ask(again) == 1
        assert [note.kind for note in again.notes()] == ["partial"]


def test_answers_without_a_damaged_part_are_floors_until_it_was_read_again(tmp_path: Path, capture: Path) -> None:
    source = opened(tmp_path, capture)
    source.read()
    (segment,) = source.store.segments()
    path = source.store.folder / segment.name
    content = bytearray(path.read_bytes())
    content[segment.footer["sections"]["blocks"][0]] ^= 255
    path.write_bytes(content)
    broken = opened(tmp_path, capture)
    for answer in (
        broken.events(Query()),
        broken.trend(Query()),
        broken.values(Query(), "proto"),
        broken.groups(Query(), ("proto",)),
    ):
        assert not answer.exact
        assert segment.name in answer.notes[-1].text
    (batch,) = broken.batches(Query(limit=None))
    assert not batch.exact
    broken.read()
    assert broken.trend(Query()).exact
    assert count(broken) == 30
