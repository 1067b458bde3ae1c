"""Events to one segment file."""

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from connector.engine.clock import Times
from connector.engine.column import KINDS, Kind
from connector.engine.directory import COLUMNS, FORMS, ROWS
from connector.engine.layout import BLOB, Blob, Writer, packed_strings
from connector.engine.leaves import Coded, Leaves
from connector.engine.lines import Event, decode_exactly, holds_great_number
from connector.engine.numbers import in_order
from connector.engine.segment import BLOCK, WORDS
from connector.engine.words import find_words

_WIDTHS = ((0, 1), (1, 2**8), (2, 2**16), (4, 2**32))
_UNSIGNED = {width: np.dtype(f"<u{width}") for width in (1, 2, 4)}


def write_segment(
    path: Path,
    events: Sequence[Event],
    lines: Sequence[bytes],
    times: Times,
    places: npt.NDArray[np.int64],
    footer: Mapping[str, object],
) -> None:
    """Writes a segment and brings it to the disk.

    Args:
        path: the file to make.
        events: decoded, in order of time.
        lines: the same events as they were written.
        times: of the events; ascending, or all NaT.
        places: two rows: byte offset and number of each line; where the events are of several batches two more: the place of
            each in the footer's sources, and its arrival.
        footer: what else the footer says.
    """
    leaves = Leaves(events)
    if leaves.rounded:
        pairs = zip(events, lines, strict=True)
        leaves = Leaves(decode_exactly(line) if holds_great_number(line) else event for event, line in pairs)
    write_leaves(path, leaves.coded(np.arange(len(events))), lines, times, places, footer)


def write_leaves(
    path: Path,
    coded: Coded,
    lines: Sequence[bytes],
    times: Times,
    places: npt.NDArray[np.int64],
    footer: Mapping[str, object],
) -> None:
    """As `write_segment`, of events that were taken apart before; every number is exact."""
    with path.open("wb") as file:
        writer = Writer(file)
        pool = _pool(coded)
        directory = _Table(writer, coded, pool, len(lines)).write()
        sections = {
            "times": writer.plain(times.view(np.int64)),
            "places": writer.compressed(places),
            "blocks": _blocks(writer, lines, BLOCK),
            **_words(writer, pool),
        }
        timed = len(times) > 0 and not np.isnat(times[0])
        first, last = (int(times[end].astype(np.int64)) if timed else None for end in (0, -1))
        writer.finish({"size": len(lines), "first": first, "last": last, **footer,
                       "directory": directory, "sections": sections})  # fmt: skip


class _Table:
    """Writes the columns of a segment; columns whose values lie in the same events share one row list."""

    def __init__(self, writer: Writer, coded: Coded, pool: pa.Array, size: int) -> None:
        self._writer = writer
        self._coded = coded
        self._pool = pool
        self._pooled = 0
        self._size = size
        self._rows: list[tuple[Any, ...]] = []
        self._known: dict[bytes, int] = {}

    def write(self) -> dict[str, Blob]:
        """Writes all columns, in order of path and kind; returns the blobs of the directory."""
        coded = self._coded
        paths = list(dict.fromkeys(path for path, _ in coded.columns))
        numbers = {path: number for number, path in enumerate(paths)}
        bounds = coded.bounds.tolist()
        columns = [
            (numbers[path], *self._column(kind, values, coded.rows[begin:end], coded.codes[begin:end]))
            for (path, kind), values, begin, end in zip(coded.columns, coded.distinct, bounds, bounds[1:], strict=False)
        ]
        return {
            "paths": self._writer.compressed(orjson.dumps(paths)),
            "columns": self._writer.compressed(np.array(columns, COLUMNS)),
            "rows": self._writer.compressed(np.array(self._rows, ROWS)),
        }

    def _column(
        self, kind: Kind, values: list[Any], rows: npt.NDArray[np.int32], codes: npt.NDArray[np.integer[Any]]
    ) -> tuple[Any, ...]:
        form, content = 0, b""
        match kind:
            case "string":
                content = packed_strings(self._pool.slice(self._pooled, len(values)))
                self._pooled += len(values)
            case "number":
                rank, numbers = in_order(values)
                codes = codes if rank is None else rank[codes]
                form, content = _packed_numbers(numbers)
        width = _width(len(values) - 1)
        blobs = self._writer.compressed(codes.astype(_UNSIGNED[width]) if width else b""), self._writer.compressed(content)
        return KINDS.index(kind), form, width, self._row_list(rows), len(values), *blobs

    def _row_list(self, rows: npt.NDArray[np.int32]) -> int:
        content = rows.tobytes()
        known = self._known.get(content)
        if known is not None:
            return known
        steps = rows.copy()
        steps[1:] -= rows[:-1]
        events = len(rows) - int(np.count_nonzero(steps[1:] == 0))
        single = events == len(rows)
        width = 0 if single and events == self._size else max(_width(int(steps.max())), 1)
        blob = self._writer.compressed(steps.astype(_UNSIGNED[width]) if width else b"")
        self._known[content] = len(self._rows)
        self._rows.append((width, single, events, blob))
        return self._known[content]


def _pool(coded: Coded) -> pa.Array:
    """The distinct strings of all columns, in their order: to make one array costs more than to fill it."""
    strings = [values for (_, kind), values in zip(coded.columns, coded.distinct, strict=True) if kind == "string"]
    return pa.array(list(chain.from_iterable(strings)), pa.string())


def _packed_numbers(numbers: npt.NDArray[Any]) -> tuple[int, bytes]:
    if numbers.dtype == object:
        return FORMS.index("json"), json.dumps(numbers.tolist()).encode()
    return FORMS.index(numbers.dtype.str), numbers.tobytes()


def _width(greatest: int) -> int:
    return next(width for width, beyond in _WIDTHS if greatest < beyond)


def _blocks(writer: Writer, lines: Sequence[bytes], size: int) -> Blob:
    blobs = [writer.compressed(b"\n".join(lines[begin : begin + size])) for begin in range(0, len(lines), size)]
    return writer.plain(np.array(blobs, BLOB))


def _words(writer: Writer, pool: pa.Array) -> dict[str, Blob]:
    words = find_words(pool)
    texts = words.texts.cast(pa.binary()).to_pylist()
    return {
        "words": _blocks(writer, texts, WORDS),
        "first_words": writer.compressed(b"\n".join(texts[::WORDS])),
        "posting_starts": writer.plain(words.starts),
        "postings": writer.plain(words.postings),
    }
