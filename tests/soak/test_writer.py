"""A writer like Suricata for a while: every event is there once."""

import time
from pathlib import Path
from threading import Event, Thread

import numpy as np
import numpy.typing as npt

from connector.engine.follow import Look, follow
from connector.engine.store import Store
from tests.soak.conftest import Effort
from tests.soak.writer import numbers, write

RATE = 5_000
PATIENCE = 60.0
"""Seconds after the last event within which it must be there."""


def spans(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The first and the last place of every run of flags that are set."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    return [(int(begin), int(end) - 1) for begin, end in edges.reshape(-1, 2)]


def test_every_event_of_a_rotating_writer_is_there_once(tmp_path: Path, effort: Effort) -> None:
    log, store = tmp_path / "log" / "eve.json", Store(tmp_path / "store")
    log.parent.mkdir()
    stop, troubles = Event(), set()

    def note(look: Look) -> None:
        troubles.add(look.trouble)

    thread = Thread(target=follow, args=([str(log.parent)], store, stop), kwargs={"pause": 0.1, "on_look": note})
    thread.start()
    written = write(log, effort.writing, RATE, effort.seed)
    deadline = time.monotonic() + PATIENCE
    while len(numbers(store)) < written and time.monotonic() < deadline:
        time.sleep(0.2)
    stop.set()
    thread.join()
    times = np.bincount(numbers(store), minlength=written)
    assert (spans(times == 0), spans(times > 1)) == ([], [])
    assert len(times) == written
    assert not effort.soak or written >= 0.9 * RATE * effort.writing  # a busy machine writes fewer
    assert troubles == {""}
    assert sum(counts.kept for counts in store.counts().values()) == written
