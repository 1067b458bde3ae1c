"""Events by what was decided about them: a question may ask for those in certain states only."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal

from connector.window import Window

State = Literal["open", "escalated", "closed", "false alarm"]

STATES: tuple[State, ...] = ("open", "escalated", "closed", "false alarm")
"""Open is what nothing was decided about."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a store of files has been read: what is committed later has a greater number, whatever its time.

    Attributes:
        store: the id of the store; another one when it was emptied and filled again.
        arrival: the number of the last batch.
    """

    store: str
    arrival: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision, as a predicate over events.

    Attributes:
        identity: tells it from all others, also from itself with other bounds.
        filter: Lucene text.
        window: events outside are not meant; all time means those without a time too.
        arrival: batches after this one are not meant; ``None`` where there are none, or all are meant.
        state: what its events are in from here on.
        now: what ``now`` means in the filter.
        among: it is about events that were in one of these states.
    """

    identity: str
    filter: str
    window: Window
    arrival: int | None
    state: State
    now: datetime
    among: frozenset[State] = frozenset(STATES)


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition on events: their state is one of these. Where rulings meet, the last one holds.

    Attributes:
        rulings: in the order in which they were given.
        states: the states that are wanted.
        arrival: batches after this one are left out; ``None`` for all.
        digest: equal for equal rulings; what is compared and printed, because there may be thousands.
    """

    rulings: tuple[Ruling, ...] = field(compare=False, repr=False)
    states: frozenset[State]
    arrival: int | None = None
    digest: str = ""

    def __post_init__(self) -> None:
        named = "\n".join(f"{ruling.identity} {ruling.arrival} {ruling.window.text}" for ruling in self.rulings)
        object.__setattr__(self, "digest", sha256(named.encode("utf-8", "replace")).hexdigest()[:32])
