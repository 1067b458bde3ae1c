"""Made events that tests compare with loops in plain Python over the same events."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from connector.window import Window

Event = dict[str, object]

MORNING = Window.between("2026-10-31T08:00:00Z", "2026-10-31T09:00:00Z")
NAMES = ("b", "a", "é", "Z", "", "\U0001f600", "\uffff")


def moment(event: Event) -> datetime:
    return datetime.fromisoformat(str(event["timestamp"]))


def made_events() -> Iterator[Event]:
    """Times tie and fall on the bounds of the window; fields are missing, twice in one event, or of mixed types."""
    dice = random.Random(7)
    for number in range(900):
        when = datetime(2026, 10, 31, 7, 50, tzinfo=UTC) + timedelta(
            seconds=dice.randrange(0, 4_800, 7) + dice.choice((0, 0.0005))
        )
        event: Event = {"timestamp": when.isoformat(), "event_type": dice.choice(("alert", "dns", "http")), "n": number}
        event["src_ip"] = f"10.0.0.{dice.randrange(9)}"
        if dice.random() < 0.8:
            event["dest_ip"] = f"192.0.2.{dice.randrange(5)}"
        if dice.random() < 0.7:
            event["name"] = dice.choice(NAMES)
        if dice.random() < 0.5:
            event["tags"] = dice.choices(NAMES, k=dice.randrange(4))
        if dice.random() < 0.6:
            event["mixed"] = dice.choice((80, 80.0, "80", 443, True, "true", 2**64, 0.5))
        if event["event_type"] == "alert":
            event["alert"] = {"severity": dice.choice((1, 2, 3, 3, 3)), "signature": f"signature {dice.randrange(40)}"}
        yield event


EVENTS = list(made_events())
UNTIMED: list[Event] = [{"event_type": "dns", "n": 900, "name": "a"}, {"event_type": "dns", "n": 901, "timestamp": "soon"}]


def inside(window: Window = MORNING, kind: str = "") -> list[Event]:
    events = EVENTS if window.bounded else EVENTS + UNTIMED
    return [
        event
        for event in events
        if (not window.bounded or window.start <= moment(event) < window.end)  # type: ignore[operator]
        and kind in ("", event["event_type"])
    ]


def held(event: Event, field: str) -> list[object]:
    """The values of a field, each once."""
    value: object = event
    for key in field.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    values = value if isinstance(value, list) else [] if value is None else [value]
    return list(dict.fromkeys(values))


def text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case _:
            return str(value)
