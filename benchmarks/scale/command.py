"""What ``python -m benchmarks scale`` does: makes events, reads them, asks, counts again, and prints tables as it goes."""

import argparse
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.scale import append, asking, compared, corpus, growth, most_memory, own_memory, percentile, recount
from benchmarks.scale.material import Material, material
from benchmarks.scale.peers import Outcome, run
from benchmarks.scale.questions import Question, questions
from connector.config import Config
from connector.query import Query
from connector.source import Source
from connector.sources import eve
from connector.window import Window

_ASKERS = 4
_SECONDS = 20.0
_STORE = "scale"


def main(words: Sequence[str]) -> None:
    """Runs it.

    Raises:
        SystemExit: an answer is not what plain Python counts; or wrong usage.
    """
    arguments = _parser().parse_args(words)
    if arguments.folder:
        _run(arguments, arguments.folder)
        return
    with TemporaryDirectory(prefix="evelens-scale-") as name:
        _run(arguments, Path(name))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks scale", description="How cost grows with the number of events.")
    parser.add_argument("--events", type=int, default=1_000_000, help="how many (default: 1000000)")
    parser.add_argument("--seed", type=int, default=1, help="of all dice (default: 1)")
    parser.add_argument("--peers", action="store_true", help="json.loads, pandas, SQLite and DuckDB beside it")
    parser.add_argument("--live", action="store_true", help="appends 10,000 events a second while four askers ask")
    parser.add_argument("--notes", type=Path, help="adds the medians to this file, for a chart: see benchmarks/scale/growth.py")
    parser.add_argument("--folder", type=Path, help="keeps the events there for the next run (default: they go)")
    return parser


def _run(arguments: argparse.Namespace, folder: Path) -> None:
    say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, seed {arguments.seed}")
    begin = perf_counter()
    paths = corpus.make(folder / f"events-{arguments.events}-{arguments.seed}", arguments.events, arguments.seed)
    say(f"Made {_bytes(sum(path.stat().st_size for path in paths))} of events in {perf_counter() - begin:.0f} s")
    asked = material(corpus.sample(paths, 4_000, arguments.seed), arguments.seed)

    config = Config(source="eve", eve_path=tuple(map(str, paths)), store=_STORE, data=folder / "data")
    store = folder / "data" / "stores" / f"named-{_STORE}"
    mine = _read(config, store, paths, folder)
    source = _opened(config)
    _check(source, asked, paths, arguments.seed)
    day = Window.last("24h", corpus.UNTIL)
    known = questions(asked)
    say(f"\n{'One asker, nothing asked twice':<47} {'median':>9} {'p95':>9} {'CPU':>9} ms")
    timings = []
    for timing in asking.alone(source, known, {"all": Query(), "a day": Query(window=day)}):
        say(str(timing))
        timings.append(timing)
    if arguments.notes:
        growth.note(arguments.notes, mine.events, timings)
    say(f"Memory of the asker: {_memory()}")
    if arguments.peers:
        say("\nSide by side: the median of three rounds")
        for line in compared.side_by_side(source, mine, paths, folder / "peers", compared.rounds(asked, day, arguments.seed)):
            say(line)
    _together(source, known, store, folder / "live.json" if arguments.live else None)


def _read(config: Config, store: Path, paths: Sequence[Path], folder: Path) -> Outcome:
    source = eve.open(config, "eve")
    source.drop()
    summary = source.ingest()
    disk = compared.disk(store)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1_024
    plain = run("plain", paths[:1], folder / "plain", [])
    (folder / "plain").rmdir()
    ratio = summary.kept / summary.seconds / (plain.events / plain.seconds)
    say(f"Read {summary.kept:,} events in {summary.seconds:.1f} s: {_bytes(summary.bytes / summary.seconds)} a second, "
        f"{ratio:.2f} times json.loads on one core; {disk / summary.bytes:.2f} bytes on disk a byte of JSON "
        f"({_bytes(disk)} in {len(list(store.iterdir()))} files); at most {_bytes(memory)} of memory a process")  # fmt: skip
    return Outcome(summary.kept, summary.seconds, disk, memory)


def _opened(config: Config) -> Source:
    """The source as a new process sees it."""
    begin = perf_counter()
    source = eve.open(config, "eve")
    source.span()
    opened = perf_counter()
    count = source.trend(Query()).count
    say(f"Opened in {(opened - begin) * 1_000:.0f} ms (wanted: under 300), {count:,} events counted "
        f"{(perf_counter() - opened) * 1_000:.0f} ms later")  # fmt: skip
    return source


def _check(source: Source, asked: Material, paths: Sequence[Path], seed: int) -> None:
    filters = recount.filters(asked, seed)
    expected = recount.counts(paths, [clauses for _, clauses in filters])
    for (text, _), count in zip(filters, expected, strict=True):
        found = source.trend(Query(text)).count
        if found != count:
            raise SystemExit(f"Wrong: {found:,} events match {text}, but plain Python counts {count:,}.")
    say(f"Counted again in plain Python: {len(filters)} random filters, {sum(expected):,} events, no difference")


def _together(source: Source, known: Sequence[Question], store: Path, file: Path | None) -> None:
    say(f"\n{f'{_ASKERS} askers at once':<47} {'median':>9} {'p95':>9}")
    if file is None:
        for timing in asking.together(source, known, Query(), "all", _ASKERS, _SECONDS):
            say(str(timing))
        return
    file.unlink(missing_ok=True)
    with append.appending(store, file, _SECONDS) as appended:
        timings = asking.together(source, known, Query(), "all", _ASKERS, _SECONDS)
    for timing in timings:
        say(str(timing))
    times = appended.milliseconds
    say(f"Beside them, appended {len(times) * append.BATCH:,} events, {appended.rate:,.0f} a second: a batch of {append.BATCH:,} "
        f"median {percentile(times, 50):.0f} ms, p99 {percentile(times, 99):.0f} ms (wanted: under 80), "
        f"longest {max(times):.0f} ms (wanted: under 300)")  # fmt: skip


def _memory() -> str:
    own = own_memory()
    alone = "" if own is None else f"{_bytes(own)} of its own, "
    return f"{alone}at most {_bytes(most_memory())} with the pages of the store (wanted: under 2 GB)"


def _bytes(number: float) -> str:
    return f"{number / 1e9:.2f} GB" if number >= 1e9 else f"{number / 1e6:.0f} MB"


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
