"""The groups of alerts that the page shows, and what is known of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce

import pandas as pd

from connector import lucene
from connector.answers import Groups
from ui import chips, clauses, questions
from ui.alerts import grouping
from ui.selection import Selection
from ui.sources import reads_files

PAGE = 18
"""Groups on a page of the table."""

GREATEST = 10_000
"""Groups that can be paged through."""

WOKEN = "woken"
"""The mark of a group whose standing verdict does not hold any more."""

_STEP = 1_000
_TREND = 60
"""About as many as a cell has room for: bars further apart are drawn too faint to see."""
_TEXTS = frozenset(
    ("alert.signature", "alert.category", "alert.action", "src_ip", "dest_ip", "host", "app_proto", "proto", "event_type")
)


@dataclass(frozen=True)
class Group:
    """One group.

    Attributes:
        names: the fields that it is made by.
        keys: their values as text, in the same order; ``None`` where the field is missing.
        count: how many alerts.
        first: the time of the first one, UTC; ``None`` when no alert has a time.
        last: that of the last one.
        severity: the worst ``alert.severity``; ``None`` without one.
        sources: distinct source addresses.
        targets: distinct target addresses.
    """

    names: tuple[str, ...]
    keys: tuple[str | None, ...]
    count: int
    first: datetime | None
    last: datetime | None
    severity: int | None
    sources: int
    targets: int

    def key(self, name: str) -> str | None:
        """The value of a field as text; ``None`` when it is missing, or no field of this group."""
        return dict(zip(self.names, self.keys, strict=True)).get(name)


@dataclass(frozen=True)
class Listing:
    """The groups of the window, in order.

    Attributes:
        answer: what the source said.
        names: the fields that they are made by.
        identities: what tells a group from all others, in the same order.
        known: the groups of the window before; ``None`` when not all of them are known.
        past: the answer about the window before; ``None`` where nothing is compared.
        marks: what was decided about alerts of a group, or woke it, in a word each.
    """

    answer: Groups
    names: tuple[str, ...]
    identities: list[tuple[str | None, ...]]
    known: frozenset[tuple[str | None, ...]] | None
    past: Groups | None
    marks: dict[tuple[str | None, ...], str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many groups there are, as far as the source knows."""
        return max(self.answer.distinct or 0, len(self.identities))

    @property
    def exact(self) -> bool:
        """False when there may be more groups than `total`."""
        return self.answer.exact and self.answer.distinct is not None

    def group(self, place: int) -> Group:
        """The group at a place."""
        row = self.answer.frame.iloc[place]
        severity, first, last = row["severity"], row["first"], row["last"]
        return Group(
            self.names,
            self.identities[place],
            int(row["count"]),
            None if pd.isna(first) else first.to_pydatetime(),
            None if pd.isna(last) else last.to_pydatetime(),
            None if pd.isna(severity) else int(severity),
            int(row["sources"]),
            int(row["targets"]),
        )

    def is_new(self, place: int) -> bool:
        """Whether the window before, where all of its groups are known, does not have the group at a place."""
        return self.known is not None and self.identities[place] not in self.known


def listed(here: Selection, alerts: Selection, place: int, everything: Selection | None = None) -> Listing:
    """The groups of the alerts, at least as far as a place, `GREATEST` at most.

    Args:
        here: everything that the bar has chosen.
        alerts: those that are grouped.
        place: as far as this.
        everything: the alerts in every state, of which those of the window before make a group known; default: ``alerts``.

    Raises:
        ConnectorError: the source does not answer.
    """
    names, order = grouping.fields(), grouping.order()
    # A server hands out the events that groups are counted from, however many groups are asked for.
    size = min(GREATEST, (place // _STEP + 1) * _STEP) if reads_files(alerts.source) else GREATEST
    answer = alerts.groups(names, size, order, _TREND)
    before = questions.before(here, everything or alerts)
    past = None if before is None else before.groups(names, GREATEST)
    whole = past is not None and past.exact and past.distinct is not None and past.distinct <= len(past.frame)
    known = frozenset(identities(past.frame, names)) if past is not None and whole else None
    return Listing(answer, names, list(identities(answer.frame, names)), known, past)


def urgent_first(listing: Listing) -> Listing:
    """What needs eyes first: what woke, then the worst severity, in it what is new, then most alerts."""
    frame = listing.answer.frame
    ranks = pd.DataFrame(
        {
            "woke": [listing.marks.get(identity) != WOKEN for identity in listing.identities],
            "severity": frame["severity"].astype("Float64").fillna(1_000.0).to_numpy(float),
            "known": [not listing.is_new(place) for place in range(len(frame))],
            "count": -frame["count"].to_numpy(),
        }
    )
    order = ranks.sort_values(list(ranks.columns), kind="stable").index.to_numpy()
    answer = replace(listing.answer, frame=frame.iloc[order].reset_index(drop=True))
    return replace(listing, answer=answer, identities=[listing.identities[place] for place in order])


def chips_of(alerts: Selection, group: Group) -> tuple[str, ...]:
    """Filter chips that leave nothing but the alerts of a group, one a field.

    Raises:
        ConnectorError: the source does not answer.
    """
    return tuple(_chip(alerts, name, key) for name, key in zip(group.names, group.keys, strict=True))


def of_group(alerts: Selection, words: tuple[str, ...]) -> Selection:
    """The alerts of a group, whose chips `chips_of` made."""
    return alerts.narrowed(reduce(lucene.both, map(chips.chip_filter, words)))


def identities(frame: pd.DataFrame, names: tuple[str, ...]) -> Iterator[tuple[str | None, ...]]:
    """What tells each group of an answer from all others, in its order."""
    columns = ([None if pd.isna(key) else str(key) for key in frame[name]] for name in names)
    return zip(*columns, strict=True)


def _chip(alerts: Selection, name: str, key: str | None) -> str:
    if key is None:
        return f"-{lucene.exists(name)}"
    if name in _TEXTS:
        return clauses.only(name, key)
    # Groups hold every key as text; a filter has to know what it was.
    return typed(name, key, alerts.values(name, 1).frame["key"].dtype)


def typed(name: str, key: str, kind: object) -> str:
    """A clause for a value that was written as text.

    Args:
        name: the field.
        key: the text.
        kind: the dtype that the values of the field have.
    """
    if pd.api.types.is_bool_dtype(kind):
        return lucene.term(name, key == "true")
    if pd.api.types.is_integer_dtype(kind):
        return lucene.term(name, int(key))
    if pd.api.types.is_float_dtype(kind):
        return lucene.term(name, float(key))
    text = lucene.term(name, key)
    if pd.api.types.is_string_dtype(kind) and not pd.api.types.is_object_dtype(kind):
        return text
    # A mixed field: the same text may have been a number.
    return lucene.either(text, lucene.term(name, int(key))) if key.isascii() and key.isdecimal() else text
