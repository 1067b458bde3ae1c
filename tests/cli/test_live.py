"""Following files and looking after stores from the command line."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import small
from tests.cli.test_verbs import ROOT, run

SECONDS = 30


@contextmanager
def following(*words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """``follow`` as a process of its own, ended in good order."""
    command = [sys.executable, "-m", "connector", "follow", *words]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        try:
            yield child
        finally:
            child.send_signal(signal.SIGTERM)
            assert child.wait(SECONDS) == 0
            assert child.stderr is not None
            assert b"Traceback" not in child.stderr.read()


def until(count: int, *source: str) -> None:
    """Counts again and again until there are so many."""
    deadline = time.monotonic() + SECONDS
    command = [sys.executable, "-m", "connector", "count", *source, "--all-time"]
    # Before its first look the follower may not have made the store yet.
    while (found := subprocess.run(command, cwd=ROOT, capture_output=True, check=False)).stdout.strip() != b"%d" % count:
        assert time.monotonic() < deadline, found


@pytest.fixture
def capture(bare_environment: Path) -> Path:
    return small.write(bare_environment / "eve.json")


def test_what_is_written_while_it_follows_is_counted(capture: Path) -> None:
    with following(str(capture), "--store", "live"):
        until(30, "--store", "live")
        with capture.open("ab") as file:
            file.write(json.dumps(small.event(90)).encode() + b"\n")
        until(31, "--store", "live")


def test_suricata_may_write_into_a_socket(capture: Path, bare_environment: Path) -> None:
    path = bare_environment / "eve.sock"
    with following("--listen", str(path), "--store", "socket", str(capture)):
        deadline = time.monotonic() + SECONDS
        while not path.is_socket():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as suricata:
            suricata.connect(str(path))
            suricata.sendall(json.dumps(small.event(91)).encode() + b"\n")
            until(31, "--store", "socket")
    assert not path.exists()


def test_a_second_one_says_who_is_in_its_way(capture: Path) -> None:
    with following(str(capture)):
        until(30, "--eve", str(capture))
        assert b"Another process reads into" in run("follow", str(capture), status=1).stderr


def test_it_ends_with_the_process_that_reads_its_reports(capture: Path) -> None:
    command = [sys.executable, "-m", "connector", "follow", "--progress", "json", str(capture)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert json.loads(child.stdout.readline())["share"] == 0
        child.stdin.close()
        assert child.wait(SECONDS) == 0


def test_a_store_is_checked_measured_emptied_and_mended(capture: Path) -> None:
    name = str(capture)
    assert b"no store of these files yet" in run("store", "check", name, status=1).stderr
    run("ingest", name)
    assert run("store", "check", name).stderr.count(b"whole, 30 events") == 1
    assert run("store", "size", name, "--format", "csv").stdout.startswith(b"day,events,bytes\n2026-10-31,30,")
    assert b"20 events dropped" in run("store", "drop", name, "--before", "2026-10-31T11:50:00Z").stderr
    assert run("count", "--eve", name, "--all-time").stdout == b"10\n"
    assert b"needs --before" in run("store", "drop", name, status=1).stderr
    (segment,) = Path(os.environ["EVELENS_DATA"], "stores").glob("*/*.segment")
    content = bytearray(segment.read_bytes())
    content[200] ^= 255
    segment.write_bytes(content)
    assert b"store repair" in run("store", "check", name, status=1).stderr
    assert b"30 events read again" in run("store", "repair", name).stderr
    assert run("count", "--eve", name, "--all-time").stdout == b"10\n"
