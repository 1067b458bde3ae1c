"""``python -m benchmarks``: ingest beside a peer, the questions of a day, the pages in a browser; one table."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Measurement, ingest, pages, questions
from connector import demo
from connector.config import Config
from connector.source import open_source

_FOLDER = Path(os.environ.get("EVELENS_TEST_DATA") or Path(__file__).parents[2] / "shared" / "data")
_REAL = "verify-24h.eve.json.gz"


def main() -> None:
    """Prints the table; a line whose bound does not hold is marked."""
    # Milliseconds of a busy machine say little; ratios stay.
    _write(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with TemporaryDirectory(prefix="evelens-bench-") as name:
        folder = Path(name)
        capture = _capture(folder)
        _show("Ingest", ingest.measure(capture, folder / "ingest"))
        config = Config(source="eve", eve_path=(str(capture),), data=folder / "questions")
        source = open_source("eve", config)
        source.read()
        _show("Questions over 24 hours, warm", questions.measure(source))
        (folder / "pages").mkdir()
        _show("Pages, on the demonstration", pages.measure(folder / "pages"))


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
