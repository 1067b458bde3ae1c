"""Rules asked of a source: how often each matches, and on how many hosts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pandas as pd

from connector.answers import Note
from connector.errors import ConnectorError
from connector.hunts.found import Asked
from connector.query import Query
from connector.sigma.rules import Rule

State = Literal["hits", "clear", "unsupported", "failed"]

COST = 4
"""Requests that a rule may take of a server."""

_STATES: tuple[State, ...] = ("hits", "failed", "clear", "unsupported")
_LEVELS = ("critical", "high", "medium", "low", "informational", "")


@dataclass(frozen=True, slots=True)
class Sighting:
    """What became of a rule.

    Attributes:
        rule: which one.
        state: ``hits``, ``clear``, ``unsupported`` (``rule.reason``) or ``failed`` (``why``).
        hits: events; ``None`` when it was not asked.
        hosts: different sources of them; ``None`` as above, or when the source cannot say.
        first: the time of the first one, UTC.
        last: that of the last one.
        exact: False when the counts are floors.
        notes: what the answer lacks.
        why: why it failed.
    """

    rule: Rule
    state: State
    hits: int | None = None
    hosts: int | None = None
    first: datetime | None = None
    last: datetime | None = None
    exact: bool = True
    notes: tuple[Note, ...] = ()
    why: str = ""


def ask(asked: Asked, query: Query, rule: Rule) -> Sighting:
    """One rule over the window of a query; its filter holds too. It never raises a `ConnectorError`."""
    if not rule.filter:
        return Sighting(rule, "unsupported")
    try:
        return _sighting(asked, query.narrowed(rule.filter), rule)
    except ConnectorError as error:
        return Sighting(rule, "failed", why=str(error))


def ordered(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Hits first, those of the worst level before the others; then what failed, what is clear, what is not supported."""

    def rank(each: Sighting) -> tuple[int, int, int, str]:
        level = _LEVELS.index(each.rule.level) if each.rule.level in _LEVELS else len(_LEVELS)
        return _STATES.index(each.state), level, -(each.hits or 0), each.rule.title.lower()

    return tuple(sorted(sightings, key=rank))


def _sighting(asked: Asked, query: Query, rule: Rule) -> Sighting:
    trend = asked.trend(query)
    if not trend.count:
        return Sighting(rule, "clear", 0, 0, exact=trend.exact, notes=trend.notes)
    groups = asked.groups(query, ("src_ip",), 10_000)
    first, last = groups.frame["first"].min(), groups.frame["last"].max()
    return Sighting(
        rule,
        "hits",
        trend.count,
        int(groups.frame["src_ip"].nunique()),
        None if pd.isna(first) else first.to_pydatetime(),
        None if pd.isna(last) else last.to_pydatetime(),
        trend.exact and groups.exact,
        tuple(dict.fromkeys((*trend.notes, *groups.notes))),
    )
