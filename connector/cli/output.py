"""Frames and progress on a terminal, in a pipe or in a file."""

import io
import shutil
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, cast

import numpy as np
import pandas as pd

from connector.answers import Note, Progress
from connector.export import csv_lines
from connector.frames import encode
from connector.frames.parquet import frame_parquet
from connector.sources.eve.amounts import size

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
            return printable(encode(value).decode())
        case bool() | np.bool_():
            return "true" if value else "false"
        case _ if pd.isna(value):  # type: ignore[call-overload]
            return ""
        case _:
            return printable(str(value))


class _Terminal(io.RawIOBase):
    """A terminal as a place for bytes: none of them reaches it that it would obey."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        text = bytes(data).decode("utf-8", "replace")
        self._out.write("\n".join(map(printable, text.split("\n"))).encode())
        return len(data)


def answers() -> BinaryIO:
    """Where answers go: standard output."""
    out = sys.stdout.buffer
    return cast(BinaryIO, _Terminal(out)) if out.isatty() else out


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
            rows = ([_plain(value) for value in row] for row in frame.itertuples(index=False, name=None))
            out.write(csv_lines([[*frame.columns], *rows]))
        case "parquet":
            out.write(frame_parquet(frame))


def _plain(value: object) -> object:
    """The value without the kinds of pandas."""
    match value:
        case pd.Timestamp():
            return cell(value) or None
        case list() | dict():
            return value
        case _ if pd.isna(value):  # type: ignore[call-overload]
            return None
        case np.generic():
            return value.item()
        case _:
            return value


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


def progress_bar(doing: str = "Reading", what: str = "events") -> Callable[[Progress], None]:
    """A callback that draws the progress of what is being done on standard error; silent where that is no terminal."""
    if not sys.stderr.isatty():
        return lambda progress: None

    def draw(progress: Progress) -> None:
        left = "" if progress.seconds_left is None else f", about {progress.seconds_left:.0f} s left"
        rate = f", {size(progress.rate)}/s" if progress.rate else ""
        columns = shutil.get_terminal_size().columns
        stream = not progress.share and progress.bytes > 0  # how much came stands in place of the bar
        far = size(progress.bytes) if stream else f"{progress.share:4.0%}"
        words = f"{far}, {progress.events:,} {what}{rate}{left}"
        # What is told stays whole on a narrow terminal: the name and the bar give way.
        name = " ".join(filter(None, (doing, printable(progress.name))))[: max(columns - len(words) - 10, len(doing))]
        if not stream:
            width = min(24, max(4, columns - len(name) - len(words) - 5))
            done = round(width * progress.share)
            words = f"[{'#' * done + '.' * (width - done)}] {words}"
        text = f"{name} {words}"
        sys.stderr.write("\r" + text[: columns - 1].ljust(columns - 1) + ("\n" if progress.share >= 1 else ""))
        sys.stderr.flush()

    return draw
