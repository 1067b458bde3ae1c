"""Processes that are killed at any moment: what they committed is there, each event once."""

import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from connector.engine import answer
from connector.engine.follow import Follower
from connector.engine.ingest import ingest
from connector.engine.store import Store
from connector.query import Query
from connector.window import Window
from tests.engine.test_follow import line
from tests.soak.conftest import Effort
from tests.soak.writer import ROOT, numbers

DOINGS = ("bulk", "live", "sealing")


class Capture:
    """A folder of files that grows, and the store of it. Events are numbered from 0, in the order in which they are written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "log"
        self.folder.mkdir()
        self.store = folder / "store"
        self.written = 0

    def write(self, count: int, name: str = "eve.json") -> None:
        """Adds events to a file."""
        with (self.folder / name).open("ab") as file:
            file.write(b"".join(map(line, range(self.written, self.written + count))))
        self.written += count

    def held(self) -> set[int]:
        """The numbers of the events in the store, opened anew; every way to count says how many these are."""
        store = Store(self.store)
        found = numbers(store)
        assert len(np.unique(found)) == len(found)
        assert answer.trend(store, Query("*", Window())).count == len(found)
        assert sum(counts.kept for counts in store.counts().values()) == len(found)
        assert store.damaged() == ()
        return set(found.tolist())


def killed(doing: str, capture: Capture, chance: random.Random) -> int:
    """Starts a process, kills it a little later, and gives how many events it said it had committed."""
    command = [sys.executable, "-m", "tests.soak.child", doing, str(capture.folder), str(capture.store)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"0\n"
        end = time.monotonic() + chance.uniform(0, 1.2 if doing == "bulk" else 0.8)
        while time.monotonic() < end:
            if doing == "live":
                capture.write(20, chance.choice(["eve.json", "eve-other.json"]))
            time.sleep(0.02)
        child.kill()
        said = child.stdout.read().split()
    return max(map(int, said), default=0)


def test_kills_at_any_moment_lose_and_double_nothing(tmp_path: Path, effort: Effort) -> None:
    capture, chance = Capture(tmp_path), random.Random(effort.seed)
    capture.write(10)
    before: set[int] = set()
    for number in range(effort.kills):
        doing = DOINGS[number % len(DOINGS)]
        if doing == "bulk":
            capture.write(4_000, f"eve-{number}.json")
        if doing == "sealing":
            follower = Follower([str(capture.folder)], Store(capture.store))
            for _ in range(12):
                capture.write(5)
                follower.look()
            before = capture.held()
            assert before == set(range(capture.written))
        committed = killed(doing, capture, chance)
        held = capture.held()
        assert held >= before
        assert len(held) - len(before) >= committed
        assert held <= set(range(capture.written))
        assert doing != "sealing" or held == before
        before = held
    ingest([capture.folder], Store(capture.store), workers=0)
    assert capture.held() == set(range(capture.written))
