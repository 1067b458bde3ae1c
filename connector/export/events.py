"""Everything that matches a question, written as a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from connector.answers import Events, Note, Progress
from connector.errors import QueryError
from connector.export.disk import Spool, told, unfinished
from connector.export.forms import Cells, Columns, Form, Lines, Objects, rows
from connector.frames.kinds import Kinds
from connector.query import Query
from connector.source import Source

FORMS = ("ndjson", "csv", "json", "parquet")
"""The forms that events can be written in."""

OnProgress = Callable[[Progress], None]

_SUFFIXES = {".ndjson": "ndjson", ".jsonl": "ndjson", ".csv": "csv", ".json": "json", ".parquet": "parquet", ".pq": "parquet"}
_ONE_ANSWER = 10_000
"""Up to here one question brings everything; more come in batches of as many."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        events: how many events are in the file.
        total: how many match: more than ``events`` when the query has a limit.
        exact: False when ``total`` is a floor ("at least").
        notes: what the file lacks.
    """

    events: int
    total: int
    exact: bool = True
    notes: tuple[Note, ...] = ()


def form_of(path: Path) -> str:
    """The form that a file's name asks for.

    Raises:
        QueryError: its ending says nothing.
    """
    form = _SUFFIXES.get(path.suffix.lower())
    if form is None:
        raise QueryError(f"The name {path.name} does not say what to write: end it in .csv, .json, .ndjson or .parquet.")
    return form


def export(
    source: Source,
    query: Query,
    out: BinaryIO | Path,
    form: str | None = None,
    columns: tuple[str, ...] | None = None,
    on_progress: OnProgress | None = None,
) -> Exported:
    """Writes the events that match, newest first, in bounded memory.

    Forms: ``ndjson``, whole events, byte for byte as the source has them; ``csv``, in UTF-8, defused for spreadsheets; ``json``,
    an array of flat objects; ``parquet``, one type a column, JSON texts where a field has values of several. In the last three,
    fields are dotted, ``timestamp`` is UTC and empty where it cannot be read, and lists stay lists (JSON in ``csv``).

    Args:
        source: where the events are.
        query: which events; ``limit=None`` for all of them.
        out: a file opened for writing bytes, or a path. A path gets its file once it is whole: never half of one.
        form: one of `FORMS`; ``None`` for what the path's ending says.
        columns: dotted fields, in this order; ``None`` for every field that occurs. Whole events have no columns.
        on_progress: called as for `Source.batches`.

    Raises:
        QueryError: there is no such form, or it has no columns.
        ConnectorError: the source does not answer, or the file cannot be written.
    """
    form = _checked(form_of(out) if form is None and isinstance(out, Path) else form, columns)
    answer = _Answer(lambda progress: _asked(source, query, progress))
    if isinstance(out, Path):
        with unfinished(out) as file:
            _write(answer, _Target(file, str(out), out.expanduser().resolve().parent), form, columns, on_progress)
    else:
        _write(answer, _Target(out, "The answer", None), form, columns, on_progress)
    return answer.told


def write_events(events: Events, out: BinaryIO, form: str, columns: tuple[str, ...] | None = None) -> None:
    """Writes an answer that is there already, in its order and as `export` does."""
    _write(_Answer(lambda _: iter((events,))), _Target(out, "The answer", None), _checked(form, columns), columns, None)


def _checked(form: str | None, columns: tuple[str, ...] | None) -> str:
    if form not in FORMS:
        raise QueryError(f"Events cannot be written as {form!r}: use {', '.join(FORMS)}.")
    if columns is not None and (form == "ndjson" or not columns):
        raise QueryError("Columns need at least one name, and csv, json or parquet: ndjson holds whole events.")
    return form


def _asked(source: Source, query: Query, on_progress: OnProgress | None) -> Iterator[Events]:
    if query.limit is not None and query.limit <= _ONE_ANSWER:
        return iter((source.events(query, ()),))
    return source.batches(query, (), on_progress)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where to write, what a failure calls it, and the folder for what has to wait."""

    out: BinaryIO
    name: str
    folder: Path | None


@dataclass(slots=True)
class _Answer:
    """The events of a question, whole, and what has come of them so far."""

    asked: Callable[[OnProgress | None], Iterator[Events]]
    told: Exported = field(default_factory=lambda: Exported(0, 0))

    def batches(self, on_progress: OnProgress | None) -> Iterator[tuple[bytes, ...]]:
        for batch in self.asked(on_progress):
            notes = tuple(dict.fromkeys((*self.told.notes, *batch.notes)))
            self.told = Exported(self.told.events + len(batch.raw), batch.total, self.told.exact and batch.exact, notes)
            yield batch.raw


def _write(answer: _Answer, target: _Target, form: str, columns: tuple[str, ...] | None, on_progress: OnProgress | None) -> None:
    match form:
        case "ndjson":
            _stream(answer, target, lambda: Lines(target.out), on_progress)
        case "json":
            _stream(answer, target, lambda: Objects(target.out, columns), on_progress)
        case "csv" if columns is not None:
            _stream(answer, target, lambda: Cells(target.out, columns, asked=True), on_progress)
        case _:
            _write_twice(answer, target, form, columns, on_progress)


def _stream(answer: _Answer, target: _Target, form: Callable[[], Form], on_progress: OnProgress | None) -> None:
    _fill(target, form, answer.batches(on_progress))


def _write_twice(
    answer: _Answer, target: _Target, form: str, columns: tuple[str, ...] | None, on_progress: OnProgress | None
) -> None:
    """A header stands before the events, but only all of them say which columns there are, and of what kind."""
    kinds = Kinds()
    with Spool(target.folder) as spool:
        for lines in answer.batches(_half(on_progress)):
            kinds.add(rows(lines, columns))
            spool.add(lines)
        names = columns or kinds.columns()
        asked = columns is not None
        again = _counted(spool.batches(_ONE_ANSWER), answer.told.events, on_progress)
        if form == "csv":
            _fill(target, lambda: Cells(target.out, names, asked), again)
        else:
            _fill(target, lambda: Columns(target.out, {name: kinds.kind(name) for name in names}, asked), again)


def _fill(target: _Target, form: Callable[[], Form], batches: Iterator[Sequence[bytes]]) -> None:
    with told(target.name):
        writing = form()
    with writing:
        for lines in batches:
            with told(target.name):
                writing.write(lines)
        with told(target.name):
            writing.end()


def _half(on_progress: OnProgress | None) -> OnProgress | None:
    """Progress of the first of two passes."""
    if on_progress is None:
        return None
    return lambda progress: on_progress(replace(progress, share=progress.share / 2, seconds_left=None))


def _counted(batches: Iterator[list[bytes]], events: int, on_progress: OnProgress | None) -> Iterator[list[bytes]]:
    """The second pass, whose progress is that of the first one's other half."""
    done = 0
    for lines in batches:
        yield lines
        done += len(lines)
        if on_progress:
            on_progress(Progress(0.5 + done / events / 2, done, None, ""))
