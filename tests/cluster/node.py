"""A real OpenSearch node on loopback, for as long as a block runs."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

VERSION = "1.3.13.0"
"""What the recorded counts come from. It keeps no point in time."""

NEWER = "2.19.1.0"

_ROOT = Path(__file__).parents[2]
_START = 90.0
"""Seconds."""


@dataclass
class Node:
    """One node: its data lies in a folder, so that it can be killed and started again.

    Attributes:
        address: where it answers.
    """

    folder: Path
    version: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it, and returns once it answers."""
        jars = _ROOT / "build" / "opensearch" / self.version
        # One quick compiler and one collector: a node of few events lives for a minute.
        switches = ["-Xms512m", "-Xmx768m", "-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        program = ["-cp", f"{jars}/*", "tests/cluster/node/Node.java", str(self.folder), str(self.port)]
        command = ["java", *switches, *program]
        with (self.folder.parent / "node.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log)
        end = time.monotonic() + _START
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urlopen(f"{self.address}/_cluster/health?wait_for_status=yellow&timeout=30s") as answer:
                    if answer.status == 200:
                        return
            except (URLError, ConnectionError):
                time.sleep(0.1)
        raise TimeoutError(f"The node does not start: {(self.folder.parent / 'node.log').read_text('utf-8')[-2_000:]}")

    def kill(self) -> None:
        """Ends it in the middle of whatever it does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()

    def stop(self) -> None:
        """Ends it as its operator would: it ends with its standard input."""
        if self.process is not None and self.process.stdin is not None and self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def running(folder: Path, version: str = VERSION) -> Iterator[Node]:
    """A node of that version; a test that needs one says so where Java or the jars are missing, and does not run."""
    if shutil.which("javac") is None or not (_ROOT / "build" / "opensearch" / version / "whole").exists():
        pytest.skip(f"OpenSearch {version} is missing: tools/opensearch.sh fetches it")
    folder.mkdir(parents=True, exist_ok=True)
    node = Node(folder / "node", version, _free_port())
    node.start()
    try:
        yield node
    finally:
        node.stop()
        shutil.rmtree(node.folder, ignore_errors=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
