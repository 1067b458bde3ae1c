"""The history of verdicts: nothing that was kept gets lost, and everything can be taken back."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connector.errors import ConfigError
from connector.triage import History, Member, Standing, Step, Verdict, in_force, new_step
from connector.triage.history import NAME
from connector.window import Window

NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)
DAY = Window(NOW - timedelta(days=1), NOW)

_WRITER = """
import sys
from pathlib import Path
from tests.triage.test_history import closed
from connector.triage import History, new_step
history, author, count = History(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for number in range(count):
    (step,) = history.add(new_step(author, closed(str(number))))
    print(step.identity, flush=True)
"""


def closed(note: str = "", **more: object) -> Verdict:
    return Verdict("eve:store", "closed", "event_type:alert", DAY, NOW, "a1", 3, note=note, **more)  # type: ignore[arg-type]


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "data" / NAME)


def test_a_step_is_read_back_as_it_was_given(history: History) -> None:
    member = Member(("ET \u202e \ud83d", None), 'alert.signature.keyword:"x"')
    standing = Standing(NOW + timedelta(days=30), ("192.0.2.1",), ("2",), 7, timedelta(hours=24))
    given = closed("n", fields=("alert.signature", "src_ip"), members=(member,), reason="expected", count=7, standing=standing)
    kept = history.add(
        new_step("ann", given),
        new_step(
            "ann",
            closed(
                "all",
            ),
        ),
    )
    assert history.steps() == history.steps("eve:store") == kept
    assert history.steps("other") == ()
    assert history.path.stat().st_mode & 0o077 == 0


def test_each_step_can_be_taken_back_and_that_too(history: History) -> None:
    (first,) = history.add(new_step("ann", closed("first")))
    (second,) = history.add(new_step("ann", closed("second")))
    (undo,) = history.add(new_step("ann", first, "undo"))
    assert [step.identity for step in in_force(history.steps())] == [second.identity, undo.identity]
    history.add(new_step("bob", undo, "undo"))
    assert [step.verdict.note for step in in_force(history.steps()) if step.verdict] == ["first", "second"]
    assert len(history.steps()) == 4, "what was taken back stays in the history"


def test_steps_keep_their_order_when_the_clock_goes_back(history: History) -> None:
    late = Step("0" * 32, datetime(2100, 1, 1, tzinfo=UTC), "ann", "verdict", "eve:store", closed("late"))
    history.add(late)
    history.add(new_step("ann", closed("after")))
    assert [step.verdict.note for step in history.steps() if step.verdict] == ["late", "after"]


def test_a_verdict_wakes_once(history: History) -> None:
    (step,) = history.add(new_step("ann", closed('"action": "wake"')))
    assert history.wake(new_step("EveLens", step, "wake", "a new target"))
    assert not history.wake(new_step("EveLens", step, "wake", "a new target"))
    assert len(history.steps()) == 2


def test_an_export_is_taken_once(history: History, tmp_path: Path) -> None:
    (step,) = history.add(new_step("ann", closed("one")))
    history.add(new_step("ann", step, "undo"))
    lines = list(history.exported())
    other = History(tmp_path / "other.sqlite")
    assert (other.imported(lines), other.imported(lines), other.imported([])) == (2, 0, 0)
    assert other.steps() == history.steps()


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"kind": "evelens.verdict", "version": 2}', '{"kind":"evelens.verdict","version":1,"action":"undo"}', "1"],
)
def test_a_line_that_is_no_step_is_named_and_nothing_is_taken(history: History, line: str) -> None:
    History(history.path.with_name("other.sqlite")).add(new_step("ann", closed()))
    with pytest.raises(ConfigError, match="Line 2 is no verdict"):
        history.imported([*History(history.path.with_name("other.sqlite")).exported(), line])
    assert history.steps() == ()


def test_a_verdict_with_a_filter_that_is_none_is_refused(history: History) -> None:
    history.add(new_step("ann", closed()))
    (line,) = history.exported()
    with pytest.raises(ConfigError, match="Line 1"):
        history.imported([line.replace("event_type:alert", "event_type:(")])


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"no database" * 100)
    with pytest.raises(ConfigError, match="Verdicts cannot be used"):
        History(path).steps()


def writer(path: Path, author: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), author, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def test_a_kill_loses_no_step_that_was_told_as_kept(history: History) -> None:
    child = writer(history.path, "ann", 100_000)
    assert child.stdout
    told = [child.stdout.readline().strip() for _ in range(20)]
    child.send_signal(signal.SIGKILL)
    told += [line for line in child.stdout.read().split("\n") if len(line) == 32]
    child.wait()
    child.stdout.close()
    assert {step.identity for step in history.steps()} >= set(told)
    history.add(new_step("bob", closed("goes on")))
    assert history.steps()[-1].author == "bob"
