"""Sealing while events come in: in a process of its own, so that no answer waits for it."""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

from connector.engine import names
from connector.engine.sealing import FEW, LARGE, MOST, large_runs, runs
from connector.engine.segment import Segment
from connector.engine.store import Store
from connector.engine.worker import Worker
from connector.errors import SourceError

SILENCE = 60.0
"""Seconds without a new event after which small segments are sealed, however few they hold."""

MANY = 256
"""So many small segments are sealed whatever they hold: a question opens every one."""


class Sealer:
    """Seals small segments of a store, one run at a time. A context manager: it is the only one of its store.

    Args:
        store: the store.
        silence: seconds without a new event after which small segments are sealed, however few they hold.
        whole_days: whether segments whose newest events are of two days (UTC) stay apart, because whole days are dropped.

    Raises:
        SourceError: another process seals this store.

    Attributes:
        trouble: why the last sealing failed, one sentence; its parts stay as they are. Empty when none did.
    """

    def __init__(self, store: Store, silence: float = SILENCE, whole_days: bool = False) -> None:
        self.trouble = ""
        self._store = store
        self._silence = silence
        self._whole_days = whole_days
        self._stack = ExitStack()
        self._threads = ThreadPoolExecutor(1, "sealing")
        self._under_way: Future[int] | None = None
        self._newest = (0, time.monotonic())
        self._left_alone = 0

    def __enter__(self) -> "Sealer":
        self._stack.enter_context(self._store.sealing())
        self._worker = self._stack.enter_context(Worker())
        self._stack.enter_context(self._threads)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def tend(self) -> None:
        """Starts sealing when it is due, and returns at once."""
        if self._under_way is not None and not self._under_way.done():
            return
        self.finish()
        segments = [segment for segment in self._parts(names.SEGMENT) if segment.arrivals[0] > self._left_alone]
        if not segments:
            return
        newest = segments[-1].arrivals[1]
        if newest != self._newest[0]:
            self._newest = newest, time.monotonic()
        run = next(filter(partial(self._due, newest), runs(segments, self._whole_days)), None) or self._large(segments)
        if run is not None:
            self._left_alone, before = run[-1].arrivals[1], self._left_alone
            self._under_way = self._threads.submit(self._seal, run, before)

    def _due(self, newest: int, run: Sequence[Segment]) -> bool:
        """Whether a run is sealed now: the newest one grows, the others only lie between larger segments."""
        if time.monotonic() - self._newest[1] >= self._silence:
            return True
        if run[-1].arrivals[1] < newest:
            return len(run) >= FEW
        return sum(segment.size for segment in run) >= MOST // 2 or len(run) >= MANY

    def _large(self, segments: Sequence[Segment]) -> list[Segment] | None:
        """What was sealed, once there is enough of it for a large one."""
        full = [run for run in large_runs(segments, self._whole_days) if sum(each.size for each in run) > LARGE - MOST]
        return full[0] if full else None

    def finish(self) -> None:
        """Waits for the sealing that is under way."""
        if self._under_way is None:
            return
        try:
            self._left_alone = self._under_way.result()
        except (SourceError, OSError) as error:
            self.trouble = str(error)  # the same parts would fail again: later ones are sealed
        self._under_way = None

    def _seal(self, run: Sequence[Segment], left_alone: int) -> int:
        first, last = run[0].arrivals[0], run[-1].arrivals[1]
        timed, untimed = self._store.new_paths(first, last, names.SEALING)
        without = self._between(names.UNTIMED, first, last)
        try:
            for parts, path in ((run, timed), (without, untimed)):
                if parts:
                    self._worker.seal([self._store.folder / part.name for part in parts], path)
            with self._store.writing():
                # Another process may have joined or dropped some of them meanwhile, or committed one between them.
                if self._between(names.SEGMENT, first, last) == [*run] and self._between(names.UNTIMED, first, last) == without:
                    self._store.commit(first, last, names.SEALING)
        finally:  # what was committed has another name now
            timed.unlink(missing_ok=True)
            untimed.unlink(missing_ok=True)
        return left_alone

    def _between(self, suffix: str, first: int, last: int) -> list[Segment]:
        return [segment for segment in self._parts(suffix) if first <= segment.arrivals[0] <= last]

    def _parts(self, suffix: str) -> list[Segment]:
        return [segment for segment in self._store.segments() if segment.name.endswith(suffix)]
