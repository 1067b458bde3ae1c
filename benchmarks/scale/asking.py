"""Asking, by one and by several at once, with a clock."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from threading import Thread
from time import perf_counter, process_time

from benchmarks.scale import Timing
from benchmarks.scale.questions import Ask, Question, answered
from connector.errors import SourceError
from connector.query import Query
from connector.source import Source

_ROUNDS = 24
_LEAST = 5
_LONGEST = 4.0
"""Seconds after which a slow question has been asked often enough."""


def alone(source: Source, asked: Sequence[Question], windows: dict[str, Query]) -> Iterator[Timing]:
    """One asker, one question after the other: nothing that was asked is asked again as long as there is something new."""
    for question in asked:
        if not answered(source, question):
            continue
        # The parts of a filter may be remembered: other windows ask for other things.
        numbers = count()
        for name, query in windows.items():
            bound = question.bound_all if name == "all" else question.bound_day
            if bound == 0:
                continue
            _Clock().take(question.ask, source, query, next(numbers))
            clock = _Clock()
            begin, used = perf_counter(), process_time()
            while (rounds := len(clock.milliseconds)) < _ROUNDS and (rounds < _LEAST or perf_counter() - begin < _LONGEST):
                clock.take(question.ask, source, query, next(numbers))
            yield Timing(question.what, name, clock.milliseconds, (process_time() - used) * 1_000 / rounds, bound, clock.given_up)


def together(source: Source, asked: Sequence[Question], query: Query, window: str, askers: int, seconds: float) -> list[Timing]:
    """Several askers in threads of one process, each with questions in an order of its own, for some seconds.

    A question that is under way when the time is over is finished, and counts.
    """
    known = [question for question in asked if answered(source, question) and question.bound_all is not None]
    clocks = {question.what: _Clock() for question in known}
    numbers = {question.what: count(1_000) for question in known}
    end = perf_counter() + seconds

    def ask(seed: int) -> None:
        dice = random.Random(seed)
        while perf_counter() < end:
            question = dice.choice(known)
            clocks[question.what].take(question.ask, source, query, next(numbers[question.what]))

    threads = [Thread(target=ask, args=(seed,)) for seed in range(askers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked_of = [(question, clocks[question.what]) for question in known]
    return [
        Timing(question.what, window, clock.milliseconds, None, question.bound_all, clock.given_up)
        for question, clock in asked_of
        if clock.milliseconds
    ]


@dataclass(slots=True)
class _Clock:
    """How long the rounds of one question took, and how many of them had no answer."""

    milliseconds: list[float] = field(default_factory=list)
    given_up: int = 0

    def take(self, ask: Ask, source: Source, query: Query, number: int) -> None:
        """One round."""
        begin = perf_counter()
        try:
            ask(source, query, number)
        except SourceError:
            self.given_up += 1
        self.milliseconds.append((perf_counter() - begin) * 1_000)
