import csv
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pandas as pd
import pytest

from connector.__main__ import main
from tests import captures, small

ROOT = Path(__file__).parents[2]
DAY = ("--from", "2026-10-31T00:00:00Z", "--to", "2026-11-01T00:00:00Z")
SECRET = "a-token-nobody-may-read"


@dataclass(frozen=True)
class Done:
    """What stands on standard output and on standard error."""

    stdout: bytes
    stderr: bytes


def run(*words: str, status: int = 0, **environment: str) -> Done:
    out, err = TextIOWrapper(BytesIO(), "utf-8"), TextIOWrapper(BytesIO(), "utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in {"HOME": os.environ["EVELENS_DATA"], **environment}.items():
            patch.setenv(name, value)
        try:
            found = main([*words])
        except SystemExit as ending:  # wrong usage
            found = ending.code
    for each in (out, err):
        each.flush()
    done = Done(out.buffer.getvalue(), err.buffer.getvalue())  # type: ignore[attr-defined]
    assert found == status, done.stderr.decode()
    return done


def rows(*words: str) -> list[dict[str, str]]:
    """What a verb prints as CSV."""
    return list(csv.DictReader(StringIO(run(*words, "--format", "csv").stdout.decode(), newline="")))


@pytest.fixture
def capture(bare_environment: Path) -> str:
    return str(small.write(bare_environment / "eve.json"))


def test_count_prints_the_number_alone(capture: str) -> None:
    assert run("count", "event_type:alert", "--eve", capture, *DAY).stdout == b"5\n"


def test_an_old_capture_counts_zero_and_says_where_the_data_is(capture: str) -> None:
    done = run("count", "--eve", capture)
    assert done.stdout == b"0\n"
    assert b"2026-10-31T11:30:00Z to 2026-10-31T11:59:00Z" in done.stderr
    assert run("count", "--eve", capture, "--all-time").stdout == b"30\n"


def test_events_as_ndjson_are_whole_as_written(capture: str) -> None:
    lines = run("events", "--eve", capture, *DAY, "--format", "ndjson", "--limit", "100").stdout.splitlines()
    assert lines == Path(capture).read_bytes().splitlines()[::-1]


def test_a_cut_answer_says_so_on_standard_error(capture: str) -> None:
    done = run("events", "--eve", capture, *DAY, "--limit", "3")
    assert b"3 newest of 30 events" in done.stderr
    assert len(done.stdout.splitlines()) == 4
    for form in ("csv", "ndjson", "json", "parquet"):
        assert b"3 newest of 30 events" in run("events", "--eve", capture, *DAY, "--limit", "3", "--format", form).stderr


def test_all_events_come_in_every_form_and_nothing_is_said(capture: str) -> None:
    lines = Path(capture).read_bytes().splitlines()[::-1]
    for form in ("ndjson", "json", "csv", "parquet"):
        done = run("events", "--all", "--eve", capture, *DAY, "--format", form)
        assert done.stderr == b""
        match form:
            case "ndjson":
                assert done.stdout.splitlines() == lines
            case "json":
                assert [row["src_port"] for row in json.loads(done.stdout)] == [json.loads(line)["src_port"] for line in lines]
            case "csv":
                assert len(list(csv.DictReader(StringIO(done.stdout.decode())))) == 30
            case _:
                assert len(pd.read_parquet(BytesIO(done.stdout))) == 30


def test_columns_come_in_the_order_that_they_are_asked_for(capture: str) -> None:
    table = run("events", "--eve", capture, *DAY, "--columns", "dest_port, src_ip", "--limit", "1").stdout
    assert table.split() == [b"dest_port", b"src_ip", b"80", b"10.0.0.0"]
    (row,) = rows("events", "--eve", capture, *DAY, "--columns", "alert.signature,src_ip", "--limit", "1")
    assert row == {"alert.signature": "", "src_ip": "10.0.0.0"}


def test_a_file_gets_the_form_that_its_name_ends_in(capture: str, bare_environment: Path) -> None:
    out = bare_environment / "events.parquet"
    done = run("events", "--all", "--all-time", "--eve", capture, "--out", str(out))
    assert done.stdout == b""
    assert done.stderr == f"30 events written to {out}.\n".encode()
    assert len(pd.read_parquet(out)) == 30


@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "table"])
def test_a_terminal_gets_no_character_that_it_would_obey(bare_environment: Path, form: str) -> None:
    hostile = small.event(0, event_type="http", http={"url": "\x1b[2J\u202eabc", "hostname": "a\x9bb"})
    line = json.dumps(hostile, ensure_ascii=False)
    (bare_environment / "eve.json").write_text(line + "\n")
    words = ("events", "--all-time", "--eve", "eve.json", "--format", form)
    more = () if form == "ndjson" else ("--columns", "http.url,http.hostname")
    said = on_a_terminal(*words, *more, folder=bare_environment)
    assert "abc" in said
    assert {"\x1b", "\u202e", "\x9b"} & set(said) == set()


