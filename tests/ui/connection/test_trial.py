"""A server that was typed in: asked first, written only when it answers, and its token shown nowhere."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.config import Config, load
from connector.source import Source
from connector.sources import eve
from tests import small
from tests.wire import Reply, listening, serving
from ui.connection.trial import Trial, tried

TOKEN = "5ecret" * 6


@pytest.fixture
def source(tmp_path: Path) -> Source:
    made = eve.open(Config(source="eve", eve_path=(str(small.write(tmp_path / "eve.json")),), data=tmp_path / "store"), "eve")
    made.read()
    return made


@pytest.fixture
def home(bare_environment: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings lie in a home folder of the test's own."""
    monkeypatch.setenv("HOME", str(bare_environment))
    monkeypatch.setenv("SCIRIUS_ENVFILE_IN_HOME", "y")
    return bare_environment


@pytest.fixture
def server(source: Source) -> Iterator[str]:
    with serving(source, TOKEN) as address:
        yield address


def test_a_server_that_answers_is_written_for_its_owner_alone(home: Path, server: str) -> None:
    (home / ".env").write_text("# mine\nEVELENS_USER=me\n")
    outcome = tried(Trial(server, TOKEN, True, ""), load())
    assert outcome.path == home / ".env"
    assert "failure" not in [check.state for check in outcome.checks]
    assert (home / ".env").read_text().startswith("# mine\nEVELENS_USER=me\n")
    assert stat.S_IMODE((home / ".env").stat().st_mode) == 0o600
    config = load()
    assert (config.source, config.scirius_host, config.scirius_token) == ("scirius", server, TOKEN)
    assert TOKEN not in repr(outcome)
    assert TOKEN not in repr(Trial(server, TOKEN, True, ""))


@pytest.mark.parametrize(
    ("host", "token"),
    [
        ("", TOKEN),
        ("http://127.0.0.1:9", TOKEN),
        ("scirius example", TOKEN),
        ("SERVER", "wrong"),
        ("SERVER", "two words"),
        ("SERVER", ""),
    ],
)
def test_what_does_not_answer_is_not_written(home: Path, server: str, host: str, token: str) -> None:
    outcome = tried(Trial(server if host == "SERVER" else host, token, True, ""), load())
    assert outcome.path is None
    assert [check.state for check in outcome.checks][-1] == "failure"
    assert not (home / ".env").exists()
    assert not token or token not in repr(outcome)


def test_the_token_in_force_goes_to_its_own_host_only(home: Path, server: str) -> None:
    with listening(lambda arrival: Reply(404)) as other:
        config = Config(source="scirius", scirius_host=server, scirius_token=TOKEN)
        assert tried(Trial(other.address, "", True, ""), config).path is None
        assert TOKEN not in repr(other.arrivals)
    outcome = tried(Trial(server, "", True, ""), config)
    assert outcome.path == home / ".env"
    assert TOKEN not in (home / ".env").read_text(), "what the environment holds is not put into the file"


def test_a_file_that_cannot_be_written_is_said(home: Path, server: str) -> None:
    (home / ".env").mkdir()
    outcome = tried(Trial(server, TOKEN, True, ""), load())
    assert outcome.path is None
    assert "cannot be written" in outcome.checks[-1].text
