"""A frame of events."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from connector import cancelling
from connector.frames.columns import STRING, Column, dense, integers, moments, strings, typed
from connector.frames.documents import SERVERS_OWN, clean
from connector.frames.paths import NOTHING, Rows, held_values, values_along
from connector.frames.times import NOT_A_TIME, parse_timestamps
from connector.uncollected import uncollected

FIRST = ("timestamp", "event_type", "src_ip", "src_port", "dest_ip", "dest_port", "proto", "app_proto")
"""The columns that every frame of events begins with, unless others are asked for."""

INTEGERS = frozenset((
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
    with uncollected():
        return _frame(documents, columns)


def _frame(documents: Sequence[Mapping[str, object]], columns: tuple[str, ...] | None) -> pd.DataFrame:
    size = len(documents)
    if columns is None:
        found = held_values(documents)
        columns = (*FIRST, *sorted(found.keys() - set(FIRST) - SERVERS_OWN))
        arrays = {clean(path): _column(path, *found.get(path, NOTHING), size) for path in columns}
    else:
        arrays = {clean(path): _asked_column(path, values_along(documents, path)) for path in columns}
    # Not copied: a copy of many hundred columns takes as long as making them, and nobody else has them.
    return pd.DataFrame(arrays, index=pd.RangeIndex(size), columns=pd.Index([*arrays], dtype=STRING), copy=False)


def _column(path: str, rows: Rows, values: Sequence[object], size: int) -> Column:
    cancelling.check()
    if path == "timestamp":
        times = np.full(size, NOT_A_TIME)
        times[rows] = parse_timestamps(values)
        return moments(times)
    if values:
        return typed(rows, values, size)
    return integers([], [], size) if path in INTEGERS else strings([], [], size)


def _asked_column(path: str, values: Sequence[object]) -> Column:
    if path == "timestamp":
        return moments(parse_timestamps(values))
    column = dense(values)
    return _column(path, *NOTHING, len(values)) if column is None else column
