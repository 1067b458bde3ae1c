"""The doctor of a cluster: from its address to what its events lack."""

from collections.abc import Callable, Iterator
from functools import partial

from connector import doctor
from connector.answers import Check, Span
from connector.frames import key_text
from connector.http import readable, together
from connector.query import Query
from connector.sources.opensearch.cluster import Cluster
from connector.sources.opensearch.documents import time_names, times_of
from connector.sources.opensearch.filters import MOST_FIELDS, Sent
from connector.sources.opensearch.indices import Finder
from connector.sources.opensearch.values import counted
from connector.window import Window

_NEEDED = frozenset(("address", "TLS", "access", "index", "span"))
_USUAL_FIELDS = ("event_type", "src_ip", "alert.signature", "host")


def checks(cluster: Cluster, finder: Finder, span: Callable[[], Span]) -> tuple[Check, ...]:
    """What was looked at, in order. What needs a thing that failed is left out; no failure is raised.

    Args:
        cluster: the way to it.
        finder: of its indices.
        span: where it has events.
    """
    return doctor.gathered(_looks(cluster, finder, span), _NEEDED)


def _looks(cluster: Cluster, finder: Finder, span: Callable[[], Span]) -> Iterator[tuple[str, Callable[[], list[Check]]]]:
    yield "address", partial(doctor.address, cluster.client, "/", "all")
    yield "access", partial(_access, cluster)
    yield "health", partial(_health, cluster)
    yield "index", partial(_index, finder)
    yield "mapping", partial(_mapping, finder)
    yield "span", partial(_span, span)
    yield "clock", partial(_clock, cluster, span)
    yield "sensors", partial(_sensors, finder)


def _access(cluster: Cluster) -> list[Check]:
    version = cluster.version()
    return [Check("access", "ok", f"{version} lets us in.")]


def _health(cluster: Cluster) -> list[Check]:
    match cluster.get("/_cluster/health"):
        case {"status": "red", "unassigned_shards": int(lost)}:
            cure = "Look at GET _cluster/allocation/explain: until these shards are back, counts are floors."
            return [Check("health", "warning", f"The cluster is red: {lost:,} shards are missing, answers lack events.", cure)]
        case {"status": str(status), "number_of_nodes": int(nodes)}:
            return [Check("health", "ok", f"The cluster is {readable(status)}, with {nodes:,} {_nodes(nodes)}.")]
        case _:
            return [Check("health", "warning", "The cluster does not tell its health.", "Give the user the right monitor.")]


def _nodes(number: int) -> str:
    return "node" if number == 1 else "nodes"


def _index(finder: Finder) -> list[Check]:
    indices = finder.indices()
    prefix = indices.layout.prefix
    below = f" below {prefix.rstrip('.')}" if prefix else ""
    time = f"The time of an event is {indices.layout.time}"
    return [Check("index", "ok", f"{indices.pattern} holds events{below}. {time}.")]


def _mapping(finder: Finder) -> list[Check]:
    layout = finder.indices().layout
    lacking = [name for name in _USUAL_FIELDS if layout.known(name) and layout.exact(name) is None]
    fields = len(layout.types)
    if lacking:
        text = f"Whole values cannot be counted of {', '.join(lacking)}: they are text alone, or differ between indices."
        return [Check("mapping", "warning", text, "Give strings a keyword beside the text, in the template of the indices.")]
    if fields > MOST_FIELDS:
        text = f"The indices know {fields:,} fields. Where one of them has more than 1,024, a word needs the name of its field."
        return [Check("mapping", "ok", text)]
    return [Check("mapping", "ok", f"The indices know {fields:,} fields, and count their whole values.")]


def _span(span: Callable[[], Span]) -> list[Check]:
    held = span()
    if held.first is None or held.last is None:
        return [Check("span", "failure", "The indices hold no events.", "Check that Suricata runs, and that its shipper does.")]
    text = f"{held.count:,} events, from {doctor.written(held.first)} to {doctor.written(held.last)}."
    if not held.untimed:
        return [Check("span", "ok", text)]
    return [Check("span", "warning", f"{text} {held.untimed:,} have no time.", "A window of all time shows them too.")]


def _clock(cluster: Cluster, span: Callable[[], Span]) -> list[Check]:
    return doctor.clock(span().last, cluster.client.date("/"))


def _sensors(finder: Finder) -> list[Check]:
    """The newest event of each sensor."""
    indices = finder.indices()
    exact = indices.layout.exact("host")
    if exact is None:
        return []
    found = counted(indices, Sent(()), Query(), "host").pairs
    names = [name for name, _ in sorted(found, key=lambda pair: (-pair[1], key_text(pair[0])))[: doctor.SENSORS]]
    body = {"size": 1, "sort": indices.ordered(), "_source": time_names(indices.layout)}
    queries = [Sent(({"term": {exact.name: name}},)).during(Window(), indices.layout.time) for name in names]
    replies = together([partial(indices.search, query, body) for query in queries])
    newest = {
        readable(key_text(name)): max(times_of(reply.hits, indices.layout), default=None)
        for name, reply in zip(names, replies, strict=True)
    }
    return doctor.sensors(newest)
