"""Chance: one seeded generator, with the few throws that the capture needs."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice(Random):
    """A `random.Random` with short throws.

    Seeded with an int or a str it gives the same throws in every process: Python hashes a str seed with
    SHA-512, not with the process's own hash.
    """

    def pick(self, things: Sequence[T]) -> T:
        """One of `things`, each as likely."""
        return things[int(self.random() * len(things))]

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True in `share` of all throws."""
        return self.random() < share

    def hexes(self, digits: int) -> str:
        """Lower-case hexadecimal digits."""
        return f"{self.getrandbits(4 * digits):0{digits}x}"
