"""What is the same of every server that is asked over HTTP, of any product."""

import time
from collections.abc import Callable
from datetime import timedelta

from connector.answers import Span
from connector.query import Query
from connector.window import Window

_GENERATION = 10.0
"""Seconds."""


class Generation:
    """Another one after ten seconds, without a request: a server does not say when it has new events.

    Counted from the first question after they have passed, not by the clock: a page asks all its questions in one.

    Args:
        base: the address of the server.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._began = -_GENERATION

    def __str__(self) -> str:
        now = time.monotonic()
        if now - self._began >= _GENERATION:
            self._began = now
        return f"{self._base} {self._began}"


def bounded(query: Query, span: Callable[[], Span]) -> Query:
    """All time narrowed to the span, rounded out to whole seconds; still all time when there is no event."""
    if query.window.bounded:
        return query
    held = span()
    if held.first is None or held.last is None:
        return query
    second = timedelta(seconds=1)
    return query.during(Window(held.first.replace(microsecond=0), held.last.replace(microsecond=0) + second))
