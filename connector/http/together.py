"""Several requests under way at the same time."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from connector.http.limits import AT_ONCE

T = TypeVar("T")


def in_order(jobs: Iterable[Callable[[], T]], ahead: int) -> Generator[T, None, None]:
    """The answers of all jobs, in their order. The first failure is raised, and nothing is begun after it.

    Args:
        jobs: taken one by one, no more than are under way or wait for their turn.
        ahead: how many are under way or done beside the one whose answer is being used.
    """
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(max(ahead, 1)) as pool:
        try:
            for job in jobs:
                waiting.append(pool.submit(copy_context().run, job))
                if len(waiting) > ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """The answers of all calls, in order, with at most `AT_ONCE` under way. The first failure is raised."""
    return [*in_order(calls, AT_ONCE)]
