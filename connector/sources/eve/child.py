"""Reading files in a process of its own: whoever shows pages or answers requests never builds segments itself."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from connector.answers import Progress
from connector.config import Config, environment

_ROOT = Path(__file__).parents[3]


def read_in_child(config: Config, paths: Sequence[str], store: str | None, on_progress: Callable[[Progress], None]) -> str:
    """Reads what is new in files, and returns when that is done.

    Args:
        config: the settings, which the process gets too.
        paths: absolute.
        store: the name of a store; ``None`` for the one that belongs to the paths.
        on_progress: called for each report of the process.

    Returns:
        The sentence with which the process failed; empty when it did not.
    """
    command = [sys.executable, "-m", "connector", "ingest", "--progress", "json", *(["--store", store] if store else [])]
    found = filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")])
    child = subprocess.Popen(
        [*command, "--", *paths],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | environment(config) | {"PYTHONPATH": os.pathsep.join(found)},
        text=True,
        errors="replace",
    )
    said = ""
    with child:
        assert child.stdout is not None
        for line in child.stdout:
            progress = _progress(line)
            said = said if progress else line.strip()
            if progress:
                on_progress(progress)
    return said if child.returncode else ""


def _progress(line: str) -> Progress | None:
    """A line of ``ingest --progress json``; ``None`` for any other."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return Progress(**record) if isinstance(record, dict) and "share" in record else None
