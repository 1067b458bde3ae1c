"""Short forms run with every test, long ones with ``--soak``: hundreds of kills, minutes of writing, minutes of fuzzing."""

import random
from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True)
class Effort:
    """How long the tests of this folder go on.

    Attributes:
        soak: the long forms were asked for.
        kills: how often a process is killed.
        writing: seconds for which events are written.
        fuzzing: seconds of each fuzzer; 0 for a fixed number of examples, the same ones each time.
        seed: of whatever is random.
    """

    soak: bool
    kills: int
    writing: float
    fuzzing: float
    seed: int


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch, and how long the long forms are."""
    group = parser.getgroup("soak")
    group.addoption("--soak", action="store_true", help="the long forms of the tests in tests/soak")
    group.addoption("--kills", type=int, default=200, help="with --soak: how often a process is killed")
    group.addoption("--minutes", type=float, default=10, help="with --soak: minutes of writing, and of each fuzzer")
    group.addoption("--seed", type=int, help="with --soak: that of an earlier run")


@pytest.fixture
def effort(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> Effort:
    """How long a test goes on. A long one tells its seed."""
    if not pytestconfig.getoption("--soak", default=False):
        return Effort(False, kills=6, writing=4, fuzzing=0, seed=7)
    seed = pytestconfig.getoption("--seed") or random.SystemRandom().randrange(2**32)
    request.node.user_properties.append((request.node.name, f"seed {seed}"))
    seconds = 60 * pytestconfig.getoption("--minutes")
    return Effort(True, pytestconfig.getoption("--kills"), seconds, seconds, seed)
