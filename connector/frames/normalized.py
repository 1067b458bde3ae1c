"""A frame of events with every field that they hold, in the order in which notebooks know them."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from connector.frames.columns import Column, moments, strings, typed
from connector.frames.documents import clean
from connector.frames.times import NOT_A_TIME, parse_timestamps


def normalized_frame(documents: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """A row an event, in the order given, with the columns of `pandas.json_normalize`.

    Args:
        documents: decoded events.

    Returns:
        RangeIndex. Dotted fields in the order in which they are first seen, those at the top of an event before those of its
        objects; a field that is null everywhere is a column too. ``timestamp`` is datetime64[us, UTC] (NaT where unreadable),
        the rest as `connector.frames` says; lists stay lists. No events: no columns.
    """
    found: dict[str, tuple[list[int], list[object]]] = {}
    for row, document in enumerate(documents):
        for path, value in _leaves(document):
            rows, values = found.setdefault(path, ([], []))
            if value is not None:
                rows.append(row)
                values.append(value)
    size = len(documents)
    arrays = {clean(path): _column(path, rows, values, size) for path, (rows, values) in found.items()}
    return pd.DataFrame(arrays, index=pd.RangeIndex(size))


def _leaves(document: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The values with their paths; of equal paths the last one counts."""
    held: dict[str, object] = {key: value for key, value in document.items() if not isinstance(value, dict)}
    waiting: list[tuple[str, object]] = []
    waiting.extend((key, value) for key, value in reversed([*document.items()]) if isinstance(value, dict))
    while waiting:  # not recursive: attackers nest
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((f"{path}.{key}", inner) for key, inner in reversed(value.items()))
        else:
            held[path] = value
    return iter(held.items())


def _column(path: str, rows: list[int], values: list[object], size: int) -> Column:
    if path == "timestamp":
        times = np.full(size, NOT_A_TIME)
        times[rows] = parse_timestamps(values)
        return moments(times)
    return typed(rows, values, size) if values else strings([], [], size)
