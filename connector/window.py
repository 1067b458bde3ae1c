"""A span of time, and the buckets that divide it."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connector.errors import QueryError
from connector.moment import Moment, parse_time

__all__ = ["ALL", "Moment", "Window", "parse_span", "parse_time", "rounded_now"]

ALL = "all"
"""The text of the window that has no bounds."""

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_RELATIVE = re.compile(r"(?:\d{1,9}[smhdw]\s*)+")
_PART = re.compile(r"(\d{1,9})([smhdw])")
# What an axis can label without fractions. 72 bars of a day are 20 minutes each.
_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600)
_DAY = 86_400
_FIRST = datetime.min.replace(tzinfo=UTC)
_LONGEST = timedelta(days=365 * 200)


def rounded_now(now: datetime | None = None) -> datetime:
    """Now in UTC, rounded UP to ten seconds, so that questions of the same moment share a cache entry."""
    moment = (now or datetime.now(UTC)).timestamp()
    return datetime.fromtimestamp(math.ceil(moment / 10) * 10, UTC)


def parse_span(text: str) -> timedelta:
    """A length of time from ``90m``, ``36h``, ``1h30m``, ``7d``, ``2w``.

    Raises:
        QueryError: the text is no length of time, or it is zero.
    """
    compact = text.strip().lower()
    if not _RELATIVE.fullmatch(compact):
        raise QueryError(f"{text!r} is not a length of time: use 90m, 36h, 7d or 2w.")
    seconds = sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(compact))
    if not 0 < seconds <= _LONGEST.total_seconds():
        raise QueryError(f"{text!r} is not a usable length of time: use 90m, 36h, 7d or 2w.")
    return timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Window:
    """The span [start, end): aware UTC datetimes, microseconds kept. Both ``None`` means all time.

    All time includes events whose time is missing or absurd; a bounded window never does.
    """

    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            raise QueryError("A window needs both a start and an end, or neither.")
        if self.start is None or self.end is None:
            return
        object.__setattr__(self, "start", parse_time(self.start))
        object.__setattr__(self, "end", parse_time(self.end))
        if self.start == self.end:
            raise QueryError(f"The window is empty, because it starts and ends at {_iso(self.start)}: give it a later end.")
        if self.start > self.end:
            raise QueryError(f"The window ends ({_iso(self.end)}) before it starts ({_iso(self.start)}): swap the two times.")

    @classmethod
    def last(cls, span: str | timedelta, now: datetime | None = None) -> "Window":
        """The newest ``span`` before ``now`` (default: this moment, rounded up to ten seconds)."""
        end = now or rounded_now()
        try:
            return cls(end - (parse_span(span) if isinstance(span, str) else span), end)
        except OverflowError as error:
            raise QueryError(f"{span!r} reaches before the first day that can be written.") from error

    @classmethod
    def between(cls, start: Moment, end: Moment) -> "Window":
        """From ``start`` (inside) to ``end`` (outside); anything that `connector.moment.parse_time` reads."""
        return cls(parse_time(start), parse_time(end))

    @classmethod
    def parse(cls, text: str, now: datetime | None = None) -> "Window":
        """A window from its text: ``24h``, ``FROM/TO`` in ISO 8601, or ``all``."""
        text = text.strip()
        if text.lower() == ALL:
            return cls()
        if "/" in text:
            start, _, end = text.partition("/")
            return cls.between(start, end)
        return cls.last(text, now)

    @property
    def bounded(self) -> bool:
        """False for all time."""
        return self.start is not None

    @property
    def length(self) -> timedelta:
        """The length of a bounded window.

        Raises:
            QueryError: all time has no length.
        """
        if self.start is None or self.end is None:
            raise QueryError("All time has no length: give the window a start and an end.")
        return self.end - self.start

    @property
    def before(self) -> "Window | None":
        """The equally long window just before this one, shorter where it would reach before the year 1; ``None`` for all time,
        which has none, and for a window that starts with the year 1."""
        if self.start is None or self.start == _FIRST:
            return None
        return Window(max(self.start - min(self.length, self.start - _FIRST), _FIRST), self.start)

    @property
    def text(self) -> str:
        """``FROM/TO`` in ISO 8601, UTC, or ``all``: what `parse` reads back."""
        if self.start is None or self.end is None:
            return ALL
        return f"{_iso(self.start)}/{_iso(self.end)}"

    def step(self, buckets: int) -> timedelta:
        """The length of a bucket when about ``buckets`` divide this window.

        Whole seconds, rounded up to a number that an axis can label; never more buckets than asked. Scirius refuses more than
        65,535 buckets, and hangs on an interval of 0.
        """
        seconds = max(self.length.total_seconds() / max(1, min(buckets, 10_000)), 1.0)
        for step in _STEPS:
            if seconds <= step:
                return timedelta(seconds=step)
        return timedelta(seconds=_DAY * math.ceil(seconds / _DAY) if seconds > 43_200 else 43_200)

    def starts(self, step: timedelta) -> Iterator[datetime]:
        """The first moment of every bucket: the window's start, then every ``step``."""
        if self.start is None or self.end is None:
            raise QueryError("All time has no buckets: give the window a start and an end.")
        for number in range(math.ceil(self.length / step)):
            yield self.start + number * step


def _iso(moment: datetime) -> str:
    digits = f"{moment.year:04d}{moment:-%m-%dT%H:%M:%S}"
    return f"{digits}.{moment.microsecond:06d}Z" if moment.microsecond else f"{digits}Z"
