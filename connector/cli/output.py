"""Frames and progress on a terminal, in a pipe or in a file."""

import io
import shutil
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

import pandas as pd

from connector.answers import Note, Progress
from connector.frames import encode
from connector.spreadsheet import defused

_WIDEST = 60


def printable(text: str) -> str:
    """The text with every invisible or control character written as an escape: a terminal obeys such characters."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text)


def cell(value: object) -> str:
    """One value as a person reads it; empty for a missing one."""
    match value:
        case pd.Timestamp():
            return "" if pd.isna(value) else value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case list() | dict():
            return printable(_json_text(value))
        case _ if pd.isna(value):  # type: ignore[call-overload]
            return ""
        case _:
            return printable(str(value))


def write_frame(frame: pd.DataFrame, form: str, out: BinaryIO) -> None:
    """Writes a frame as table, json, ndjson, csv or parquet. Times are UTC in ISO 8601."""
    match form:
        case "table":
            out.write(_table(frame).encode())
        case "json":
            out.write(_json(frame, lines=False))
        case "ndjson":
            out.write(_json(frame, lines=True))
        case "csv":
            text = frame.map(lambda value: defused(cell(value)) if not isinstance(value, int | float) else value)
            out.write(text.to_csv(index=False).encode("utf-8", "replace"))
        case "parquet":
            out.write(_parquet(frame))


def _parquet(frame: pd.DataFrame) -> bytes:
    """A column that mixes kinds, holds lists of anything but texts, or integers past 64 bits, is written as JSON texts."""
    columns = {
        name: column if _storable(column) else column.map(_json_text, na_action="ignore") for name, column in frame.items()
    }
    buffer = io.BytesIO()
    pd.DataFrame(columns, columns=frame.columns).to_parquet(buffer, index=False)
    return buffer.getvalue()


def _storable(column: "pd.Series[Any]") -> bool:
    """Whether it has one type, or holds lists of texts alone."""
    if column.dtype != object:
        return True
    kinds = {type(item) for value in column if isinstance(value, list) for item in value}
    return kinds <= {str} and all(value is None or isinstance(value, list) for value in column)


def _json_text(value: object) -> str:
    return encode(value).decode()


def _json(frame: pd.DataFrame, lines: bool) -> bytes:
    text = frame.to_json(orient="records", lines=lines, date_format="iso", date_unit="us", default_handler=str) or ""
    return text.encode() if text.endswith("\n") or not text else text.encode() + b"\n"


def _table(frame: pd.DataFrame) -> str:
    numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes]
    rows = [[printable(str(name)) for name in frame.columns]]
    rows += [[cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    rows = [[text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…" for text in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            text.rjust(width) if right else text.ljust(width) for text, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in rows
    )
    return "\n".join(lines) + "\n"


def say(sentence: str) -> None:
    """Writes a sentence on standard error."""
    sys.stderr.write(printable(sentence) + "\n")


def say_notes(notes: tuple[Note, ...]) -> None:
    """Writes what an answer lacks on standard error."""
    for note in notes:
        say(note.text)


def progress_bar() -> Callable[[Progress], None]:
    """A callback that draws the progress of reading on standard error; silent where that is no terminal."""
    if not sys.stderr.isatty():
        return lambda progress: None

    def draw(progress: Progress) -> None:
        done = round(24 * progress.share)
        left = "" if progress.seconds_left is None else f", about {progress.seconds_left:.0f} s left"
        bar = "#" * done + "." * (24 - done)
        text = f"Reading {printable(progress.name)} [{bar}] {progress.share:4.0%}, {progress.events:,} events{left}"
        columns = shutil.get_terminal_size().columns
        sys.stderr.write("\r" + text[: columns - 1].ljust(columns - 1) + ("\n" if progress.share >= 1 else ""))
        sys.stderr.flush()

    return draw
