"""Events to one segment file."""

import json
from collections.abc import Iterable, Mapping, Sequence
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
from connector.engine.leaves import Coded
from connector.engine.numbers import in_order
from connector.engine.segment import BLOCK, WORDS
from connector.engine.words import Words, find_words

_WIDTHS = ((0, 1), (1, 2**8), (2, 2**16), (4, 2**32))
_UNSIGNED = {width: np.dtype(f"<u{width}") for width in (1, 2, 4)}


def write_leaves(
    path: Path,
    coded: Coded,
    lines: Sequence[bytes],
    times: Times,
    places: npt.NDArray[np.int64],
    footer: Mapping[str, object],
) -> None:
    """Writes a segment and brings it to the disk.

    Args:
        path: the file to make.
        coded: the events, taken apart, in order of time; every number is exact.
        lines: the same events as they were written.
        times: of the events; ascending, or all NaT.
        places: two rows: byte offset and number of each line; where the events are of several batches two more: the place of
            each in the footer's sources, and its arrival.
        footer: what else the footer says.
    """
    with path.open("wb") as file:
        table = Table(Writer(file), len(lines))
        pool, pooled, bounds = _pool(coded), 0, coded.bounds.tolist()
        for (name, kind), distinct, begin, end in zip(coded.columns, coded.distinct, bounds, bounds[1:], strict=False):
            values: Any = distinct
            codes = coded.codes[begin:end]
            if kind == "string":
                values = pool.slice(pooled, len(distinct))
                pooled += len(distinct)
            elif kind == "number":
                rank, values = in_order(distinct)
                codes = codes if rank is None else rank[codes]
            table.add(name, kind, values, coded.rows[begin:end], codes)
        blocks = (b"\n".join(lines[begin : begin + BLOCK]) for begin in range(0, len(lines), BLOCK))
        table.finish(find_words(pool), blocks, times, places, footer)


class Table:
    """Writes a segment, column after column; columns whose values lie in the same events share one row list.

    Args:
        writer: of its file.
        size: how many events there are.
    """

    def __init__(self, writer: Writer, size: int) -> None:
        self._writer = writer
        self._size = size
        self._paths: dict[str, int] = {}
        self._columns: list[tuple[Any, ...]] = []
        self._rows: list[tuple[Any, ...]] = []
        self._known: dict[bytes, int] = {}

    def add(self, path: str, kind: Kind, values: Any, rows: npt.NDArray[np.int32], codes: npt.NDArray[np.integer[Any]]) -> None:
        """Adds the next column, in order of path and kind.

        Args:
            path: its dotted path.
            kind: of its values.
            values: the distinct ones, as `connector.engine.column.Column.values` has them; of booleans only their number counts.
            rows: the row of each value, ascending.
            codes: the place of each value in ``values``.
        """
        form, content = 0, b""
        match kind:
            case "string":
                content = packed_strings(values)
            case "number":
                form, content = _packed_numbers(values)
        width = _width(len(values) - 1)
        blobs = self._writer.compressed(codes.astype(_UNSIGNED[width]) if width else b""), self._writer.compressed(content)
        number = self._paths.setdefault(path, len(self._paths))
        self._columns.append((number, KINDS.index(kind), form, width, self._row_list(rows), len(values), *blobs))

    def finish(
        self,
        words: Words,
        blocks: Iterable[bytes],
        times: Times,
        places: npt.NDArray[np.int64],
        footer: Mapping[str, object],
    ) -> None:
        """Writes everything else, and brings the file to the disk.

        Args:
            words: of the pool, which is the strings of all columns in their order.
            blocks: the lines, `BLOCK` at once, in order.
            times: as those of `write_leaves`.
            places: as those of `write_leaves`.
            footer: what else it says.
        """
        writer = self._writer
        directory = {
            "paths": writer.compressed(orjson.dumps(list(self._paths))),
            "columns": writer.compressed(np.array(self._columns, COLUMNS)),
            "rows": writer.compressed(np.array(self._rows, ROWS)),
        }
        texts = words.texts.cast(pa.binary()).to_pylist()
        sections = {
            "times": writer.plain(times.view(np.int64)),
            "places": writer.compressed(places),
            "blocks": self._blobs(blocks),
            "words": self._blobs(b"\n".join(texts[begin : begin + WORDS]) for begin in range(0, len(texts), WORDS)),
            "first_words": writer.compressed(b"\n".join(texts[::WORDS])),
            "posting_starts": writer.plain(words.starts),
            "postings": writer.plain(words.postings),
        }
        timed = len(times) > 0 and not np.isnat(times[0])
        first, last = (int(times[end].astype(np.int64)) if timed else None for end in (0, -1))
        writer.finish({"size": self._size, "first": first, "last": last, **footer,
                       "directory": directory, "sections": sections})  # fmt: skip

    def _blobs(self, contents: Iterable[bytes]) -> Blob:
        return self._writer.plain(np.array([self._writer.compressed(content) for content in contents], BLOB))

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
