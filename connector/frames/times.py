"""Event times: ISO 8601 text as Suricata and its shippers write it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

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
    return np.fromiter(map(_moment, values), dtype="datetime64[us]", count=len(values))


def _moment(value: object) -> np.datetime64:
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
