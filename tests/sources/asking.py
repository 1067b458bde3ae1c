"""A Scirius source in front of a server that answers as a test tells it, and answers that say little."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from connector.config import Config
from connector.sources import scirius
from connector.sources.scirius import SciriusSource
from connector.window import Window
from tests.wire import API, Arrival, Reply, Server, json_reply, listening

TOKEN = "5ecret" * 6
START = 1_793_404_800_000
DAY = Window.between(START, START + 86_400_001)
"""The recorded window: its last millisecond is inside, on the wire."""


@contextmanager
def asking(answer: Callable[[Arrival], Reply]) -> Iterator[tuple[SciriusSource, Server]]:
    """A source, and the server that it asks."""
    with listening(answer) as server:
        yield scirius.open(Config(source="scirius", scirius_host=server.address, scirius_token=TOKEN), "scirius"), server


def endpoint(arrival: Arrival) -> str:
    return arrival.path.removeprefix(API).strip("/")


def no_events(arrival: Arrival) -> Reply:
    """A server that holds nothing."""
    match endpoint(arrival):
        case "events_tail":
            return tail_of()
        case "events_timeline":
            return json_reply({"aggregations": {"date": {"buckets": []}}})
        case "graph_agg":
            return json_reply({"graph": {"nodes": [], "edges": []}})
        case "unique_fields":
            return json_reply({"fields": []})
        case _:
            return json_reply([])


def tail_of(*events: dict[str, object], count: int | None = None) -> Reply:
    return json_reply({"count": len(events) if count is None else count, "next": None, "previous": None, "results": [*events]})


def timeline_of(*counts: tuple[int, int], **more: object) -> Reply:
    buckets = [{"key": key, "key_as_string": "", "doc_count": count} for key, count in counts]
    return json_reply({"aggregations": {"date": {"buckets": buckets}}, **more})


def edges_of(*edges: tuple[str, str, int]) -> Reply:
    found = [{"edge": [source, target], "doc_count": count} for source, target, count in edges]
    return json_reply({"graph": {"nodes": [], "edges": found}})


def moment(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


class Held:
    """A server that holds one event for each of some milliseconds, with the real one's caps.

    Args:
        times: milliseconds, ascending.
        shift: by how many of them its buckets begin too early, as older servers have it.
    """

    def __init__(self, times: Sequence[int], shift: int = 0) -> None:
        self._times = times
        self._shift = shift
        self.asked: list[tuple[str, int, int]] = []

    def __call__(self, arrival: Arrival) -> Reply:
        first, last = int(arrival.params["from_date"]), int(arrival.params["to_date"])
        assert first < last
        first += "@timestamp:[" in arrival.params.get("qfilter", "")
        self.asked.append((endpoint(arrival), first, last))
        low, high = bisect_left(self._times, first), bisect_right(self._times, last)
        if endpoint(arrival) == "events_tail":
            return self._tail(low, high, int(arrival.params["page_size"]))
        length = int(arrival.params["interval"]) * 1_000
        starts = range(first - self._shift, last + 1, length)
        assert len(starts) <= 10_001
        bounds = [min(max(bisect_left(self._times, start), low), high) for start in [*starts, starts[-1] + length]]
        return timeline_of(*((start, bounds[place + 1] - bounds[place]) for place, start in enumerate(starts)))

    def _tail(self, low: int, high: int, size: int) -> Reply:
        places = range(high - 1, max(high - 1 - size, low - 1), -1)
        events = ({"_id": f"{place:x}", "timestamp": _iso(self._times[place])} for place in places)
        return tail_of(*events, count=min(high - low, 10_000))


def _iso(milliseconds: int) -> str:
    return moment(milliseconds).isoformat(timespec="milliseconds")
