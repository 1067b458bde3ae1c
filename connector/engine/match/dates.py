"""Dates: which moments a text means, with date maths, in UTC milliseconds."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from connector.engine.clock import parse_times
from connector.engine.segment import Column, Mask, Segment
from connector.lucene.tree import Node, Phrase, Range, Word

Moments = npt.NDArray[np.datetime64]

Span = tuple[int | None, int | None]
"""The least and the greatest millisecond; ``None`` is an open end."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
# A year alone is no number of milliseconds: only one to three, or five and more, digits are.
_EPOCH_MILLIS = re.compile(r"-?(?:\d{1,3}|\d{5,18})", re.ASCII)
_OFFSET = r"(?P<offset>Z|[-+]\d\d(?::?\d\d)?)?"
_TIME = rf"T(?:(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{{1,9}}))?)?)?{_OFFSET})?"
_DATE = re.compile(rf"(?P<year>\d{{4}})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?:{_TIME})?", re.ASCII)
_STEP = re.compile(r"(?:(?P<sign>[-+])(?P<count>\d{0,9})|/)(?P<unit>[yMwdhHms])", re.ASCII)
_LENGTHS = {"w": timedelta(weeks=1), "d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1),
            "s": timedelta(seconds=1)}  # fmt: skip


def within(moments: Moments, asked: Span) -> Mask:
    """Which moments, of any unit, lie within a span; NaT never does."""
    cut = moments.astype("datetime64[ms]").astype(np.int64)
    ok = ~np.isnat(moments)
    if asked[0] is not None:
        ok &= cut >= asked[0]
    if asked[1] is not None:
        ok &= cut <= asked[1]
    found: Mask = ok
    return found


def moments(segment: Segment, column: Column) -> Moments:
    """The moment of each of the column's distinct values; NaT for a text that is none."""
    found: Moments = segment.decoded(("dates", column.path), lambda: parse_times(column.values.to_pylist()))
    return found


@lru_cache(maxsize=256)  # every segment asks again
def span(node: Node, now: datetime) -> Span | None:
    """The moments that a clause means; ``None`` when it cannot mean any."""
    match node:
        case Word(_, text) | Phrase(_, text):
            first, last = parsed(text, False, now), parsed(text, True, now)
            return None if first is None or last is None else (first, last)
        case Range(_, low, high, low_inside, high_inside):
            # A bound that is left out is rounded away from the range: > means after the whole unit, < before all of it.
            first = None if low is None else parsed(low, not low_inside, now)
            last = None if high is None else parsed(high, high_inside, now)
            if (low is not None and first is None) or (high is not None and last is None):
                return None
            return first if first is None or low_inside else first + 1, last if last is None or high_inside else last - 1
    return None


def parsed(text: str, up: bool, now: datetime) -> int | None:
    """The millisecond that a text means; ``None`` when it is no date.

    Args:
        text: ISO 8601 down to the year, epoch milliseconds, or ``now``; date maths after ``now`` and after ``||``.
        up: rounds to the end of what was left out: 2026-10-31T14 is 14:59:59.999. A missing month or day is 1 all the same.
        now: what ``now`` means.
    """
    anchor, bars, maths = text.partition("||")
    try:
        if text.startswith("now"):
            return _milliseconds(_stepped(now, text[3:], up))
        if not bars:
            return int(text) if _EPOCH_MILLIS.fullmatch(text) else _milliseconds(_iso(text, up))
        start = _EPOCH + int(anchor) * _MILLISECOND if _EPOCH_MILLIS.fullmatch(anchor) else _iso(anchor, False)
        return _milliseconds(_stepped(start, maths, up))
    except (ValueError, OverflowError):
        return None


def _iso(text: str, up: bool) -> datetime:
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError(text)
    part = found.groupdict()
    missing = {"hour": "23", "minute": "59", "second": "59", "fraction": "999"} if up else {}
    hour, minute, second = (int(part[name] or missing.get(name, "0")) for name in ("hour", "minute", "second"))
    fraction = (part["fraction"] or missing.get("fraction", "")).ljust(3, "0")[:3]
    moment = datetime(
        int(part["year"]), int(part["month"] or 1), int(part["day"] or 1), hour, minute, second, int(fraction) * 1000
    )
    return (moment - _shift(part["offset"])).replace(tzinfo=UTC)


def _shift(offset: str | None) -> timedelta:
    if not offset or offset == "Z":
        return timedelta()
    minutes = int(offset[1:3]) * 60 + int(offset[3:].removeprefix(":") or 0)
    if minutes > 18 * 60 or int(offset[3:].removeprefix(":") or 0) > 59:
        raise ValueError(offset)
    return timedelta(minutes=-minutes if offset[0] == "-" else minutes)


def _stepped(moment: datetime, maths: str, up: bool) -> datetime:
    position = 0
    while position < len(maths):
        step = _STEP.match(maths, position)
        if not step:
            raise ValueError(maths)
        unit = "h" if step["unit"] == "H" else step["unit"]
        if step["sign"]:
            count = int(step["count"] or 1)
            moment = _added(moment, -count if step["sign"] == "-" else count, unit)
        else:
            floor = _floor(moment, unit)
            moment = _added(floor, 1, unit) - _MILLISECOND if up else floor
        position = step.end()
    return moment


def _added(moment: datetime, count: int, unit: str) -> datetime:
    if unit in _LENGTHS:
        return moment + count * _LENGTHS[unit]
    months = moment.year * 12 + moment.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    last = (datetime(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def _floor(moment: datetime, unit: str) -> datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    match unit:
        case "y":
            return day.replace(month=1, day=1)
        case "M":
            return day.replace(day=1)
        case "w":
            return day - timedelta(days=day.weekday())
        case "d":
            return day
        case "h":
            return moment.replace(minute=0, second=0, microsecond=0)
        case "m":
            return moment.replace(second=0, microsecond=0)
        case _:
            return moment.replace(microsecond=0)


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND
