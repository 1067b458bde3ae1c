"""A pin: a screen, an event or sightings that somebody wants in the case file, with a note."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from connector.errors import ConfigError
from connector.indicators import TYPES, Indicator
from ui.views.screen import Screen, recorded

LONGEST_TITLE, LONGEST_NOTE, LONGEST_EVENT = 120, 4_000, 200_000
"""Characters."""

MOST_INDICATORS = 1_000


@dataclass(frozen=True, slots=True)
class Pin:
    """What was pinned.

    Attributes:
        title: on one line.
        note: what its author says of it; perhaps several lines.
        screen: how to ask it again: source and window are fixed.
        added: when, UTC.
        author: who.
        count: how many events matched then; ``None`` for an event.
        exact: False when there were at least so many.
        event: the event as it was written; empty for other pins.
        indicators: those that were seen; none for other pins.
    """

    title: str
    note: str
    screen: Screen
    added: datetime
    author: str
    count: int | None = None
    exact: bool = True
    event: str = ""
    indicators: tuple[Indicator, ...] = ()

    def as_text(self) -> str:
        """What `read` reads back.

        Raises:
            ConfigError: it could not be read back.
        """
        record = {
            "title": self.title[:LONGEST_TITLE],
            "note": self.note[:LONGEST_NOTE],
            "screen": self.screen.as_record(),
            "added": self.added.astimezone(UTC).isoformat(),
            "author": self.author,
            "count": self.count,
            "exact": self.exact,
            "event": self.event,
            "indicators": [[each.type, each.value] for each in self.indicators],
        }
        if len(self.event) > LONGEST_EVENT:
            raise ConfigError(f"This event has more than {LONGEST_EVENT:,} characters: pin the view that shows it instead.")
        if len(self.indicators) > MOST_INDICATORS:
            raise ConfigError(f"More than {MOST_INDICATORS:,} sightings cannot be pinned at once: narrow the window or the list.")
        recorded(record["screen"])
        return json.dumps(record)


def read(text: object) -> Pin | None:
    """The pin that a text holds; ``None`` for one that this version does not know."""
    try:
        record = json.loads(text) if isinstance(text, str) else None
        if not isinstance(record, dict):
            return None
        count = record.get("count")
        return Pin(
            str(record["title"]),
            str(record["note"]),
            recorded(record["screen"]),
            datetime.fromisoformat(record["added"]).astimezone(UTC),
            str(record["author"]),
            count if isinstance(count, int) else None,
            bool(record["exact"]),
            str(record["event"]),
            tuple(Indicator(kind, str(value)) for kind, value in record["indicators"] if kind in TYPES),
        )
    except (ConfigError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        return None
