"""Reading a capture into a store, beside ``json.loads`` of the same lines on one core, in one run.

``python -m benchmarks.ingest [FILE]``: without a file, the demonstration.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import Measurement
from connector import demo
from connector.engine.ingest import ingest
from connector.engine.store import Store
from connector.engine.stream import Stream

_RATIO = 0.4
_DISK = 0.4
_ROUNDS = 3


def measure(capture: Path, folder: Path) -> Iterator[Measurement]:
    """How fast reading is, decompression and writing included, and how large the store becomes.

    The better of a few rounds counts, for both, in turns: whatever else runs on the machine meets both alike.
    """
    with Stream(capture) as stream:
        lines = stream.read(sys.maxsize).splitlines()
    peer, ours, disk = float("inf"), float("inf"), 0.0
    for number in range(_ROUNDS):
        peer = min(peer, _parsing(lines))
        store = Store(folder / str(number))
        summary = ingest([capture], store)
        ours = min(ours, summary.seconds)
        disk = sum(path.stat().st_size for path in store.folder.iterdir()) / summary.bytes
        store.drop()
    yield Measurement("ingest, beside json.loads on one core", peer / ours, "x", _RATIO)
    yield Measurement("ingest, bytes on disk for a byte of JSON", disk, "bytes", _DISK)


def _parsing(lines: list[bytes]) -> float:
    begin = perf_counter()
    for line in lines:
        json.loads(line)
    return perf_counter() - begin


def main() -> None:
    """Prints the measurements."""
    with TemporaryDirectory(prefix="evelens-bench-") as name:
        folder = Path(name)
        if sys.argv[1:]:
            capture = Path(sys.argv[1])
        else:
            capture = folder / "eve.json"
            demo.write(capture)
        for measurement in measure(capture, folder / "stores"):
            sys.stdout.write(f"{measurement}\n")


if __name__ == "__main__":
    main()
