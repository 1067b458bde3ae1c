"""Pieces built, here or by as many processes as are wanted."""

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from queue import SimpleQueue

from connector.engine.build import BadLine, Counts, build
from connector.engine.pieces import Piece
from connector.engine.store import Store
from connector.engine.worker import Worker
from connector.errors import ConnectorError


@dataclass(frozen=True, slots=True)
class Built:
    """A piece whose segments were built, and not committed yet.

    Attributes:
        piece: the piece.
        arrival: the number of its batch.
        counts: what became of its lines.
        bad: those that could not be read.
    """

    piece: Piece
    arrival: int
    counts: Counts
    bad: list[BadLine]


def built(work: Iterable[Piece], store: Store, arrival: int, workers: int) -> Iterator[Built]:
    """The pieces once they are built, in the order in which they become ready.

    Args:
        work: the pieces; taken one by one, so that few lie in memory. When it fails, or is interrupted, those before are built.
        store: where they are built; the right to write must be held.
        arrival: the greatest number of a batch so far.
        workers: processes; 0 builds in this one.

    Raises:
        SourceError: a segment could not be written by a process, or a process ended.
        OSError: a segment could not be written here.
    """
    if not workers:
        for number, piece in enumerate(work, arrival + 1):
            yield Built(piece, number, *build(piece.data, piece.covered, number, *store.new_paths(number)))
        return
    with ExitStack() as stack:
        idle: SimpleQueue[Worker] = SimpleQueue()
        executor = stack.enter_context(ThreadPoolExecutor(workers))
        for _ in range(workers):
            idle.put(stack.enter_context(Worker()))

        def run(piece: Piece, number: int) -> Built:
            worker = idle.get()
            try:
                return Built(piece, number, *worker.build(piece.data, piece.covered, number, *store.new_paths(number)))
            finally:
                idle.put(worker)

        running: set[Future[Built]] = set()
        left = enumerate(work, arrival + 1)
        failure: BaseException | None = None
        while True:
            try:
                number, piece = next(left)
            except StopIteration:
                break
            except (ConnectorError, KeyboardInterrupt) as error:
                failure = error
                break
            running.add(executor.submit(run, piece, number))
            if len(running) > workers:  # one piece waits, so that no process does; more would only take memory
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in done)
        if failure is not None:
            raise failure