def on_a_terminal(*words: str, folder: Path) -> str:
    """What a terminal gets of a verb's answer."""
    ours, its = os.openpty()
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "EVELENS_DATA": os.environ["EVELENS_DATA"],
    }
    done = subprocess.run([sys.executable, "-m", "connector", *words], stdout=its, cwd=folder, env=environ, timeout=120)
    assert done.returncode == 0
    os.close(its)
    said = os.read(ours, 65_536).decode()
    os.close(ours)
    return said


def test_values_and_timeline_come_in_every_format(capture: str) -> None:
    values = run("values", "event_type", "--eve", capture, *DAY, "--format", "json").stdout
    assert json.loads(values) == [{"key": "flow", "count": 20}, {"key": "alert", "count": 5}, {"key": "http", "count": 5}]
    rarest = run("values", "event_type", "--rarest", "--limit", "1", "--eve", capture, *DAY, "--format", "csv").stdout
    assert rarest.splitlines()[1] == b"alert,5"
    timeline = run("timeline", "--by", "event_type", "--buckets", "24", "--eve", capture, *DAY, "--format", "parquet").stdout
    assert pd.read_parquet(BytesIO(timeline))["count"].sum() == 30
    lines = run("timeline", "--eve", capture, *DAY, "--format", "ndjson").stdout.splitlines()
    assert sum(json.loads(line)["count"] for line in lines) == 30


def test_a_spreadsheet_gets_no_formula_and_a_terminal_no_escape(bare_environment: Path) -> None:
    hostile = small.event(0, event_type="http", http={"url": "=cmd|' /C calc'!A0", "hostname": "\x1b[2J\u202eabc"})
    capture = str(small.write(bare_environment / "eve.json", hostile))
    csv = run("values", "http.url", "--eve", capture, *DAY, "--format", "csv").stdout
    assert b"'=cmd" in csv
    table = run("values", "http.hostname", "--eve", capture, *DAY).stdout.decode()
    assert "\x1b" not in table
    assert "\u202e" not in table
    assert "\\x1b[2J\\u202eabc" in table


def test_fields_are_listed_with_their_types(capture: str) -> None:
    found = {row["field"]: row for row in rows("fields", "event_type:alert OR event_type:http", "--eve", capture, *DAY)}
    assert found["event_type"] == {"field": "event_type", "type": "string", "count": "10", "example": "alert"}


def test_a_flow_is_told_from_its_beginning_whenever_it_was(bare_environment: Path) -> None:
    more = [small.event(number, event_type="http", flow_id=77) for number in (60, 50)]
    capture = str(small.write(bare_environment / "eve.json", *more))
    assert [row["timestamp"][11:16] for row in rows("flow", "77", "--eve", capture)] == ["10:59", "11:09"]
    assert len(run("flow", "77", "--eve", capture).stdout.splitlines()) == 3
    lines = run("flow", "77", "--eve", capture, "--format", "ndjson").stdout.splitlines()
    assert [json.loads(line) for line in lines] == more
    assert len(run("flow", "78", "--eve", capture).stdout.splitlines()) == 1


def test_a_field_is_told_in_numbers(capture: str) -> None:
    (row,) = rows("stats", "src_port", "event_type:alert", "--eve", capture, *DAY)
    assert row["count"] == row["distinct"] == "5"
    assert (row["least"], row["greatest"], float(row["mean"]), float(row["p50"])) == ("40020", "40024", 40_022, 40_022)
    stored = run("stats", "src_port", "--eve", capture, *DAY, "--format", "parquet").stdout
    assert pd.read_parquet(BytesIO(stored))["greatest"].tolist() == [40_029]
    (none,) = rows("stats", "nosuch", "--eve", capture, *DAY)
    assert (none["count"], none["least"], none["p99"]) == ("0", "", "")


def test_pairs_say_who_spoke_with_whom(capture: str) -> None:
    words = ("pairs", "src_ip", "dest_port", "event_type:flow", "--eve", capture, *DAY)
    assert rows(*words)[0] == {"source": "10.0.0.0", "target": "80", "count": "7"}
    done = run(*words, "--limit", "1")
    assert b"1 of 3 pairs" in done.stderr


def test_the_doctor_gives_a_line_a_check(capture: str) -> None:
    lines = run("doctor", "--eve", capture).stdout.decode().splitlines()
    assert lines
    assert {line.split()[0] for line in lines} <= {"ok", "warning"}
    assert all(re.fullmatch(r"(ok|warning) +[^:]+: .+", line) for line in lines)


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        (("--scirius", "127.0.0.1:1"), {"SCIRIUS_TOKEN": SECRET}),
        (("--eve", "/nowhere/eve.json"), {}),
        ((), {"EVELENS_SOURCE": "nowhere"}),
    ],
)
def test_the_doctor_fails_with_what_is_wrong(capture: str, words: tuple[str, ...], settings: dict[str, str]) -> None:
    done = run("doctor", *words, status=1, **settings)
    assert [line for line in done.stdout.splitlines() if line.startswith(b"failure ")]
    assert b"checks failed" in done.stderr
    assert SECRET.encode() not in done.stdout + done.stderr


