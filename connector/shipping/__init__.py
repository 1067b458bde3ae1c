"""EVE files into a cluster: every event once, under the ``_id`` that it has on files, resumed where it ended."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from dataclasses import field as default
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from connector.answers import Progress
from connector.engine.coverage import Range, Stat
from connector.engine.files import find_files, written
from connector.engine.identity import event_ids
from connector.engine.ledger import Ledger
from connector.engine.lines import UnreadableLine, read_line
from connector.engine.meter import Meter
from connector.engine.pieces import Piece, pieces, stat_of
from connector.errors import BadResponse, SourceUnreachable
from connector.frames import encode
from connector.http import in_order
from connector.shipping.bulk import Bulk, Parcel, Sent, portions
from connector.shipping.shape import Shapes, index_of
from connector.shipping.template import NAME, holds_unsigned, template
from connector.sources.opensearch.cluster import Cluster

POSITIONS = "_positions"
"""Behind the name: the index that says how far files were shipped. It lies where the events are: both are there, or neither."""

_PIECE = 2**23
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Shipped:
    """What was shipped.

    Attributes:
        sent: what became of the events.
        unreadable: lines that are no events: they are not shipped.
        seconds: how long it took.
        unread: one sentence for each file that could not be read.
    """

    sent: Sent = default(default_factory=Sent)
    unreadable: int = 0
    seconds: float = 0.0
    unread: tuple[str, ...] = ()


def ship(
    paths: Iterable[str | Path],
    cluster: Cluster,
    on_progress: Callable[[Progress], None] | None = None,
    on_wait: Callable[[str], None] = lambda text: None,
    patience: float = 300.0,
    name: str = NAME,
) -> Shipped:
    """Ships what is new in files.

    Once a piece of a file is in the cluster, that is noted there too. After an interruption at most one piece is sent again, and
    the cluster keeps each event once, for its ``_id`` is made of its file and its place in it.

    Args:
        paths: files, folders and globs.
        cluster: where to.
        on_progress: called after each piece.
        on_wait: called with a sentence when the cluster is waited for, and with an empty one when it is there again.
        patience: seconds for which it is waited for.
        name: what the names of the indices begin with.

    Raises:
        SourceUnreachable: a path leads to no file, or the cluster cannot be reached.
        SourceError: the cluster does not take the events.
    """
    begun = monotonic()
    files, missing = find_files(map(str, paths))
    if missing:
        raise SourceUnreachable(missing[0])
    version = cluster.version()
    cluster.change("PUT", f"/_index_template/{name}", encode(template(version, name)))
    ledger = Ledger(_positions(cluster, name))
    shapes = _learned(cluster, name, Shapes(holds_unsigned(version)))
    bulk = Bulk(cluster, patience, on_wait)
    done = Shipped()
    failed: list[str] = []
    meter = Meter({stat.path: stat.size for stat in map(stat_of, files)}, begun, on_progress)
    for path in files:
        try:
            for piece in pieces(path, ledger, _PIECE):
                done = _shipped(done, piece, bulk, shapes, name)
                _note(cluster, name, piece.covered)
                meter.show(piece, done.sent.created + done.sent.there)
        except OSError as error:
            failed.append(f"{written(path)} cannot be read: {error.strerror}.")
    meter.finish(done.sent.created + done.sent.there)
    cluster.change("POST", f"/{name}-*/_refresh")
    return Shipped(done.sent, done.unreadable, monotonic() - begun, tuple(failed))


def _shipped(done: Shipped, piece: Piece, bulk: Bulk, shapes: Shapes, name: str) -> Shipped:
    bad: list[int] = []
    jobs = (partial(bulk.send, each) for each in portions(_parcels(piece, shapes, name, bad)))
    sent = done.sent
    with closing(in_order(jobs, _AHEAD)) as answers:
        for each in answers:
            sent += each
    return Shipped(sent, done.unreadable + len(bad), done.seconds)


def _parcels(piece: Piece, shapes: Shapes, name: str, bad: list[int]) -> Iterator[Parcel]:
    source = np.uint64(int(piece.covered.identity[:16], 16))
    offset = piece.covered.start
    for number, line in enumerate(piece.data.split(b"\n")):
        place, offset = offset, offset + len(line) + 1
        if not line.strip():
            continue
        try:
            event, kept, _ = read_line(line)
        except UnreadableLine:
            bad.append(number)
            continue
        index = index_of(event, name)
        id = f"{int(event_ids(source, np.array([place], np.int64))[0]):016x}"
        yield Parcel(index, id, shapes.shaped(index, event, kept), event, kept)


def _learned(cluster: Cluster, name: str, shapes: Shapes) -> Shapes:
    """What the fields of the indices are already."""
    match cluster.get(f"/{name}-*/_mapping", ignore_unavailable="true", allow_no_indices="true"):
        case dict(found):
            for index, mapping in found.items():
                for field, is_object in _fields("", mapping.get("mappings", {})):
                    shapes.learn(index, field, is_object)
    return shapes


def _fields(prefix: str, mapping: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    for name, each in mapping.get("properties", {}).items():
        below = "properties" in each or each.get("type") == "object"
        yield prefix + name, below
        if below:
            yield from _fields(f"{prefix}{name}.", each)


def _positions(cluster: Cluster, name: str) -> list[Range]:
    """How far each file was shipped."""
    with suppress(BadResponse):  # it is there already
        mappings = {"dynamic": False, "properties": {}}
        cluster.change("PUT", f"/{name}{POSITIONS}", encode({"settings": {"number_of_shards": 1}, "mappings": mappings}))
    cluster.change("POST", f"/{name}{POSITIONS}/_refresh")
    reply = cluster.search(f"{name}{POSITIONS}", {"size": 10_000, "query": {"match_all": {}}})
    return [_range(hit["_source"]) for hit in reply.hits]


def _note(cluster: Cluster, name: str, covered: Range) -> None:
    """Says in the cluster how far a file is shipped: its pieces follow one another, so that one record holds all of them."""
    whole = {**asdict(covered), "start": 0, "first_line": 1, "lines": covered.first_line + covered.lines - 1}
    cluster.change("PUT", f"/{name}{POSITIONS}/_doc/{covered.identity}", encode(whole))


def _range(record: dict[str, Any]) -> Range:
    return Range(**{**record, "stat": Stat(**record["stat"])})
