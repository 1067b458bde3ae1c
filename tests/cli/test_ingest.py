"""The verb ingest: standard input, what it says while it reads, and how it is stopped."""

import gzip
import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from connector.config import load
from connector.sources import eve
from tests import captures, small
from tests.cli.test_verbs import ROOT, run

pytestmark = pytest.mark.usefixtures("bare_environment")


def environ() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "HOME": os.environ["EVELENS_DATA"]}


def ingest(content: bytes, *words: str, status: int = 0) -> tuple[str, str]:
    """What the verb writes on standard output and on standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "connector", "ingest", *words], input=content, capture_output=True, env=environ(), timeout=60
    )
    assert done.returncode == status, done.stderr
    assert b"Traceback" not in done.stderr
    return done.stdout.decode(), done.stderr.decode()


def test_events_are_piped_into_a_store_that_answers(bare_environment: Path) -> None:
    content = small.write(bare_environment / "eve.json").read_bytes()
    said = ingest(gzip.compress(content), "-")[1]
    assert "30 lines read, 30 events kept" in said
    assert "Ask it with --eve -." in said
    assert run("count", "--eve", "-", "--all-time").stdout == b"30\n"
    assert run("count", "--all-time", EVE_PATH="-").stdout == b"30\n"
    assert "0 lines read" in ingest(content, "-")[1]
    assert b"Standard input cannot be followed" in run("follow", "-", status=1).stderr


def test_a_name_keeps_streams_apart(bare_environment: Path) -> None:
    content = small.write(bare_environment / "eve.json").read_bytes()
    assert "Ask it with --store dmz." in ingest(content, "-", "--store", "dmz")[1]
    assert run("count", "--store", "dmz", "--all-time").stdout == b"30\n"
    assert b"pipe events into `evelens ingest -`" in run("count", "--eve", "-", "--all-time", status=1).stderr


def test_files_and_a_stream_go_into_one_store(bare_environment: Path) -> None:
    path = small.write(bare_environment / "eve.json")
    more = small.write(bare_environment / "more.json", small.event(99)).read_bytes()
    assert "Ask it with --eve eve.json --eve -." in ingest(more[::1], "eve.json", "-")[1]
    # The stream begins as the file does, and goes on.
    assert run("count", "--eve", str(path), "--eve", "-", "--all-time").stdout == b"31\n"


def test_progress_of_a_stream_may_be_json() -> None:
    lines = [json.loads(line) for line in ingest(json.dumps(small.events()).encode(), "-", "--progress", "json")[0].splitlines()]
    assert lines[-1]["summary"]["kept"] == 30
    assert lines[-2]["bytes"] == lines[-1]["summary"]["bytes"] > 0


@pytest.mark.parametrize(("content", "says"), [(b"", "before it held anything"), (b"\x1f\x8b\x08", "before its first line")])
def test_a_stream_that_holds_nothing_is_one_sentence(content: bytes, says: str) -> None:
    said = ingest(content, "-", status=1)[1]
    assert says in said
    assert said.count("\n") == 1


def test_standard_input_that_is_closed_is_one_sentence() -> None:
    command = f"exec {sys.executable} -m connector ingest - <&-"
    done = subprocess.run(["sh", "-c", command], env=environ(), capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"Standard input is closed: pipe events" in done.stderr


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_read(bare_environment: Path) -> None:
    small.write(bare_environment / "b.json")
    (bare_environment / "a.json").symlink_to("/proc/self/mem")
    said = ingest(b"", "a.json", "b.json", status=1)[1]
    assert "30 events kept" in said
    assert "a.json cannot be read: Input/output error." in said


def on_terminal(*words: str, stdin: int | None = None) -> "tuple[subprocess.Popen[bytes], int]":
    """The verb with standard error, and standard input too unless it is given, on a terminal; and its other end."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "connector", "ingest", *words],
        stdin=theirs if stdin is None else stdin,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=environ(),
        start_new_session=True,
    )
    os.close(theirs)
    return child, ours


def told(child: "subprocess.Popen[bytes]", ours: int) -> str:
    found = b""
    try:
        while block := os.read(ours, 65_536):
            found += block
    except OSError:
        pass  # the other end is closed
    os.close(ours)
    child.wait(30)
    return found.decode()


def test_a_terminal_as_standard_input_is_one_sentence() -> None:
    child, ours = on_terminal("-")
    assert told(child, ours).strip() == (
        "Standard input is a terminal: pipe events into it, as in `zcat eve.json.gz | evelens ingest -`."
    )
    assert child.returncode == 1


def test_the_bar_tells_rate_and_time_left(bare_environment: Path) -> None:
    for name in "abcdefgh":
        small.write(bare_environment / f"{name}.json", small.event(ord(name)))
    said = told(*on_terminal("."))
    assert re.search(r"Reading d\.json \[#+\.+\] +\d+%, 124 events, [\d.]+ [kM]?B/s, about \d+ s left", said)
    assert re.search(r"\[#+\] 100%, 248 events, [\d.]+ [kM]?B/s, about 0 s left", said)


def test_ctrl_c_keeps_what_was_piped_and_says_what_to_do() -> None:
    content = b"".join(json.dumps(small.event(n, text="x" * 900)).encode() + b"\n" for n in range(40_000))
    reading, writing = os.pipe()
    child, ours = on_terminal("-", stdin=reading)
    os.close(reading)
    view = memoryview(content)
    source = eve.open(load(eve_path=("-",), source="eve"), "eve")
    with open(writing, "wb", buffering=0) as out:
        while len(view) > 1_000:  # the end stays away: the verb waits for it
            view = view[out.write(view[:-1_000]) :]
        sleep(1)
        child.send_signal(signal.SIGINT)
        said = told(child, ours)
    assert child.returncode == 130
    assert re.search(r"Reading standard input [\d.]+ MB, [\d,]+ events, [\d.]+ MB/s", said)
    assert "Stopped. What was read so far is kept, and can be asked. Pipe the same again" in said
    assert "Traceback" not in said
    before = source.span().count
    assert before is not None
    assert 0 < before < 40_000
    assert f"{40_000 - before:,} events kept" in ingest(content, "-")[1]
    assert source.span().count == 40_000


@pytest.mark.real
def test_a_real_day_that_is_piped_has_the_counts_of_its_file() -> None:
    content = captures.path("training-02.eve.json.gz").read_bytes()
    assert "290 events kept" in ingest(content, "-")[1]
