"""The window of the client: two moments, or a length of time that ends now."""

from datetime import UTC, datetime, timedelta
from typing import Self

import pandas as pd

from connector.errors import QueryError
from connector.notebooks.refusals import RefusedQuestion
from connector.window import Window, parse_time, rounded_now

Moment = str | int | datetime | None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Timeframe:
    """From when to when: the last 30 days, until something else is set.

    An end that is not set moves with the clock, and so does a start, which then lies ``time_delta`` before the end. Times
    without an offset are UTC; milliseconds are kept, what is finer is cut.

    Attributes:
        minutes: a part of the length of time that `set_time_delta` puts together; so are ``hours``, ``days`` and ``weeks``.
        time_delta: that length.
    """

    minutes: float = 0
    hours: float = 0
    days: float = 30
    weeks: float = 0
    time_delta = timedelta(days=30)
    _from: datetime | None = None
    _to: datetime | None = None

    @property
    def from_date(self) -> datetime:
        """The first moment, aware, in UTC. Takes what `set_from_date` takes."""
        return self._bounds()[0]

    @from_date.setter
    def from_date(self, value: Moment) -> None:
        self.set_from_date(value)

    @property
    def to_date(self) -> datetime:
        """The last moment, aware, in UTC. Takes what `set_to_date` takes."""
        return self._bounds()[1]

    @to_date.setter
    def to_date(self, value: Moment) -> None:
        self.set_to_date(value)

    def set_from_date(self, from_date: Moment) -> None:
        """Sets the start: text, epoch milliseconds or a datetime; ``None`` for ``time_delta`` before the end.

        Raises:
            RefusedQuestion: it is no time.
        """
        self._from = _moment(from_date)

    def set_to_date(self, to_date: Moment) -> None:
        """Sets the end, as `set_from_date`; ``None`` for now."""
        self._to = _moment(to_date)

    def set_query_timeframe(self, from_date: Moment, to_date: Moment) -> Self:
        """Sets both.

        Raises:
            RefusedQuestion: one is no time, or the window ends before it starts; the old window stands.
        """
        start, end = _moment(from_date), _moment(to_date)
        self._checked(start, end)
        self._from, self._to = start, end
        return self

    def set_query_delta(self, minutes: float = 0, hours: float = 0, days: float = 0, weeks: float = 0) -> Self:
        """Sets the window to the newest span of exactly that length.

        Raises:
            RefusedQuestion: there is no such length; the old window stands.
        """
        delta = _length(minutes, hours, days, weeks)
        self.minutes, self.hours, self.days, self.weeks = minutes, hours, days, weeks
        self.time_delta = delta
        self._from = self._to = None
        return self

    def set_time_delta(self, td: timedelta | None = None) -> Self:
        """Sets the length of time before the end; ``None`` for what minutes, hours, days and weeks make together.

        Raises:
            RefusedQuestion: there is no such length; the old one stands.
        """
        if td is None:
            td = _length(self.minutes, self.hours, self.days, self.weeks)
        self.time_delta = _usable(td)
        return self

    def _milliseconds(self) -> tuple[int, int]:
        start, end = self._bounds()
        return milliseconds(start), milliseconds(end)

    def _window(self) -> Window:
        """What the server makes of the bounds: both milliseconds are inside."""
        start, end = self._bounds()
        return Window(start, end + _MILLISECOND)

    def _bounds(self) -> tuple[datetime, datetime]:
        return self._checked(self._from, self._to)

    def _checked(self, start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
        end = end or rounded_now()
        try:
            window = Window(end - self.time_delta if start is None else start, end)
        except (QueryError, OverflowError) as error:
            raise RefusedQuestion(f"The window is none: {error}") from error
        return window.start or end, end


def milliseconds(moment: datetime) -> int:
    """Unix epoch of an aware moment; what is finer is cut."""
    return (moment - _EPOCH) // _MILLISECOND


def _moment(value: object) -> datetime | None:
    try:
        match value:
            case None:
                return None
            case bool() | float():
                raise QueryError(f"{value!r} is no time: give text, epoch milliseconds as an integer, or a datetime.")
            case int():
                return _EPOCH + value * _MILLISECOND
            case str():
                return _read(value)
            case datetime():
                return parse_time(value)
            case _:
                raise QueryError(f"{type(value).__name__} is no time: give text, epoch milliseconds, or a datetime.")
    except OverflowError as error:
        raise RefusedQuestion(f"{value!r} lies outside the years 1 to 9999: give epoch milliseconds.") from error
    except QueryError as error:
        raise RefusedQuestion(str(error)) from error


def _read(text: str) -> datetime:
    """ISO 8601, or what else a person writes, such as ``31 Oct 2026 14:00``."""
    try:
        return parse_time(text)
    except QueryError:
        moment = pd.to_datetime(text, errors="coerce")
        if pd.isna(moment):
            raise
        return parse_time(moment.to_pydatetime(warn=False))


def _length(minutes: float, hours: float, days: float, weeks: float) -> timedelta:
    try:
        return _usable(timedelta(minutes=minutes, hours=hours, days=days, weeks=weeks))
    except (OverflowError, ValueError) as error:
        raise RefusedQuestion("The span is no length of time that can be written: use fewer weeks or days.") from error


def _usable(length: timedelta) -> timedelta:
    if length <= timedelta(0):
        raise RefusedQuestion("The span is empty: give minutes, hours, days or weeks above zero.")
    return length
