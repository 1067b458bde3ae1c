"""The numbers of a field: least, greatest, mean and percentiles, from its values and how many events hold each."""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate

from connector.answers import Note, Stats

PERCENTS = (1, 5, 25, 50, 75, 95, 99)


def stats_of(
    pairs: Iterable[tuple[object, int]], count: int, distinct: int | None, exact: bool = True, notes: tuple[Note, ...] = ()
) -> Stats:
    """The numbers of `connector.answers.Stats`.

    Integers of any size stay exact in the least and the greatest; the mean and the percentiles are the nearest float, infinite
    beyond all floats.

    Args:
        pairs: value and number of events, each value once, in any order. Only finite numbers (no booleans) count here.
        count: events that hold the field.
        distinct: different values of all kinds; ``None`` when that is not known.
        exact: False when the pairs are not all there are.
        notes: what the numbers lack.
    """
    numbers = sorted(
        (value, held)
        for value, held in pairs
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) != math.inf
    )
    if not numbers:
        return Stats(count, distinct, exact=exact, notes=notes)
    values, counts = [value for value, _ in numbers], [held for _, held in numbers]
    ends = list(accumulate(counts))
    percentiles = {percent: _percentile(values, ends, percent) for percent in PERCENTS}
    return Stats(count, distinct, values[0], values[-1], _mean(values, counts), percentiles, exact, notes)


def _mean(values: Sequence[int | float], counts: Sequence[int]) -> float:
    # Every number is an integer over a power of two, of which there are few: exact, and far faster than adding fractions.
    sums: dict[int, int] = defaultdict(int)
    for value, held in zip(values, counts, strict=True):
        above, below = value.as_integer_ratio()
        sums[below] += above * held
    return _nearest(sum((Fraction(above, below) for below, above in sums.items()), Fraction()) / sum(counts))


def _percentile(values: Sequence[int | float], ends: Sequence[int], percent: int) -> float:
    """Linear between the two neighbours of its place in the list that has each value as often as events hold it."""
    place, hundredths = divmod((ends[-1] - 1) * percent, 100)
    below = Fraction(values[bisect_right(ends, place)])
    if not hundredths:
        return _nearest(below)
    above = Fraction(values[bisect_right(ends, place + 1)])
    return _nearest(below + (above - below) * hundredths / 100)


def _nearest(number: Fraction) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf
