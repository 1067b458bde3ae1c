"""The verbs that hunt, as a shell runs them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from connector.__main__ import main
from tests import small
from tests.ui.hunts.test_page import RULE

Run = Callable[..., tuple[bytes, bytes]]
"""``run(*words, status=0)``: what stands on standard output and on standard error."""


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run(*words: str, status: int = 0) -> tuple[bytes, bytes]:
        assert main([*words]) == status
        return capsysbinary.readouterr()

    return run


@pytest.fixture
def capture(bare_environment: Path) -> str:
    return str(small.write(bare_environment / "eve.json"))


def test_hunts_are_one_a_line_and_one_gives_its_rows(capture: str, run: Run) -> None:
    done = run("hunts", "--eve", capture, "--all-time", "--format", "csv")
    head, *lines = done[0].decode().splitlines()
    assert head == "name,state,hits,before,look"
    assert len(lines) == 30
    assert "rarest-signatures,hits,5,," in "\n".join(lines)
    assert any(line.startswith("smb-busy-flows,waits,,,Never logged here: events of type smb.") for line in lines)
    one = run("hunts", "Rarest signatures per source", "--eve", capture, "--all-time", "--format", "csv", "--limit", "2")
    assert len(one[0].decode().splitlines()) == 3
    assert b"5 hits, before: unknown. Which signatures" in one[1]


def test_what_cannot_run_and_what_is_no_hunt_are_one_sentence(capture: str, run: Run, tmp_path: Path) -> None:
    assert run("hunts", "nonsense", "--eve", capture, status=1)[1] == (
        b"There is no hunt 'nonsense': `evelens hunts` names them all.\n"
    )
    listed = tmp_path / "list.txt"
    listed.write_text("192.0.2[.]80\nwhat?\n")
    done = run("hunts", "retro-search", "--list", str(listed), "--eve", capture, "--all-time", "--format", "csv")
    assert b"192.0.2.80,address,30,3," in done[0]
    assert b"1 word of " in done[1]


def test_rules_are_one_a_line_with_the_reason_of_those_that_are_not_asked(capture: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text(RULE)
    done = run("sigma", str(tmp_path / "own.yml"), "--eve", capture, "--all-time", "--format", "csv")
    head, first, second = done[0].decode().splitlines()
    assert head == "rule,level,state,hits,hosts,last,file,reason"
    assert first.startswith("Pages,high,hits,5,3,2026-10-31T11:34:00")
    assert second == 'Processes,,unsupported,,,,own.yml#2,"It is about windows process_creation, which is not in EVE events."'
    assert b"1 of 2 rules are not supported" in done[1]
