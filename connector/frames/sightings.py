"""The frame of sightings."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd

from connector.frames.columns import moments, strings
from connector.frames.times import NOT_A_TIME

Row = tuple[str, str, str, str, int, datetime | None, datetime | None, int, int]

_COLUMNS = ("indicator", "type", "match", "fields", "count", "first", "last", "sources", "targets")


def sightings_frame(rows: Sequence[Row]) -> pd.DataFrame:
    """A row a sighting, in the order given.

    Returns:
        ``indicator``, ``type``, ``match`` and ``fields`` (strings), ``count`` (int64), ``first`` and ``last``
        (datetime64[us, UTC]), ``sources`` and ``targets`` (int64).
    """
    columns = dict(zip(_COLUMNS, zip(*rows, strict=True) if rows else ((),) * len(_COLUMNS), strict=True))
    made = {}
    for name, values in columns.items():
        if name in ("first", "last"):
            made[name] = moments(np.array([_bare(value) for value in values], "datetime64[us]"))
        elif name in ("count", "sources", "targets"):
            made[name] = np.array(values, np.int64)
        else:
            made[name] = strings(list(range(len(rows))), list(values), len(rows))
    return pd.DataFrame(made, index=pd.RangeIndex(len(rows)))


def _bare(value: object) -> object:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else NOT_A_TIME
