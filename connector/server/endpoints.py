"""The endpoints: what each answers, in the shape of the real server."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count as count_from
from urllib.parse import parse_qsl, urlencode

import pandas as pd
from starlette.datastructures import URL

from connector import lucene
from connector.frames import decode
from connector.server.buckets import bucket_counts
from connector.server.parameters import FARTHEST, Asked, between
from connector.server.replies import AGGREGATION_FAILED, Refused, crashed, reply
from connector.window import Window

LONGEST_STRING = 256
"""UTF-16 units of a string that Elasticsearch counts."""

_DATES = frozenset(("timestamp", "@timestamp", "flow.start", "flow.end", "tls.notbefore", "tls.notafter"))
_ALL_VALUES = 1_000_000
_MOST_BUCKETS = 65_535


def alerts_count(asked: Asked, url: URL) -> object:
    """Alerts in the window and, unless ``prev=false``, in the equally long window before it."""
    query = asked.query(asked.kinds(), asked.hosts())
    count = asked.source.trend(query).count
    if asked.parameters.get("prev") == "false":
        return {"doc_count": min(count, FARTHEST) if asked.as_recorded else count}
    before = query.during(between(2 * asked.first - asked.last, asked.first))
    return {"prev_doc_count": asked.source.trend(before).count, "doc_count": count}


def alerts_timerange(asked: Asked, url: URL) -> object:
    """The times of the first and the last alert, whatever the window is; the last one with a second on top."""
    query = asked.query(asked.kinds(), asked.hosts(), window=Window())
    oldest = asked.source.events(query, ("timestamp",), oldest_first=True).frame["timestamp"]
    newest = asked.source.events(query, ("timestamp",)).frame["timestamp"]
    first, last = (asked.first, asked.last) if oldest.empty else (_milliseconds(oldest[0]), _milliseconds(newest[0]))
    return {"min_timestamp": first, "max_timestamp": last + 1_000}


def events_timeline(asked: Asked, url: URL) -> object:
    """Events per bucket, as Elasticsearch gives them."""
    seconds = asked.integer("interval", max((asked.last - asked.first) // 100_000, 1))
    # An interval of 0 hangs the cluster behind a real server for minutes: that is not recorded, and not copied.
    if seconds < 1 or (asked.last - asked.first) // (seconds * 1_000) >= _MOST_BUCKETS:
        raise asked.failed(f"interval makes more than {_MOST_BUCKETS:,} buckets: give more seconds.")
    counts = bucket_counts(asked.source, asked.query(), asked.first, asked.last, seconds)
    length = seconds * 1_000
    if asked.as_recorded:
        # Elasticsearch rounds its bounds down on a clock of its own, and then shifts the buckets to the window's start.
        counts += [0] * (asked.last // length - asked.first // length + 1 - len(counts))
    total = sum(counts)
    capped = asked.as_recorded and total > FARTHEST
    return {
        "took": 0,
        "timed_out": False,
        "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
        "hits": {
            "total": {"value": FARTHEST if capped else total, "relation": "gte" if capped else "eq"},
            "max_score": None,
            "hits": [],
        },
        "aggregations": {
            "date": {
                "buckets": [
                    {"key_as_string": _iso(start), "key": start, "doc_count": count}
                    for start, count in zip(count_from(asked.first, length), counts, strict=False)
                ]
            }
        },
    }


def unique_values(asked: Asked, url: URL) -> object:
    """The values of a field: with ``counts=yes`` the most frequent first, else bare and sorted."""
    field = asked.parameters.get("field", "src_ip")
    text = asked.parameters.get("size", "1000")
    most = _natural(text)
    if most < 1:
        raise asked.failed(f"size must be 1 or more: it is {text[:40]!r}.", AGGREGATION_FAILED)
    event_type = asked.parameters.get("event_type")
    query = asked.query(asked.hosts(), lucene.term("event_type", event_type) if event_type else "")
    frame = asked.source.values(query, field, _ALL_VALUES if asked.as_recorded else most).frame
    pairs = list(zip(frame["key"].tolist(), frame["count"].tolist(), strict=True))
    if asked.as_recorded:
        pairs = [pair for pair in pairs if _counted(field, pair[0])][:most]
    if asked.parameters.get("counts") == "yes":
        return [{"key": key, "doc_count": count} for key, count in pairs]
    return sorted((key for key, _ in pairs), key=lambda key: (isinstance(key, str), key))


def events_tail(asked: Asked, url: URL) -> object:
    """A page of events, newest first, or oldest first with ``ordering=timestamp``."""
    oldest_first = _oldest_first(asked)
    page = asked.integer("page", 1)
    length = _natural(asked.parameters.get("page_size", "")) or 30
    if page < 1 or page * length > FARTHEST:
        raise asked.failed(f"page times page_size must lie between 1 and {FARTHEST:,}.")
    found = asked.source.events(asked.query(limit=page * length), ("timestamp",), oldest_first)
    count = min(found.total, FARTHEST) if asked.as_recorded else found.total
    first = (page - 1) * length
    times = found.frame["timestamp"][first:].tolist()
    results = [_as_indexed(*each) for each in zip(found.raw[first:], times, found.ids[first:], strict=True)]
    return {
        "count": count,
        "next": _page_url(url, page + 1) if page * length < count else None,
        "previous": _page_url(url, page - 1) if page > 1 else None,
        "results": results,
    }


ENDPOINTS: dict[str, Callable[[Asked, URL], object]] = {
    endpoint.__name__: endpoint for endpoint in (alerts_count, alerts_timerange, events_tail, events_timeline, unique_values)
}
"""Each takes the request and its address, and gives the JSON of its answer."""


def _natural(text: str) -> int:
    """The number that a text is; 0 where it is none, or an absurd one: Python refuses to read those of thousands of digits."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _oldest_first(asked: Asked) -> bool:
    ordering = asked.parameters.get("ordering", "-@timestamp")
    if not ordering:
        raise Refused(crashed())
    if not re.fullmatch(r"-?[0-9a-zA-Z_@.]+", ordering):
        raise Refused(reply(f"Wrong ordering value: {ordering}", 400))
    field = ordering.removeprefix("-")
    if field not in ("timestamp", "@timestamp"):
        # A source orders by time alone. The double answers with the right status, though not in that order.
        if not asked.as_recorded or not _sortable(asked, field):
            raise asked.failed(f"Events are ordered by timestamp only, not by {field}.")
        return False
    return not ordering.startswith("-")


