"""A frame of events."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from connector.frames.columns import STRING, Column, integers, moments, strings, typed
from connector.frames.documents import SERVERS_OWN, clean, leaves, value_at
from connector.frames.times import NOT_A_TIME, parse_timestamps

FIRST = ("timestamp", "event_type", "src_ip", "src_port", "dest_ip", "dest_port", "proto", "app_proto")
"""The columns that every frame of events begins with, unless others are asked for."""

_INTEGERS = frozenset((
    "src_port", "dest_port", "flow_id", "pcap_cnt", "tx_id", "icmp_type", "icmp_code", "alert.severity", "alert.signature_id",
    "alert.gid", "alert.rev", "http.status", "http.length", "http.http_port", "flow.age", "flow.bytes_toserver",
    "flow.bytes_toclient", "flow.pkts_toserver", "flow.pkts_toclient", "fileinfo.size", "fileinfo.tx_id", "dns.id", "dns.tx_id",
))  # fmt: skip
"""Well-known fields that are integers: an empty frame has their dtype too. Every other empty column is ``str``."""


def events_frame(documents: Sequence[Mapping[str, object]], columns: tuple[str, ...] | None = None) -> pd.DataFrame:
    """A row an event, in the order given.

    Args:
        documents: decoded events.
        columns: dotted fields, in this order; a path that leads into a list of objects gives the list of the values below.
            ``None``: `FIRST`, then every other field that occurs, sorted by name, without `SERVERS_OWN`.

    Returns:
        RangeIndex; ``timestamp`` is datetime64[us, UTC] (NaT where unreadable), the rest as `connector.frames` says. An empty
        answer keeps its columns, and well-known fields their dtype.
    """
    found: dict[str, tuple[list[int], list[object]]] = {}
    for row, document in enumerate(documents):
        held = leaves(document) if columns is None else {path: value_at(document, path) for path in columns}
        for path, value in held.items():
            if value is None:
                continue
            rows, values = found.setdefault(path, ([], []))
            rows.append(row)
            values.append(value)
    if columns is None:
        columns = (*FIRST, *sorted(found.keys() - set(FIRST) - SERVERS_OWN))
    none: tuple[list[int], list[object]] = ([], [])
    arrays = {clean(path): _column(path, *found.get(path, none), len(documents)) for path in columns}
    return pd.DataFrame(arrays, index=pd.RangeIndex(len(documents)), columns=pd.Index([*arrays], dtype=STRING))


def _column(path: str, rows: list[int], values: list[object], size: int) -> Column:
    if path == "timestamp":
        times = np.full(size, NOT_A_TIME)
        times[rows] = parse_timestamps(values)
        return moments(times)
    if values:
        return typed(rows, values, size)
    return integers([], [], size) if path in _INTEGERS else strings([], [], size)
