"""Counts and bytes over time."""

from connector import lucene
from connector.query import Query
from connector.server.buckets import bucket_counts, bucket_sums, key_counts
from connector.server.endpoint import COMMON, HOSTS, INTERVAL, KINDS, Endpoint, Parameter
from connector.server.endpoints import elastic
from connector.server.parameters import Asked
from connector.server.replies import missing

_MOST_BUCKETS = 65_535
_MOST_HOSTS = 100
_HOSTS_A_BUCKET = 5
_FLOWS, _NETFLOWS = "event_type:flow", "event_type:netflow"
_BOTH = f"({_FLOWS} OR {_NETFLOWS})"


def interval(asked: Asked) -> int:
    """Seconds of a bucket.

    Raises:
        Refused: it is no integer, or there would be too many buckets.
    """
    seconds = asked.integer("interval", max((asked.last - asked.first) // 100_000, 1))
    # An interval of 0 hangs the cluster behind a real server for minutes: that is not recorded, and not copied.
    if seconds < 1 or (asked.last - asked.first) // (seconds * 1_000) >= _MOST_BUCKETS:
        raise asked.failed(f"interval makes more than {_MOST_BUCKETS:,} buckets: give more seconds.")
    return seconds


def events_timeline(asked: Asked) -> object:
    """Events per bucket, as Elasticsearch gives them."""
    seconds = interval(asked)
    counts = bucket_counts(asked.source, asked.query(), asked.first, asked.last, seconds)
    buckets = elastic.date_buckets(asked.first, seconds * 1_000, elastic.padded(asked, seconds, counts))
    return elastic.answer(asked, sum(counts), {"date": {"buckets": buckets}})


def timeline(asked: Asked) -> object:
    """Alerts per bucket by sensor, or by their tag."""
    seconds = interval(asked)
    field, rest = ("alert.tag", "untagged") if asked.flag("target") else ("host", "others")
    query = asked.query(asked.alerts(), asked.hosts())
    keys = asked.source.values(query, field, _MOST_HOSTS).frame["key"].tolist()
    span = (asked.first, asked.last, seconds)
    lines = dict(zip(map(str, keys), key_counts(asked.source, query, field, keys, *span), strict=True))
    left = query.narrowed(lucene.negated(lucene.either(*(lucene.term(field, key) for key in keys)))) if keys else query
    if asked.source.trend(left).count:
        lines[rest] = bucket_counts(asked.source, left, *span)
    if asked.as_recorded and len(keys) > _HOSTS_A_BUCKET and rest == "others":
        lines = _five_a_bucket(lines, rest)
    length = seconds * 1_000
    found: dict[str, object] = {
        key: {
            "entries": [
                {"time": asked.first + place * length, "count": count}
                for place, count in enumerate(elastic.padded(asked, seconds, counts))
            ]
        }
        for key, counts in lines.items()
        if any(counts)
    }
    return {**found, "from_date": asked.first, "to_date": asked.last, "interval": length}


def _five_a_bucket(lines: dict[str, list[int]], rest: str) -> dict[str, list[int]]:
    """The real server asks for five sensors in each bucket: where another one is busier, a sensor's events are of the rest."""
    empty = [0] * len(next(iter(lines.values())))
    lines = {rest: empty, **lines}
    kept = {key: list(empty) for key in lines}
    for place in range(len(empty)):
        here = sorted(
            ((counts[place], key) for key, counts in lines.items() if key != rest), key=lambda each: (-each[0], each[1])
        )
        for count, key in here[:_HOSTS_A_BUCKET]:
            kept[key][place] = count
        kept[rest][place] = lines[rest][place] + sum(count for count, _ in here[_HOSTS_A_BUCKET:])
    return kept


def flow_timeline(asked: Asked) -> object:
    """Flows and their bytes per bucket, as Elasticsearch gives them."""
    seconds = interval(asked)
    span = (asked.first, asked.last, seconds)
    counts = bucket_counts(asked.source, asked.query(_BOTH), *span)
    flows = asked.query(_FLOWS)
    received, sent = (bucket_sums(asked.source, flows, f"flow.bytes_{side}", *span, counts) for side in ("toclient", "toserver"))
    return _bytes_answer(asked, seconds, sum(counts), counts, received, sent)


def ip_flow_timeline(asked: Asked) -> object:
    """The bytes that an address received and sent, per bucket, as Elasticsearch gives them."""
    ip = asked.parameters.get("ip")
    if ip is None:
        raise missing(["ip"], "This field is required")
    seconds = interval(asked)
    span = (asked.first, asked.last, seconds)
    # The real server pastes the address as it is, and counts the events that it sent.
    source, target = (f"{side}:{ip}" if asked.as_recorded else lucene.term(side, ip) for side in ("src_ip", "dest_ip"))
    sides = [asked.query(_BOTH, side) for side in (source, target)]
    counts = bucket_counts(asked.source, asked.query(_BOTH, f"({source} OR {target})"), *span)
    received, sent = (
        [sum(each) for each in zip(*(bucket_sums(asked.source, part, field, *span, counts) for part, field in way), strict=True)]
        for way in _ways(asked, *sides)
    )
    total = asked.source.trend(sides[0]).count if asked.as_recorded else sum(counts)
    return _bytes_answer(asked, seconds, total, None, received, sent)


def _ways(asked: Asked, source: Query, target: Query) -> list[list[tuple[Query, str]]]:
    """The events and fields whose numbers are what the address received, and sent.

    The real server adds up netflow events, which name one direction each. Most sensors write none: then flow events say the same.
    """
    if asked.as_recorded or any(asked.source.trend(side.narrowed(_NETFLOWS)).count for side in (source, target)):
        return [[(side.narrowed(_NETFLOWS), "netflow.bytes")] for side in (target, source)]
    up, down = "flow.bytes_toserver", "flow.bytes_toclient"
    return [[(source, down), (target, up)], [(source, up), (target, down)]]


def _bytes_answer(
    asked: Asked, seconds: int, total: int, counts: list[int] | None, received: list[float], sent: list[float]
) -> object:
    """The whole answer; without counts its buckets have none."""
    padded = elastic.padded(asked, seconds, counts or [0] * len(received))
    buckets = elastic.date_buckets(asked.first, seconds * 1_000, padded)
    empty = [0.0] * (len(buckets) - len(received))
    for bucket, rx, tx in zip(buckets, received + empty, sent + empty, strict=True):
        bucket |= {"rx_bytes": {"value": rx}, "tx_bytes": {"value": tx}}
        if counts is None:
            del bucket["doc_count"]
    return elastic.answer(asked, total, {"date": {"buckets": buckets}}, shards=2)


_BUCKET = {"key_as_string": "2026-10-31T00:00:00.000Z", "key": 1_793_404_800_000}
_BYTES = {"rx_bytes": {"value": 90_360.0}, "tx_bytes": {"value": 120_311.0}}

ENDPOINTS = (
    Endpoint(
        "es/events_timeline",
        "Events of all types over time: Elasticsearch's own answer, with the buckets in aggregations.date.",
        events_timeline,
        (*COMMON, INTERVAL),
        example={"aggregations": {"date": {"buckets": [{**_BUCKET, "doc_count": 5}]}}},
    ),
    Endpoint(
        "es/timeline",
        "Alerts over time by sensor, or by tag; times and the interval in milliseconds.",
        timeline,
        (*COMMON, INTERVAL, HOSTS, *KINDS, Parameter("target", "By the alerts' tags instead of by sensor.", "flag", "false")),
        example={
            "sensor": {"entries": [{"time": 1_793_404_800_000, "count": 5}]},
            "from_date": 0,
            "to_date": 1,
            "interval": 1_000,
        },
    ),
    Endpoint(
        "es/flow_timeline",
        "Flow and netflow events over time, with the bytes of the flows: Elasticsearch's own answer.",
        flow_timeline,
        (*COMMON, INTERVAL),
        example={"aggregations": {"date": {"buckets": [{**_BUCKET, "doc_count": 5, **_BYTES}]}}},
    ),
    Endpoint(
        "es/ip_flow_timeline",
        "The bytes that an address received and sent over time: Elasticsearch's own answer.",
        ip_flow_timeline,
        (*COMMON, INTERVAL, Parameter("ip", "The address; a request without it is refused.")),
        example={"aggregations": {"date": {"buckets": [{**_BUCKET, **_BYTES}]}}},
    ),
)
