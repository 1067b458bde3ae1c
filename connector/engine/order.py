"""The order of events: by millisecond, newest or oldest first, equal ones by ``_id``, those without a time last."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from connector.engine.parts import Part

Integers = npt.NDArray[np.int64]

_LAST = np.iinfo(np.int64).max


def first_rows(parts: Sequence[Part], limit: int, oldest_first: bool = False) -> list[tuple[int, int, int]]:
    """The first events of parts, at most ``limit``, in order: index of the part, row, and number of the ``_id``."""
    places, rows, ids, keys = [], [], [], []
    for place in _first_parts(parts, limit, oldest_first):
        held, key = _candidates(parts[place], limit, oldest_first)
        places.append(np.full(len(held), place))
        rows.append(held)
        keys.append(key)
        ids.append(parts[place].segment.id_numbers(held))
    if not places:
        return []
    order = np.lexsort((np.concatenate(ids), np.concatenate(keys)))[:limit]
    chosen = (np.concatenate(each)[order].tolist() for each in (places, rows, ids))
    return list(zip(*chosen, strict=True))


def _first_parts(parts: Sequence[Part], limit: int, oldest_first: bool) -> list[int]:
    """The parts that may hold the first events: of files that grew, most hold none of them."""
    if limit < 1:
        return []
    ends = np.array([_ends(part, oldest_first) for part in parts], np.int64).reshape(-1, 2)
    by_last = np.argsort(ends[:, 1], kind="stable")
    counts = np.cumsum([parts[place].count for place in by_last.tolist()])
    enough = int(np.searchsorted(counts, limit))
    bound = ends[by_last[enough], 1] if enough < len(counts) else _LAST
    return np.flatnonzero(ends[:, 0] <= bound).tolist()


def _ends(part: Part, oldest_first: bool) -> tuple[int, int]:
    """The least and the greatest key of a part."""
    first = int(np.argmax(part.mask))
    last = len(part.mask) - 1 - int(np.argmax(part.mask[::-1]))
    keys = _keys(part, np.array([first, last]), oldest_first).tolist()
    return min(keys), max(keys)


def _keys(part: Part, rows: Integers, oldest_first: bool) -> Integers:
    """The numbers that rows are ordered by."""
    if not part.segment.timed:
        return np.full(len(rows), _LAST)
    millis = part.segment.times[rows].astype("datetime64[ms]").astype(np.int64)
    return millis if oldest_first else -millis


def _candidates(part: Part, limit: int, oldest_first: bool) -> tuple[Integers, Integers]:
    """The rows of a part that may be among the first ones, and their keys."""
    rows = part.rows
    keys = _keys(part, rows, oldest_first)
    if len(rows) > limit and part.segment.timed:  # all of the millisecond in which the limit falls: the ids decide there
        if oldest_first:
            kept = slice(0, int(np.searchsorted(keys, keys[limit - 1], "right")))
        else:
            kept = slice(int(np.searchsorted(-keys, -keys[-limit])), None)
        rows, keys = rows[kept], keys[kept]
    return rows, keys
