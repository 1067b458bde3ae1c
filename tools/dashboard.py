"""A running dashboard in an environment of its own: what browser tests, benchmarks and screenshots look at."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard that answers.

    Attributes:
        address: ``http://127.0.0.1:PORT``, without a slash at the end.
        port: where it listens.
        log: what it wrote on stdout and stderr.
        pid: its process.
    """

    address: str
    port: int
    log: Path
    pid: int


def environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """A process environment with nothing of the developer's in it: home and data lie in ``folder``, no `.env` is found."""
    bare = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "HOME": str(folder)}
    return bare | {"EVELENS_DATA": str(folder / "data"), "SCIRIUS_ENVFILE_IN_HOME": "y"} | dict(settings)


def read_files(folder: Path, settings: Mapping[str, str]) -> None:
    """Reads the files that the settings name into the store, so that a dashboard started next opens with answers."""
    code = "from connector import Connector; Connector()"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(folder, settings), check=True, timeout=300)


@contextmanager
def running(folder: Path, settings: Mapping[str, str]) -> Iterator[Dashboard]:
    """A dashboard with these settings on a free port; it and its children end with the block.

    Raises:
        RuntimeError: it did not start; the message holds what it wrote.
    """
    port, log = free_port(), folder / "dashboard.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(folder, settings), stdout=out, stderr=out, start_new_session=True
        )
    try:
        _wait(process, port, log)
        yield Dashboard(f"http://127.0.0.1:{port}", port, log, process.pid)
    finally:
        _stop(process)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"The dashboard did not start:\n{log.read_text('utf-8', 'replace')[-4_000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """The whole group: files may still be read by a child."""
    for number, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        try:
            os.killpg(process.pid, number)
            process.wait(seconds)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
