"""A window and a page size that are set once and kept."""

import operator
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Self

from connector.errors import QueryError
from connector.moment import Moment
from connector.query import EVERYTHING, Query
from connector.window import ALL, Window, parse_span, rounded_now

LARGEST_PAGE = 10_000
"""What Elasticsearch hands out in one answer; the same bound on files keeps a notebook's memory calm."""

Limit = Literal["page"] | int | None
"""The greatest number of events in an answer: the page size, another number, or ``None`` for everything that matches."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept, in one value: a question never meets one half of a change. A length of time is the newest one."""

    page_size: int = 1_000
    span: Window | timedelta = timedelta(days=30)

    def window_at(self, now: datetime) -> Window:
        return self.span if isinstance(self.span, Window) else Window.last(self.span, now)


class State:
    """A window and a page size, set until they are set again.

    It starts with the last 30 days and a page size of 1,000. A relative window moves with the clock: it is taken anew for each
    question. What names no zone is UTC. A refused value changes nothing.
    """

    def __init__(self) -> None:
        self._kept = _Kept()

    @property
    def timeframe(self) -> Window:
        """The window in force at this moment."""
        return self._kept.window_at(rounded_now())

    @property
    def page_size(self) -> int:
        """The greatest number of events in an answer, unless a question says otherwise."""
        return self._kept.page_size

    def set_page_size(self, size: int) -> Self:
        """Sets the greatest number of events in an answer, 1 to 10,000, until it is set again.

        Raises:
            QueryError: it is no such number.
        """
        try:
            number = operator.index(size)
        except TypeError as error:
            raise QueryError(f"A page size is a whole number, not a {type(size).__name__}: use 1 to {LARGEST_PAGE:,}.") from error
        if not 1 <= number <= LARGEST_PAGE:
            raise QueryError(f"A page size of {number} is not possible: use 1 to {LARGEST_PAGE:,}.")
        self._kept = replace(self._kept, page_size=number)
        return self

    def set_query_delta(self, minutes: float = 0, hours: float = 0, days: float = 0, weeks: float = 0) -> Self:
        """Sets the window to the newest span of that length, in sum; it moves with the clock until it is set again.

        Raises:
            QueryError: the length is nothing, negative or absurd.
        """
        self._kept = _over(self._kept, _length(minutes, hours, days, weeks))
        return self

    def set_query_timeframe(self, from_date: Moment, to_date: Moment) -> Self:
        """Sets the window to [from, to): anything that `connector.moment.parse_time` reads, in UTC where it names no zone.

        Raises:
            QueryError: one is no time, or the window is empty or ends before it starts.
        """
        return self.set_window(Window.between(from_date, to_date))

    def set_window(self, window: Window) -> Self:
        """Sets the window; ``Window()`` is all time."""
        self._kept = _over(self._kept, window)
        return self

    @contextmanager
    def window(
        self,
        start: Moment | Window | timedelta | None = None,
        end: Moment | None = None,
        *,
        minutes: float = 0,
        hours: float = 0,
        days: float = 0,
        weeks: float = 0,
    ) -> Iterator[Self]:
        """Another window for one ``with`` block; behind it, also after an exception, the one from before is back.

        Args:
            start: its text (``"24h"``, ``"FROM/TO"``, ``"all"``), a length of time, a `Window`; or the first moment.
            end: the first moment behind it, when ``start`` is a moment.
            minutes: with the next three, instead of the others: the length of the newest span.
            hours: as above.
            days: as above.
            weeks: as above.

        Raises:
            QueryError: no window, more than one, or one that is empty or ends before it starts.
        """
        given = any((minutes, hours, days, weeks))
        if given == (start is not None) or (end is not None and start is None):
            raise QueryError('Give one window: its text such as "24h", its first and last moment, or a length such as hours=1.')
        before = self._kept
        self._kept = _over(before, _length(minutes, hours, days, weeks) if start is None else _asked(start, end))
        try:
            yield self
        finally:
            self._kept = replace(self._kept, span=before.span)

    def query(self, qfilter: str | None = None, limit: Limit = "page") -> Query:
        """The question that the state and a filter make."""
        kept, now = self._kept, rounded_now()
        return Query(qfilter or EVERYTHING, kept.window_at(now), kept.page_size if limit == "page" else limit, now)


def _over(kept: _Kept, asked: Window | timedelta) -> _Kept:
    changed = replace(kept, span=asked)
    changed.window_at(rounded_now())  # refuses an absurd length while the old one still stands
    return changed


def _asked(start: Moment | Window | timedelta, end: Moment | None) -> Window | timedelta:
    match start:
        case Window() | timedelta():
            if end is not None:
                raise QueryError("A window or a length of time is whole by itself: leave out the end, or give two moments.")
            return start
        case _ if end is not None:
            return Window.between(start, end)
        case str() if "/" in start or start.strip().lower() == ALL:
            return Window.parse(start)
        case str():
            return parse_span(start)
        case _:
            raise QueryError("A window from one moment alone has no end: give the first moment behind it too.")


def _length(minutes: float, hours: float, days: float, weeks: float) -> timedelta:
    try:
        span = timedelta(minutes=minutes, hours=hours, days=days, weeks=weeks)
    except TypeError as error:
        raise QueryError("Minutes, hours, days and weeks are numbers: give one of them, such as hours=1.") from error
    except (OverflowError, ValueError) as error:
        raise QueryError("The span is no length of time that can be written: use fewer weeks or days.") from error
    if span <= timedelta(0):
        raise QueryError("The span is not longer than nothing: give minutes, hours, days or weeks above zero.")
    return span
