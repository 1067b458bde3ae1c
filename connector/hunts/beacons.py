"""Calls at regular intervals: what the times of one pair say. Pure functions.

The score, in words: a hundred times how regular the calls are (one less the jitter), times the share of the gaps that lie within
a quarter of the period. The period is the middle gap, the jitter the middle distance of the gaps from it, as a share of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

LEAST_CALLS = 8
LEAST_PERIOD = 5.0
"""Seconds; what comes faster is one conversation."""

MOST_JITTER = 0.2
LEAST_SHARE = 0.5
"""Of the gaps that lie near the period: people pause."""

_ONE_CALL = 1.0
"""Seconds within which several requests are one call."""

FORMULA = (
    "Score: 100 × (1 − jitter) × the share of gaps within a quarter of the period. The period is the middle gap; the jitter is "
    "the middle distance of the gaps from it, as a share of it. Requests within a second are one call; a beacon has "
    f"{LEAST_CALLS} calls or more, {LEAST_PERIOD:g} s or more apart, and a jitter under {MOST_JITTER:.0%}."
)


@dataclass(frozen=True, slots=True)
class Beacon:
    """A pair that talks by the clock.

    Attributes:
        calls: how many.
        period: seconds between two calls, in the middle.
        jitter: how far gaps are from it, in the middle, as a share of it.
        score: 0 to 100.
        gaps: seconds before each call but the first, in order.
    """

    calls: int
    period: float
    jitter: float
    score: float
    gaps: tuple[float, ...]


def beacon(times: Sequence[datetime]) -> Beacon | None:
    """The beacon in the times of one pair, in any order; ``None`` when they have no rhythm."""
    calls: list[float] = []
    latest = float("-inf")
    for moment in sorted(time.timestamp() for time in times):
        # Against the request before, not against the call's first: a page that loads for long is one call too.
        if moment - latest >= _ONE_CALL:
            calls.append(moment)
        latest = moment
    if len(calls) < LEAST_CALLS:
        return None
    gaps = tuple(round(later - earlier, 3) for earlier, later in pairwise(calls))
    period = median(gaps)
    if period < LEAST_PERIOD:
        return None
    jitter = median(abs(gap - period) for gap in gaps) / period
    share = sum(abs(gap - period) <= period / 4 for gap in gaps) / len(gaps)
    if jitter >= MOST_JITTER or share < LEAST_SHARE:
        return None
    return Beacon(len(calls), period, jitter, 100 * (1 - jitter) * share, gaps)
