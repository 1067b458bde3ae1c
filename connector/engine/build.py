"""Lines of an EVE file to segment files: the one function behind which all building lies. It must not import pandas."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from connector.engine.clock import Times, parse_times
from connector.engine.coverage import Range
from connector.engine.leaves import Leaves
from connector.engine.lines import UnreadableLine, decode_exactly, holds_great_number, nested_too_deeply, read_line
from connector.engine.table import write_leaves
from connector.uncollected import uncollected


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be read.

    Attributes:
        number: of the line in its file, from 1.
        offset: of its first byte in the decompressed file.
        reason: in words; holds nothing of the line.
        line: its bytes.
    """

    number: int
    offset: int
    reason: str
    line: bytes


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of lines: ``read`` is all of them, blank ones are ``skipped``; ``mended`` ones are kept too."""

    read: int = 0
    kept: int = 0
    skipped: int = 0
    quarantined: int = 0
    mended: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        mine, theirs = asdict(self), asdict(other)
        return Counts(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(slots=True)
class _Lines:
    """The readable lines: their events, taken apart, their bytes, and which lines of the input they are."""

    leaves: Leaves = field(default_factory=Leaves)
    timestamps: list[object] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    skipped: int = 0
    mended: int = 0


def build(data: bytes, covered: Range, arrival: int, timed: Path, untimed: Path) -> tuple[Counts, list[BadLine]]:
    """Builds the segments of some lines.

    Events without a usable time go into a segment of their own, which is made only when there are any; the other one is always
    made, even without events, for its footer says what has been read.

    Args:
        data: whole lines.
        covered: where they lie in their file.
        arrival: the number of the batch.
        timed: the file to make for events with a usable time.
        untimed: the file to make for the others.

    Returns:
        What became of the lines, and those that could not be read.
    """
    with uncollected():  # all of it is gone, by its counts of references, before the collector looks again
        return _build(data, covered, arrival, timed, untimed)


def _build(data: bytes, covered: Range, arrival: int, timed: Path, untimed: Path) -> tuple[Counts, list[BadLine]]:
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    found = _read(lines, orjson.loads)
    if found.leaves.rounded:
        found = _read(lines, _exactly)
    times = parse_times(found.timestamps)
    offsets = np.cumsum([0, *map(len, lines[:-1])], dtype=np.int64) + np.arange(max(len(lines), 1)) + covered.start
    numbers = np.array(found.numbers, np.int64)
    places = np.array([offsets[numbers], numbers + covered.first_line])
    # A last line that may still grow is counted by `Store.counts` for as long as it does not.
    unfinished = int(bool(data) and covered.unfinished > 0)
    counts = Counts(len(lines) - unfinished, len(found.lines), found.skipped, len(found.bad) - unfinished, found.mended)
    footer = {"arrivals": [arrival, arrival], "sources": [asdict(covered)]}
    usable = ~np.isnat(times)
    if not usable.all():
        _write(untimed, found, times, places, np.flatnonzero(~usable), {**footer, "counts": [asdict(Counts())]})
    order = np.flatnonzero(usable)
    order = order[np.argsort(times[order], kind="stable")]
    _write(timed, found, times, places, order, {**footer, "counts": [asdict(counts)], "untimed": int((~usable).sum())})
    return counts, [
        BadLine(covered.first_line + number, int(offsets[number]), reason, lines[number]) for number, reason in found.bad
    ]


def _read(lines: Sequence[bytes], decoded: Callable[[bytes], Any]) -> _Lines:
    found = _Lines()
    add = found.leaves.add
    for number, line in enumerate(lines):
        try:
            event = decoded(line)
        except orjson.JSONDecodeError:
            event = None
        if type(event) is not dict:
            if not line.strip():
                found.skipped += 1
                continue
            try:
                event, line, mended = read_line(line)
            except UnreadableLine as error:
                found.bad.append((number, str(error)))
                continue
            found.mended += mended
        elif nested_too_deeply(line, event):
            found.bad.append((number, "it is nested too deeply"))
            continue
        add(event)
        found.timestamps.append(event.get("timestamp"))
        found.lines.append(line)
        found.numbers.append(number)
    return found


def _exactly(line: bytes) -> Any:
    event = orjson.loads(line)  # it also decides what can be read
    return decode_exactly(line) if holds_great_number(line) else event


def _write(
    path: Path, found: _Lines, times: Times, places: npt.NDArray[np.int64], order: npt.NDArray[np.int64], footer: dict[str, Any]
) -> None:
    lines = [found.lines[place] for place in order.tolist()]
    write_leaves(path, found.leaves.coded(order), lines, times[order], places[:, order], footer)
