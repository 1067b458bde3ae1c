"""Where the ends of a network stand: links pull together, everything else keeps apart. Equal networks have equal places.

The browser's own layout begins at random and may leave the picture: two people would look at two pictures of one link.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.float64]

_STEPS, _FEWEST = 100, 40
_WORK = 10_000_000
"""Pairs of ends that are looked at in all steps together: half a second."""

_GOLDEN = np.pi * (3 - np.sqrt(5))
_REPULSION, _PULL, _GRAVITY = 4.0, 0.1, 1.5
"""Tried: with these, the ends fill the picture evenly, and what is linked is near."""

_FLAT = 1.22
"""By how much more things are drawn to the middle down than across, and less across: the picture is wider than high."""


def places(count: int, links: Sequence[tuple[int, int]]) -> Places:
    """Places in a plane, a row of x and y for each end, around 0; the picture is about one and a half times as wide as high.

    Ends with many links push the others further away. All are drawn to the middle, so that parts without a link between them
    stay near.

    Args:
        count: how many ends there are.
        links: pairs of the numbers of ends.
    """
    ends = np.array(links, np.int64).reshape(-1, 2)
    degree = np.bincount(ends.ravel(), minlength=count).astype(np.float64) + 1
    mass = np.sqrt(degree)
    place = _beginning(degree)
    steps = max(_FEWEST, min(_STEPS, _WORK // max(count * count, 1)))
    for step in range(steps):
        force = _REPULSION * _apart(place, mass) + _PULL * _together(place, ends)
        force -= _GRAVITY * mass[:, None] * place * np.array((1 / _FLAT, _FLAT))
        length = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)[:, None]
        # Ever smaller steps, so that it comes to rest.
        place = place + force / length * np.minimum(length, np.sqrt(count) * 0.5 * (1 - step / steps))
    return place


def _beginning(degree: npt.NDArray[np.float64]) -> Places:
    """A spiral from the middle outwards, those with most links first."""
    rank = np.empty(len(degree), np.int64)
    rank[np.argsort(-degree, kind="stable")] = np.arange(len(degree))
    distance, turn = 2 * np.sqrt(rank + 0.5), rank * _GOLDEN
    return np.column_stack((distance * np.cos(turn), distance * np.sin(turn)))


def _apart(place: Places, mass: npt.NDArray[np.float64]) -> Places:
    across = place[:, None, 0] - place[None, :, 0]
    down = place[:, None, 1] - place[None, :, 1]
    strength = mass[:, None] * mass[None, :] / (across * across + down * down + 0.01)
    return np.column_stack(((strength * across).sum(axis=1), (strength * down).sum(axis=1)))


def _together(place: Places, ends: npt.NDArray[np.int64]) -> Places:
    pull = place[ends[:, 1]] - place[ends[:, 0]]
    pull *= np.hypot(pull[:, 0], pull[:, 1])[:, None]
    axes = [
        np.bincount(ends[:, 0], pull[:, axis], len(place)) - np.bincount(ends[:, 1], pull[:, axis], len(place))
        for axis in range(2)
    ]
    return np.column_stack(axes)
