"""What an attacker, a careless newcomer and a tired analyst do to the connector; each of these broke it once."""

import csv
import http.client
import io
import json
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from connector import Connector, SourceUnreachable, Window
from connector.config import Config
from connector.engine.lines import UnreadableLine, read_line
from connector.errors import BadResponse, ConfigError, QueryError
from connector.http import Client
from connector.query import Query
from connector.source import Source
from connector.sources import eve
from tests.engine import made
from tests.wire import API, Reply, listening, serving

ROOT = Path(__file__).parents[1]
TOKEN = "5ecret" * 6
LATE = 2**70
"""An integer past 64 bits: with one in a segment, its events are read by Python and not by orjson."""


def nested(depth: int, leaf: str = "1") -> bytes:
    """A line with arrays in arrays."""
    return f'{{"timestamp":"{made.NOON}","deep":{"[" * depth}{leaf}{"]" * depth}}}'.encode()


def over(folder: Path, *lines: bytes | dict[str, object]) -> Connector:
    """A connector over lines, with all time as its window."""
    path = made.write(folder / "eve.json", lines)
    return Connector(eve=path).set_window(Window())


def run(*words: str, stdout: int | None = subprocess.PIPE) -> "subprocess.CompletedProcess[bytes]":
    """The command line, which never shows a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "connector", *words],
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def opened(folder: Path, *lines: bytes | dict[str, object]) -> Source:
    """A source that has read lines."""
    path = made.write(folder / "eve.json", lines)
    source = eve.open(Config(source="eve", eve_path=(str(path),), data=folder / "data"), "eve")
    source.read()
    return source


def test_a_number_of_5000_digits_is_one_bad_line_and_stops_nothing(bare_environment: Path) -> None:
    line = f'{{"timestamp":"{made.NOON}","n":{"9" * 5_000}}}'.encode()
    asked = over(bare_environment, made.event(), line, made.event())
    assert asked.count() == 2
    assert [note.kind for note in asked.source.notes()] == ["skipped"]


@pytest.mark.parametrize("number", ["1e400", "-1e400"])
def test_a_number_that_no_json_of_ours_could_say_is_a_bad_line(number: str) -> None:
    with pytest.raises(UnreadableLine, match="too great"):
        read_line(f'{{"n":{number}}}'.encode())


def test_events_beside_a_deeply_nested_one_are_still_shown(bare_environment: Path) -> None:
    asked = over(bare_environment, made.event(n=LATE), nested(690), made.event(n=1))
    frame = asked.get_events_df(columns=["n"])
    assert sorted(frame["n"].dropna()) == [1, LATE]
    assert len(frame) == 3


def test_what_only_python_reads_may_not_be_nested_as_deeply_as_it_can_go() -> None:
    assert read_line(nested(200, '"\\ud800"')).event["timestamp"] == made.NOON
    with pytest.raises(UnreadableLine, match="nested"):
        read_line(nested(300, '"\\ud800"'))


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59.999999-1400", "9999-12-31T23:59:59.9999999Z", "9999-12-31T00:00:00Z"])
def test_a_time_at_the_end_of_the_calendar_breaks_neither_span_nor_timeline(bare_environment: Path, moment: str) -> None:
    asked = over(bare_environment, made.event(), made.event(timestamp=moment))
    assert asked.count() == 2
    span = asked.span()
    assert span.last == datetime.fromisoformat(made.NOON)
    assert span.untimed == 1
    assert asked.timeline(buckets=3).frame["count"].sum() == 1


@pytest.mark.parametrize(
    "words",
    [("count", "--eve", ""), ("count", "--scirius", " "), ("count", "--store", ""), ("ingest", "")],
    ids=lambda words: " ".join(words),
)
def test_an_unset_variable_of_a_script_asks_no_other_source(bare_environment: Path, words: tuple[str, ...]) -> None:
    made.write(bare_environment / "eve.json", [made.event()])  # the folder that `""` would mean
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"it is blank" in done.stderr


@pytest.mark.parametrize("given", [{"eve": []}, {"eve": ""}, {"eve": ["", "x"]}, {"scirius": " "}], ids=str)
def test_a_pattern_that_found_nothing_asks_no_other_source(bare_environment: Path, given: dict[str, Any]) -> None:
    demo = bare_environment / "data" / "demo"
    demo.mkdir(parents=True)
    made.write(demo / "eve.json", [made.event()])
    with pytest.raises(ConfigError, match="empty"):
        Connector(**given)


@pytest.mark.parametrize("hours", [float("nan"), float("inf"), 1e300])
def test_an_absurd_span_is_refused_and_the_window_stands(bare_environment: Path, hours: float) -> None:
    asked = over(bare_environment, made.event())
    with pytest.raises(QueryError, match="length of time"):
        asked.set_query_delta(hours=hours)
    assert asked.count() == 1


def test_an_end_beside_all_time_is_refused_and_not_forgotten(bare_environment: Path) -> None:
    path = made.write(bare_environment / "eve.json", [made.event()])
    done = run("count", "--eve", str(path), "--all-time", "--to", "2020-01-01")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"--to needs --from" in done.stderr


def test_a_store_that_does_not_exist_is_no_empty_store(bare_environment: Path) -> None:
    with pytest.raises(SourceUnreachable, match="no store tpyo"):
        Connector(store="tpyo")


def test_two_names_never_share_a_store(bare_environment: Path) -> None:
    path = made.write(bare_environment / "eve.json", [made.event()])
    assert Connector(eve=path, store="a b").set_window(Window()).count() == 1
    with pytest.raises(SourceUnreachable):
        Connector(store="a_b")
    assert Connector(eve=path, store="x" * 300).set_window(Window()).count() == 1


def test_without_settings_a_newcomer_hears_what_to_do(bare_environment: Path) -> None:
    done = run("count")
    assert done.returncode == 1
    assert b"no demonstration yet" in done.stderr
    assert b"EVE_PATH" in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a full disk to offer")
def test_a_full_disk_behind_the_answer_is_one_sentence(bare_environment: Path) -> None:
    path = made.write(bare_environment / "eve.json", [made.event()])
    with open("/dev/full", "wb") as full:
        done = run("events", "--eve", str(path), "--all-time", stdout=full.fileno())
    assert done.returncode == 1
    assert done.stderr.decode().strip() == "The answer cannot be written: No space left on device. Make room, or write elsewhere."


def test_a_demonstration_into_no_folder_is_one_sentence(bare_environment: Path) -> None:
    done = run("demo", "--events", "2000", "--out", "no/such/folder.json")
    assert done.returncode == 1
    assert b"no/such/folder.json cannot be written" in done.stderr


def test_parquet_takes_what_it_has_no_type_for_as_json(bare_environment: Path) -> None:
    lines = [made.event(src_ip=123, n=LATE, tags=["a"], many=[[1], [{"b": None}]]), made.event(src_ip="10.0.0.1", n=1)]
    path = made.write(bare_environment / "eve.json", lines)
    frame = pd.read_parquet(io.BytesIO(run("events", "--eve", str(path), "--all-time", "--format", "parquet").stdout))
    assert sorted(frame["src_ip"]) == ['"10.0.0.1"', "123"]
    assert sorted(map(int, frame["n"])) == [1, LATE]
    assert [list(tags) for tags in frame["tags"].dropna()] == [["a"]]
    assert [json.loads(text) for text in frame["many"].dropna()] == [[[1], [{"b": None}]]]


def test_a_list_in_csv_is_json(bare_environment: Path) -> None:
    path = made.write(bare_environment / "eve.json", [made.event(tags=["a", None, True])])
    text = run("events", "--eve", str(path), "--all-time", "--format", "csv").stdout.decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert json.loads(row["tags"]) == ["a", None, True]


def test_an_error_in_plain_words_is_what_its_status_says() -> None:
    with (
        listening(lambda _: Reply(404, b"Not Found", "text/plain")) as server,
        pytest.raises(BadResponse, match="no such endpoint"),
    ):
        Client(server.address, TOKEN).get("/x/", {})


def test_no_limit_is_promised_to_give_what_a_server_does_not(
    tmp_path: Path, bare_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCIRIUS_TOKEN", TOKEN)
    with serving(opened(tmp_path, *[made.event(n=number) for number in range(10_001)]), TOKEN) as base:
        day = ("--from", "2026-10-31", "--to", "2026-11-01", "--format", "ndjson")
        done = run("events", "--scirius", base, *day, "--limit", "20000")
    assert done.stdout.count(b"\n") == 10_000
    assert done.stderr.decode() == (
        "The server hands out 10,000 of the 10,001 events of the millisecond from 2026-10-31T12:00:00.000Z on.\n"
    )


def test_sizes_of_5000_digits_do_not_crash_the_server(tmp_path: Path) -> None:
    long = "9" * 5_000
    with serving(opened(tmp_path, made.event()), TOKEN) as base:
        for question, expected in ((f"events_tail/?page_size={long}", 200), (f"unique_values/?size={long}", 400)):
            connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=20)
            connection.request("GET", API + question, headers={"Authorization": f"Token {TOKEN}"})
            assert connection.getresponse().status == expected
            connection.close()


def test_a_client_that_reads_slowly_does_not_keep_the_server_alive(bare_environment: Path) -> None:
    payload = "x" * 4_000
    path = made.write(bare_environment / "eve.json", [made.event(n=number, p=payload) for number in range(5_000)])
    server = subprocess.Popen(
        [sys.executable, "-m", "connector", "serve", "--eve", str(path), "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "EVELENS_TOKEN": TOKEN},
    )
    try:
        assert server.stderr is not None
        address = server.stderr.readline().strip().removeprefix("ready on http://")
        slow = http.client.HTTPConnection(address, timeout=20)
        everything = "from_date=1793404800000&to_date=1793491199999&page_size=5000"
        slow.request("GET", f"{API}events_tail/?{everything}", headers={"Authorization": f"Token {TOKEN}"})
        reply = slow.getresponse()
        assert reply.status == 200  # 20 MB wait behind it, and nobody reads them
        server.terminate()
        begin = time.monotonic()
        assert server.wait(15) == 0
        assert time.monotonic() - begin < 10
        slow.close()
    finally:
        server.kill()
        server.communicate()


def test_a_query_about_all_of_it_survives_every_oddity_at_once(bare_environment: Path) -> None:
    lines: list[bytes | dict[str, object]] = [
        made.event(n=LATE),
        nested(690),
        nested(100, '"\\ud800"'),
        made.event(timestamp="9999-12-31T23:59:59.999999-1400"),
        made.event(timestamp=["2026"]),
        made.event(**{"": 1, ".": 2, "a..b": {"": [[], {}, None, [[True]]]}}),
        b'{"event_type":"a","event_type":"b","timestamp":{}}',
        b"{}",
    ]
    asked = over(bare_environment, *lines)
    assert asked.count() == len(lines)
    assert len(asked.source.events(Query(limit=None)).frame) == len(lines)
    assert asked.values("").frame["count"].tolist() == [1]
    assert asked.groups(["event_type"]).frame["count"].sum() == len(lines)


def test_events_that_no_writer_of_json_could_follow_are_quarantined(bare_environment: Path) -> None:
    path = made.write(bare_environment / "eve.json", [nested(600), nested(1_000)])
    assert run("count", "--eve", str(path), "--all-time").stdout == b"1\n"
    for form in ("csv", "json", "ndjson", "parquet"):
        run("events", "--eve", str(path), "--all-time", "--format", form)


def test_names_that_are_no_text_are_read_like_any_other(bare_environment: Path) -> None:
    folder = bare_environment / "logs"
    folder.mkdir()
    made.write(Path(os.fsdecode(os.fsencode(folder) + b"/\xff.json")), [made.event(), b"cut"])
    done = run("count", "--eve", str(folder), "--all-time")
    assert done.stdout == b"1\n"
    assert b"1 line of" in done.stderr


def test_what_is_no_file_is_refused_at_once(bare_environment: Path) -> None:
    os.mkfifo(bare_environment / "pipe")
    done = run("count", "--eve", str(bare_environment / "pipe"), "--all-time")
    assert b"is a pipe: read it from standard input, with `evelens ingest -`" in done.stderr
    assert b"neither a file nor a folder" in run("count", "--eve", os.devnull, "--all-time").stderr


def test_a_window_from_the_year_1_counts(bare_environment: Path) -> None:
    path = made.write(bare_environment / "eve.json", [made.event()])
    assert run("count", "--eve", str(path), "--from", "0001-01-01", "--to", "2027-01-01").stdout == b"1\n"
