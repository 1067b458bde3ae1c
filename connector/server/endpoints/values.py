"""The values of fields, and the fields themselves."""

from connector import lucene
from connector.query import EVERYTHING, Query
from connector.server.endpoint import COMMON, EVENT_TYPE, HOSTS, KINDS, SID, Endpoint, Parameter, Value
from connector.server.endpoints import elastic
from connector.server.parameters import Asked
from connector.server.replies import AGGREGATION_FAILED, PARSING_FAILED, Refused, detail, rejected
from connector.window import Window

IDENTITIES = frozenset(("flow_id", "signature_id"))
"""The fields that the real server knows to be numbers where it counts all events."""

_NUMBERS = frozenset(("src_port", "dest_port", "alert.signature_id", "alert.severity", "http.status", "http.length", "vlan"))
"""Those that it knows where it counts alerts."""

EVERY_VALUE = 1_000_000


def top_values(
    asked: Asked, query: Query, field: str, size: int, numbers: frozenset[str], rarest: bool = False
) -> list[tuple[Value, int]]:
    """The most frequent values, as the real server counts them or as they are; equal counts by value."""
    name = lucene_field(field)
    frame = asked.source.values(query, name, EVERY_VALUE if asked.as_recorded else size, rarest).frame
    pairs = zip(frame["key"].tolist(), frame["count"].tolist(), strict=True)
    if not asked.as_recorded:
        return list(pairs)
    return [pair for pair in pairs if elastic.counted(field, pair[0], numbers)][:size]


def lucene_field(field: str) -> str:
    """The field without the suffix of its exact subfield."""
    return field.removesuffix(".keyword").removesuffix(".raw")


def unique_values(asked: Asked) -> object:
    """The values of a field: with ``counts=yes`` the most frequent first, else bare and sorted."""
    size = asked.size("size", AGGREGATION_FAILED)
    query = asked.query(asked.hosts(), of_type(asked))
    pairs = top_values(asked, query, asked.text("field"), size, IDENTITIES)
    if asked.text("counts") == "yes":
        return elastic.buckets(pairs)
    return sorted((key for key, _ in pairs), key=lambda key: (isinstance(key, str), key))


def of_type(asked: Asked) -> str:
    """The clause for the type of event that is asked; empty for all of them."""
    event_type = asked.text("event_type")
    return lucene.term("event_type", event_type) if event_type else ""


def unique_fields(asked: Asked) -> object:
    """The names of the fields that occur in events of a type, whatever the window is."""
    event_type = asked.text("event_type")
    # Exactly: it is the name of an index, which is lower case.
    query = Query(f"event_type.keyword:{lucene.quote(event_type)}" if event_type else EVERYTHING, Window())
    names = set(asked.source.fields(query).frame["field"].tolist())
    return {"fields": sorted(names | {"@timestamp", "@version"}) if names else []}


def field_stats(asked: Asked) -> object:
    """The values of a field in alerts."""
    ordering = asked.text("ordering")
    if ordering not in ("asc", "desc"):
        sentence = 'Wrong value, "asc" or "desc" must be used'
        raise rejected({"ordering": [sentence]}, f"ordering: {sentence}.")
    size = asked.size("page_size", AGGREGATION_FAILED)
    query = asked.query(asked.alerts(), asked.hosts(), asked.signature())
    return elastic.buckets(top_values(asked, query, asked.text("field"), size, _NUMBERS, ordering == "asc"))


def fields_stats(asked: Asked) -> object:
    """The values of several fields in alerts."""
    fields = asked.text("fields").split(",")
    if not any(fields):
        sentence = "fields names none: give names with commas between."
        raise Refused(detail(PARSING_FAILED, 500) if asked.as_recorded else detail(sentence, 400), sentence)
    size = asked.size("page_size", AGGREGATION_FAILED)
    query = asked.query(asked.alerts(), asked.hosts(), asked.signature())
    found: dict[str, object] = {}
    for field in filter(None, fields):
        name = field.removeprefix("-")
        # The real server looks the name up with the sign before it, so that it knows no number there.
        numbers = frozenset[str]() if field != name else _NUMBERS
        found[name] = elastic.buckets(top_values(asked, query, name, size, numbers, field != name))
    return found


_COUNTED = [{"key": "10.0.0.1", "doc_count": 5}]

ENDPOINTS = (
    Endpoint(
        "es/unique_values",
        "The values of a field: with counts=yes the most frequent first, else a sorted list of bare values.",
        unique_values,
        (*COMMON, HOSTS, EVENT_TYPE, Parameter("field", "Dotted name.", default="src_ip"),
         Parameter("size", "The greatest number of values.", "integer", "1000"),
         Parameter("counts", "yes for counts.", default="no")),
        example=_COUNTED,
    ),
    Endpoint(
        "es/unique_fields",
        "The names of the fields that occur, sorted, whatever the window is.",
        unique_fields,
        (*COMMON, EVENT_TYPE),
        example={"fields": ["@timestamp", "@version", "alert.action"]},
    ),
    Endpoint(
        "es/field_stats",
        "The values of a field in alerts.",
        field_stats,
        (*COMMON, HOSTS, *KINDS, SID, Parameter("field", "Dotted name.", required=True),
         Parameter("page_size", "The greatest number of values.", "integer", "10"),
         Parameter("ordering", "asc for the rarest first.", default="desc", choices=("asc", "desc"))),
        example=_COUNTED,
    ),
    Endpoint(
        "es/fields_stats",
        "The values of several fields in alerts.",
        fields_stats,
        (*COMMON, HOSTS, *KINDS, SID,
         Parameter("fields", "Dotted names with commas between; - before one: rarest first.", required=True),
         Parameter("page_size", "The greatest number of values of a field.", "integer", "10")),
        example={"src_ip": _COUNTED},
    ),
)  # fmt: skip
