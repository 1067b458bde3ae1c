"""Hunts over one window: each run, judged against the window before, and put into the order in which they want eyes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from connector import lucene
from connector.answers import Groups, Note, Span, Trend
from connector.answers import Order as GroupOrder
from connector.errors import ConnectorError
from connector.hunts import calls, grouped, retro, texts
from connector.hunts.found import Asked, Choices, Found, nothing
from connector.hunts.hunt import Hunt
from connector.indicators import Indicator
from connector.query import Query
from connector.window import Window

State = Literal["changed", "hits", "clear", "waits", "failed"]

ORDER: tuple[State, ...] = ("changed", "hits", "failed", "waits", "clear")
"""What wants eyes first."""

BUCKETS = 24
"""About how many counts over time a hunt has."""

COSTS = {"trend": 2, "groups": 2}
"""Requests to a server that a question takes at most, see docs/sources.md."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a hunt.

    Attributes:
        hunt: which one.
        state: ``changed`` (hits, and none before, or twice as many; anything new), ``hits`` (about as many as before, or
            nothing is known of before), ``clear``, ``waits`` (it cannot run; ``why``), ``failed`` (``why``).
        hits: rows; ``None`` when it did not run.
        before: rows in the equally long window before; ``None`` when nothing is known of it.
        exact: False when ``hits`` is a floor.
        trend: events of the hits over the window, a number a bucket of `connector.window.Window.step` of `BUCKETS`.
        look: the first thing to look at; untrusted text, empty without hits.
        frame: the rows, most worth a look first: untrusted texts.
        choices: for each row the fields and values that it stands for.
        notes: what the answer lacks.
        why: why it waits or failed, one sentence.
        cost: requests to a server that it took at most.
    """

    hunt: Hunt
    state: State
    hits: int | None = None
    before: int | None = None
    exact: bool = True
    trend: tuple[int, ...] = ()
    look: str = ""
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    choices: tuple[Choices, ...] = ()
    notes: tuple[Note, ...] = ()
    why: str = ""
    cost: int = 0


class Counted:
    """The questions of hunts, passed on and counted in requests.

    Args:
        asked: what answers.

    Attributes:
        cost: requests so far, at most.
    """

    def __init__(self, asked: Asked) -> None:
        self.cost = 0
        self._asked = asked
        self._fetched: set[Query] = set()

    def trend(self, query: Query) -> Trend:
        """As the contract has it."""
        self.cost += COSTS["trend"]
        return self._asked.trend(query)

    def groups(
        self, query: Query, fields: tuple[str, ...], size: int = 50, order: GroupOrder = "count", buckets: int = 0
    ) -> Groups:
        """As the contract has it."""
        # Further groups of the same events ask nothing.
        self.cost += COSTS["groups"] * (query not in self._fetched)
        self._fetched.add(query)
        return self._asked.groups(query, fields, size, order, buckets)

    def span(self) -> Span:
        """As the contract has it; a page asks it anyway, so it costs nothing more."""
        return self._asked.span()


def run(source: Asked, query: Query, hunt: Hunt, listed: tuple[Indicator, ...] = ()) -> Result:
    """One hunt over the window of a query; its filter holds too. It never raises a `ConnectorError`.

    Args:
        source: what answers.
        query: window and filter.
        hunt: which one.
        listed: indicators, for hunts that look for a list.
    """
    asked = Counted(source)
    try:
        return replace(_result(asked, query, hunt, listed), cost=asked.cost)
    except ConnectorError as error:
        return _empty(hunt, "failed", str(error), asked.cost)


def ordered(results: Iterable[Result]) -> tuple[Result, ...]:
    """What wants eyes first: by state, then few hits before many, because they are soon read."""
    return tuple(sorted(results, key=lambda each: (ORDER.index(each.state), each.hits or 0, each.hunt.name.lower())))


def worst_cost(hunt: Hunt, listed: int = 0) -> int:
    """Requests that a hunt may take of a server.

    Args:
        hunt: which one.
        listed: how many indicators are looked for.
    """
    fetched = {"beacons": 3, "new": 2, "list": min(listed, retro.MOST)}.get(hunt.view, 1)
    return COSTS["trend"] * (1 if "any" in hunt.reads else 2) + 2 * fetched * COSTS["groups"]


def _result(asked: Counted, query: Query, hunt: Hunt, listed: tuple[Indicator, ...]) -> Result:
    if hunt.view == "list" and not listed:
        return _empty(hunt, "waits", "Paste a list of indicators to start.")
    if hunt.view == "new" and not grouped.searched_past(asked, query):
        return _empty(hunt, "waits", "The source holds nothing before this window, so nothing can be new: choose a later window.")
    narrowed = query.narrowed(hunt.filter)
    trend = asked.trend(narrowed)
    past = _known_past(asked, query.window)
    if not trend.count and not trend.before:
        missing = _never_logged(asked, query, hunt) if trend.exact else ""
        if missing:
            return _empty(hunt, "waits", missing)
        before = 0 if past else None
        return replace(_empty(hunt, "clear"), hits=0, before=before, exact=trend.exact, notes=trend.notes)
    found = _found(asked, narrowed, hunt, BUCKETS, listed) if trend.count else nothing(hunt)
    earlier = None
    if past is not None and trend.before is not None:
        earlier = (
            _found(asked, narrowed.during(past), hunt, 0, listed) if trend.before else nothing(hunt) if trend.exact else None
        )
        if earlier and hunt.view == "new" and not grouped.searched_past(asked, query.during(past)):
            earlier = None
    before = None if earlier is None else earlier.hits
    notes = tuple(dict.fromkeys((*(() if trend.exact else trend.notes), *found.notes, *(earlier.notes if earlier else ()))))
    return Result(
        hunt,
        _state(hunt, found.hits, before),
        found.hits,
        before,
        found.exact and trend.exact,
        found.trend,
        _look(hunt, found),
        found.frame,
        found.choices,
        notes,
    )


def _found(asked: Asked, query: Query, hunt: Hunt, buckets: int, listed: tuple[Indicator, ...]) -> Found:
    buckets = buckets if query.window.bounded else 0
    match hunt.view:
        case "new":
            return grouped.new(asked, query, hunt, buckets)
        case "long":
            return texts.long(asked, query, hunt, buckets)
        case "base64":
            return texts.base64(asked, query, hunt, buckets)
        case "indicators":
            return texts.indicators(asked, query, hunt, buckets)
        case "beacons":
            return calls.beacons(asked, query, hunt, buckets)
        case "list":
            return retro.sightings(asked, query, hunt, buckets, listed)
        case _:
            return grouped.groups(asked, query, hunt, buckets)


def _state(hunt: Hunt, hits: int, before: int | None) -> State:
    if not hits:
        return "clear"
    if before is None:
        return "changed" if hunt.view == "new" else "hits"
    return "changed" if hits >= 2 * before else "hits"


def _known_past(asked: Asked, window: Window) -> Window | None:
    """The window before, where the source holds all of it, give or take a twentieth."""
    first, start = asked.span().first, window.start
    return window.before if first is not None and start is not None and start - first >= window.length * 0.95 else None


def _never_logged(asked: Asked, query: Query, hunt: Hunt) -> str:
    """The sentence on a type or field that no event of the source has; empty when there is none such."""
    everything = Query(now=query.now)
    if hunt.reads and "any" not in hunt.reads:
        kinds = lucene.any_of(*(lucene.term("event_type", kind) for kind in hunt.reads))
        if not asked.trend(everything.narrowed(kinds)).count:
            return f"Never logged here: events of type {' or '.join(hunt.reads)}."
    if hunt.needs and not asked.trend(everything.narrowed(lucene.any_of(*map(lucene.exists, hunt.needs)))).count:
        return f"Never logged here: {' or '.join(hunt.needs)}."
    return ""


def _look(hunt: Hunt, found: Found) -> str:
    if found.frame.empty:
        return ""
    row = found.frame.iloc[0]

    def value(match: "re.Match[str]") -> str:
        held = row.get(match.group(1))
        return "(none)" if held is None or (not isinstance(held, tuple) and pd.isna(held)) else str(held)

    first = str(row.iloc[0]) if found.frame.shape[1] else ""
    return re.sub(r"\{([^{}]+)\}", value, hunt.look)[:300] if hunt.look else first[:300]


def _empty(hunt: Hunt, state: State, why: str = "", cost: int = 0) -> Result:
    return Result(hunt, state, frame=nothing(hunt).frame, why=why, cost=cost)
