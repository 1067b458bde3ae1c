"""The difference of two windows, or of two captures: which values of a field are new, gone, more or fewer. Pure functions."""

import math
from collections.abc import Iterable
from typing import Literal

import pandas as pd

from connector.answers import Values

Kind = Literal["new", "gone", "up", "down"]

KINDS: tuple[Kind, ...] = ("new", "gone", "up", "down")
LEAST = 3.0
"""Below this effect, more or fewer may be chance; a value that comes or goes is listed all the same."""


_COLUMNS = ["field", "value", "kind", "now", "before", "effect"]


def formula(now: str, before: str, lengths: tuple[str, ...] = ()) -> str:
    """How the effect comes about, in words.

    Args:
        now: what the one count is called.
        before: what the other one is called.
        lengths: of the two windows, where they are not equal.
    """
    if not lengths:
        said = f"({now} - {before}) / √({now} + {before})"
    else:
        said = f"({now} - f × {before}) / √({now} + f² × {before}), with f = {' / '.join(lengths)}"
    return f"Effect: {said}, how many standard deviations lie between the two counts."


def effect(now: int, before: int, scale: float = 1.0) -> float:
    """How many standard deviations lie between two counts; 0 where nothing was counted.

    Events that come at random scatter by the root of their number: from 9 to 25 is 2.7, from 900 to 2,500 is 27.

    Args:
        now: the one count.
        before: the other one.
        scale: how many times longer the time of the first one is.
    """
    return (now - scale * before) / math.sqrt(now + scale * scale * before) if now or before else 0.0


def changes(field: str, now: Values, before: Values, scale: float = 1.0) -> pd.DataFrame:
    """The values of a field that changed between two windows, greatest effect first.

    Where an answer does not hold all of its values, a value that is missing there may exist all the same: it is left out.

    Args:
        field: the field.
        now: its values in the window.
        before: its values in the other window.
        scale: how many times longer the first window is.

    Returns:
        ``field`` (the same in each row), ``value`` (object, as the source gave it), ``kind`` (one of `KINDS`), ``now`` and
        ``before`` (int64, events) and ``effect`` (float64, negative for fewer).
    """
    counts, earlier = counted(now), counted(before)
    known = {key: counts.get(key, 0) for key in (*counts, *earlier) if key in counts or whole(now)}
    both = [(key, count, earlier.get(key, 0)) for key, count in known.items() if key in earlier or whole(before)]
    rows = [(field, key[1], _kind(count, past, scale), count, past, effect(count, past, scale)) for key, count, past in both]
    frame = pd.DataFrame([row for row in rows if row[2]], columns=_COLUMNS)
    return ranked([frame])


def ranked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """What `changes` found in several fields as one frame, greatest effect first; equal ones by field, then as they were."""
    found = pd.concat([pd.DataFrame(columns=_COLUMNS), *(frame.astype(object) for frame in frames)], ignore_index=True)
    found = found.astype({"field": "str", "kind": "str", "now": "int64", "before": "int64", "effect": "float64"})
    found = found.assign(strength=-found["effect"].abs())
    return found.sort_values(["strength", "field"], kind="stable", ignore_index=True)[_COLUMNS]


def by_field(changed: pd.DataFrame, fields: Iterable[str]) -> pd.DataFrame:
    """How many values of each field are new, gone, up and down, the most changed field first.

    Args:
        changed: what `ranked` made.
        fields: those that were compared; one without a change is a row of zeros.

    Returns:
        ``field``, a count (int64) for each of `KINDS`, and ``effect`` (float64, the greatest, without its sign).
    """
    rows = []
    for field in fields:
        own = changed[changed["field"] == field]
        counts = own["kind"].value_counts()
        strongest = float(own["effect"].abs().max()) if len(own) else 0.0
        rows.append((field, *(int(counts.get(kind, 0)) for kind in KINDS), strongest))
    frame = pd.DataFrame(rows, columns=["field", *KINDS, "effect"]).astype(dict.fromkeys(KINDS, "int64") | {"effect": "float64"})
    return frame.sort_values("effect", ascending=False, kind="stable", ignore_index=True)


def counted(values: Values) -> dict[tuple[bool, object], int]:
    """Events by value; whether it is a boolean is part of the key, because True and 1 are two values."""
    keys, counts = values.frame["key"].to_list(), values.frame["count"].to_list()
    return {(isinstance(key, bool), key): int(count) for key, count in zip(keys, counts, strict=True)}


def whole(values: Values) -> bool:
    """Whether an answer holds every value that the field has."""
    return values.distinct is not None and values.distinct <= len(values.frame)


def _kind(now: int, before: int, scale: float) -> Kind | Literal[""]:
    if not now or not before:
        return "new" if now else "gone" if before else ""
    strength = effect(now, before, scale)
    if abs(strength) < LEAST:
        return ""
    return "up" if strength > 0 else "down"
