"""The background: which scenes fill an hour, and the place where they are played."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from itertools import accumulate

from connector.demo import domain, noise, resolver, services, web
from connector.demo.dice import Dice
from connector.demo.places import World
from connector.demo.stage import Stage
from connector.demo.wire import HOUR, MINUTE, Rows

Scene = Callable[[Stage, int], None]
# Activity at each full hour, UTC: asleep at night, in from 07:00, lunch at noon, home in the evening.
HOURS = (19, 18, 19, 18, 17, 18, 22, 40, 74, 97, 103, 100, 88, 95, 100, 97, 90, 72, 46, 33, 27, 24, 22, 20)
DAY = 24 * HOUR

# Weights of the scenes: by day, at night, while the nightly backup runs.
SCENES: tuple[tuple[Scene, tuple[int, int, int]], ...] = (
    (web.visit, (2500, 950, 500)),
    (resolver.lookups, (1500, 1800, 700)),
    (web.download, (120, 110, 600)),
    (web.intranet, (200, 20, 20)),
    (domain.shares, (230, 60, 60)),
    (domain.logon, (280, 160, 120)),
    (domain.lease, (80, 60, 40)),
    (domain.endpoint, (14, 8, 4)),
    (domain.directory, (120, 90, 60)),
    (domain.backup, (4, 6, 500)),
    (services.mail, (95, 40, 20)),
    (services.shell, (42, 30, 60)),
    (services.desktop, (22, 2, 2)),
    (services.transfer, (9, 14, 20)),
    (services.clock, (280, 500, 200)),
    (services.echo, (170, 420, 180)),
    (services.gauges, (60, 160, 60)),
    (services.telemetry, (16, 40, 16)),
    (services.calls, (30, 3, 1)),
    (services.exports, (18, 16, 90)),
    (services.boot, (4, 3, 2)),
    (services.partner, (18, 18, 12)),
    (noise.contextual, (610, 660, 500)),
    (noise.suspicious, (112, 270, 120)),
    (noise.anomaly, (75, 90, 60)),
)
WEIGHTS = tuple(list(accumulate(shares[n] for _, shares in SCENES)) for n in (0, 1, 2))


def activity(t: int) -> float:
    """How busy the network is, with 100 for a working hour; the update and backup bump lies about 02:00."""
    hour, rest = divmod(t % DAY, HOUR)
    level = HOURS[hour] + (HOURS[(hour + 1) % 24] - HOURS[hour]) * rest / HOUR
    return level + 22.0 * saving(t)


def saving(t: int) -> bool:
    """Whether the nightly backup runs: 01:50 to 02:35."""
    return 110 * MINUTE <= t % DAY < 155 * MINUTE


class Office:
    """Plays scenes of the background, one after the other."""

    def __init__(self, events: int, seed: int) -> None:
        """The cast follows from `events`, the course from `seed`."""
        self.dice = Dice(seed)
        self.world = World(events)

    def play(self, t: int, rows: Rows) -> None:
        """Plays one scene that begins at `t` (microseconds), appending its events to `rows`."""
        night = HOURS[t % DAY // HOUR] < 50
        weights = WEIGHTS[2 if saving(t) else int(night)]
        scene, _ = SCENES[bisect(weights, self.dice.random() * weights[-1])]
        scene(Stage(rows, self.dice, self.world, night), t)
