"""How many alerts there are, and when."""

from connector.server.endpoint import COMMON, HOSTS, KINDS, QFILTER, WINDOW, Endpoint, Parameter
from connector.server.parameters import FARTHEST, Asked, between, milliseconds
from connector.window import Window


def alerts_count(asked: Asked) -> object:
    """Alerts in the window and, unless ``prev=false``, in the equally long window before it."""
    query = asked.query(asked.alerts(), asked.hosts())
    count = asked.source.trend(query).count
    if asked.text("prev") == "false":
        return {"doc_count": min(count, FARTHEST) if asked.as_recorded else count}
    before = query.during(between(2 * asked.first - asked.last, asked.first))
    return {"prev_doc_count": asked.source.trend(before).count, "doc_count": count}


def alerts_timerange(asked: Asked) -> object:
    """The times of the first and the last alert, whatever the window is; the last one with a second on top."""
    query = asked.query(asked.alerts(), asked.hosts(), window=Window())
    oldest = asked.source.events(query, ("timestamp",), oldest_first=True).frame["timestamp"]
    newest = asked.source.events(query, ("timestamp",)).frame["timestamp"]
    first, last = (asked.first, asked.last) if oldest.empty else (milliseconds(oldest[0]), milliseconds(newest[0]))
    return {"min_timestamp": first, "max_timestamp": last + 1_000}


ENDPOINTS = (
    Endpoint(
        "es/alerts_count",
        "How many alerts the window holds, and the window of equal length just before it.",
        alerts_count,
        (*COMMON, HOSTS, *KINDS, Parameter("prev", "false leaves the window before out.", default="true")),
        example={"prev_doc_count": 3, "doc_count": 5},
    ),
    Endpoint(
        "es/alerts_timerange",
        "The times of the first and the last alert over all time, else those of the window. The last has a second more.",
        alerts_timerange,
        (*WINDOW, QFILTER, HOSTS, *KINDS),
        example={"min_timestamp": 1_793_404_800_000, "max_timestamp": 1_793_491_200_000},
    ),
)
