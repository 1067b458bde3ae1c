"""The answer to a question as the rows of a table: pure functions.

Every text that comes out is safe to show in a cell; the values themselves stay beside it, for filters.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from connector import lucene
from connector.answers import Values
from ui import clauses, rankings
from ui.clauses import Choices
from ui.fields import difference, values
from ui.protocols.declared import numeric

SHOWN = 200
"""Rows of a table."""

_WHOLE = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table.

    Attributes:
        frame: what is shown, a column each.
        filters: for each row the clause of each of its keys.
        choices: for each row the values that its menu is about.
        count: how many rows there are, shown or not; ``None`` when the answer cannot say.
    """

    frame: pd.DataFrame
    filters: tuple[tuple[str, ...], ...]
    choices: tuple[Choices, ...]
    count: int | None


def of_values(answers: Sequence[tuple[str, Values, Values | None]], total: int, rarest: bool) -> Rows:
    """The values of a field, which may have several names: their events are added up.

    Args:
        answers: a name of the field, its values now, and those of the window before (``None`` when nothing is known of it).
        total: the events that the shares are of.
        rarest: whether the rarest stand first.

    Returns:
        ``key0``, ``New`` (lists of words; no such column when nothing is known of the window before), ``Share`` (percent of
        ``total``; no such column where none reaches one, nor of the rarest) and ``Events``.
    """
    counts: dict[tuple[bool, Any], int] = {}
    for _, now, _ in answers:
        for key, count in difference.counted(now).items():
            counts[key] = counts.get(key, 0) + count
    ordered = sorted(counts.items(), key=lambda pair: (pair[1] if rarest else -pair[1], str(pair[0][1])))
    names = [name for name, now, _ in answers if len(now.frame)]
    keys = [key[1] for key, _ in ordered[:SHOWN]]
    events = [count for _, count in ordered[:SHOWN]]
    columns: dict[str, Any] = {"key0": pd.Series([shown(names[0], key) for key in keys], dtype=object)}
    past = [before for _, _, before in answers]
    if names and all(before is not None for before in past):
        known = {key for before in past if before is not None for key in difference.counted(before)}
        sure = all(difference.whole(before) for before in past if before is not None)
        marks = [["new"] if sure and key not in known else [] for key, _ in ordered[:SHOWN]]
        columns["New"] = pd.Series(marks, dtype=object)
    if not rarest and events and 100 * events[0] >= total > 0:
        columns["Share"] = pd.Series([100 * count / total for count in events], dtype="float64")
    columns["Events"] = pd.Series(events, dtype="int64")
    filters = tuple((_any(clauses.only(name, key) for name in names),) for key in keys)
    # A menu filters by all of a row's values together: it is about the name that holds most of these events.
    best = _best(answers)
    choices: tuple[Choices, ...] = tuple(((best[isinstance(key, bool), key], key),) for key in keys)
    whole = all(difference.whole(now) for _, now, _ in answers)
    return Rows(pd.DataFrame(columns), filters, choices, len(counts) if whole else None)


def of_groups(fields: tuple[str, ...], frame: pd.DataFrame, count: int | None, equal: bool = False) -> Rows:
    """Groups of fields, most events first.

    Args:
        fields: what was grouped by.
        frame: of a `connector.answers.Groups`.
        count: how many groups there are; ``None`` when the source cannot say.
        equal: whether only groups count whose first two keys are one; the second is then not shown.

    Returns:
        ``key0`` and further, ``Events``, ``Sources`` and ``Targets``, the latter two unless a key is that address. Groups without
        any field of the protocol are left out where the first is one.
    """
    answers = answering(fields, frame)
    found = frame[answers & (frame[fields[0]] == frame[fields[1]]).fillna(False)] if equal else frame[answers]
    whole = count is not None and count <= len(frame)
    # Of groups that the answer does not hold, nobody knows how many say something.
    left = len(found) if whole else None if equal or len(found) < len(frame) else count
    found = found.head(SHOWN)
    places = [place for place in range(len(fields)) if not (equal and place == 1)]
    columns: dict[str, Any] = {
        f"key{place}": pd.Series([shown(fields[place], key) for key in found[fields[place]]], dtype=object) for place in places
    }
    for label, name, address in (("Events", "count", ""), ("Sources", "sources", "src_ip"), ("Targets", "targets", "dest_ip")):
        if address not in fields:
            columns[label] = found[name].reset_index(drop=True)
    choices = tuple(
        tuple((name, value(name, key)) for name, key in zip(fields, row, strict=True))
        for row in found[list(fields)].itertuples(index=False, name=None)
    )
    filters = tuple(tuple(clauses.only(name, key) for name, key in each) for each in choices)
    return Rows(pd.DataFrame(columns), filters, choices, left)


def answering(fields: tuple[str, ...], frame: pd.DataFrame) -> "pd.Series[bool]":
    """Which groups say something: those without any of the protocol's fields do not, where the first one is such a field."""
    own = [name for name in fields if "." in name]
    if not own or own[0] != fields[0]:
        return pd.Series(True, index=frame.index)
    return frame[own].notna().any(axis=1)


def shown(field: str, key: object) -> str:
    """A key of a group as a cell shows it."""
    return rankings.MISSING if pd.isna(key) else values.shown(field, key)


def value(field: str, key: Any) -> str | int | None:
    """What a key of a group stands for, for filters: groups tell all keys as texts."""
    if pd.isna(key):
        return None
    return int(key) if field in numeric() and _WHOLE.fullmatch(str(key)) else str(key)


def _best(answers: Sequence[tuple[str, Values, Values | None]]) -> dict[tuple[bool, Any], str]:
    most: dict[tuple[bool, Any], tuple[int, str]] = {}
    for name, now, _ in answers:
        for key, count in difference.counted(now).items():
            if count > most.get(key, (0, ""))[0]:
                most[key] = count, name
    return {key: name for key, (_, name) in most.items()}


def _any(each: Iterable[str]) -> str:
    several = tuple(each)
    return several[0] if len(several) == 1 else lucene.any_of(*several)
