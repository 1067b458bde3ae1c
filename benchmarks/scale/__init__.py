"""How cost grows: ``python -m benchmarks scale``. Events made here, every question on them, and the peers beside it."""

import resource
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Timing:
    """One line of the table of questions.

    Attributes:
        what: the question, in words.
        window: ``all`` or ``a day``.
        milliseconds: how long each round took, at least one.
        cpu: milliseconds of processor time a round, all threads together; ``None`` where rounds ran side by side.
        bound: milliseconds that the 95th percentile should not pass; ``None`` for none.
        given_up: rounds without an answer, because it took too long; their time counts.
    """

    what: str
    window: str
    milliseconds: Sequence[float]
    cpu: float | None = None
    bound: float | None = None
    given_up: int = 0

    @property
    def p95(self) -> float:
        """What nineteen rounds of twenty did not pass."""
        return percentile(self.milliseconds, 95)

    def __str__(self) -> str:
        """``a word anywhere      all    12.1    31.0    9.8   under 50``, with a mark when the bound does not hold."""
        wanted = "" if self.bound is None else f"under {self.bound:g}"
        missed = "<-- missed" if self.bound is not None and self.p95 > self.bound else ""
        cpu = "" if self.cpu is None else f"{self.cpu:.1f}"
        numbers = f"{median(self.milliseconds):>9.1f} {self.p95:>9.1f} {cpu:>9}"
        given_up = f" {self.given_up} of {len(self.milliseconds)} given up" if self.given_up else ""
        return f"{self.what:<40} {self.window:<6} {numbers}   {wanted:<12} {missed}{given_up}".rstrip()


def percentile(numbers: Sequence[float], share: int) -> float:
    """The least of the numbers that ``share`` percent of them do not pass."""
    return sorted(numbers)[max(ceil(len(numbers) * share / 100) - 1, 0)]


def most_memory() -> int:
    """Bytes that this process took at most, the pages of mapped files among them."""
    status = Path("/proc/self/status")
    if status.exists():  # what the system tells everywhere counts what the process was forked from
        return _kilobytes(status, "VmHWM") * 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024


def own_memory() -> int | None:
    """Bytes that this process has taken, without the pages of mapped files; ``None`` where the system does not say."""
    status = Path("/proc/self/status")
    return _kilobytes(status, "RssAnon") * 1_024 if status.exists() else None


def _kilobytes(status: Path, name: str) -> int:
    return int(dict(line.split(":", 1) for line in status.read_text().splitlines())[name].split()[0])
