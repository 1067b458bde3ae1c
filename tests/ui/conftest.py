"""The small capture as the source of the app, read and at rest."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from connector.source import Source
from connector.sources.eve import EveSource
from tests import small
from ui import sources


def read(name: str = "eve") -> Source:
    """The source of the app, once it has read all of its files."""
    source = sources.opened(name)
    source.read()
    deadline = time.monotonic() + 30
    while source.progress() is not None:
        assert time.monotonic() < deadline, "still reading after 30 s"
        time.sleep(0.02)
    return source


@pytest.fixture
def fresh_caches() -> Iterator[None]:
    """No source is open, and no answer is kept: before the test and after it."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


READ_BEHIND = EveSource.read_behind
"""For tests that are about it."""


@pytest.fixture(autouse=True)
def nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """What tests read is read: nobody follows it in a process of his own, which costs a second of each."""
    monkeypatch.setattr(EveSource, "read_behind", lambda source: None)


@pytest.fixture
def capture(bare_environment: Path, fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small capture, which is what the app shows."""
    path = small.write(bare_environment / "eve.json")
    monkeypatch.setenv("EVE_PATH", str(path))
    read()
    return path
