"""The state of the place that holds the events, in the shapes of a cluster's."""

import time

from connector.query import EVERYTHING, Query
from connector.server.endpoint import Endpoint
from connector.server.parameters import Asked
from connector.window import Window


def health(asked: Asked) -> object:
    """The state of the place that holds the events: yellow where its answers lack something."""
    return {
        "cluster_name": "evelens",
        "status": _status(asked),
        "timed_out": False,
        "number_of_nodes": 1,
        "number_of_data_nodes": 1,
        "discovered_master": True,
        "active_primary_shards": 1,
        "active_shards": 1,
        "relocating_shards": 0,
        "initializing_shards": 0,
        "unassigned_shards": 0,
        "delayed_unassigned_shards": 0,
        "number_of_pending_tasks": 0,
        "number_of_in_flight_fetch": 0,
        "task_max_waiting_in_queue_millis": 0,
        "active_shards_percent_as_number": 100.0,
    }


def stats(asked: Asked) -> object:
    """How much is held, in the shape of a cluster's statistics."""
    held = asked.source.span()
    count = asked.source.trend(Query(EVERYTHING, Window())).count if held.count is None else held.count
    return {
        "_nodes": {"total": 1, "successful": 1, "failed": 0},
        "cluster_name": "evelens",
        "cluster_uuid": asked.source.name,
        "timestamp": int(time.time() * 1_000),
        "status": _status(asked),
        "indices": {
            "count": 1,
            "shards": {
                **dict.fromkeys(("total", "primaries"), 1),
                "replication": 0.0,
                "index": {"shards": _spread(1), "primaries": _spread(1), "replication": _spread(0.0)},
            },
            "docs": {"count": count, "deleted": 0},
            **{name: dict.fromkeys(numbers, 0) for name, numbers in _UNUSED.items()},
            "segments": {**dict.fromkeys(_SEGMENTS, 0), "file_sizes": {}},
            "mappings": {"field_types": []},
            "analysis": {name: [] for name in _ANALYSIS},
        },
        "nodes": {
            "count": {"total": 1, "coordinating_only": 0, "data": 1, "ingest": 0, "master": 1, "remote_cluster_client": 0},
            "versions": [],
            "os": {
                **dict.fromkeys(("available_processors", "allocated_processors"), 0),
                **{name: [] for name in ("names", "pretty_names")},
                "mem": dict.fromkeys((*(f"{part}_in_bytes" for part in _MEMORY), "free_percent", "used_percent"), 0),
            },
            "process": {"cpu": {"percent": 0}, "open_file_descriptors": {"min": 0, "max": 0, "avg": 0}},
            "jvm": {
                "max_uptime_in_millis": 0,
                "versions": [],
                "mem": {"heap_used_in_bytes": 0, "heap_max_in_bytes": 0},
                "threads": 0,
            },
            "fs": dict.fromkeys(("total_in_bytes", "free_in_bytes", "available_in_bytes"), 0),
            "plugins": [],
            "network_types": {"transport_types": {"netty4": 0}, "http_types": {"netty4": 0}},
            "discovery_types": {"single-node": 1},
            "packaging_types": [],
            "ingest": {"number_of_pipelines": 0, "processor_stats": {}},
        },
        "read_only": False,
    }


def _status(asked: Asked) -> str:
    return "yellow" if asked.source.notes() else "green"


def _spread(number: float) -> dict[str, float]:
    return {"min": number, "max": number, "avg": float(number)}


_UNUSED = {
    "store": ("size_in_bytes", "reserved_in_bytes"),
    "fielddata": ("memory_size_in_bytes", "evictions"),
    "query_cache": (
        "memory_size_in_bytes", "total_count", "hit_count", "miss_count", "cache_size", "cache_count", "evictions",
    ),
    "completion": ("size_in_bytes",),
}  # fmt: skip
_SEGMENTS = (
    "count", "memory_in_bytes", "terms_memory_in_bytes", "stored_fields_memory_in_bytes", "term_vectors_memory_in_bytes",
    "norms_memory_in_bytes", "points_memory_in_bytes", "doc_values_memory_in_bytes", "index_writer_memory_in_bytes",
    "version_map_memory_in_bytes", "fixed_bit_set_memory_in_bytes", "max_unsafe_auto_id_timestamp",
)  # fmt: skip
_ANALYSIS = (
    "char_filter_types", "tokenizer_types", "filter_types", "analyzer_types",
    "built_in_char_filters", "built_in_tokenizers", "built_in_filters", "built_in_analyzers",
)  # fmt: skip
_MEMORY = ("total", "free", "used")

ENDPOINTS = (
    Endpoint("es/health", "The state of the place that holds the events.", health, example={"status": "green"}),
    Endpoint(
        "es/stats",
        "How many events are held; what only a cluster has is zero.",
        stats,
        example={"status": "green", "indices": {"docs": {"count": 5, "deleted": 0}}},
    ),
)
