"""Reading in a process of its own: whoever shows pages or answers requests never builds segments itself."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Lock, Thread

from connector.answers import Progress
from connector.config import Config, environment

_ROOT = Path(__file__).parents[3]
_AGAIN = 30.0
"""Seconds until a process that could not start, because another one reads already, is tried again."""

BUSY = "busy"
"""What the process says when another one reads already: its events are seen all the same."""


class Behind:
    """Reads files behind whoever asks: first what is there, then, where files are followed, what is added.

    Args:
        config: the settings, which the process gets too.
        paths: absolute.
        store: the name of a store; ``None`` for the one that belongs to the paths.
        follows: whether to go on when everything was read.

    Attributes:
        progress: how far the first reading has come; ``None`` when nothing is being read.
        failure: the sentence with which the process failed; empty when it did not.
        trouble: what keeps it from reading at this moment; empty when nothing does.
    """

    def __init__(self, config: Config, paths: Sequence[str], store: str | None, follows: bool) -> None:
        self.progress: Progress | None = None
        self.failure = ""
        self.trouble = ""
        self._command = [sys.executable, "-m", "connector", "follow" if follows else "ingest", "--progress", "json"]
        self._command += [*(["--store", store] if store else []), "--", *paths]
        found = filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")])
        self._environment = os.environ | environment(config) | {"PYTHONPATH": os.pathsep.join(found)}
        self._lock = Lock()
        self._thread: Thread | None = None
        self._closed = Event()
        self._child: subprocess.Popen[str] | None = None

    @property
    def running(self) -> bool:
        """Whether the process reads or follows."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, first: Progress | None) -> None:
        """Starts the process and returns at once; does nothing while it runs.

        Args:
            first: what `progress` is until the process reports; ``None`` where nothing is known to be new.
        """
        with self._lock:
            if self.running or self._closed.is_set():
                return
            self.progress, self.failure, self.trouble = first, "", ""
            self._thread = Thread(target=self._run, name="reading", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Ends the process, and waits for it."""
        self._closed.set()
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.close()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while self._read() == BUSY and not self._closed.wait(_AGAIN):
            pass

    def _read(self) -> str:
        """Runs the process to its end; gives its last words that were no report."""
        with subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,  # it closes with this process, and then the other one ends too
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._environment,
            text=True,
            errors="replace",
        ) as child:
            self._child = child
            assert child.stdout is not None
            said = ""
            for line in child.stdout:
                said = "" if self._take(line) else line.strip()
        self._child = None
        self.progress = None
        if child.returncode and said != BUSY:
            self.failure = said
        return said

    def _take(self, line: str) -> bool:
        """Whether a line of the process was a report."""
        try:
            record = json.loads(line)
        except ValueError:
            return False
        match record:
            case {"share": float() | int()}:
                self.progress = Progress(**record)
            case {"look": {"trouble": str(trouble)}}:
                self.progress, self.trouble = None, trouble
            case dict():
                pass
            case _:
                return False
        return True
