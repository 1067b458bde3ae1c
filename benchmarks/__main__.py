"""``python -m benchmarks [TABLE...]``: reading, frames beside peers, how cost grows."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Measurement, cluster, frames, ingest, questions, triage
from benchmarks.scale import command
from connector import demo
from connector.config import Config
from connector.source import open_source

_FOLDER = Path(os.environ.get("EVELENS_TEST_DATA") or Path(__file__).parents[2] / "shared" / "data")
_TABLES = ("ingest", "questions", "frames", "triage", "scale")
_REAL = "verify-24h.eve.json.gz"


def main() -> None:
    """Prints the tables; a line whose bound does not hold is marked."""
    if sys.argv[1:2] == ["scale"]:
        command.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["cluster"]:
        cluster.main(sys.argv[2:])
        return
    parser = ArgumentParser(prog="python -m benchmarks", description="How fast it is here, beside what others do.")
    parser.add_argument("table", nargs="*", choices=[[], *_TABLES], help="default: all of them")
    parser.add_argument("--events", type=int, default=1_000_000, help="of the tables scale and triage (default: 1000000)")
    arguments = parser.parse_args()
    asked = arguments.table or _TABLES
    # Milliseconds of a busy machine say little; ratios stay.
    _write(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with TemporaryDirectory(prefix="evelens-bench-") as name:
        folder = Path(name)
        capture = _capture(folder)
        if "ingest" in asked:
            _show("Ingest", ingest.measure(capture, folder / "ingest"))
        if "questions" in asked or "frames" in asked:
            source = open_source("eve", Config(source="eve", eve_path=(str(capture),), data=folder / "questions"))
            source.read()
            if "questions" in asked:
                _show("Questions over 24 hours, warm", questions.measure(source))
            if "frames" in asked:
                _show("10,000 events, beside json.loads and pandas.json_normalize", frames.measure(capture, source))
        if "triage" in asked:
            _show(f"A queue of {arguments.events:,} alerts", triage.measure(folder / "triage", arguments.events))
        if "scale" in asked:
            _write("\nHow cost grows")
            command.main(["--events", str(arguments.events), "--peers", "--live", "--folder", str(folder / "scale")])


def _capture(folder: Path) -> Path:
    real = _FOLDER / _REAL
    if real.is_file():
        _write(f"Capture: {_REAL}")
        return real
    _write(f"{_REAL} is missing (EVELENS_TEST_DATA names its folder): the demonstration stands in for it.")
    stand_in = folder / "eve.json"
    demo.write(stand_in)
    return stand_in


def _show(title: str, measurements: Iterable[Measurement]) -> None:
    """Prints a part of the table as it comes."""
    _write(f"\n{title}")
    for measurement in measurements:
        _write(f"  {measurement}")


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
