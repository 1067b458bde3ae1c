"""One node for all tests of this folder, and the same events on files and in it."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector import demo
from connector.clusters import ClusterSettings
from connector.config import Config
from connector.shipping import Shipped, ship
from connector.source import Source
from connector.sources import eve, opensearch
from connector.sources.opensearch import OpenSearchSource, reach
from tests import captures
from tests.browser.conftest import browser, console, page, settled  # noqa: F401 - the fixtures of a browser
from tests.cluster.node import Node, running

EACH = 40
"""Events of each type of the real captures."""


@dataclass(frozen=True)
class Both:
    """The same events on files, and in a cluster."""

    path: Path
    files: Source
    cluster: OpenSearchSource
    shipped: Shipped


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The node of these tests."""
    with running(tmp_path_factory.mktemp("cluster")) as node:
        yield node


def settings(node: Node, index: str = "") -> Config:
    return Config(source="opensearch", opensearch=ClusterSettings((node.address,), index=index))


def shipped(node: Node, path: Path, name: str, folder: Path) -> Both:
    """A file on both sides."""
    files = eve.open(Config(source="eve", eve_path=(str(path),), data=folder), "eve")
    files.read()
    config = settings(node, f"{name}-*")
    done = ship([path], reach(config.opensearch), name=name)
    return Both(path, files, opensearch.open(config, "opensearch"), done)


def some_of_each(*names: str, each: int = EACH) -> bytes:
    """The first events of each type of real captures, in their order."""
    lines: list[bytes] = []
    for name in names:
        seen: Counter[str] = Counter()
        path = captures.path(name)
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for line in file:
                start = line.find(b'"event_type":"') + 14
                kind = line[start : line.find(b'"', start)].decode()
                seen[kind] += 1
                if seen[kind] <= each:
                    lines.append(line)
    return b"".join(lines)


@pytest.fixture(scope="session")
def mixed(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """A few thousand events of 41 types."""
    folder = tmp_path_factory.mktemp("mixed")
    path = folder / "eve.json"
    path.write_bytes(some_of_each("verify-24h.eve.json.gz", "training-02.eve.json.gz", "suricon-smb-mta.eve.json.gz"))
    return shipped(node, path, "mixed", folder / "data")


@pytest.fixture(scope="session")
def made(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """2,000 events of the demonstration, the same at every run."""
    folder = tmp_path_factory.mktemp("made")
    path = folder / "eve.json"
    demo.write(path, events=2_000, seed=1, until=datetime(2026, 10, 31, 18, tzinfo=UTC))
    return shipped(node, path, "made", folder / "data")


def written(path: Path, *events: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    return path
