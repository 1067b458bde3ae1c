"""What a page is about: a source and a query, and the questions that it may ask of them, each asked once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from connector.answers import (
    Check,
    Events,
    Fields,
    Groups,
    Note,
    Order,
    Pairs,
    Progress,
    Span,
    Stats,
    Timeline,
    Trend,
    Values,
)
from connector.errors import SourceUnreachable
from connector.hunts import Hunt, Result, run
from connector.indicators import Indicator, Sightings
from connector.judged import Position, Ruling
from connector.losses import Losses
from connector.query import EVERYTHING, Query
from connector.sigma import Rule, Sighting
from connector.sigma import ask as ask_rule
from connector.triage import Standing, Step, waking
from connector.triage.tuning import Suggestion, suggestions
from connector.window import Window
from ui.sources import opened

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Selection:
    """The events that a page shows: the pages' only door to the connector.

    Answers are those of `connector.source.Source`, which says their shapes; they are kept until the source may have new ones.
    Every question may raise a `ConnectorError`.

    Attributes:
        source: the name of the source.
        query: filter, window and limit.
    """

    source: str
    query: Query

    def narrowed(self, filter: str) -> "Selection":
        """The events that ``filter`` matches too."""
        return replace(self, query=self.query.narrowed(filter))

    def during(self, window: Window) -> "Selection":
        """The same events in another window."""
        return replace(self, query=self.query.during(window))

    def before(self) -> "Selection | None":
        """The same events in the equally long window before; ``None`` for all time, which has none."""
        return self.during(self.query.window.before) if self.query.window.before else None

    def trend(self) -> Trend:
        """How many events match, now and before."""
        answer: Trend = self._ask("trend")
        return answer

    def events(self, columns: tuple[str, ...] | None = None, limit: int | None = None, oldest_first: bool = False) -> Events:
        """The newest (or oldest) events that match, at most ``limit`` (default: the query's)."""
        bounded = replace(self, query=replace(self.query, limit=limit or self.query.limit))
        answer: Events = bounded._ask("events", columns, oldest_first)
        return answer

    def timeline(self, by: str | None = None, buckets: int = 72, size: int = 12) -> Timeline:
        """Counts over the window, by the most frequent values of a field when one is given."""
        answer: Timeline = self._ask("timeline", by, buckets, size)
        return answer

    def values(self, field: str, size: int = 10, rarest: bool = False) -> Values:
        """The most frequent (or rarest) values of a field."""
        answer: Values = self._ask("values", field, size, rarest)
        return answer

    def groups(self, fields: tuple[str, ...], size: int = 50, order: Order = "count", buckets: int = 0) -> Groups:
        """Groups of one to three fields."""
        answer: Groups = self._ask("groups", fields, size, order, buckets)
        return answer

    def pairs(self, source_field: str = "src_ip", target_field: str = "dest_ip", size: int = 100) -> Pairs:
        """The most frequent pairs of the values of two fields."""
        answer: Pairs = self._ask("pairs", source_field, target_field, size)
        return answer

    def fields(self) -> Fields:
        """The fields that occur in the events that match."""
        answer: Fields = self._ask("fields")
        return answer

    def stats(self, field: str) -> Stats:
        """A field in numbers."""
        answer: Stats = self._ask("stats", field)
        return answer

    def losses(self) -> Losses:
        """What the sensors lost in the window, whatever the filter; see `connector.losses`."""
        everything = replace(self, query=replace(self.query, filter=EVERYTHING))
        answer: Losses = everything._ask("losses")
        return answer

    def hunt(self, hunt: Hunt, listed: tuple[Indicator, ...] = ()) -> Result:
        """What became of a hunt; see `connector.hunts`."""
        answer: Result = self._ask("hunt", hunt, listed)
        return answer

    def sigma(self, rules: tuple[Rule, ...]) -> tuple[Sighting, ...]:
        """What became of Sigma rules, in their order; see `connector.sigma`."""
        answer: tuple[Sighting, ...] = self._ask("sigma", rules)
        return answer

    def flow(self, flow_id: int) -> Events:
        """Everything that is known of a flow, oldest first; the window plays no part."""
        _refuse_silent()
        answer: Events = _answer(self.source, _generation(self.source), None, "flow", (flow_id,))
        return answer

    def sightings(self, indicators: tuple[Indicator, ...], on_progress: Callable[[Progress], None] | None = None) -> Sightings:
        """What the events hold of a list of indicators. Not kept here: `ui.indicators` keeps one answer a viewer."""
        _refuse_silent()
        return opened(self.source).sightings(self.query, indicators, on_progress)

    def generation(self) -> str:
        """What the source's answers of this rerun are known by: another one when there may be new ones."""
        return _generation(self.source)

    def position(self) -> Position | None:
        """How far the source had been read when this rerun began; ``None`` for a server. What came later is in no answer yet, or
        is told apart from what the reader saw."""
        _generation(self.source)
        held: dict[str, Position | None] = st.session_state.get("positions", {})
        return held[self.source] if self.source in held else opened(self.source).position()

    def identity(self) -> str:
        """Which place of events the source is, whatever its name."""
        return opened(self.source).identity()

    def standing(self, until: datetime) -> Standing | None:
        """What is usual for these events; see `connector.triage.waking.usual`."""
        return waking.usual(opened(self.source), self.query, until)

    def suggestions(self, rulings: tuple[Ruling, ...]) -> tuple[Suggestion, ...]:
        """Lines for Suricata; see `connector.triage.tuning.suggestions`."""
        return suggestions(opened(self.source), self.query, rulings, self.position())

    def woken(self, step: Step, now: datetime) -> str:
        """What woke a standing verdict; see `connector.triage.waking.reason`. Asked once for each generation."""
        answer: str = _woken(self.source, _generation(self.source), step, now)
        return answer

    def checks(self) -> tuple[Check, ...]:
        """The doctor's answers; the window plays no part."""
        answer: tuple[Check, ...] = _answer(self.source, _generation(self.source), None, "checks", ())
        return answer

    def span(self) -> Span:
        """Where there is data, over everything that the source holds."""
        _refuse_silent()
        answer: Span = _answer(self.source, _generation(self.source), None, "span", ())
        return answer

    def notes(self) -> tuple[Note, ...]:
        """What is true of every answer of this source."""
        return opened(self.source).notes()

    def progress(self) -> Progress | None:
        """How far the reading of files has come; ``None`` when nothing is being read."""
        return opened(self.source).progress()

    def _ask(self, question: str, *arguments: object) -> Any:
        _refuse_silent()
        # "now" matters only to date maths: without it, a fixed window would be asked again every ten seconds.
        query = self.query if "now" in self.query.filter else replace(self.query, now=_NEVER)
        # Panels ask the same again and again, and each answer out of Streamlit's cache is a copy that has to be made. Whole
        # events are asked for once, and are too large to be held between reruns.
        held: dict[tuple[object, ...], Any] = st.session_state.get("answers", {}) if question != "events" else {}
        key = self.source, query, question, arguments
        if key not in held:
            held[key] = _answer(self.source, _generation(self.source), query, question, arguments)
        return held[key]


def renew() -> None:
    """Begins a rerun: every source may be asked, and its answers are of one generation until the next one begins."""
    silence(None)
    st.session_state["generations"] = {}
    st.session_state["positions"] = {}
    st.session_state["answers"] = {}


def silence(error: SourceUnreachable | None) -> None:
    """Says that the source does not answer in this rerun: else every panel would wait for itself, minutes in all.

    Args:
        error: what the first question failed with; ``None`` when the source may be asked.
    """
    st.session_state["silent"] = None if error is None else str(error)


def _generation(source: str) -> str:
    # A server has another one every ten seconds: a slow page would ask everything again half way, and show two states.
    held: dict[str, str] | None = st.session_state.get("generations")
    if held is None:
        return opened(source).generation()  # no page is being drawn
    if source not in held:
        # The position first: what is committed between the two was not seen.
        st.session_state.setdefault("positions", {})[source] = opened(source).position()
        held[source] = opened(source).generation()
    return held[source]


def _refuse_silent() -> None:
    words = st.session_state.get("silent")
    if words:
        raise SourceUnreachable(words)


# A query's text is its key: walking its fields costs a third of the rerun.
@st.cache_data(max_entries=256, ttl="15m", show_spinner=False, hash_funcs={Query: repr, Hunt: repr, Indicator: repr, Rule: repr})
def _answer(source: str, generation: str, query: Query | None, question: str, arguments: tuple[object, ...]) -> Any:
    # The generation is part of the key: an answer is kept until there may be a new one.
    match question:
        case "hunt":
            ask = partial(run, opened(source))
        case "sigma":
            return tuple(ask_rule(opened(source), query, each) for each in arguments[0])
        case _:
            ask = getattr(opened(source), question)
    return ask(*arguments) if query is None else ask(query, *arguments)


@st.cache_data(max_entries=256, ttl="15m", show_spinner=False, hash_funcs={Step: lambda step: step.identity})
def _woken(source: str, generation: str, step: Step, _now: datetime) -> str:
    return "" if step.verdict is None else waking.reason(opened(source), step, step.verdict, _now)
