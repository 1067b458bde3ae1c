"""What every test may use: sources over the real captures, each read once, and the count of those that ran."""

from pathlib import Path

import pytest

from connector import clusters
from connector.config import Config
from connector.source import Source
from connector.sources import eve
from tests import captures

REAL = "real captures: "


def _opened(name: str, folder: Path) -> Source:
    config = Config(source="eve", eve_path=(str(captures.path(name)),), data=folder)
    source = eve.open(config, "eve")
    source.read()
    return source


@pytest.fixture(scope="session")
def verify_24h(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """99,728 events of one day in 41 types."""
    return _opened("verify-24h.eve.json.gz", tmp_path_factory.mktemp("verify-24h"))


@pytest.fixture(scope="session")
def training_02(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """290 events of ten minutes: a real infection, without a ``host`` field."""
    return _opened("training-02.eve.json.gz", tmp_path_factory.mktemp("training-02"))


@pytest.fixture(scope="session")
def suricon_smb(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """89,363 events of one protocol, over eight years."""
    return _opened("suricon-smb-mta.eve.json.gz", tmp_path_factory.mktemp("suricon-smb"))


@pytest.fixture(scope="session")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """101 lines: awkward events, and lines that are broken."""
    return _opened("edge.eve.json", tmp_path_factory.mktemp("edge"))


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment without any setting of ours, with the data folder and the current folder in ``tmp_path``."""
    for name in ("EVELENS_SOURCE", "EVE_PATH", "SCIRIUS_HOST", "SCIRIUS_TOKEN", "SCIRIUS_TLS_VERIFY", "SCIRIUS_CA_FILE",
                 "SCIRIUS_ENVFILE_IN_HOME", "EVELENS_TOKEN", "EVELENS_ALLOW_REMOTE", *clusters.NAMES):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EVELENS_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests recorded of themselves, then one line on how many of them read a real capture, and how many could not."""
    missing = sum(REAL in str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    done = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, []) if report.when == "call"]
    ran = sum("real" in report.keywords for report in done if report.passed)
    for name, value in sorted({each for report in done for each in report.user_properties}):
        terminalreporter.write_line(f"{name}: {value}")
    terminalreporter.write_line(f"real captures: {ran} run, {missing} missing")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that reads a real capture, so that the summary can count them."""
    for item in items:
        if {"verify_24h", "training_02", "suricon_smb", "edge", "real_capture"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("real")
