"""The index template of what is shipped: fields typed as on today's products, and as little to refuse an event for as can be."""

from connector.lucene.fields import ADDRESSES, DATES
from connector.sources.opensearch.cluster import Json, Version
from connector.sources.opensearch.layout import LINE, PACKED

NAME = "evelens"
"""What the names of the indices begin with, and that of the template. There is an index for each type of event and month, so that
none has more fields than a cluster searches at once."""

GREAT = ("smb.session_id",)
"""Fields whose integers often pass a long."""

_A, _LETTERS = ord("a") - ord("A"), range(ord("A"), ord("Z") + 1)


def template(version: Version, name: str = NAME) -> Json:
    """The template of the indices that begin with a name, for a version of OpenSearch or Elasticsearch."""
    kept: Json = {"type": "keyword", "index": False, "doc_values": False}
    whole: Json = {"type": "keyword", "ignore_above": 256}
    great: Json = {"type": "unsigned_long"} if holds_unsigned(version) else whole
    properties: Json = {name: {"type": "date"} for name in DATES}
    properties |= {name: {"type": "ip", "fields": {"keyword": whole}} for name in ADDRESSES}
    properties |= {**dict.fromkeys(GREAT, great), "@version": {"type": "keyword"}}
    return {
        "index_patterns": [f"{name}-*"],
        # A longer name wins over one that it begins with: clusters refuse equal ones that overlap.
        "priority": 200 + len(name),
        "template": {
            "settings": {"index": _settings()},
            "mappings": {
                "date_detection": False,
                "numeric_detection": False,
                "dynamic_templates": [
                    {
                        "words": {
                            "match_mapping_type": "string",
                            "mapping": {"type": "text", "analyzer": "eve", "norms": False, "fields": {"keyword": whole}},
                        }
                    },
                    {"fractions": {"match_mapping_type": "double", "mapping": {"type": "double"}}},
                ],
                "properties": {**_nested(properties), LINE: kept, PACKED: kept},
            },
        },
    }


def holds_unsigned(version: Version) -> bool:
    """Whether the cluster knows integers up to 2^64: OpenSearch since 2.8, Elasticsearch since 7.10."""
    return version.number >= ((2, 8) if version.distribution == "opensearch" else (7, 10))


def _settings() -> Json:
    lowered = [f"{chr(letter)}=>{chr(letter + _A)}" for letter in _LETTERS]
    return {
        "number_of_shards": 1,
        "refresh_interval": "5s",
        "codec": "best_compression",
        # A value of another type is left out of the index; the event stays, and its line is kept whole.
        "mapping": {"ignore_malformed": True, "total_fields": {"limit": 10_000}},
        "analysis": {
            "char_filter": {"small": {"type": "mapping", "mappings": lowered}},
            "analyzer": {"eve": {"type": "custom", "tokenizer": "whitespace", "char_filter": ["small"]}},
        },
    }


def _nested(properties: Json) -> Json:
    """Dotted names as the objects that they mean."""
    found: Json = {}
    for name, mapping in properties.items():
        place = found
        *above, last = name.split(".")
        for key in above:
            place = place.setdefault(key, {"properties": {}})["properties"]
        place[last] = mapping
    return found
