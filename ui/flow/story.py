"""The story of a conversation: its events as steps in order of time, and what repeats folded into one line."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

from connector import frames
from ui import charts
from ui.facts import Event, amount, dns_type, fact, kind
from ui.flow.ends import Ends, Towards
from ui.flow.words import Phase, sayings, severity, zone

_LONGEST_BLOCK = 8
"""Steps that may repeat as one: a poll with its answer, file and alerts has about five."""

_NUMBERS = re.compile(r"[0-9a-fA-F]*[0-9][0-9a-fA-F.,:-]*")
_NEVER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened.

    Attributes:
        place: of its event, among those of the conversation.
        time: microseconds since 1970, UTC; ``None`` without a usable one.
        towards: its way between the ends.
        kind: the type of its event.
        word: the vocabulary's word for its colour.
        said: what happened, safe to show on one line.
        likeness: the same for steps that say the same but for their numbers, or the data in a name.
    """

    place: int
    time: int | None
    towards: Towards
    kind: str
    word: str
    said: str
    likeness: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """What happened again and again, and is told once.

    Attributes:
        length: steps of one round: those just before it.
        times: rounds that are folded.
        every: seconds from one round to the next, in the middle; ``None`` where the times are not known.
        spread: seconds by which the rounds are off that, on average.
        exact: whether each round said the same, to the last digit.
    """

    length: int
    times: int
    every: float | None
    spread: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the story: a step, or a repeat of the steps before it.

    Attributes:
        steps: the steps that it stands for, in order; one, or a multiple of the repeat's length.
        repeat: ``None`` for a single step.
    """

    steps: tuple[Step, ...]
    repeat: Repeat | None = None


def steps(events: Sequence[Event], times: Sequence[int | None], ends: Ends) -> tuple[Step, ...]:
    """The steps of all events, in order of time; those without a time come last.

    Args:
        events: in any order.
        times: of each event, in microseconds since 1970, UTC.
        ends: who talks to whom.
    """
    said = [(place, each) for place, event in enumerate(events) for each in sayings(event, ends)]
    written = [fact(events[place], each.at, 40) if each.at else "" for place, each in said]
    parsed = frames.parse_timestamps(written).astype("int64").tolist() if written else []
    found: list[tuple[tuple[float, ...], Step]] = []
    for (place, each), own, text in zip(said, parsed, written, strict=True):
        event = events[place]
        time = own if text and own > 0 else times[place]
        # Opened before all else of its moment, ended after it.
        order = (each.phase is not Phase.OPENED) + (each.phase is Phase.ENDED)
        transaction = amount(event, "tx_id")
        key = (_NEVER if time is None else time, order, _NEVER if transaction is None else transaction, each.phase, place)
        name = kind(event)
        word = severity(event) if name == "alert" else charts.word(name)
        like = _likeness(event, name, each.said)
        found.append((key, Step(place, time, each.towards, name, word, each.said, f"{each.towards} {name} {like}")))
    return tuple(step for _, step in sorted(found, key=lambda pair: pair[0]))


def folded(told: Sequence[Step]) -> tuple[Line, ...]:
    """The lines of the story: a block of steps that repeats at least twice is told once, and its repeats are one line.

    Blocks hold up to eight steps. It costs a fixed number of comparisons a step, however long the story is.
    """
    likenesses = [step.likeness for step in told]
    reach = [_reach(likenesses, length) for length in range(1, _LONGEST_BLOCK + 1)]
    lines: list[Line] = []
    place = 0
    while place < len(told):
        rounds = [(reach[length - 1][place] // length, length) for length in range(1, _LONGEST_BLOCK + 1)]
        # The block that hides most; among equals the shorter one.
        hidden, length, times = max((count * length, -length, count) for count, length in rounds)
        length = -length
        if times < 2 or hidden < 2:
            lines.append(Line((told[place],)))
            place += 1
            continue
        lines.extend(Line((step,)) for step in told[place : place + length])
        again = tuple(told[place + length : place + length + hidden])
        lines.append(Line(again, _repeat(tuple(told[place : place + length]), again)))
        place += length + hidden
    return tuple(lines)


def alike(told: Sequence[Step], step: Step) -> list[int]:
    """The times of all steps that say the same but for their numbers, ascending, in microseconds."""
    return [each.time for each in told if each.likeness == step.likeness and each.time is not None]


def intervals(times: Sequence[int]) -> list[float]:
    """Seconds from each time to the next."""
    return [(later - earlier) / 1e6 for earlier, later in pairwise(times)]


def counts(events: Sequence[Event]) -> Counter[str]:
    """How many events of each type there are."""
    return Counter(map(kind, events))


def _likeness(event: Event, name: str, said: str) -> str:
    """What stays the same where only numbers change, or the part of a name that carries data."""
    if name == "alert":
        return said  # a signature that differs by a number is another signature
    carrier = zone(event) if name == "dns" else ""
    return f"{dns_type(event)} {carrier} {fact(event, 'dns.rcode')}" if carrier else _NUMBERS.sub("#", said)


def _reach(likenesses: Sequence[str], length: int) -> list[int]:
    """For each place, how many steps after the block that begins there say what the step a block before them says."""
    count = len(likenesses)
    runs = [0] * (count + 1)
    for place in range(count - 1, length - 1, -1):
        runs[place] = runs[place + 1] + 1 if likenesses[place] == likenesses[place - length] else 0
    return [runs[min(place + length, count)] for place in range(count)]


def _repeat(block: tuple[Step, ...], again: tuple[Step, ...]) -> Repeat:
    length = len(block)
    starts = [step.time for step in (*block, *again)[::length]]
    known = [time for time in starts if time is not None]
    gaps = intervals(known) if len(known) == len(starts) else []
    every = median(gaps) if gaps else None
    spread = mean(abs(gap - every) for gap in gaps) if every is not None else 0.0
    exact = all(step.said == block[place % length].said for place, step in enumerate(again))
    return Repeat(length, len(again) // length, every, spread, exact)
