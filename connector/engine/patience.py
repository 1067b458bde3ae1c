"""How long a question may take: looked at between segments and between columns, so that no single one has to be cut short."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf

from connector import cancelling
from connector.errors import SourceError

_deadline: ContextVar[tuple[float, float]] = ContextVar("deadline", default=(inf, inf))


class TookTooLong(SourceError):
    """A question was given up: there is no answer, not even a part of one."""


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """What is asked inside is given up after so long, with `TookTooLong`."""
    token = _deadline.set((time.monotonic() + seconds, seconds))
    try:
        yield
    finally:
        _deadline.reset(token)


class Limit:
    """The limit in force where this is made; for threads that work on the same question."""

    __slots__ = ("_deadline", "_seconds")

    def __init__(self) -> None:
        self._deadline, self._seconds = _deadline.get()

    def check(self) -> None:
        """Does nothing while there is time, and somebody who wants the answer.

        Raises:
            TookTooLong: there is no time left.
            Cancelled: nobody wants it.
        """
        cancelling.check()
        if time.monotonic() > self._deadline:
            raise TookTooLong(
                f"The question took more than {self._seconds:g} s and was given up: narrow the window or the filter."
            )
