"""What the pages cost: ``make bench-ui``. From an act in Chromium to its page at rest; what of it is script, what is engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.scale import percentile

PAGES = ("overview", "alerts", "events", "flow", "fields", "protocols", "graph", "hunts", "indicators", "connection")
"""The pages as their files are called."""


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the table.

    Attributes:
        what: what was done, in words.
        milliseconds: how long each round took, at least one.
        bounds: what the median and the 95th percentile should not pass; ``None`` where nothing is wanted.
    """

    what: str
    milliseconds: Sequence[float]
    bounds: tuple[float | None, float | None] = (None, None)

    @property
    def median(self) -> float:
        """What half of the rounds did not pass."""
        return median(self.milliseconds)

    @property
    def p95(self) -> float:
        """What nineteen rounds of twenty did not pass."""
        return percentile(self.milliseconds, 95)

    @property
    def kept(self) -> bool:
        """True when both bounds hold."""
        return all(bound is None or found <= bound for found, bound in zip((self.median, self.p95), self.bounds, strict=True))

    def __str__(self) -> str:
        """``overview, another window      181    224   250, 500``, with a mark when a bound does not hold."""
        wanted = ", ".join("–" if bound is None else f"{bound:g}" for bound in self.bounds) if any(self.bounds) else ""
        line = f"{self.what:<44} {self.median:>8.0f} {self.p95:>8.0f}   {wanted:<10}"
        return f"{line} {'' if self.kept else '<-- missed'}".rstrip()
