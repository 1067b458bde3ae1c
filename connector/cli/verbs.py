"""What each verb of the command line does."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from connector import server
from connector.answers import Progress
from connector.cli.arguments import window
from connector.cli.dashboard import run_dashboard
from connector.cli.output import progress_bar, say, say_notes, write_frame
from connector.config import Config, load
from connector.demo import write
from connector.query import Query
from connector.source import Source, open_source

EVENT_COLUMNS = (
    "timestamp", "event_type", "src_ip", "src_port", "dest_ip", "dest_port", "proto", "app_proto", "alert.signature"
)  # fmt: skip
"""What a terminal shows of an event; the other formats give every field."""


def count(arguments: argparse.Namespace) -> None:
    """Prints the number of matching events."""
    source = _source(arguments)
    query = _query(arguments)
    trend = source.trend(query)
    if not trend.exact:
        say(f"At least {trend.count:,}: the source cannot count further.")
    say_notes((*source.notes(), *trend.notes))
    _say_where_data_is(source, query, arguments, trend.count)
    sys.stdout.write(f"{trend.count}\n")


def events(arguments: argparse.Namespace) -> None:
    """Prints the newest matching events; ndjson gives them whole, as they were written."""
    source = _source(arguments)
    query = _query(arguments)
    answer = source.events(query, EVENT_COLUMNS if arguments.format == "table" else None)
    say_notes((*source.notes(), *answer.notes))
    if answer.cut and len(answer.raw) == query.limit:
        say(f"{len(answer.raw):,} newest of {'' if answer.exact else 'at least '}{answer.total:,} events: --limit gives more.")
    _say_where_data_is(source, query, arguments, answer.total)
    if arguments.format != "ndjson":
        return write_frame(answer.frame, arguments.format, sys.stdout.buffer)
    for line in answer.raw:
        sys.stdout.buffer.write(line + b"\n")
    return None


def values(arguments: argparse.Namespace) -> None:
    """Prints the values of a field with their counts."""
    source = _source(arguments)
    query = _query(arguments)
    answer = source.values(query, arguments.field, arguments.limit or 10, arguments.rarest)
    say_notes((*source.notes(), *answer.notes))
    if answer.distinct is not None and answer.distinct > len(answer.frame):
        say(f"{len(answer.frame):,} of {answer.distinct:,} values: --limit gives more.")
    _say_where_data_is(source, query, arguments, len(answer.frame))
    write_frame(answer.frame, arguments.format, sys.stdout.buffer)


def timeline(arguments: argparse.Namespace) -> None:
    """Prints counts over time."""
    source = _source(arguments)
    query = _query(arguments)
    answer = source.timeline(query, arguments.by, arguments.buckets)
    say_notes((*source.notes(), *answer.notes))
    _say_where_data_is(source, query, arguments, int(answer.frame["count"].sum()))
    write_frame(answer.frame, arguments.format, sys.stdout.buffer)


def span(arguments: argparse.Namespace) -> None:
    """Prints where there is data."""
    source = _source(arguments)
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
    write_frame(frame, arguments.format, sys.stdout.buffer)


def ingest(arguments: argparse.Namespace) -> None:
    """Reads EVE files into their store."""
    from connector.sources import eve  # the engine is only needed here: other verbs open sources by name

    config = load(eve_path=tuple(arguments.path) or None, store=arguments.store, source="eve")
    summary = eve.open(config, "eve").ingest(_on_progress(arguments.progress))
    if arguments.progress == "json":
        _write_json({"summary": {**asdict(summary), "quarantine": str(summary.quarantine)}})
        return
    say(
        f"{summary.read:,} lines read, {summary.kept:,} events kept, {summary.mended:,} mended, {summary.skipped:,} blank, "
        f"{summary.quarantined:,} unreadable, in {summary.seconds:.1f} s."
    )
    if summary.quarantined:
        say(f"The unreadable lines and the reasons are in {summary.quarantine}.")


def serve(arguments: argparse.Namespace) -> None:
    """Answers the Scirius REST API until it is stopped."""
    config = _config(arguments)
    source = open_source(config.source, config)
    source.read(progress_bar())
    server.serve(
        source,
        host=arguments.host,
        port=arguments.port,
        token=config.token,
        as_recorded=arguments.as_recorded,
        allow_remote=config.allow_remote,
    )


def demo(arguments: argparse.Namespace) -> None:
    """Writes the demonstration capture."""
    out = sys.stdout.buffer if arguments.out == "-" else Path(arguments.out)
    written = write(out, events=arguments.events, seed=arguments.seed, until=arguments.until)
    say(f"{written:,} events written.")


def dashboard(arguments: argparse.Namespace) -> None:
    """Starts the dashboard and waits for it."""
    run_dashboard(load(), arguments.host, arguments.port)


VERBS: dict[str, Callable[[argparse.Namespace], None]] = {
    verb.__name__: verb for verb in (count, events, values, timeline, span, ingest, serve, demo, dashboard)
}


def _config(arguments: argparse.Namespace) -> Config:
    source = "eve" if arguments.eve or arguments.store else "scirius" if arguments.scirius else None
    paths = tuple(arguments.eve) if arguments.eve else None
    return load(source=source, eve_path=paths, scirius_host=arguments.scirius, store=arguments.store)


def _source(arguments: argparse.Namespace) -> Source:
    config = _config(arguments)
    source = open_source(config.source, config)
    source.read(progress_bar())
    return source


def _query(arguments: argparse.Namespace) -> Query:
    return Query(arguments.qfilter, window(arguments), getattr(arguments, "limit", None) or 1_000)


def _say_where_data_is(source: Source, query: Query, arguments: argparse.Namespace, found: int) -> None:
    """An old capture has nothing in the default window: an empty answer must not look like an empty capture."""
    if found or arguments.window or arguments.start or arguments.all_time:
        return
    held = source.span()
    if held.first is None or held.last is None or (query.window.start and held.last >= query.window.start):
        return
    say(f"Nothing in the last 24 hours: the data is from {held.first:%Y-%m-%dT%H:%M:%S}Z to {held.last:%Y-%m-%dT%H:%M:%S}Z. "
        "Use --from and --to, or --all-time.")  # fmt: skip


def _on_progress(how: str) -> Callable[[Progress], None]:
    match how:
        case "json":
            return lambda progress: _write_json(asdict(progress))
        case "none":
            return lambda progress: None
        case _:
            return progress_bar()


def _write_json(record: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(record) + "\n")
    sys.stdout.flush()
