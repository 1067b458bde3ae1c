"""What questions cost a cluster: ``python -m benchmarks cluster --opensearch URL``, a cluster that may be filled."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.scale import asking, corpus
from benchmarks.scale.material import material
from benchmarks.scale.questions import questions
from connector.config import load
from connector.query import Query
from connector.shipping import ship
from connector.sources.opensearch import OpenSearchSource, reach
from connector.window import Window

_INDEX = "bench"


def main(words: Sequence[str]) -> None:
    """Makes events, ships them, asks, and prints a table."""
    parser = argparse.ArgumentParser("python -m benchmarks cluster", description="What questions cost a cluster.")
    where = f"the cluster; its indices {_INDEX}-* are filled (default: OPENSEARCH_URL)"
    parser.add_argument("--opensearch", metavar="URL", help=where)
    parser.add_argument("--events", type=int, default=1_000_000, help="how many (default: 1000000)")
    parser.add_argument("--folder", type=Path, help="keeps the events there for the next run (default: they go)")
    arguments = parser.parse_args(words)
    if arguments.folder:
        _run(arguments, arguments.folder)
        return
    with TemporaryDirectory(prefix="evelens-cluster-") as name:
        _run(arguments, Path(name))


def _run(arguments: argparse.Namespace, folder: Path) -> None:
    cluster = reach(load(opensearch=arguments.opensearch).opensearch)
    _say(f"{cluster.version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    paths = corpus.make(folder / f"events-{arguments.events}-1", arguments.events, 1)
    size = sum(path.stat().st_size for path in paths)
    begin = perf_counter()
    done = ship(paths, cluster, name=_INDEX)
    seconds = perf_counter() - begin
    _say(f"Shipped {done.sent.created:,} events ({size / 1e6:,.0f} MB) in {seconds:,.0f} s, {done.sent.there:,} were there")
    source = OpenSearchSource("opensearch", cluster, f"{_INDEX}-*")
    # The bounds are those of files.
    asked = questions(material(corpus.sample(paths, 4_000, 1), 1))
    known = [replace(each, bound_all=None, bound_day=0 if each.bound_day == 0 else None) for each in asked]
    day = Window.last("24h", corpus.UNTIL)
    _say(f"\n{'One asker, nothing asked twice':<47} {'median':>9} {'p95':>9} {'CPU':>9} ms")
    for timing in asking.alone(source, known, {"all": Query(), "a day": Query(window=day)}):
        _say(str(timing))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
