"""What others make of the same files: each in a process of its own, asked the same things."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.scale import most_memory

QUESTIONS = ("word", "value", "exists", "range", "wildcard", "top", "top of a day", "newest")
"""What each peer is asked, as far as it can: see `Asked`."""

_PATIENCE = 3.0
"""Seconds after which a question is not asked again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of one round of questions.

    Attributes:
        word: a word anywhere.
        value: a field and a text of it.
        exists: a field.
        range: a field, the least and the greatest number.
        wildcard: a field and what is in the middle of a text of it.
        day: the first moment and the moment after the last one; ISO 8601, UTC.
    """

    word: str
    value: tuple[str, str]
    exists: str
    range: tuple[str, float, float]
    wildcard: tuple[str, str]
    day: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a peer took.

    Attributes:
        events: how many it read.
        seconds: how long reading took.
        disk: bytes; 0 when it keeps everything in memory.
        memory: bytes, at most at one time.
        milliseconds: the median of each question.
        counts: what each round counted, for `value`, `exists` and `range`.
    """

    events: int
    seconds: float
    disk: int
    memory: int
    milliseconds: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[str, list[int]] = field(default_factory=dict)


def run(peer: str, paths: Sequence[Path], folder: Path, rounds: Sequence[Asked]) -> Outcome:
    """Lets one of the modules beside this one read files and answer."""
    task = {"paths": list(map(str, paths)), "folder": str(folder), "rounds": [asdict(each) for each in rounds]}
    command = [sys.executable, "-m", f"{__name__}.{peer}"]
    said = subprocess.run(command, check=True, input=json.dumps(task).encode(), stdout=subprocess.PIPE).stdout
    return Outcome(**json.loads(said))


def task() -> tuple[list[Path], Path, list[Asked]]:
    """In the peer's process: the files, an empty folder of its own, and what to ask."""
    said = json.load(sys.stdin)
    folder = Path(said["folder"])
    folder.mkdir(parents=True)
    return [Path(path) for path in said["paths"]], folder, [Asked(**each) for each in said["rounds"]]


def report(events: int, seconds: float, disk: int, ask: Mapping[str, Callable[[Asked], Any]], rounds: Sequence[Asked]) -> None:
    """In the peer's process: asks, and tells the caller."""
    times: dict[str, list[float]] = {}
    counts: dict[str, list[int]] = {}
    for name, question in ask.items():
        times[name] = []
        for asked in rounds:
            begin = perf_counter()
            answer = question(asked)
            times[name].append((perf_counter() - begin) * 1_000)
            if isinstance(answer, int):
                counts.setdefault(name, []).append(answer)
            if sum(times[name]) > _PATIENCE * 1_000:
                break
    medians = {name: median(each) for name, each in times.items()}
    json.dump(asdict(Outcome(events, seconds, disk, most_memory(), medians, counts)), sys.stdout)
