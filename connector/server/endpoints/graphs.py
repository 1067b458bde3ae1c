"""Who with whom: graphs of the values of two fields, and of the addresses of alerts."""

import ipaddress
import math

from connector.query import Query
from connector.server.endpoint import COMMON, EVENT_TYPE, HOSTS, KINDS, Endpoint, Parameter
from connector.server.endpoints import elastic
from connector.server.endpoints.values import EVERY_VALUE, IDENTITIES, lucene_field, of_type, top_values
from connector.server.parameters import Asked
from connector.server.replies import AGGREGATION_FAILED

_ADDRESSES, _SIGNATURES = 20, 20
"""How many sources, how many targets of each, and how many signatures of each pair the real server asks for."""


def graph_agg(asked: Asked) -> object:
    """The most frequent values of one field, and with which values of another events hold them."""
    sizes = [asked.size(name, AGGREGATION_FAILED) for name in ("size_src", "size_dest")]
    source, target = asked.text("col_src"), asked.text("col_dest")
    query = asked.query(asked.hosts(), of_type(asked), limit=None)
    sources = [str(key) for key, _ in top_values(asked, query, source, sizes[0], IDENTITIES)]
    found = _targets(asked, query, source, target) if sources else {}
    edges = [(key, *pair) for key in sources for pair in found.get(key, [])[: sizes[1]]]
    nodes = [{"index": key, "field": source, "kind": "source"} for key in sources]
    nodes += [{"index": key, "field": target, "kind": "destination"} for _, key, _ in edges]
    return {"graph": {"nodes": nodes, "edges": [{"edge": [first, second], "doc_count": count} for first, second, count in edges]}}


def _targets(asked: Asked, query: Query, source: str, target: str) -> dict[str, list[tuple[str, int]]]:
    """For each value of one field those of the other, the most frequent first; equal counts by value."""
    first, second = lucene_field(source), lucene_field(target)
    if asked.as_recorded and not top_values(asked, query, target, 1, IDENTITIES):
        return {}
    found: dict[str, list[tuple[str, int]]] = {}
    if first == second:
        pairs = top_values(asked, query, target, EVERY_VALUE, IDENTITIES)
        return {str(key): [(str(key), count)] for key, count in pairs}
    frame = asked.source.pairs(query, first, second, EVERY_VALUE).frame
    for key, other, count in zip(*(frame[name].tolist() for name in ("source", "target", "count")), strict=True):
        if not asked.as_recorded or elastic.counted(target, other, IDENTITIES):
            found.setdefault(key, []).append((other, count))
    return found


def ip_pair_alerts(asked: Asked) -> object:
    """The addresses with the most alerts, with whom they had them, and which."""
    query = asked.query(asked.alerts(), asked.hosts(), limit=None)
    frame = asked.source.groups(query, ("src_ip", "dest_ip", "alert.signature"), EVERY_VALUE).frame
    pairs: dict[_Address, dict[_Address, dict[str, int]]] = {}
    columns = (frame[name].tolist() for name in ("src_ip", "dest_ip", "alert.signature", "count"))
    for source, target, signature, count in zip(*columns, strict=True):
        ends = _address(source), _address(target)
        if ends[0] and ends[1]:
            alerts = pairs.setdefault(ends[0], {}).setdefault(ends[1], {})
            key = signature if isinstance(signature, str) else ""
            alerts[key] = alerts.get(key, 0) + count
    nodes: dict[_Address, int] = {}
    links = []
    for first in sorted(pairs, key=lambda each: (-sum(map(_total, pairs[each].values())), _order(each)))[:_ADDRESSES]:
        for second in sorted(pairs[first], key=lambda each: (-_total(pairs[first][each]), _order(each)))[:_ADDRESSES]:
            alerts = pairs[first][second]
            shown = sorted(alerts.items(), key=lambda pair: (-pair[1], pair[0]))[:_SIGNATURES]
            links.append(
                {
                    "source": nodes.setdefault(first, len(nodes)),
                    "target": nodes.setdefault(second, len(nodes)),
                    "value": 2 * math.log(_total(alerts)) + 2,
                    "alerts": elastic.buckets(shown),
                }
            )
    return {"nodes": [{"id": str(each), "group": each.version} for each in nodes], "links": links}


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _address(text: object) -> "_Address | None":
    """The address, that of four bytes for one in sixteen that holds it: to Elasticsearch they are the same."""
    try:
        found = ipaddress.ip_address(text) if isinstance(text, str) else None
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def _order(address: "_Address") -> int:
    """Elasticsearch orders addresses by their number, those of four bytes among those of sixteen."""
    return int(address) + (0xFFFF << 32 if address.version == 4 else 0)


def _total(alerts: dict[str, int]) -> int:
    return sum(alerts.values())


ENDPOINTS = (
    Endpoint(
        "es/graph_agg",
        "A graph: the most frequent values of one field, and the values of another in the same events. Nodes repeat.",
        graph_agg,
        (*COMMON, HOSTS, EVENT_TYPE, Parameter("col_src", "Dotted name of the sources' field.", default="src_ip"),
         Parameter("col_dest", "Dotted name of the targets' field.", default="dest_ip"),
         Parameter("size_src", "The greatest number of sources.", "integer", "100"),
         Parameter("size_dest", "The greatest number of targets of a source.", "integer", "100")),
        example={"graph": {"nodes": [{"index": "10.0.0.1", "field": "src_ip", "kind": "source"}],
                           "edges": [{"edge": ["10.0.0.1", "10.0.0.2"], "doc_count": 5}]}},
    ),
    Endpoint(
        "es/ip_pair_alerts",
        "The addresses with the most alerts as nodes, and their pairs as links; the value grows with the logarithm of the count.",
        ip_pair_alerts,
        (*COMMON, HOSTS, *KINDS),
        example={"nodes": [{"id": "10.0.0.1", "group": 4}],
                 "links": [{"source": 0, "target": 0, "value": 2.0, "alerts": [{"key": "ET ...", "doc_count": 1}]}]},
    ),
)  # fmt: skip
