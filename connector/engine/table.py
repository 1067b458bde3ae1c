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
from connector.engine.leaves import Chunk, Leaves
from connector.engine.lines import Event, decode_exactly
from connector.engine.numbers import code_numbers
from connector.engine.segment import BLOCK, WORDS
from connector.engine.words import find_words

_WIDTHS = ((0, 1), (1, 2**8), (2, 2**16), (4, 2**32))


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
        leaves = Leaves([decode_exactly(lines[row]) if row in leaves.rounded else event for row, event in enumerate(events)])
    with path.open("wb") as file:
        writer = Writer(file)
        table = _Table(writer, leaves, len(events))
        directory = table.write()
        sections = {
            "times": writer.plain(times.view(np.int64)),
            "places": writer.compressed(places),
            "blocks": _blocks(writer, lines, BLOCK),
            **_words(writer, table.pool()),
        }
        timed = len(times) > 0 and not np.isnat(times[0])
        first, last = (int(times[end].astype(np.int64)) if timed else None for end in (0, -1))
        writer.finish({"size": len(events), "first": first, "last": last, **footer,
                       "directory": directory, "sections": sections})  # fmt: skip


class _Table:
    """Writes the columns of a segment; columns whose values lie in the same events share one row list."""

    def __init__(self, writer: Writer, leaves: Leaves, size: int) -> None:
        self._writer = writer
        self._leaves = leaves
        self._size = size
        self._strings: list[pa.Array] = []
        self._rows: list[tuple[Any, ...]] = []
        self._places: dict[tuple[int, ...], tuple[int, npt.NDArray[np.int64] | None]] = {}
        self._known: dict[bytes, int] = {}

    def write(self) -> dict[str, Blob]:
        """Writes all columns, in order of path and kind; returns the blobs of the directory."""
        chunks = self._leaves.chunks
        paths = sorted(set().union(*chunks.values()))
        columns = [
            (number, *self._column(kind, chunks[kind][path]))
            for number, path in enumerate(paths)
            for kind in KINDS
            if path in chunks[kind]
        ]
        return {
            "paths": self._writer.compressed(orjson.dumps(paths)),
            "columns": self._writer.compressed(np.array(columns, COLUMNS)),
            "rows": self._writer.compressed(np.array(self._rows, ROWS)),
        }

    def pool(self) -> pa.Array:
        """The distinct strings of all columns, in their order."""
        return pa.concat_arrays(self._strings) if self._strings else pa.array([], pa.string())

    def _column(self, kind: Kind, chunks: list[Chunk]) -> tuple[Any, ...]:
        groups, parts = zip(*chunks, strict=True)
        values = parts[0] if len(parts) == 1 else list(chain.from_iterable(parts))
        rows, order = self._row_list(groups)
        if kind != "boolean" and values[0] == values[-1] and values.count(values[0]) == len(values):
            values = values[:1]  # half of all columns hold one value: they need no codes
        form, content = 0, b""
        match kind:
            case "string":
                found = pa.array(values, pa.string()).dictionary_encode()
                self._strings.append(found.dictionary)
                codes, distinct, content = found.indices.to_numpy(), len(found.dictionary), packed_strings(found.dictionary)
            case "number":
                codes, numbers = code_numbers(values)
                distinct, form, content = len(numbers), *_packed_numbers(numbers)
            case "boolean":
                codes, distinct = np.array(values, np.uint8), 2
        width = _width(distinct - 1)
        stored = (codes if order is None else codes[order]).astype(f"<u{width}") if width else b""
        blobs = self._writer.compressed(stored), self._writer.compressed(content)
        return KINDS.index(kind), form, width, rows, distinct, *blobs

    def _row_list(self, groups: tuple[int, ...]) -> tuple[int, npt.NDArray[np.int64] | None]:
        """The row list of these groups together, and the order that brings their values into its order."""
        if groups not in self._places:
            rows = np.array(list(chain.from_iterable(map(self._leaves.groups.__getitem__, groups))), np.int32)
            order = np.argsort(rows, kind="stable") if len(groups) > 1 else None
            self._places[groups] = self._stored(rows if order is None else rows[order]), order
        return self._places[groups]

    def _stored(self, rows: npt.NDArray[np.int32]) -> int:
        content = rows.tobytes()
        if content not in self._known:
            steps = np.diff(rows, prepend=np.int32(0))
            events = len(rows) - int(np.count_nonzero(steps[1:] == 0))
            single = events == len(rows)
            width = 0 if single and events == self._size else max(_width(int(steps.max())), 1)
            blob = self._writer.compressed(steps.astype(f"<u{width}") if width else b"")
            self._known[content] = len(self._rows)
            self._rows.append((width, single, events, blob))
        return self._known[content]


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
