"""The doctor of a cluster: from its address to what its events lack."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from connector.answers import Check, Span
from connector.errors import ConnectorError
from connector.frames import key_text
from connector.http import Untrusted, readable, together
from connector.query import Query
from connector.sources.opensearch.cluster import Cluster
from connector.sources.opensearch.documents import time_names, times_of
from connector.sources.opensearch.filters import MOST_FIELDS, Sent
from connector.sources.opensearch.indices import Finder
from connector.sources.opensearch.values import counted
from connector.window import Window

_APART = timedelta(minutes=1)
"""What two clocks may differ."""
_SILENT = timedelta(days=1)
_SENSORS = 20
_NEEDED = frozenset(("address", "TLS", "access", "index", "span"))
_USUAL_FIELDS = ("event_type", "src_ip", "alert.signature", "host")


def checks(cluster: Cluster, finder: Finder, span: Callable[[], Span]) -> tuple[Check, ...]:
    """What was looked at, in order. What needs a thing that failed is left out; no failure is raised.

    Args:
        cluster: the way to it.
        finder: of its indices.
        span: where it has events.
    """
    found: list[Check] = []
    for name, look in _looks(cluster, finder, span):
        try:
            found += look()
        except ConnectorError as error:
            found.append(_told(name, error))
        if found[-1].state == "failure":
            break
    return tuple(found)


def _looks(cluster: Cluster, finder: Finder, span: Callable[[], Span]) -> Iterator[tuple[str, Callable[[], list[Check]]]]:
    yield "address", partial(_address, cluster)
    yield "access", partial(_access, cluster)
    yield "health", partial(_health, cluster)
    yield "index", partial(_index, finder)
    yield "mapping", partial(_mapping, finder)
    yield "span", partial(_span, span)
    yield "clock", partial(_clock, cluster, span)
    yield "sensors", partial(_sensors, finder)


def _told(name: str, error: ConnectorError) -> Check:
    """A failure's sentence, parted into what is wrong and what to do."""
    text, _, cure = str(error).rpartition(": ")
    cure = cure[:1].upper() + cure[1:]
    state = "failure" if name in _NEEDED else "warning"
    return Check(name, "failure" if state == "failure" else "warning", f"{text}." if text else cure, cure if text else "")


def _address(cluster: Cluster) -> list[Check]:
    base = cluster.client.base
    try:
        cluster.client.date("/")
    except Untrusted as error:
        return [Check("address", "ok", f"{base} is there."), _told("TLS", error)]
    return [Check("address", "ok", f"{base} answers."), _encryption(cluster)]


def _encryption(cluster: Cluster) -> Check:
    base = cluster.client.base
    if cluster.client.verified:
        return Check("TLS", "ok", "The connection is encrypted, and the certificate of the cluster is trusted.")
    if base.startswith("https://"):
        cure = "Set OPENSEARCH_CA_FILE to the authority of its certificate, and OPENSEARCH_TLS_VERIFY=yes."
        return Check("TLS", "warning", "The certificate of the cluster is not checked: anybody on the way can read all.", cure)
    if urlsplit(base).hostname in ("localhost", "127.0.0.1", "::1"):
        return Check("TLS", "ok", "The connection is not encrypted, and does not leave this machine.")
    cure = "Write https:// in OPENSEARCH_URL, if the cluster speaks it."
    return Check("TLS", "warning", "The connection is not encrypted: anybody on the way can read all.", cure)


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
    text = f"{held.count:,} events, from {_written(held.first)} to {_written(held.last)}."
    if not held.untimed:
        return [Check("span", "ok", text)]
    return [Check("span", "warning", f"{text} {held.untimed:,} have no time.", "A window of all time shows them too.")]


def _clock(cluster: Cluster, span: Callable[[], Span]) -> list[Check]:
    last, date, now = span().last, cluster.client.date("/"), datetime.now(UTC)
    if last is not None and last > now + _APART:
        cure = "Set the clock of the sensor, or of this machine; a window of all time shows these events."
        return [Check("clock", "warning", f"The newest event is of the future: {_written(last)}.", cure)]
    if date is not None and abs(date - now) > _APART:
        seconds = round((date - now).total_seconds())
        text = f"The clock of the cluster is {abs(seconds):,} seconds {'ahead of' if seconds > 0 else 'behind'} ours."
        return [Check("clock", "warning", text, "Let both machines take their time from the network.")]
    return [Check("clock", "ok", "No event is of the future.")]


def _sensors(finder: Finder) -> list[Check]:
    """The newest event of each sensor."""
    indices = finder.indices()
    exact = indices.layout.exact("host")
    if exact is None:
        return []
    found = counted(indices, Sent(()), Query(), "host").pairs
    names = [name for name, _ in sorted(found, key=lambda pair: (-pair[1], key_text(pair[0])))[:_SENSORS]]
    body = {"size": 1, "sort": indices.ordered(), "_source": time_names(indices.layout)}
    queries = [Sent(({"term": {exact.name: name}},)).during(Window(), indices.layout.time) for name in names]
    replies = together([partial(indices.search, query, body) for query in queries])
    newest = {
        readable(key_text(name)): max(times_of(reply.hits, indices.layout), default=None)
        for name, reply in zip(names, replies, strict=True)
    }
    seen = {name: moment for name, moment in newest.items() if moment is not None}
    if not seen:
        return []
    latest = max(seen.values())
    silent = [name for name, moment in seen.items() if latest - moment > _SILENT]
    text = "; ".join(f"{name} {_written(moment)}" for name, moment in seen.items())
    if silent:
        cure = f"Look at {', '.join(silent)}: nothing came for more than a day while others went on."
        return [Check("sensors", "warning", f"The newest events: {text}.", cure)]
    return [Check("sensors", "ok", f"The newest events: {text}.")]


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z"
