"""What the steps of a history make of a source's events: rulings for files, a filter for servers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby

from connector import lucene
from connector.errors import UnsupportedQuery
from connector.judged import Judged, Position, Ruling, State
from connector.lucene.write import interval
from connector.query import Query
from connector.triage.steps import Step, Verdict, in_force
from connector.window import Window

LONGEST = 3_000
"""Bytes that states may take in a filter to a server: the rest of a request is the filter's own."""

_MOST = 4 * LONGEST
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_DATE_MATHS = re.compile(r"\bnow\b")


def rulings(steps: Sequence[Step], position: Position | None) -> tuple[Ruling, ...]:
    """The rulings in force, in order.

    Args:
        steps: of one source, in order.
        position: how far that has been read now; ``None`` for a server.
    """
    kept = in_force(steps)
    woken = {step.about for step in kept if step.action == "wake"}
    found: list[Ruling] = []
    for step in kept:
        if step.verdict is not None and step.verdict.state != "note":
            found += _of(step, step.verdict, position, step.identity not in woken)
    return tuple(found)


def base(step: Step, verdict: Verdict, position: Position | None) -> tuple[Ruling, ...]:
    """What a verdict says of the alerts that were there when it was given, a ruling a group."""
    window, arrival = verdict.window, None
    if position is not None and verdict.arrival is not None and position.store == verdict.store:
        arrival = verdict.arrival
    elif not window.bounded:
        window = Window(_FIRST, verdict.now)
    return _each(step.identity, verdict, window, arrival)


def asked(query: Query, judged: Judged, position: Position | None) -> Query:
    """The question about the events that are in the wanted states.

    Raises:
        UnsupportedQuery: a server cannot tell the events apart; the sentence says why.
    """
    return query.narrowed(text(query, judged)) if position is None else replace(query, judged=judged)


def text(query: Query, judged: Judged) -> str:
    """The states as Lucene, for a server: where rulings meet, the last one holds.

    Raises:
        UnsupportedQuery: there are too many, or one of them has date maths, which a server reads as of now.
    """
    meant = [ruling for ruling in judged.rulings if _meet(query.window, ruling.window)]
    texts: dict[State, str] = {"open": "*"}
    for (state, among), several in groupby(meant, lambda ruling: (ruling.state, ruling.among)):
        clauses = lucene.either(*map(_clause, several))
        others = [each for each in texts if each in among and each != state]
        if not others:
            continue
        moved = lucene.both(lucene.either(*(texts[each] for each in others)), clauses)
        texts = {each: lucene.both(own, lucene.negated(clauses)) if each in others else own for each, own in texts.items()}
        texts[state] = lucene.either(texts[state], moved) if state in texts else moved
        if sum(map(len, texts.values())) > _MOST:
            break  # refused below
    found = "*" if set(texts) <= judged.states else lucene.either(*(own for each, own in texts.items() if each in judged.states))
    if len(found.encode("utf-8", "replace")) > LONGEST:
        raise UnsupportedQuery(
            f"A server cannot be asked about {len(meant)} verdicts at once: choose All, a shorter window, or close what "
            "matches with one filter."
        )
    return found


def _of(step: Step, verdict: Verdict, position: Position | None, sleeps: bool) -> list[Ruling]:
    found = list(base(step, verdict, position))
    if verdict.standing is not None and sleeps:
        start = verdict.window.start or _FIRST
        if start < verdict.standing.until:
            found += _each(f"{step.identity}+", verdict, Window(start, verdict.standing.until), None)
    return found


def _each(identity: str, verdict: Verdict, window: Window, arrival: int | None) -> tuple[Ruling, ...]:
    if verdict.state == "note":
        return ()
    state: State = verdict.state
    filters = [lucene.both(verdict.filter, member.filter) for member in verdict.members] or [verdict.filter]
    return tuple(
        Ruling(f"{identity}.{number}", filter, window, arrival, state, verdict.now, frozenset(verdict.among))
        for number, filter in enumerate(filters)
    )


def _clause(ruling: Ruling) -> str:
    if _DATE_MATHS.search(ruling.filter):
        raise UnsupportedQuery("A server reads 'now' in a verdict's filter as of today: undo it, and filter by the window.")
    start, end = ruling.window.start, ruling.window.end
    bounds = (start or _FIRST, end or ruling.now)
    low, high = (moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") for moment in bounds)
    return lucene.both(ruling.filter, f"timestamp:{interval(low, high, True, False)}")


def _meet(asked: Window, meant: Window) -> bool:
    if asked.start is None or asked.end is None or meant.start is None or meant.end is None:
        return True
    return asked.start < meant.end and meant.start < asked.end
