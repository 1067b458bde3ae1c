"""Where a scene is played: the rows it writes to, the dice it throws, and who takes part."""

from __future__ import annotations

from dataclasses import dataclass

from connector.demo.dice import Dice
from connector.demo.places import World
from connector.demo.wire import Flow, Rows


@dataclass(frozen=True, slots=True)
class Stage:
    """What every scene is given."""

    rows: Rows
    dice: Dice
    world: World
    night: bool = False

    def flow(self, t: int, src: str, dst: str, dport: int, app: str | None = None, proto: str = "TCP") -> Flow:
        """A flow from a fresh client port."""
        return Flow(self.rows, self.dice, t, src, self.dice.between(49152, 65535), dst, dport, app, proto)

    def soon(self, low: int, high: int) -> int:
        """A span in microseconds, given in milliseconds."""
        return self.dice.between(low * 1000, high * 1000)
