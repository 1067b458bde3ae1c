"""Event times: ISO 8601 text, a column at a time."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.datetime64]

NOT_A_TIME = np.datetime64("NaT", "us")

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{0,9}))?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
# What Suricata writes: every digit at its place, then the offset.
_USUAL = np.frombuffer(b"0000-00-00T00:00:00.000000+0000", np.uint8)
_DIGITS = np.flatnonzero(ord("0") == _USUAL)
_SIGNS = np.setdiff1d(np.flatnonzero(ord("0") != _USUAL), [26])
# Python writes no later year, and a window around an event still needs room behind it.
_END = np.datetime64("9999-12-31", "us")
_LIMITS = ((1, 12), (0, 23), (0, 59), (0, 59), (0, 14), (0, 59))


def parse_times(values: Sequence[object]) -> Times:
    """Event times from their text.

    An offset is part of the value; without one it is UTC. A fraction has 0 to 9 digits and is cut to microseconds, but seven
    digits are microseconds of 1,000,000 and more: what Suricata prints after a damaged capture header.

    Returns:
        datetime64[us] in UTC, as long as ``values``; NaT where there is no readable text, or one of the last day of 9999.
    """
    texts = [value if isinstance(value, str) and len(value) == len(_USUAL) and value.isascii() else "" for value in values]
    usual = np.array(list(map(bool, texts)), np.bool_)
    times = np.full(len(texts), NOT_A_TIME)
    times[usual] = _usual_times("".join(texts).encode())
    for place in np.flatnonzero(np.isnat(times)).tolist():
        times[place] = parse_time(values[place])
    times[times >= _END] = NOT_A_TIME
    return times


def parse_time(value: object) -> np.datetime64:
    """One event time from its text, as `parse_times`."""
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return NOT_A_TIME
    day, clock, fraction, offset = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{offset or 'Z'}").astimezone(UTC)
    except (ValueError, OverflowError):  # month 13; the first hours of year 1 east of Greenwich
        return NOT_A_TIME
    micros = int(fraction) if fraction and len(fraction) == 7 else int((fraction or "").ljust(6, "0")[:6])
    return np.datetime64(moment.replace(tzinfo=None), "us") + np.timedelta64(micros, "us")


def _usual_times(text: bytes) -> Times:
    """NaT wherever a character is not what it usually is: those are read one by one."""
    table = np.frombuffer(text, np.uint8).reshape(-1, len(_USUAL))
    digits = table - ord("0")  # unsigned: what is below 0 becomes great
    sign = table[:, 26]
    good = (digits[:, _DIGITS] < 10).all(axis=1) & (table[:, _SIGNS] == _USUAL[_SIGNS]).all(axis=1)
    good &= (sign == ord("+")) | (sign == ord("-"))

    def number(begin: int, end: int) -> npt.NDArray[np.int64]:
        powers = 10 ** np.arange(end - begin - 1, -1, -1)
        return np.asarray(digits[:, begin:end].astype(np.int64) @ powers, np.int64)

    year, day = number(0, 4), number(8, 10)
    month, hour, minute, second, zone_hour, zone_minute = parts = [number(begin, begin + 2) for begin in (5, 11, 14, 17, 27, 29)]
    for part, (least, greatest) in zip(parts, _LIMITS, strict=True):
        good &= (part >= least) & (part <= greatest)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    good &= (day >= 1) & (days.astype("datetime64[M]") == months) & (year >= 2)
    zone = (zone_hour * 60 + zone_minute) * np.where(sign == ord("-"), -1, 1)
    micros = ((hour * 60 + minute - zone) * 60 + second) * 1_000_000 + number(20, 26)
    times: Times = days.astype("datetime64[us]") + micros.astype("timedelta64[us]")
    times[~good] = NOT_A_TIME
    return times
