"""Hypothesis with a clock: a fixed number of examples, the same ones each time, or as many as the time allows."""

import time
from collections.abc import Callable
from itertools import count
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.soak.conftest import Effort

T = TypeVar("T")

_BATCH = 100
"""Examples between two looks at the clock."""

_WHATEVER_THE_TIME = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True)


def fuzz(holds: Callable[[T], None], made: SearchStrategy[T], effort: Effort, examples: int) -> None:
    """Tries what must hold on one made value after the other; what fails is made as small as it can be.

    Args:
        holds: raises where it does not hold.
        made: what makes values.
        effort: how long.
        examples: how many values in the short form.
    """
    if not effort.soak:
        short = settings(_WHATEVER_THE_TIME, derandomize=True, max_examples=examples, phases=[Phase.generate])
        short(given(made)(holds))()
        return
    long = settings(_WHATEVER_THE_TIME, max_examples=_BATCH)
    end = time.monotonic() + effort.fuzzing
    for number in count(effort.seed):
        seed(number)(long(given(made)(holds)))()
        if time.monotonic() > end:
            return
