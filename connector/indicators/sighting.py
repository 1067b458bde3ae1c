"""What was seen of indicators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pandas as pd

from connector.answers import Note
from connector.frames import sightings_frame
from connector.indicators.indicator import Indicator

Match = Literal["exact", "subdomain", "exact, subdomain"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """The events that hold an indicator.

    Attributes:
        indicator: what was looked for.
        match: whether an event holds it itself, or a name below it.
        fields: those that held it, in the order of `connector.indicators.FIELDS`.
        count: events; one that holds it twice counts once.
        first: the least time, UTC; ``None`` when none of the events has one.
        last: the greatest time.
        sources: distinct ``src_ip`` of these events.
        targets: distinct ``dest_ip``.
    """

    indicator: Indicator
    match: Match
    fields: tuple[str, ...]
    count: int
    first: datetime | None
    last: datetime | None
    sources: int
    targets: int

    @property
    def filter(self) -> str:
        """The filter of exactly these events."""
        return self.indicator.filter(self.fields)


@dataclass(frozen=True, slots=True)
class Sightings:
    """What was seen of a list of indicators; those that are not here were not seen.

    Attributes:
        seen: most events first, equal ones by type and value.
        asked: how many were looked for.
        exact: False when some count is a floor, or some indicator was not looked for everywhere: the notes say which.
    """

    seen: tuple[Sighting, ...]
    asked: int
    exact: bool = True
    notes: tuple[Note, ...] = ()

    @property
    def frame(self) -> pd.DataFrame:
        """A row a sighting: ``indicator``, ``type``, ``match``, ``fields`` (parted by ", "), ``count`` (int64), ``first`` and
        ``last`` (datetime64[us, UTC]), ``sources`` and ``targets`` (int64).
        """
        return sightings_frame(
            [
                (each.indicator.value, each.indicator.type, each.match, ", ".join(each.fields), each.count, each.first, each.last,
                 each.sources, each.targets)
                for each in self.seen
            ]
        )  # fmt: skip


def ordered(seen: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """In the order of `Sightings`."""
    return tuple(sorted(seen, key=lambda each: (-each.count, each.indicator)))


def matched(exact: bool, below: bool) -> Match:
    """The word for how a domain was seen."""
    return "exact, subdomain" if exact and below else "subdomain" if below else "exact"
