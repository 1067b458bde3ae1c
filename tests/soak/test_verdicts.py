"""Verdicts under kills and by several writers: no step that was told as kept gets lost."""

import random
import signal
import time
from pathlib import Path

from connector.triage import History
from connector.triage.history import NAME
from tests.soak.conftest import Effort
from tests.triage.test_history import writer


def test_two_writers_lose_none_of_a_thousand_steps(tmp_path: Path, effort: Effort) -> None:
    each = 500 if effort.soak else 50
    both = [writer(tmp_path / NAME, author, each) for author in ("ann", "bob")]
    told = [line for child in both for line in child.communicate(timeout=600)[0].split()]
    assert [child.returncode for child in both] == [0, 0]
    kept = History(tmp_path / NAME).steps()
    assert len(told) == len(kept) == len({step.at for step in kept}) == 2 * each
    assert {step.identity for step in kept} == set(told)


def test_kills_between_any_two_steps_lose_none(tmp_path: Path, effort: Effort) -> None:
    dice, told = random.Random(effort.seed), set[str]()
    for _ in range(effort.kills // 3):
        children = [writer(tmp_path / NAME, author, 100_000) for author in ("ann", "bob")]
        time.sleep(dice.uniform(0.5, 2.0))
        for child in children:
            child.send_signal(signal.SIGKILL)
        for child in children:
            told |= {line for line in child.communicate(timeout=60)[0].split("\n") if len(line) == 32}
        assert {step.identity for step in History(tmp_path / NAME).steps()} >= told
