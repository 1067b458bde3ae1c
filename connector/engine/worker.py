"""Processes that build segments: one task a line comes in on standard input, one result a line goes out on standard output.

They are not those of `multiprocessing`, which would import the caller's main script again: it may have no guard, or pandas in it.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from connector.engine.build import BadLine, Counts, build
from connector.engine.cache import Cache
from connector.engine.coverage import Range, Stat
from connector.engine.layout import DamagedSegment
from connector.engine.sealing import seal
from connector.engine.segment import Segment
from connector.errors import SourceError

_ROOT = Path(__file__).parents[2]
_SMALL_CACHE = 2**26
"""Sealing reads every line once."""


class Worker:
    """The caller's end of such a process; a context manager. It does one task at a time."""

    def __init__(self) -> None:
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        # Memory that was freed is kept for the next piece, in large pages: to have it back from the system, page by page, costs a
        # tenth of the time. Nothing here multiplies matrices: threads for that would only take time to start.
        memory = {
            "ARROW_DEFAULT_MEMORY_POOL": "system",
            "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
            "MALLOC_MMAP_THRESHOLD_": str(2**30),
            "MALLOC_TRIM_THRESHOLD_": str(2**31),
            "OPENBLAS_NUM_THREADS": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | memory | {"PYTHONPATH": os.pathsep.join(paths)},
            process_group=0,  # Ctrl-C is for the caller, who ends this process in good order
        )

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def build(self, data: bytes, covered: Range, arrival: int, timed: Path, untimed: Path) -> tuple[Counts, list[BadLine]]:
        """As `connector.engine.build.build`, in the other process.

        Raises:
            SourceError: the segment could not be written, or the process ended.
        """
        task = {"length": len(data), "covered": asdict(covered), "arrival": arrival, "timed": str(timed), "untimed": str(untimed)}
        result = self._done(task, data, timed.parent)
        bad = [BadLine(**{**each, "line": base64.b64decode(each["line"])}) for each in result["bad"]]
        return Counts(**result["counts"]), bad

    def seal(self, parts: Sequence[Path], path: Path) -> None:
        """As `connector.engine.sealing.seal`, in the other process.

        Raises:
            SourceError: a part cannot be read, the segment cannot be written, or the process ended.
        """
        self._done({"length": 0, "parts": [*map(str, parts)], "sealed": str(path)}, b"", path.parent)

    def _done(self, task: dict[str, object], data: bytes, folder: Path) -> dict[str, Any]:
        tasks, results = self._process.stdin, self._process.stdout
        assert tasks is not None
        assert results is not None
        try:
            tasks.write(json.dumps(task).encode() + b"\n")
            tasks.write(data)
            tasks.flush()
            answer = results.readline()
        except (BrokenPipeError, ValueError):
            answer = b""
        if not answer:
            raise SourceError("A process that reads events ended too early: there may be too little memory.")
        result: dict[str, Any] = json.loads(answer)
        if "damaged" in result:
            cure = "`evelens store repair` reads its events again"
            raise SourceError(f"A part of the store in {folder} is damaged ({result['damaged']}): {cure}.")
        if "error" in result:
            raise SourceError(f"The store in {folder} cannot be written: {result['error']}.")
        return result


class _NoPandas:
    """Arrow loads pandas where it can, at half a second a process, only to ask whether a list is one of its arrays."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("a process that builds segments does without pandas", name=fullname)


def work(tasks: BinaryIO, results: BinaryIO) -> None:
    """Does tasks until there are no more."""
    sys.meta_path.insert(0, _NoPandas())
    while line := tasks.readline():
        task = json.loads(line)
        data = tasks.read(task["length"])
        try:
            result = _sealed(task) if "sealed" in task else _built(task, data)
        except DamagedSegment as error:
            result = {"damaged": str(error)}
        except OSError as error:
            result = {"error": error.strerror}
        results.write(json.dumps(result).encode() + b"\n")
        results.flush()


def _built(task: dict[str, Any], data: bytes) -> dict[str, object]:
    covered = Range(**{**task["covered"], "stat": Stat(**task["covered"]["stat"])})
    counts, bad = build(data, covered, task["arrival"], Path(task["timed"]), Path(task["untimed"]))
    lines = [{**asdict(each), "line": base64.b64encode(each.line).decode()} for each in bad]
    return {"counts": asdict(counts), "bad": lines}


def _sealed(task: dict[str, Any]) -> dict[str, object]:
    cache = Cache(_SMALL_CACHE)
    seal([Segment(Path(part), cache) for part in task["parts"]], Path(task["sealed"]))
    return {}


if __name__ == "__main__":
    try:
        work(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:  # whoever asked was killed: there is nobody to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
