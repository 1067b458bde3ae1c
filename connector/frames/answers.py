"""Frames of counts: over time and by group. Their order is decided here, so that every source has the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from connector.answers import Order
from connector.frames.columns import Column, integers, moments, strings
from connector.frames.times import NOT_A_TIME


@dataclass(frozen=True, slots=True)
class Group:
    """One group of events, before it is a row of `groups_frame`.

    Attributes:
        keys: a text for each field; ``None`` where the field is missing.
        count: how many events.
        first: the least time, UTC; ``None`` when no event of the group has one.
        last: the greatest time, UTC.
        severity: the least ``alert.severity``; ``None`` without one.
        sources: distinct ``src_ip``.
        targets: distinct ``dest_ip``.
        trend: counts per bucket; empty when no buckets were asked.
    """

    keys: tuple[str | None, ...]
    count: int
    first: datetime | None
    last: datetime | None
    severity: int | None = None
    sources: int = 0
    targets: int = 0
    trend: tuple[int, ...] = ()


def timeline_frame(times: Sequence[datetime], keys: Sequence[str | None] | None, counts: npt.NDArray[np.int64]) -> pd.DataFrame:
    """The frame of `connector.answers.Timeline`, dense and in its order.

    Args:
        times: the first moment of every bucket, ascending, UTC.
        keys: the values that were counted apart, in any order; ``None`` among them for the rest. No keys: no ``key`` column.
        counts: one a bucket; with keys a row of them a key.

    Returns:
        ``time``, ``key`` (only with keys) and ``count``. Equal totals are ordered by key; the rest comes last, and is left out
        where it counts nothing beside other keys.
    """
    moment = np.array([time.replace(tzinfo=None) for time in times], "datetime64[us]")
    if keys is None:
        return pd.DataFrame({"time": moments(moment), "count": np.asarray(counts, np.int64)})
    table = np.asarray(counts, np.int64).reshape(len(keys), len(times))
    totals = table.sum(axis=1)
    kept = [row for row, key in enumerate(keys) if key is not None or totals[row] or len(keys) == 1]
    order = sorted(kept, key=lambda row: (keys[row] is None, -totals[row], keys[row] or ""))
    texts = [keys[row] for row in order] * len(times)
    return pd.DataFrame(
        {
            "time": moments(np.repeat(moment, len(order))),
            "key": _texts(texts),
            "count": table[order].T.ravel(),
        }
    )


def groups_frame(
    fields: Sequence[str], groups: Iterable[Group], size: int | None = None, order: Order = "count", trend: bool = False
) -> pd.DataFrame:
    """The frame of `connector.answers.Groups`, in its order.

    Args:
        fields: one to three dotted names: the columns of the keys.
        groups: in any order.
        size: the greatest number of rows; ``None`` for all.
        order: as `connector.source.Source.groups` says.
        trend: whether the groups hold counts per bucket.
    """
    rows = sorted(
        groups, key=lambda group: (*_urgency(group, order), -group.count, [(key is None, key or "") for key in group.keys])
    )
    rows = rows[:size]
    severities = [(row, group.severity) for row, group in enumerate(rows) if group.severity is not None]
    columns: dict[str, Column | npt.NDArray[np.int64] | list[list[int]]] = {
        field: _texts([group.keys[place] for group in rows]) for place, field in enumerate(fields)
    }
    columns["count"] = np.array([group.count for group in rows], np.int64)
    columns["first"] = _times([group.first for group in rows])
    columns["last"] = _times([group.last for group in rows])
    columns["severity"] = integers([row for row, _ in severities], [worst for _, worst in severities], len(rows))
    columns["sources"] = np.array([group.sources for group in rows], np.int64)
    columns["targets"] = np.array([group.targets for group in rows], np.int64)
    if trend:
        columns["trend"] = pd.Series([list(group.trend) for group in rows], dtype=object).array
    return pd.DataFrame(columns, index=pd.RangeIndex(len(rows)))


def _urgency(group: Group, order: Order) -> tuple[bool, float]:
    """Missing severities and times come last."""
    match order:
        case "count":
            return False, 0
        case "severity":
            return group.severity is None, group.severity or 0
        case "last":
            return group.last is None, -group.last.timestamp() if group.last else 0
        case "first":
            return group.first is None, -group.first.timestamp() if group.first else 0


def _times(values: Sequence[datetime | None]) -> Column:
    return moments(np.array([NOT_A_TIME if value is None else value.replace(tzinfo=None) for value in values], "datetime64[us]"))


def _texts(values: Sequence[str | None]) -> Column:
    present = [(row, value) for row, value in enumerate(values) if value is not None]
    return strings([row for row, _ in present], [value for _, value in present], len(values))
