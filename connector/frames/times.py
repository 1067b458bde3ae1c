"""Event times: ISO 8601 text as Suricata and its shippers write it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{0,9}))?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
NOT_A_TIME = np.datetime64("NaT", "us")


def parse_timestamps(values: Sequence[object]) -> npt.NDArray[np.datetime64]:
    """Event times from their text.

    An offset is part of the value; without one it is UTC. A fraction has 0 to 9 digits and is cut to microseconds, but seven
    digits are microseconds of 1,000,000 and more: what Suricata prints after a damaged capture header.

    Returns:
        datetime64[us] in UTC, as long as ``values``; NaT where there is no readable text.
    """
    return np.array([_moment(value) for value in values], "datetime64[us]")


def _moment(value: object) -> datetime | None:
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    day, clock, fraction, offset = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{offset or 'Z'}").astimezone(UTC).replace(tzinfo=None)
        if not fraction:
            return moment
        return moment + timedelta(microseconds=int(fraction if len(fraction) == 7 else fraction.ljust(6, "0")[:6]))
    except (ValueError, OverflowError):  # month 13; the first hours of year 1 east of Greenwich
        return None
