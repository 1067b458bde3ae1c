"""The verbs that read events as they come, and that look after a store."""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from time import monotonic

import pandas as pd

from connector.answers import Progress
from connector.cli.output import progress_bar, say, write_frame
from connector.config import STDIN, load
from connector.engine import care
from connector.engine.follow import Keeping, Look
from connector.engine.follow import follow as follow_files
from connector.engine.locks import AlreadyFollowed
from connector.errors import QueryError, SourceUnreachable
from connector.sources import eve
from connector.sources.eve.behind import BUSY

_SAY_EVERY = 10.0


def follow(arguments: argparse.Namespace) -> None:
    """Reads EVE files as they are written, until it is stopped."""
    config = load(eve_path=tuple(arguments.path) or None, store=arguments.store, source="eve")
    source = eve.open(config, "eve")
    if STDIN in config.eve_path and not source.paths:
        raise SourceUnreachable("Standard input cannot be followed: `evelens ingest -` reads it to its end.")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    as_json = arguments.progress == "json"
    if as_json:
        _stop_with_parent(stop)
    try:
        follow_files(
            source.paths,
            source.store,
            stop,
            on_progress=_json_progress if as_json else progress_bar(),
            on_look=_json_look if as_json else _Report().take,
            listen=Path(arguments.listen) if arguments.listen else None,
            keeping=Keeping(config.keep_days, config.keep_gb),
        )
    except AlreadyFollowed:
        if not as_json:
            raise
        sys.stdout.write(f"{BUSY}\n")


def store(arguments: argparse.Namespace) -> None:
    """Looks after a store: check, repair, size, drop."""
    config = load(eve_path=tuple(arguments.path) or None, store=arguments.store, source="eve")
    source = eve.open(config, "eve")
    if not source.store.folder.exists():
        raise SourceUnreachable("There is no store of these files yet: read them with `ingest` first.")
    _CARE[arguments.care](source, arguments)


def _check(source: eve.EveSource, arguments: argparse.Namespace) -> None:
    broken = 0
    for found in care.check(source.store):
        broken += bool(found.reason)
        say(f"{found.name}: {found.reason or 'whole'}, {found.events:,} events")
    if broken:
        raise SourceUnreachable(f"{broken:,} of the store's files are damaged: `store repair` reads their events again.")


def _repair(source: eve.EveSource, arguments: argparse.Namespace) -> None:
    aside = care.repair(source.store)
    say(f"{len(aside):,} damaged files set aside.")
    if source.paths:
        summary = source.ingest(progress_bar())
        say(f"{summary.kept:,} events read again.")


def _size(source: eve.EveSource, arguments: argparse.Namespace) -> None:
    held = care.size(source.store)
    frame = pd.DataFrame(
        {
            "day": pd.Series([each.day and each.day.date().isoformat() for each in held], dtype="str"),
            "events": pd.Series([each.events for each in held], dtype="int64"),
            "bytes": pd.Series([each.bytes for each in held], dtype="int64"),
        }
    )
    write_frame(frame, arguments.format, sys.stdout.buffer)


def _drop(source: eve.EveSource, arguments: argparse.Namespace) -> None:
    if arguments.before is None:
        raise QueryError("store drop needs --before: the first time that is kept, such as 2026-10-31.")
    say(f"{care.drop_before(source.store, arguments.before):,} events dropped.")


_CARE: dict[str, Callable[[eve.EveSource, argparse.Namespace], None]] = {
    "check": _check,
    "repair": _repair,
    "size": _size,
    "drop": _drop,
}


class _Report:
    """Says what comes in, on standard error; every ten seconds at most."""

    def __init__(self) -> None:
        self._events = 0
        self._begin = self._said = monotonic()
        self._trouble = ""

    def take(self, look: Look) -> None:
        """One look."""
        self._events += look.events
        if look.trouble != self._trouble:
            self._trouble = look.trouble
            say(look.trouble or "Reading goes on.")
        elif monotonic() - self._said > _SAY_EVERY:
            say(f"{self._events:,} new events, {self._events / (monotonic() - self._begin):,.0f} a second.")
            self._said = monotonic()


def _json_progress(progress: Progress) -> None:
    _write({**asdict(progress)})


def _json_look(look: Look) -> None:
    _write({"look": asdict(look)})


def _write(record: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(record) + "\n")
    sys.stdout.flush()


def _stop_with_parent(stop: threading.Event) -> None:
    """Whoever started this process holds the other end of standard input: it closes when they go, however they go."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        stop.set()

    threading.Thread(target=wait, name="parent", daemon=True).start()
