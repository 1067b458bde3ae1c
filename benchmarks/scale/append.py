"""A live append: a thousand events every tenth of a second, each batch read and committed, in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter, sleep

import orjson

from benchmarks.scale.corpus import UNTIL
from connector import demo
from connector.engine.follow import Follower
from connector.engine.sealer import Sealer
from connector.engine.store import Store

BATCH = 1_000
_EVERY = 0.1


@dataclass(slots=True)
class Appended:
    """What the append said once it was over.

    Attributes:
        milliseconds: for each batch from its last byte in the file to its commit.
        rate: events a second.
    """

    milliseconds: list[float]
    rate: float


@contextmanager
def appending(store: Path, file: Path, seconds: float) -> Iterator[Appended]:
    """Appends beside what is done inside, which begins with the first commit; knows the outcome after it."""
    outcome = Appended([], 0.0)
    command = [sys.executable, "-m", __name__, str(store), str(file), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield outcome
        said = json.loads(process.stdout.readline())
        outcome.milliseconds, outcome.rate = said["milliseconds"], said["rate"]


def _append(folder: Path, file: Path, seconds: float) -> None:
    """Made beforehand, so that making events is in no time."""
    amount = int(seconds / _EVERY) + 1
    events = demo.events(max((amount + 1) * BATCH * 21 // 20, 2_000), 99, UNTIL)
    lines = [orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in events]
    batches = [b"".join(islice(lines, n, n + BATCH)) for n in range(0, amount * BATCH, BATCH)]
    store = Store(folder)
    times = []
    with file.open("ab", buffering=0) as out, Sealer(store) as sealer:
        follower = Follower([str(file)], store)
        out.write(batches[0])
        follower.look()
        _say("ready")
        begin = perf_counter()
        for number, batch in enumerate(batches[1:], 1):
            out.write(batch)
            since = perf_counter()
            follower.look()
            times.append((perf_counter() - since) * 1_000)
            sealer.tend()
            sleep(max(0.0, begin + number * _EVERY - perf_counter()))
        rate = len(times) * BATCH / (perf_counter() - begin)
        sealer.finish()
    _say(json.dumps({"milliseconds": times, "rate": rate}))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _append(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
