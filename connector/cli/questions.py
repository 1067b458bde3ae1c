"""The verbs that ask a source: each prints its answer on standard output, and what the answer lacks on standard error."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from connector.answers import Note, Stats
from connector.cli.arguments import window
from connector.cli.output import answers, printable, progress_bar, say, say_notes, write_frame
from connector.config import STDIN, Config, load
from connector.errors import QueryError
from connector.export import Exported, export, form_of, write_events
from connector.frames.columns import typed
from connector.indicators import LARGEST, read
from connector.query import Query
from connector.source import Source, open_source

EVENT_COLUMNS = (
    "timestamp", "event_type", "src_ip", "src_port", "dest_ip", "dest_port", "proto", "app_proto", "alert.signature"
)  # fmt: skip
"""What a terminal shows of an event; the other formats give every field."""

_TOLD = 20
"""Lines of a list that could not be read, and are shown."""


def count(arguments: argparse.Namespace) -> None:
    """Prints the number of matching events."""
    source, query = opened(arguments), _query(arguments)
    trend = source.trend(query)
    trend.demand_exact()
    _say(source, query, arguments, trend.notes, trend.count)
    answers().write((b'{"count": %d}\n' if arguments.format == "json" else b"%d\n") % trend.count)


def events(arguments: argparse.Namespace) -> None:
    """Writes matching events: a table of the newest, or a file; ndjson gives them whole, as they were written."""
    out = Path(arguments.out) if arguments.out else None
    form: str = arguments.format or (form_of(out) if out else "table")
    limit: int | None = arguments.limit
    if form == "table" and (out or limit is None):
        raise QueryError("A table is for the screen: --all and --out need --format csv, json, ndjson or parquet.")
    source, query = opened(arguments), _query(arguments, limit)
    if form == "table":
        answer = source.events(query, arguments.columns or EVENT_COLUMNS)
        _say_amount(Exported(len(answer.raw), answer.total, answer.exact), limit)
        _say(source, query, arguments, answer.notes, answer.total)
        return write_frame(answer.frame, form, answers())
    done = export(source, query, out or answers(), form, arguments.columns, progress_bar("Writing"))
    _say_amount(done, limit)
    _say(source, query, arguments, done.notes, done.total)
    if out:
        say(f"{done.events:,} events written to {out}.")
    return None


def values(arguments: argparse.Namespace) -> None:
    """Prints the values of a field with their counts."""
    source, query = opened(arguments), _query(arguments)
    answer = source.values(query, arguments.field, arguments.limit, arguments.rarest)
    _say_distinct(answer.frame, answer.distinct, "values")
    _say(source, query, arguments, answer.notes, len(answer.frame))
    write_frame(answer.frame, arguments.format, answers())


def pairs(arguments: argparse.Namespace) -> None:
    """Prints the pairs of the values of two fields."""
    source, query = opened(arguments), _query(arguments)
    answer = source.pairs(query, arguments.source_field, arguments.target_field, arguments.limit)
    _say_distinct(answer.frame, answer.distinct, "pairs")
    _say(source, query, arguments, answer.notes, len(answer.frame))
    write_frame(answer.frame, arguments.format, answers())


def timeline(arguments: argparse.Namespace) -> None:
    """Prints counts over time."""
    source, query = opened(arguments), _query(arguments)
    answer = source.timeline(query, arguments.by, arguments.buckets, arguments.series)
    _say(source, query, arguments, answer.notes, int(answer.frame["count"].sum()))
    _write_first(answer.frame, arguments, "rows")


def fields(arguments: argparse.Namespace) -> None:
    """Prints the fields that occur."""
    source, query = opened(arguments), _query(arguments)
    answer = source.fields(query)
    _say(source, query, arguments, answer.notes, answer.total)
    _write_first(answer.frame, arguments, "fields")


def stats(arguments: argparse.Namespace) -> None:
    """Prints a field in numbers."""
    source, query = opened(arguments), _query(arguments)
    answer = source.stats(query, arguments.field)
    _say(source, query, arguments, answer.notes, answer.count)
    write_frame(_stats_frame(answer), arguments.format, answers())


def flow(arguments: argparse.Namespace) -> None:
    """Prints everything that is known of a flow."""
    source = opened(arguments)
    answer = source.flow(arguments.flow_id)
    say_notes((*source.notes(), *answer.notes))
    if answer.cut:
        least = "" if answer.exact else "at least "
        say(f"{len(answer.raw):,} oldest of {least}{answer.total:,} events: events flow_id:{arguments.flow_id} --all gives more.")
    if arguments.format == "table":
        return write_frame(answer.frame.reindex(columns=[*EVENT_COLUMNS]), "table", answers())
    return write_events(answer, answers(), arguments.format)


def span(arguments: argparse.Namespace) -> None:
    """Prints where there is data."""
    source = opened(arguments)
    found = source.span()
    say_notes(source.notes())
    frame = pd.DataFrame(
        {
            "first": pd.Series([found.first], dtype="datetime64[us, UTC]"),
            "last": pd.Series([found.last], dtype="datetime64[us, UTC]"),
            "count": pd.Series([found.count], dtype="Int64"),
            "untimed": pd.Series([found.untimed], dtype="int64"),
        }
    )
    write_frame(frame, arguments.format, answers())


def indicators(arguments: argparse.Namespace) -> None:
    """Prints what was seen of the indicators of a list."""
    given = read(_list(arguments.file))
    for each in given.rejected[:_TOLD]:
        say(f"line {each.place}: {printable(each.text[:80])}: {each.reason}")
    if len(given.rejected) > _TOLD:
        say(f"{len(given.rejected) - _TOLD:,} more could not be read.")
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in given.counts.items())
    say(f"{len(given.indicators):,} indicators read as {given.form} ({kinds or 'none'}), {given.repeated:,} repeated, "
        f"{len(given.rejected):,} not read.")  # fmt: skip
    source, query = opened(arguments), _query(arguments)
    answer = source.sightings(query, given.indicators, progress_bar("Looking at", "seen"))
    _say(source, query, arguments, answer.notes, len(answer.seen))
    say(f"{len(answer.seen):,} of {answer.asked:,} indicators seen.")
    write_frame(answer.frame, arguments.format, answers())


def _list(path: str) -> bytes:
    if path == STDIN:
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise QueryError(f"The list {path} cannot be read ({error.strerror}): give the path of a file.") from error


def settings(arguments: argparse.Namespace) -> Config:
    """The settings, with the source that the options name."""
    server = "scirius" if arguments.scirius else "opensearch" if arguments.opensearch else None
    return load(
        source="eve" if arguments.eve or arguments.store else server,
        eve_path=tuple(arguments.eve) if arguments.eve else None,
        scirius_host=arguments.scirius,
        opensearch=arguments.opensearch,
        store=arguments.store,
    )


def opened(arguments: argparse.Namespace) -> Source:
    """The source that the options name, its files read."""
    config = settings(arguments)
    source = open_source(config.source, config)
    source.read(progress_bar())
    return source


def _query(arguments: argparse.Namespace, limit: int | None = 1_000) -> Query:
    return Query(arguments.qfilter, window(arguments), limit)


def _stats_frame(answer: Stats) -> pd.DataFrame:
    numbers = {"least": answer.least, "greatest": answer.greatest, "mean": answer.mean}
    numbers |= {f"p{percent}": answer.percentiles.get(percent) for percent in (1, 5, 25, 50, 75, 95, 99)}
    columns = {
        "count": pd.Series([answer.count], dtype="int64"),
        "distinct": pd.Series([answer.distinct], dtype="Int64"),
        **{
            name: pd.Series([None], dtype="Float64") if value is None else typed([0], [value], 1)
            for name, value in numbers.items()
        },
    }
    return pd.DataFrame(columns)


def _write_first(frame: pd.DataFrame, arguments: argparse.Namespace, what: str) -> None:
    limit: int | None = arguments.limit
    _say_distinct(frame.head(limit) if limit else frame, len(frame), what)
    write_frame(frame.head(limit) if limit else frame, arguments.format, answers())


def _say_amount(done: Exported, limit: int | None) -> None:
    if done.events == limit and done.total > done.events:
        least = "" if done.exact else "at least "
        say(f"{done.events:,} newest of {least}{done.total:,} events: --limit gives more, --all gives all.")


def _say_distinct(frame: pd.DataFrame, distinct: int | None, what: str) -> None:
    if distinct is not None and distinct > len(frame):
        say(f"{len(frame):,} of {distinct:,} {what}: --limit gives more.")


def _say(source: Source, query: Query, arguments: argparse.Namespace, notes: tuple[Note, ...], found: int) -> None:
    """What is true of the answer, and where the data is when an old capture has nothing in the default window."""
    say_notes((*source.notes(), *notes))
    if found or arguments.window or arguments.start or arguments.all_time:
        return
    held = source.span()
    if held.first is None or held.last is None or (query.window.start and held.last >= query.window.start):
        return
    say(f"Nothing in the last 24 hours: the data is from {held.first:%Y-%m-%dT%H:%M:%S}Z to {held.last:%Y-%m-%dT%H:%M:%S}Z. "
        "Use --from and --to, or --all-time.")  # fmt: skip
