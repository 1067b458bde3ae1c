"""The forms that events can be written in. Each is a context manager that takes whole events."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO, Self, cast

import numpy as np

from connector.frames import FIRST, SERVERS_OWN, decode, encode, leaves, parse_timestamps
from connector.frames.documents import value_at
from connector.frames.kinds import Kind
from connector.frames.parquet import ParquetFile
from connector.spreadsheet import defused

Row = Mapping[str, object]

_PARTS = re.compile('[",\r\n]')
"""What would end a cell or a row of CSV."""


def rows(lines: Iterable[bytes], columns: tuple[str, ...] | None) -> list[Row]:
    """The values of whole events by dotted field: of these columns, or of every field."""
    documents = (cast(Row, decode(line)) for line in lines)
    if columns is None:
        return [leaves(document) for document in documents]
    return [{path: value_at(document, path) for path in columns} for document in documents]


class Form(ABC):
    """A form being written into ``out``."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:  # noqa: B027
        """Lets go of what a form holds, ended or not."""

    @abstractmethod
    def write(self, lines: Sequence[bytes]) -> None:
        """Writes the next events, whole JSON documents."""

    def end(self) -> None:  # noqa: B027
        """Writes what stands behind the last event."""


class Lines(Form):
    """NDJSON: the events as they were written, one a line."""

    def write(self, lines: Sequence[bytes]) -> None:
        self._out.writelines(line.rstrip(b"\r\n") + b"\n" for line in lines)


class Objects(Form):
    """A JSON array of flat objects: dotted fields and their values, times in ISO 8601, UTC.

    Args:
        out: where it goes.
        columns: the fields of every object, null where an event has none; ``None`` for those that an event has.
    """

    def __init__(self, out: BinaryIO, columns: tuple[str, ...] | None) -> None:
        super().__init__(out)
        self._columns = columns
        self._written = 0

    def write(self, lines: Sequence[bytes]) -> None:
        found = rows(lines, self._columns)
        for row, time in zip(found, _times(found), strict=True):
            names = self._columns or _ordered(row)
            flat = {name: time or None if name == "timestamp" else row[name] for name in names}
            self._out.write((b",\n" if self._written else b"[\n") + encode(flat))
            self._written += 1

    def end(self) -> None:
        self._out.write(b"\n]\n" if self._written else b"[]\n")


class Cells(Form):
    """CSV in UTF-8: a header, then a row an event; times in ISO 8601, UTC, lists as JSON, nothing that a spreadsheet would run.

    Args:
        out: where it goes.
        columns: dotted fields, in this order.
        asked: whether they were asked for by name, and may lead into lists; otherwise they are fields as they occur.
    """

    def __init__(self, out: BinaryIO, columns: tuple[str, ...], asked: bool) -> None:
        super().__init__(out)
        self._columns = columns if asked else None
        self._places = {path: place for place, path in enumerate(columns)}
        out.write(csv_lines([columns]))

    def write(self, lines: Sequence[bytes]) -> None:
        found = rows(lines, self._columns)
        self._out.write(_joined(self._cells(row, time) for row, time in zip(found, _times(found), strict=True)))

    def _cells(self, row: Row, time: str) -> list[object]:
        cells: list[object] = [""] * len(self._places)
        for path, value in row.items():
            place = self._places.get(path)
            if place is not None:
                cells[place] = time if path == "timestamp" else _cell(value)
        return cells


class Columns(Form):
    """Parquet: one type a column.

    Args:
        out: where it goes.
        kinds: the kind of each column, in order.
        asked: as for `Cells`.
    """

    def __init__(self, out: BinaryIO, kinds: Mapping[str, Kind], asked: bool) -> None:
        super().__init__(out)
        self._columns = tuple(kinds) if asked else None
        self._file = ParquetFile(out, kinds)

    def __exit__(self, *error: object) -> None:
        self._file.abandon()

    def write(self, lines: Sequence[bytes]) -> None:
        self._file.write(rows(lines, self._columns))

    def end(self) -> None:
        self._file.close()


def csv_lines(table: Iterable[Sequence[object]]) -> bytes:
    """Lines of CSV: numbers as they are, missing values empty, texts defused."""
    return _joined(map(_cell, row) for row in table)


def _joined(cells: Iterable[Iterable[object]]) -> bytes:
    # A row of one empty cell would be a blank line, which readers skip.
    return "".join((",".join(map(_quoted, row)) or '""') + "\n" for row in cells).encode()


def _quoted(cell: object) -> str:
    # Python's writer leaves a lone carriage return bare, which every reader takes for the end of a row.
    text = str(cell)
    return '"' + text.replace('"', '""') + '"' if _PARTS.search(text) else text


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return value
        case str():
            return defused(value)
        case _:
            return defused(encode(value).decode())


def _times(found: Sequence[Row]) -> list[str]:
    """The time of each row; empty where there is none that can be read."""
    moments = parse_timestamps([row.get("timestamp") for row in found])
    return ["" if text == "NaT" else f"{text}Z" for text in np.datetime_as_string(moments, unit="us").tolist()]


def _ordered(row: Row) -> list[str]:
    first = [path for path in FIRST if path in row]
    return [*first, *sorted(row.keys() - set(FIRST) - SERVERS_OWN)]
