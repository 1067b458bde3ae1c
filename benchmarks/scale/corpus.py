"""The events that are asked: the demonstration, again and again with other dice, a capture of two days after the other."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from benchmarks.scale.counters import in_full
from connector import demo

UNTIL = datetime(2026, 10, 31, 18, tzinfo=UTC)
"""The end of the newest capture."""

_SPAN = timedelta(days=2)
_MOST = 5
_LEAST = 100_000
_NETS = b'"192.0.2.', b'"198.51.100.'
# The demonstration knows two hundred addresses outside; RFC 2544 keeps 131,072 for benchmarks.
_WIDE = [(b'"198.18.%d.' % number, b'"198.19.%d.' % number) for number in range(256)]


def make(folder: Path, events: int, seed: int) -> list[Path]:
    """Makes the events in files of two days each, five when there are enough for that; on all cores. Oldest first.

    Files that are there already stay as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    amount = max(1, min(_MOST, events // _LEAST))
    paths = [folder / f"eve-{number}.json" for number in range(amount)]

    def run(number: int) -> None:
        if not paths[number].exists():
            until = UNTIL - _SPAN * (amount - 1 - number)
            words = [str(paths[number]), str(events // amount), str(seed + number), until.isoformat()]
            subprocess.run([sys.executable, "-m", __name__, *words], check=True)

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(run, range(amount)))
    return paths


def write(out: Path, events: int, seed: int, until: datetime) -> None:
    """Writes one capture. Its ``stats`` are in full, so that there are as many fields as real sensors write."""
    unfinished = out.with_suffix(".part")
    with unfinished.open("wb") as file:
        for event in demo.events(events, seed, until):
            if event["event_type"] == "stats":
                event = {**event, "stats": in_full(event["stats"])}
            line = orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE)
            flow = event.get("flow_id", 0)
            wide = _WIDE[(flow & 255) * (flow >> 8 & 255) >> 8]  # some more often than others
            for net, other in zip(_NETS, wide, strict=True):
                line = line.replace(net, other)
            file.write(line)
    unfinished.replace(out)


def sample(paths: Sequence[Path], amount: int, seed: int) -> list[dict[str, Any]]:
    """Events from anywhere in the files; the same seed gives the same ones."""
    return [orjson.loads(line) for line in _lines(paths, amount, random.Random(seed))]


def _lines(paths: Sequence[Path], amount: int, dice: random.Random) -> Iterator[bytes]:
    for number in range(amount):
        path = paths[number % len(paths)]
        with path.open("rb") as file:
            file.seek(int(dice.random() * path.stat().st_size * 0.999))
            file.readline()
            yield file.readline()


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), datetime.fromisoformat(sys.argv[4]))