def _sortable(asked: Asked, field: str) -> bool:
    """Text and unknown fields are not, for Elasticsearch; addresses, exact subfields and numbers are."""
    if field in ("_id", "_doc", "_score", "src_ip", "dest_ip"):
        return True
    keys = asked.source.values(asked.query(window=Window()), field.removesuffix(".keyword"), 1).frame["key"]
    return not keys.empty and (field.endswith(".keyword") or not isinstance(keys[0], str))


def _counted(field: str, key: object) -> bool:
    """Whether the real server counts that value: strings of its own length, and the two fields it knows to be numbers."""
    if field in ("flow_id", "signature_id"):
        return True
    if field in _DATES or field.endswith(".keyword") or not isinstance(key, str):
        return False
    return len(key.encode("utf-16-le")) <= 2 * LONGEST_STRING


def _as_indexed(raw: bytes, moment: pd.Timestamp, id: str) -> object:
    """The event as a shipper indexes it: with a time in milliseconds, a version and an id."""
    event = decode(raw)
    if not isinstance(event, dict):
        return event
    time = {} if pd.isna(moment) else {"@timestamp": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1_000:03d}Z"}
    return {**event, **time, "@version": "1", "_id": id}


def _page_url(url: URL, page: int) -> str:
    """The address of another page; the first one has no number."""
    parameters = dict(parse_qsl(url.query, keep_blank_values=True))
    parameters.pop("page", None)
    if page > 1:
        parameters["page"] = str(page)
    return str(url.replace(query=urlencode(sorted(parameters.items()))))


def _milliseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _iso(milliseconds: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1_000:03d}Z"
