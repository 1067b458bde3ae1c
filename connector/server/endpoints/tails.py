"""Events whole: pages of them, newest first, and those of a flow."""

import re
from urllib.parse import parse_qsl, urlencode

import pandas as pd
from starlette.datastructures import URL

from connector.frames import decode
from connector.server.endpoint import COMMON, KINDS, PAGES, Endpoint
from connector.server.parameters import FARTHEST, NOTHING, Asked, natural
from connector.server.replies import crashed, rejected
from connector.window import Window

_OF_A_FLOW = 100


def events_tail(asked: Asked) -> object:
    """A page of events, newest first, or oldest first with ``ordering=timestamp``."""
    return _page(asked, "")


def alerts_tail(asked: Asked) -> object:
    """A page of alerts."""
    return _page(asked, asked.kinds() or NOTHING)


def tls_tail(asked: Asked) -> object:
    """A page of TLS events."""
    return _page(asked, "event_type:tls")


def events_from_flow_id(asked: Asked) -> object:
    """Events by their type, newest first: the filter says of which flow."""
    found = asked.source.events(asked.query(limit=_OF_A_FLOW if asked.as_recorded else FARTHEST), ("timestamp",))
    groups: dict[str, list[object]] = {}
    for raw, time in zip(found.raw, found.frame["timestamp"].tolist(), strict=True):
        event = as_indexed(raw, time)
        groups.setdefault(str(event.get("event_type", "")).title(), []).append(event)
    return groups


def as_indexed(raw: bytes, moment: pd.Timestamp) -> dict[str, object]:
    """The event as a shipper indexes it: with a time in milliseconds and a version, and without the ``_id`` that servers add."""
    event = decode(raw)
    time = {} if pd.isna(moment) else {"@timestamp": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1_000:03d}Z"}
    own = {name: value for name, value in event.items() if name != "_id"} if isinstance(event, dict) else {}
    return {**own, **time, "@version": "1"}


def _page(asked: Asked, base: str) -> object:
    oldest_first = _oldest_first(asked, base)
    page = asked.integer("page")
    length = natural(asked.text("page_size")) or 30
    if page < 1 or page * length > FARTHEST:
        raise asked.failed(f"page times page_size must lie between 1 and {FARTHEST:,}.")
    found = asked.source.events(asked.query(base, limit=page * length), ("timestamp",), oldest_first)
    count = min(found.total, FARTHEST) if asked.as_recorded else found.total
    first = (page - 1) * length
    times = found.frame["timestamp"][first:].tolist()
    return {
        "count": count,
        "next": _page_url(asked.url, page + 1) if page * length < count else None,
        "previous": _page_url(asked.url, page - 1) if page > 1 else None,
        "results": [
            {**as_indexed(raw, time), "_id": id}
            for raw, time, id in zip(found.raw[first:], times, found.ids[first:], strict=True)
        ],
    }


def _oldest_first(asked: Asked, base: str) -> bool:
    ordering = asked.text("ordering")
    if not ordering:
        raise crashed("ordering is empty: leave it out, or give timestamp.")
    if not re.fullmatch(r"-?[0-9a-zA-Z_@.]+", ordering):
        raise rejected(f"Wrong ordering value: {ordering}", "ordering must be a field, with - before it for newest first.")
    field = ordering.removeprefix("-")
    if field not in ("timestamp", "@timestamp"):
        # A source orders by time alone. The double answers with the right status, though not in that order.
        if not asked.as_recorded or not _sortable(asked, base, field):
            raise asked.failed(f"Events are ordered by timestamp only, not by {field}.")
        return False
    return not ordering.startswith("-")


def _sortable(asked: Asked, base: str, field: str) -> bool:
    """Text and unknown fields are not, for Elasticsearch; addresses, exact subfields and numbers are."""
    if field in ("_id", "_doc", "_score", "src_ip", "dest_ip"):
        return True
    keys = asked.source.values(asked.query(base, window=Window()), field.removesuffix(".keyword"), 1).frame["key"]
    return not keys.empty and (field.endswith(".keyword") or not isinstance(keys[0], str))


def _page_url(url: URL, page: int) -> str:
    """The address of another page; the first one has no number."""
    parameters = dict(parse_qsl(url.query, keep_blank_values=True))
    parameters.pop("page", None)
    if page > 1:
        parameters["page"] = str(page)
    return str(url.replace(query=urlencode(sorted(parameters.items()))))


_EVENT = {"timestamp": "2026-10-31T12:00:00.000000+0000", "event_type": "alert", "@timestamp": "2026-10-31T12:00:00.000Z"}
_PAGE = {"count": 1, "next": None, "previous": None, "results": [{**_EVENT, "_id": "0123456789abcdef"}]}

ENDPOINTS = (
    Endpoint("es/events_tail", "A page of events, newest first.", events_tail, (*COMMON, *PAGES), example=_PAGE),
    Endpoint("es/alerts_tail", "A page of alerts, newest first.", alerts_tail, (*COMMON, *PAGES, *KINDS), example=_PAGE),
    Endpoint("es/tls_tail", "A page of TLS events, newest first.", tls_tail, (*COMMON, *PAGES), example=_PAGE),
    Endpoint(
        "es/events_from_flow_id",
        "Events by their type in title case, newest first; a qfilter such as flow_id:1234 says of which flow.",
        events_from_flow_id,
        COMMON,
        example={"Alert": [_EVENT], "Flow": []},
    ),
)
