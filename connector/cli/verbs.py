"""What each verb of the command line does."""

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from connector import server
from connector.answers import Check, Progress
from connector.cli import hunting, live, questions
from connector.cli.dashboard import run_dashboard
from connector.cli.output import printable, progress_bar, say
from connector.cli.questions import opened, settings
from connector.cli.ship import ship
from connector.config import STDIN, load
from connector.demo import write
from connector.engine.ingest import Summary
from connector.errors import ConfigError, SourceError, SourceUnreachable
from connector.source import open_source
from connector.sources.eve.amounts import size


def ingest(arguments: argparse.Namespace) -> None:
    """Reads EVE files into their store."""
    from connector.sources import eve  # the engine is only needed here: other verbs open sources by name

    config = load(eve_path=tuple(arguments.path) or None, store=arguments.store, source="eve")
    source = eve.open(config, "eve")
    on_progress = _on_progress(arguments.progress)
    piped = STDIN in config.eve_path
    unread: list[str] = []
    try:
        if source.paths or not piped:
            summary = source.ingest(on_progress)
            _tell(summary, arguments.progress)
            unread += summary.unread
        if piped:
            _tell(source.ingest_stream(_standard_input(), on_progress), arguments.progress)
    except KeyboardInterrupt:
        again = "Pipe the same again: what was read of it is not read twice." if piped else "The same command reads the rest."
        say(f"Stopped. What was read so far is kept, and can be asked. {again}")
        raise
    if piped and arguments.progress != "json":
        say(f"Ask it with --store {arguments.store}." if arguments.store else f"Ask it with{_asked_with(config.eve_path)}.")
    if unread:
        raise SourceUnreachable(" ".join(unread))


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise SourceUnreachable("Standard input is closed: pipe events into it, as in `zcat eve.json.gz | evelens ingest -`.")
    return sys.stdin.buffer


def _asked_with(paths: Iterable[str]) -> str:
    return "".join(f" --eve {shlex.quote(path)}" for path in dict.fromkeys(paths))


def _tell(summary: Summary, how: str) -> None:
    if how == "json":
        _write_json({"summary": {**asdict(summary), "quarantine": str(summary.quarantine)}})
        return
    say(
        f"{summary.read:,} lines read, {summary.kept:,} events kept, {summary.mended:,} mended, {summary.skipped:,} blank, "
        f"{summary.quarantined:,} unreadable, in {summary.seconds:.1f} s ({size(summary.bytes / max(summary.seconds, 1e-3))}/s)."
    )
    if summary.quarantined:
        say(f"The unreadable lines and the reasons are in {summary.quarantine}.")


def serve(arguments: argparse.Namespace) -> None:
    """Answers the Scirius REST API until it is stopped."""
    config = settings(arguments)
    source = opened(arguments)
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


def doctor(arguments: argparse.Namespace) -> None:
    """Prints what was looked at, and how it is.

    Raises:
        SourceError: there is a failure among them.
    """
    checks = _checks(arguments)
    for check in checks:
        line = " ".join(filter(None, (f"{check.state:8} {check.name}: {check.text}", check.cure)))
        sys.stdout.write(printable(line) + "\n")
    failures = sum(check.state == "failure" for check in checks)
    if failures:
        raise SourceError(f"{failures} of {len(checks)} checks failed: what to do stands behind each failure.")


def _checks(arguments: argparse.Namespace) -> tuple[Check, ...]:
    try:
        config = settings(arguments)
        return open_source(config.source, config).checks()
    except ConfigError as error:
        return (Check("settings", "failure", str(error)),)


def dashboard(arguments: argparse.Namespace) -> None:
    """Starts the dashboard and waits for it."""
    run_dashboard(load(), arguments.host, arguments.port)


_QUESTIONS = (
    questions.count, questions.events, questions.values, questions.timeline, questions.fields, questions.stats, questions.pairs,
    questions.flow, questions.span, questions.indicators,
)  # fmt: skip

VERBS: dict[str, Callable[[argparse.Namespace], None]] = {
    verb.__name__: verb
    for verb in (
        *_QUESTIONS,
        hunting.hunts,
        hunting.sigma,
        ingest,
        live.follow,
        live.store,
        serve,
        demo,
        doctor,
        dashboard,
        ship,
    )
}


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
