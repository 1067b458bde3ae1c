"""Alerts by their signature."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from connector import lucene
from connector.query import Query
from connector.server.buckets import key_counts
from connector.server.endpoint import COMMON, HOSTS, IGNORED_HOSTS, INTERVAL, KINDS, SID, Endpoint, Parameter, Value
from connector.server.endpoints import elastic
from connector.server.endpoints.timelines import interval
from connector.server.endpoints.values import EVERY_VALUE, top_values
from connector.server.parameters import ALERTS, Asked, natural
from connector.server.replies import AGGREGATION_FAILED

SIGNATURE = "alert.signature_id"

_SIGNATURES = frozenset((SIGNATURE,))
_RULES = 20
_CATEGORIES, _OF_A_CATEGORY = 10, 50
_MOST_SENSORS = 10_000


def top_rules(asked: Asked) -> object:
    """The signatures with the most alerts, or the fewest, each with its alerts over time."""
    size = asked.size("count", AGGREGATION_FAILED)
    if asked.text("order") not in ("asc", "desc"):
        raise asked.failed("order must be asc or desc.", AGGREGATION_FAILED)
    query = asked.query(asked.alerts())
    pairs = top_values(asked, query, SIGNATURE, size, _SIGNATURES, asked.text("order") == "asc")
    return _over_time(asked, query, pairs)


def sigs_list(asked: Asked) -> object:
    """The signatures of that name, each with its alerts over time, from the first to the last, and the sensors that saw it."""
    sids = [natural(text.strip()) for text in asked.text("sids").split(",")]
    if not all(sids):
        raise asked.failed("sids must be the numbers of signatures, with commas between.")
    query = asked.query(asked.alerts(), f"{SIGNATURE}:({' OR '.join(map(str, sids))})")
    found = _over_time(asked, query, top_values(asked, query, SIGNATURE, len(sids), _SIGNATURES))
    for rule in found:
        rule["timeline"] = {"buckets": _without_ends(rule["timeline"]["buckets"])}
        sensors = top_values(asked, query.narrowed(lucene.term(SIGNATURE, rule["key"])), "host", _MOST_SENSORS, _SIGNATURES)
        rule["probes"] = {"doc_count_error_upper_bound": 0, "sum_other_doc_count": 0, "buckets": elastic.buckets(sensors)}
    return found


def rules(asked: Asked) -> object:
    """The signatures with the most alerts."""
    return {"rules": elastic.buckets(top_values(asked, asked.query(ALERTS, asked.hosts()), SIGNATURE, _RULES, _SIGNATURES))}


def rule(asked: Asked) -> object:
    """The sensors with the most alerts of a signature."""
    query = asked.query(asked.alerts(), asked.signature())
    return {"rule": elastic.buckets(top_values(asked, query, "host", _MOST_SENSORS, _SIGNATURES))}


def rules_per_category(asked: Asked) -> object:
    """The categories with the most alerts, in each the signatures with the most, and what these are called."""
    query = asked.query(asked.alerts(), asked.hosts(), limit=None)
    categories = top_values(asked, query, "alert.category", _CATEGORIES, _SIGNATURES)
    if not categories:
        return {}
    frame = asked.source.groups(query, ("alert.category", SIGNATURE, "alert.signature"), EVERY_VALUE).frame
    rows = frame[["alert.category", SIGNATURE]].notna().all(axis=1)
    counts: dict[str, dict[str, int]] = {}
    messages: dict[tuple[str, str], str] = {}
    columns = (frame.loc[rows, name].tolist() for name in ("alert.category", SIGNATURE, "alert.signature", "count"))
    for category, sid, message, count in zip(*columns, strict=True):  # the most frequent first
        of_category = counts.setdefault(category, {})
        of_category[sid] = of_category.get(sid, 0) + count
        if isinstance(message, str):
            messages.setdefault((category, sid), message)
    return {
        "key": "categories",
        "children": [
            {
                "key": category,
                "doc_count": count,
                "children": [
                    {"key": natural(sid), "doc_count": alerts, "msg": messages.get((str(category), sid), "")}
                    for sid, alerts in _most_frequent(counts.get(str(category), {}))
                ],
            }
            for category, count in categories
        ],
    }


def _over_time(asked: Asked, query: Query, pairs: Sequence[tuple[Value, int]]) -> list[dict[str, Any]]:
    """The signatures with their alerts per bucket."""
    seconds = interval(asked)
    keys = [key for key, _ in pairs]
    lines = key_counts(asked.source, query, SIGNATURE, keys, asked.first, asked.last, seconds)
    return [
        {
            "key": key,
            "doc_count": count,
            "timeline": {"buckets": elastic.date_buckets(asked.first, seconds * 1_000, elastic.padded(asked, seconds, counts))},
        }
        for (key, count), counts in zip(pairs, lines, strict=True)
    ]


def _without_ends(buckets: list[dict[str, object]]) -> list[dict[str, object]]:
    """The buckets from the first to the last that counts anything."""
    places = [place for place, bucket in enumerate(buckets) if bucket["doc_count"]]
    return buckets[places[0] : places[-1] + 1] if places else []


def _most_frequent(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], natural(pair[0])))[:_OF_A_CATEGORY]


_RULE = {"key": 2_100_498, "doc_count": 5}
_LINE = {"timeline": {"buckets": [{"key_as_string": "2026-10-31T00:00:00.000Z", "key": 1_793_404_800_000, "doc_count": 5}]}}

ENDPOINTS = (
    Endpoint(
        "es/top_rules",
        "The signatures with the most alerts, each with its alerts over time.",
        top_rules,
        (*COMMON, INTERVAL, IGNORED_HOSTS, *KINDS, Parameter("count", "The greatest number of signatures.", "integer", "20"),
         Parameter("order", "asc for the fewest alerts first.", default="desc", choices=("asc", "desc"))),
        example=[{**_RULE, **_LINE}],
    ),
    Endpoint(
        "es/sigs_list",
        "Alerts over time of the named signatures, from the first to the last, and the sensors that saw them.",
        sigs_list,
        (*COMMON, INTERVAL, IGNORED_HOSTS, *KINDS,
         Parameter("sids", "Numbers of signatures with commas between.", required=True)),
        example=[{**_RULE, **_LINE, "probes": {"buckets": [{"key": "sensor", "doc_count": 5}]}}],
    ),
    Endpoint(
        "es/rules",
        "The twenty signatures with the most alerts.",
        rules,
        (*COMMON, replace(HOSTS, required=True)),
        example={"rules": [_RULE]},
    ),
    Endpoint(
        "es/rule",
        "The sensors with the most alerts of a signature.",
        rule,
        (*COMMON, *KINDS, replace(SID, about="The number of the signature.", required=True)),
        example={"rule": [{"key": "sensor", "doc_count": 5}]},
    ),
    Endpoint(
        "es/rules_per_category",
        "The ten categories with the most alerts, in each the fifty signatures with the most.",
        rules_per_category,
        (*COMMON, HOSTS, *KINDS),
        example={"key": "categories",
                 "children": [{"key": "Misc activity", "doc_count": 5, "children": [{**_RULE, "msg": "ET ..."}]}]},
    ),
)  # fmt: skip
