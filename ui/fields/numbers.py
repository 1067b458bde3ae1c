"""A field's numbers: pure functions from its values to the bars of a histogram, and from its numbers to words."""

import math
from decimal import Decimal
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from connector.answers import Stats

_Floats = npt.NDArray[np.float64]

_BINS = 48
_FARTHEST = 1e300
"""Numbers beyond it, which only a forged event holds, are in no bar: their differences are no numbers any more."""

_STEEP = 200
"""A greatest number this many times the upper quartile would press all others into one bar."""


def is_amount(field: str, kind: str) -> bool:
    """Whether a field's numbers can be ranked: a name that ends in ``id`` is a name made of digits.

    Args:
        field: the field.
        kind: its type, as in `connector.answers.Fields`.
    """
    return ("integer" in kind or "float" in kind) and not field.rpartition(".")[2].endswith("id")


def steep(stats: Stats) -> bool:
    """Whether an axis should grow by powers of ten."""
    if stats.least is None or stats.greatest is None or stats.least < 0:
        return False
    return stats.greatest > _STEEP * max(stats.percentiles[75], 1)


def histogram(values: pd.DataFrame, by_powers: bool) -> pd.DataFrame:
    """The bars of a field's numbers; texts and booleans are left out.

    Args:
        values: ``key`` and ``count`` of a `connector.answers.Values`.
        by_powers: whether bars grow by powers, beginning with 0.

    Returns:
        ``low`` (inside), ``high`` (outside; inside in the last one), ``count`` and ``span`` (``40 to 60``). Empty
        without numbers.
    """
    pairs = [
        (float(key), count)
        for key, count in zip(values["key"].to_list(), values["count"].to_list(), strict=True)
        if _is_number(key)
    ]
    if not pairs:
        return pd.DataFrame({"low": [], "high": [], "count": [], "span": []})
    numbers, counts = np.array([number for number, _ in pairs]), np.array([count for _, count in pairs])
    edges, each = _edges(numbers, by_powers)
    heights, _ = np.histogram(numbers, edges, weights=counts)
    spans = [written(low + 0.5) if each else f"{written(low)} to {written(high)}" for low, high in pairwise(edges.tolist())]
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "count": heights.astype("int64"), "span": spans})


def facts(stats: Stats) -> list[tuple[str, str]]:
    """What the numbers come to: a label and a number each; nothing without numbers."""
    if stats.least is None or stats.greatest is None or stats.mean is None:
        return []
    percentiles = [("median" if percent == 50 else f"{percent}%", written(at)) for percent, at in stats.percentiles.items()]
    return [("least", written(stats.least)), *percentiles, ("greatest", written(stats.greatest)), ("mean", written(stats.mean))]


def written(number: float) -> str:
    """``53,635``, ``0.0123``, ``1,234.5``: at most four digits of what is no whole number."""
    if abs(number) > _FARTHEST:
        return f"{Decimal(number):.3g}"
    if float(number).is_integer() or abs(number) >= 10_000:
        return f"{number:,.0f}"
    return f"{number:,.4g}" if abs(number) < 1_000 else f"{number:,.1f}"


def _is_number(key: object) -> bool:
    return isinstance(key, int | float) and not isinstance(key, bool) and abs(key) <= _FARTHEST


def _edges(numbers: _Floats, by_powers: bool) -> tuple[_Floats, bool]:
    """The edges of the bars, and whether each bar is one whole number."""
    least, greatest = float(numbers.min()), float(numbers.max())
    whole = bool((numbers == np.floor(numbers)).all())
    if whole and greatest - least < _BINS:
        # The edges lie half way to the neighbours.
        return np.arange(least, greatest + 2) - 0.5, True
    if greatest <= least:
        return np.array([least - 0.5, least + 0.5]), False
    if not by_powers:
        return np.linspace(least, greatest, _BINS + 1), False
    edges = np.expm1(np.linspace(math.log1p(least), math.log1p(greatest), _BINS + 1))
    # The way there and back may lose the last digit, and with it a number.
    edges[0], edges[-1] = least, greatest
    return edges, False
