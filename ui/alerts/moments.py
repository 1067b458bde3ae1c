"""When an event began, which its timestamp does not always say."""

from datetime import datetime

from connector.errors import QueryError
from connector.moment import parse_time
from ui.facts import Event, fact, kind


def began(event: Event) -> datetime | None:
    """When what the event tells of began, UTC; ``None`` without a usable time.

    The timestamp of a flow is when its event was written, minutes after its end or, read from a file of packets, before it.
    """
    written = (kind(event) == "flow" and fact(event, "flow.start")) or fact(event, "timestamp")
    try:
        return parse_time(written) if written else None
    except QueryError:
        return None
