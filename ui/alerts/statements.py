"""What is said about an alert, and on what evidence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ui.facts import Event

State = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Statement:
    """One answer to "Did it work?".

    Attributes:
        question: ``attempted``, ``blocked``, ``answered`` or ``followed up``.
        state: unknown when the evidence is missing; a thing that nobody saw did not therefore fail.
        proof: one sentence, plain text that is safe to show.
        events: what it rests on, oldest first.
    """

    question: str
    state: State
    proof: str
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Contact:
    """A host that was contacted in the next hour.

    Attributes:
        address: as the events write it.
        first: when, at the earliest; UTC.
        events: those that were looked at, oldest first.
    """

    address: str
    first: datetime
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class After:
    """What a host did in the hour after an alert, outside its flow.

    Attributes:
        host: the host.
        active: how many others it contacted; ``None`` where not all of them are known.
        again: the other end of the alert, when the host contacted it once more.
        new: hosts that it had not contacted before, first one first.
        base: how long before the alert there is data, at most a day.
        covered: how much of the hour there is data for.
        whole: whether all that it contacted before is known.
    """

    host: str
    active: int | None
    again: Contact | None
    new: tuple[Contact, ...]
    base: timedelta
    covered: timedelta
    whole: bool = True


@dataclass(frozen=True)
class Evidence:
    """All that is looked at for one alert.

    Attributes:
        alert: its event.
        time: when it was, UTC; ``None`` when the event does not say.
        flow: the events of its flow, itself included, oldest first.
        after: what the victim did next; ``None`` when that cannot be asked.
        cut: whether the flow has more events than these.
    """

    alert: Event
    time: datetime | None
    flow: tuple[Event, ...]
    after: After | None = None
    cut: bool = False
