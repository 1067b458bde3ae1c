"""The intrusion: one workstation, from the mail to the last byte out, told in its last hours."""

from __future__ import annotations

from connector.demo import delivery, exfiltration, movement, siege, tasking
from connector.demo.dice import Dice
from connector.demo.places import World
from connector.demo.stage import Stage
from connector.demo.wire import Rows

SIZE = 100_000  # the cast of the intrusion: the same hosts, whatever the size of the capture


def rows(seed: int, end: int) -> Rows:
    """All events of the intrusion, in no order; their number does not follow the size of the capture."""
    out: Rows = []
    stage = Stage(out, Dice(f"intrusion {seed}"), World(SIZE))
    delivery.play(stage, end)
    tasking.play(stage, end)
    movement.play(stage, end)
    exfiltration.play(stage, end)
    siege.play(stage, end)
    return out
