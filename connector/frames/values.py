"""Values of fields: their text and order, and the frames of counted ones."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from connector.frames.columns import strings, typed


def key_text(value: object) -> str:
    """The text of a value in a timeline's or group's key: ``true``, ``80``, ``1.5``, or the string itself."""
    match value:
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def values_frame(pairs: Iterable[tuple[object, int]], size: int | None = None, rarest: bool = False) -> pd.DataFrame:
    """The frame of `connector.answers.Values`, in its order.

    Args:
        pairs: value and number of events, each value once, in any order.
        size: the greatest number of rows; ``None`` for all.
        rarest: rarest first.

    Returns:
        ``key`` (str when there is none) and ``count`` (int64). Equal counts by key; where kinds are mixed numbers come first,
        then booleans, then strings.
    """
    sign = 1 if rarest else -1
    ordered = sorted(pairs, key=lambda pair: (sign * pair[1], rank(pair[0])))[:size]
    keys = [key for key, _ in ordered]
    column = typed(range(len(keys)), keys, len(keys)) if keys else strings([], [], 0)
    return pd.DataFrame({"key": column, "count": np.array([count for _, count in ordered], np.int64)})


def rank(key: object) -> tuple[int, float, str]:
    """What orders values: numbers, then booleans, then strings by code point."""
    match key:
        case bool():
            return 1, key, ""
        case int() | float():
            return 0, key, ""
        case _:
            return 2, 0, str(key)


def pairs_frame(pairs: Iterable[tuple[tuple[str, str], int]], size: int | None = None) -> pd.DataFrame:
    """The frame of `connector.answers.Pairs`, in its order.

    Args:
        pairs: the texts (`key_text`) of source and target, and the number of events that hold both; each pair once, in any order.
        size: the greatest number of rows; ``None`` for all.

    Returns:
        ``source`` and ``target`` (str) and ``count`` (int64); equal counts by source, then target, by code point. An empty answer
        has them too.
    """
    rows = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:size]
    every = range(len(rows))
    return pd.DataFrame(
        {
            "source": strings(every, [source for (source, _), _ in rows], len(rows)),
            "target": strings(every, [target for (_, target), _ in rows], len(rows)),
            "count": np.array([count for _, count in rows], np.int64),
        }
    )
