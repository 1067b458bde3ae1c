"""Beacons: what has a rhythm is found with its numbers, what has none is not."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from connector.hunts.beacons import FORMULA, beacon

START = datetime(2026, 10, 31, 12, tzinfo=UTC)


def at(*seconds: float) -> list[datetime]:
    return [START + timedelta(seconds=each) for each in seconds]


def test_calls_by_the_clock_are_a_beacon_with_its_period() -> None:
    found = beacon(at(*(81 * number for number in range(20))))
    assert found is not None
    assert (found.calls, found.period, found.jitter, found.score) == (20, 81, 0, 100)
    assert found.gaps == (81.0,) * 19


def test_jitter_is_told_as_a_share_of_the_period() -> None:
    dice = random.Random(1)
    moments, now = [], 0.0
    for _ in range(200):
        now += 60 + dice.uniform(-12, 12)
        moments.append(now)
    found = beacon(at(*moments))
    assert found is not None
    assert found.period == pytest.approx(60, abs=2)
    assert found.jitter == pytest.approx(0.1, abs=0.03)
    assert found.score == pytest.approx(
        100 * (1 - found.jitter) * sum(abs(gap - found.period) <= 15 for gap in found.gaps) / 199, abs=1
    )


def test_a_pause_of_the_night_does_not_hide_a_beacon() -> None:
    day = [300 * number for number in range(40)]
    assert beacon(at(*day, *(each + 50_000 for each in day))) is not None


def test_requests_within_a_second_are_one_call() -> None:
    found = beacon(at(*(30 * number + part for number in range(10) for part in (0, 0.2, 0.4))))
    assert found is not None
    assert (found.calls, found.period) == (10, 29.6 + 0.4)


def test_the_order_of_the_times_plays_no_part() -> None:
    moments = at(*(20 * number for number in range(12)))
    assert beacon(moments[::-1]) == beacon(moments)


@pytest.mark.parametrize(
    "moments",
    [
        [],
        at(*(81 * number for number in range(7))),
        at(*(2 * number for number in range(500))),
        at(*([0.0] * 40)),
        at(*(random.Random(3).uniform(0, 86_400) for _ in range(60))),
        at(*(each + burst for burst in range(0, 40_000, 4_000) for each in (0, 3, 9, 20, 60, 130))),
    ],
    ids=["nothing", "too few calls", "one conversation", "one moment", "a person", "pages of a person"],
)
def test_what_has_no_rhythm_is_no_beacon(moments: list[datetime]) -> None:
    assert beacon(moments) is None


def test_the_formula_says_its_own_bounds() -> None:
    assert "8 calls or more, 5 s or more apart, and a jitter under 20%" in FORMULA
