"""Files into a real cluster: nothing refused, nothing lost, nothing double, whatever breaks in between."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from connector.errors import ConnectorError
from connector.query import Query
from connector.shipping import ship
from connector.sources import opensearch
from connector.sources.opensearch import reach
from tests import small
from tests.cluster.conftest import Both, settings, written
from tests.cluster.node import Node
from tools.dashboard import ROOT, environment

ALL = Query("*", limit=None)


def held(node: Node, name: str) -> list[str]:
    """The ``_id`` of every event in the indices of that name."""
    source = opensearch.open(settings(node, f"{name}-*"), "opensearch")
    return [id for batch in source.batches(ALL, size=500) for id in batch.ids]


@pytest.mark.real
def test_events_of_every_type_are_taken_and_read_back_byte_for_byte(mixed: Both) -> None:
    lines = mixed.path.read_bytes().splitlines()
    sent = mixed.shipped.sent
    # What a slow machine acknowledges too late is sent again, and is there already.
    assert (sent.created + sent.there, sent.reduced, mixed.shipped.unreadable) == (len(lines), 0, 0)
    back = [line for batch in mixed.cluster.batches(ALL, size=700) for line in batch.raw]
    assert sorted(back) == sorted(lines)


def test_what_a_mapping_cannot_hold_side_by_side_is_kept(node: Node, tmp_path: Path) -> None:
    events = [
        small.event(0, mixed={"a": 1}), small.event(1, mixed="text"), small.event(2, mixed=[1, {"a": "x"}]),
        small.event(3, n=1), small.event(4, n=2**64), small.event(5, n="word"), small.event(6, n={"deep": True}),
        small.event(7, timestamp="yesterday"), small.event(8, src_ip="no address"), small.event(9, **{"": 1, "a..b": 2, ".": 3}),
        small.event(10, flow={"start": 5}), small.event(11, flow="none"), small.event(12, flag=True),
        small.event(13, flag="maybe")
    ]  # fmt: skip
    path = written(tmp_path / "eve.json", *events)
    done = ship([path], reach(settings(node).opensearch), name="awkward")
    assert done.sent.created == len(events)
    source = opensearch.open(settings(node, "awkward-*"), "opensearch")
    found = source.events(ALL)
    assert sorted(found.raw) == sorted(path.read_bytes().splitlines())
    assert source.trend(Query("n_integer.keyword:18446744073709551616")).count == 1
    assert source.trend(Query("mixed_value:text")).count == 1
    assert source.span().untimed == 1


def test_a_file_that_grew_is_shipped_from_where_it_ended(node: Node, tmp_path: Path) -> None:
    path, cluster = small.write(tmp_path / "eve.json"), reach(settings(node).opensearch)
    assert ship([path], cluster, name="grown").sent.created == 30
    assert ship([path], cluster, name="grown").sent.created == 0
    with path.open("a") as file:
        file.write(json.dumps(small.event(50)) + "\n")
    done = ship([path], cluster, name="grown").sent
    assert (done.created, done.there) == (1, 0)
    assert len(held(node, "grown")) == len({*held(node, "grown")}) == 31


def test_a_client_that_is_killed_goes_on_and_nothing_is_double(node: Node, made: Both, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "connector", "ship", "--opensearch", node.address, "--index", "killed", str(made.path)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path, {}), stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None and not _some(node, "killed"):
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    again = subprocess.run(command, cwd=ROOT, env=environment(tmp_path, {}), capture_output=True, text=True, check=True)
    assert "events shipped" in again.stderr
    ids = held(node, "killed")
    assert sorted(ids) == sorted(made.files.events(ALL).ids)


def _some(node: Node, name: str) -> bool:
    try:
        return reach(settings(node).opensearch).search(f"{name}-*", {"size": 0}).total > 0
    except ConnectorError:
        return False


@pytest.mark.long
def test_a_node_that_is_killed_and_comes_back_lost_nothing(node: Node, made: Both) -> None:
    everything = sorted(made.files.events(ALL).ids)
    away = threading.Event()

    def kill_and_start() -> None:
        while not _some(node, "back"):
            time.sleep(0.02)
        node.kill()
        away.set()
        node.start()

    restart = threading.Thread(target=kill_and_start)
    restart.start()
    try:
        done = ship([made.path], reach(settings(node).opensearch), patience=120, name="back").sent
    finally:
        restart.join()
    assert away.is_set()
    assert done.created + done.there == len(everything)
    assert ship([made.path], reach(settings(node).opensearch), name="back").sent.created == 0
    assert sorted(held(node, "back")) == everything
