"""How fast it is here: ``python -m benchmarks``. Read ratios and medians; another machine has other milliseconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """One line of the table.

    Attributes:
        what: what was done, in words.
        value: how much of ``unit`` it took.
        unit: ``ms``, or ``x`` for a ratio to a peer in the same run.
        bound: the value that it should not pass; ratios should not fall below it.
    """

    what: str
    value: float
    unit: str
    bound: float

    @property
    def kept(self) -> bool:
        """True when the bound holds."""
        return self.value >= self.bound if self.unit == "x" else self.value <= self.bound

    def __str__(self) -> str:
        """``count, one word          1.2 ms   under 50 ms``, with a mark when the bound does not hold."""
        wanted = f"{'at least' if self.unit == 'x' else 'under'} {self.bound:g} {self.unit}"
        return f"{self.what:<52} {self.value:>9.2f} {self.unit:<5}   {wanted:<18} {'' if self.kept else '<-- missed'}".rstrip()