def test_span_says_where_there_is_data(capture: str) -> None:
    (span,) = json.loads(run("span", "--eve", capture, "--format", "json").stdout)
    assert span["count"] == 30
    assert span["first"].startswith("2026-10-31T11:30:00")


def test_ingest_prints_a_summary_and_fills_the_store_that_the_path_opens(bare_environment: Path) -> None:
    capture = small.write(bare_environment / "eve.json")
    capture.write_text(capture.read_text() + '{"cut": \n')
    done = run("ingest", str(capture))
    assert b"30 events kept" in done.stderr
    assert b"1 unreadable" in done.stderr
    again = run("ingest", str(capture))
    assert b"0 events kept" in again.stderr
    assert run("count", "--all-time", EVE_PATH=str(capture)).stdout == b"30\n"


def test_ingest_progress_is_one_json_object_a_line(capture: str) -> None:
    lines = [json.loads(line) for line in run("ingest", "--progress", "json", capture).stdout.splitlines()]
    assert lines[-1]["summary"]["kept"] == 30
    assert all(0 <= line["share"] <= 1 for line in lines[:-1])


def test_the_demonstration_is_written(bare_environment: Path) -> None:
    out = bare_environment / "demo.json"
    run("demo", "--events", "2000", "--seed", "3", "--until", "2026-10-31T18:00:00Z", "--out", str(out))
    assert len(out.read_bytes().splitlines()) == pytest.approx(2000, rel=0.5)


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("count", "a:(b", "--all-time"), 1, b"parenthes"),
        (("count", "--eve", "/nowhere/eve.json"), 1, b"/nowhere/eve.json"),
        (("count", "--window", "yesterday"), 1, b"length of time"),
        (("count", "--from", "2026-10-31", "--to", "2026-10-30"), 1, b"before it starts"),
        (("count", "--scirius", "127.0.0.1:1"), 1, b"127.0.0.1"),
        (("nonsense",), 2, b"usage"),
        (("events", "--limit", "0"), 2, b"1 or more"),
        (("events", "--limit", "5", "--all"), 2, b"not allowed with"),
        (("events", "--columns", "a,,b"), 2, b"names no columns"),
        (("events", "--all"), 1, b"A table is for the screen"),
        (("events", "--out", "events.txt"), 1, b"events.txt does not say"),
        (("events", "--columns", "a", "--format", "ndjson"), 1, b"whole events"),
        (("flow", "abc"), 2, b"is not a flow_id"),
        (("pairs", "src_ip"), 2, b"usage"),
        (("serve", "--host", "0.0.0.0"), 1, b"EVELENS_ALLOW_REMOTE"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_an_exit_status(
    capture: str, words: tuple[str, ...], status: int, says: bytes
) -> None:
    done = run(*words, status=status, EVE_PATH=capture, SCIRIUS_TOKEN=SECRET)
    assert says in done.stderr.lower() or says in done.stderr
    assert SECRET.encode() not in done.stderr + done.stdout
    assert done.stdout == b""


@pytest.mark.real
def test_a_real_day_has_the_counts_of_its_file(bare_environment: Path) -> None:
    path = str(captures.path("verify-24h.eve.json.gz"))
    expected = json.loads(captures.path("expectations.json").read_bytes())
    assert run("count", "--eve", path, *DAY).stdout == b"%d\n" % expected["total_events"]
    assert run("count", "event_type:alert", "--eve", path, *DAY).stdout == b"%d\n" % expected["alerts"]
    types = run("values", "event_type", "--limit", "100", "--eve", path, *DAY, "--format", "json").stdout
    assert {row["key"]: row["count"] for row in json.loads(types)} == expected["event_types"]


def test_a_filter_that_begins_with_a_minus_is_told_how_to_stand(capture: str) -> None:
    assert b"stands behind --" in run("count", "-event_type:dns", "--eve", capture, status=2).stderr
    assert run("count", "--eve", capture, *DAY, "--", "-event_type:flow").stdout == b"10\n"


def test_a_count_may_be_json_and_lists_may_be_cut(capture: str) -> None:
    assert run("count", "--eve", capture, *DAY, "--format", "json").stdout == b'{"count": 30}\n'
    done = run("fields", "--eve", capture, *DAY, "--limit", "2", "--format", "csv")
    assert done.stdout.count(b"\n") == 3
    assert b"2 of " in done.stderr
