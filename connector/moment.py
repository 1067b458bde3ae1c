"""A moment in time, from whatever a person or a notebook has at hand."""

import re
from datetime import UTC, date, datetime, time, timedelta
from numbers import Real

import numpy as np

from connector.errors import QueryError

Moment = str | int | float | datetime | date | np.datetime64
"""What `parse_time` reads; pandas' timestamps are datetimes."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS = 1e11
"""Seconds of the year 5138, milliseconds of 1973: from here on a number is milliseconds."""
_NUMBER = re.compile(r"-?\d{9,}(?:\.\d+)?", re.ASCII)
_RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))? ?([Zz]|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
_USE = "use ISO 8601 such as 2026-10-31T14:00:00Z"


def parse_time(value: Moment) -> datetime:
    """An aware UTC datetime with microseconds; what is finer is cut off.

    Args:
        value: text in ISO 8601 or RFC 3339 (``2026-10-31T14:00:00Z``, ``2026-10-31 16:00:00.5+02:00``; offsets also as ``+0200``
            and ``+02``, ``t`` and ``z`` too), the first moment of a date, seconds or milliseconds since 1970 (a number, or its
            text of nine digits and more; from 1e11 on milliseconds), a datetime, a pandas Timestamp, or a numpy datetime64.
            What names no zone is UTC, never the zone of this machine.

    Raises:
        QueryError: the value names no moment, or one outside the years 1 to 9999.
    """
    try:
        moment = _moment(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise QueryError(f"{_shown(value)} is not a time in the years 1 to 9999: {_USE}.") from error
    except ValueError as error:
        raise QueryError(f"{_shown(value)} is not a time: {_USE}.") from error


def _moment(value: object) -> datetime:
    match value:
        case datetime():
            return _plain(value)
        case date():
            return datetime.combine(value, time())
        case np.datetime64():
            return _from_numpy(value)
        case bool():
            raise ValueError("a truth value")
        case Real():
            return _from_epoch(float(value))
        case str() if _NUMBER.fullmatch(value.strip()):
            return _from_epoch(float(value))
        case str():
            return _from_text(value.strip())
        case _:
            raise ValueError("none of these")


def _plain(moment: datetime) -> datetime:
    """Without what pandas adds: its timestamps have nanoseconds, and NaT calls itself a datetime."""
    if moment != moment:
        raise ValueError("not a time")
    return datetime.combine(moment.date(), moment.time(), moment.tzinfo).replace(fold=moment.fold)


def _from_numpy(moment: np.datetime64) -> datetime:
    plain = moment.astype("datetime64[us]").item()  # None for NaT, a number beyond the year 9999
    if plain is None or moment.astype("datetime64[D]") != np.datetime64(plain, "D"):
        raise ValueError("no date, or one so far away that it turns over")
    return _plain(plain)


def _from_epoch(number: float) -> datetime:
    if abs(number) >= _MILLISECONDS:
        return _EPOCH + timedelta(milliseconds=number)
    return _EPOCH + timedelta(seconds=number)


def _from_text(text: str) -> datetime:
    found = _RFC_3339.fullmatch(text)
    if found is None:
        return datetime.fromisoformat(text)
    day, clock, fraction, offset = found.groups()
    micros = f".{fraction[:6]:0<6}" if fraction and clock.count(":") == 2 else ""
    if fraction and not micros:
        raise ValueError("a fraction of a minute")
    return datetime.fromisoformat(f"{day}T{clock}{micros}{(offset or '').upper()}")


def _shown(value: object) -> str:
    match value:
        case int() if abs(value) >= 10**40:  # Python refuses to write those of thousands of digits
            return "A number of that size"
        case None | str() | Real() | date() | np.datetime64():
            text = repr(value)
            return text if len(text) <= 80 else f"{text[:79]}…"
        case _:
            return f"A {type(value).__name__}"
