"""What was decided, step by step: verdicts, what was taken back, and what woke."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from connector.judged import STATES, State
from connector.window import Window

Action = Literal["verdict", "undo", "wake"]
Given = State | Literal["note"]
"""A note leaves the state as it is."""


@dataclass(frozen=True, slots=True)
class Member:
    """One group that a verdict is about.

    Attributes:
        values: of the verdict's fields, as text; ``None`` where the field is missing.
        filter: Lucene text that finds its alerts among those of the verdict's filter.
    """

    values: tuple[str | None, ...]
    filter: str


@dataclass(frozen=True, slots=True)
class Standing:
    """That a verdict holds for later alerts too, and what was usual when it was given.

    Attributes:
        until: when it ends at the latest, UTC.
        targets: the addresses in ``dest_ip``.
        revisions: the values of ``alert.rev``.
        count: how many alerts there were
        length: in so much time.
    """

    until: datetime
    targets: tuple[str, ...]
    revisions: tuple[str, ...]
    count: int
    length: timedelta


@dataclass(frozen=True, slots=True)
class Verdict:
    """A predicate over alerts, and what was decided about them.

    Attributes:
        source: `connector.source.Source.identity`.
        state: what they are in now.
        filter: Lucene text.
        window: their time.
        now: what ``now`` means in the filter.
        store: the store of files that `arrival` belongs to; empty on servers.
        arrival: the last batch that was there; in another store, and on servers, time alone bounds the verdict.
        fields: what the alerts were grouped by; none where everything that matches was meant.
        members: the groups; none where everything that matches was meant.
        reason: why, in a word.
        note: why, in full.
        count: how many alerts there were.
        standing: ``None`` for a verdict about the alerts that were there.
        among: the states that they were in.
    """

    source: str
    state: Given
    filter: str
    window: Window
    now: datetime
    store: str = ""
    arrival: int | None = None
    fields: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    reason: str = ""
    note: str = ""
    count: int = 0
    standing: Standing | None = None
    among: tuple[State, ...] = STATES


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the history; nothing changes it afterwards.

    Attributes:
        identity: 32 hex digits.
        at: when, UTC; no two steps of one history have the same.
        author: who.
        action: a verdict; or something about the step `about`: that it is taken back, or that it woke.
        source: as in `Verdict`.
        verdict: of a verdict.
        about: the identity of another step.
        words: what woke it.
    """

    identity: str
    at: datetime
    author: str
    action: Action
    source: str
    verdict: Verdict | None = None
    about: str = ""
    words: str = ""


def new_step(author: str, of: "Verdict | Step", action: Action = "verdict", words: str = "") -> Step:
    """A step that nobody has recorded yet: a verdict, or that another step is taken back or woke."""
    identity, at = secrets.token_hex(16), datetime.now(UTC)
    if isinstance(of, Verdict):
        return Step(identity, at, author, "verdict", of.source, verdict=of)
    return Step(identity, at, author, action, of.source, about=of.identity, words=words)


def in_force(steps: Iterable[Step]) -> list[Step]:
    """The steps that were not taken back, in order. What takes a step back can be taken back itself."""
    gone: set[str] = set()
    kept: list[Step] = []
    for step in sorted(steps, key=lambda each: (each.at, each.identity), reverse=True):
        if step.identity in gone:
            continue
        kept.append(step)
        if step.action == "undo":
            gone.add(step.about)
    return kept[::-1]


def extended(step: Step, until: datetime) -> Verdict:
    """The standing verdict of a step with another end.

    Raises:
        ValueError: it is no standing verdict.
    """
    if step.verdict is None or step.verdict.standing is None:
        raise ValueError("this step stands for nothing")
    return replace(step.verdict, standing=replace(step.verdict.standing, until=until))
