"""Questions whose answers nobody wants any more: another thread says so, and they end."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event
from time import monotonic, sleep

from connector.errors import Cancelled

_stops: ContextVar[tuple[Event, ...]] = ContextVar("stops", default=())

_EVERY = 0.1
"""Seconds after which a pause looks again."""


@contextmanager
def cancellable(stop: Event) -> Iterator[None]:
    """What is asked inside, in this thread, ends with `Cancelled` once another thread has set ``stop``.

    Over files a question mostly ends within a tenth of a second. Over a network no further request begins; the answer of one that
    is under way is dropped when it comes. A source can be asked again at once, and what it had decoded by then is kept.

    Args:
        stop: set by another thread, when it wants; what is asked after that is not even begun.
    """
    token = _stops.set((*_stops.get(), stop))
    try:
        yield
    finally:
        _stops.reset(token)


def check() -> None:
    """Does nothing while the question is wanted.

    Raises:
        Cancelled: it is not.
    """
    for stop in _stops.get():
        if stop.is_set():
            raise Cancelled("The question was cancelled: there is no answer, not even a part of one.")


def pause(seconds: float) -> None:
    """Waits, but not for longer than the question is wanted.

    Raises:
        Cancelled: it is not.
    """
    stops = _stops.get()
    if not stops:
        sleep(seconds)
        return
    end = monotonic() + seconds
    check()
    while (left := end - monotonic()) > 0:
        stops[-1].wait(min(left, _EVERY))  # another one may be set meanwhile
        check()
