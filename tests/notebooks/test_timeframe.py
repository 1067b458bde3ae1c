import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from connector import QueryError
from connector.notebooks.timeframe import Timeframe

OCTOBER = datetime(2026, 10, 31, 14, tzinfo=UTC)


@pytest.fixture(params=["UTC", "Europe/Paris", "America/New_York"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine in each of these zones."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(
    "moment",
    [
        OCTOBER,
        OCTOBER.replace(tzinfo=None),
        OCTOBER.astimezone(timezone(timedelta(hours=-4))),
        int(OCTOBER.timestamp() * 1_000),
        "2026-10-31T14:00:00Z",
        "2026-10-31 14:00",
        "2026-10-31T10:00:00-04:00",
        "31 Oct 2026 14:00",
        "Oct 31, 2026 2:00 PM",
    ],
)
def test_a_moment_is_the_same_wherever_the_machine_stands(moment: str | int | datetime) -> None:
    frame = Timeframe()
    frame.set_to_date(moment)
    frame.set_from_date(OCTOBER - timedelta(milliseconds=1))
    assert (frame.from_date, frame.to_date) == (OCTOBER - timedelta(milliseconds=1), OCTOBER)
    frame.to_date = OCTOBER + timedelta(hours=1)
    frame.from_date = moment
    assert frame.from_date == OCTOBER


def test_a_span_is_as_long_as_asked_and_not_longer() -> None:
    frame = Timeframe().set_query_delta(hours=1)
    assert frame.to_date - frame.from_date == frame.time_delta == timedelta(hours=1)
    assert (frame.minutes, frame.hours, frame.days, frame.weeks) == (0, 1, 0, 0)
    assert abs(frame.to_date - datetime.now(UTC)) < timedelta(seconds=20)


def test_a_span_takes_the_place_of_a_timeframe() -> None:
    frame = Timeframe().set_query_timeframe("2026-10-30", "2026-10-31").set_query_delta(minutes=5)
    assert frame.to_date - frame.from_date == timedelta(minutes=5)


def test_the_parts_make_the_length() -> None:
    frame = Timeframe()
    frame.days, frame.hours = 1, 2
    assert frame.set_time_delta().time_delta == timedelta(days=1, hours=2)
    assert frame.set_time_delta(timedelta(minutes=3)).time_delta == timedelta(minutes=3)


def test_an_end_without_a_start_has_the_length_before_it() -> None:
    frame = Timeframe().set_query_delta(hours=2)
    frame.set_to_date(OCTOBER)
    frame.set_from_date(None)
    assert frame.from_date == OCTOBER - timedelta(hours=2)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-31T14:00:00Z", "2026-10-31T13:00:00Z"),
        ("2026-10-31", "2026-10-31"),
        ("2026-10-31", "2026-10-30"),
        ("no time", "2026-10-31"),
        ("2026-10-30", "now or never"),
        (1793404800.0, "2026-10-31"),
        (True, "2026-10-31"),
        (10**18, None),
        ("nat", None),
        (object(), None),
    ],
)
@pytest.mark.parametrize("error", [QueryError, ValueError])
def test_a_window_that_is_none_is_refused_and_the_old_one_stands(start: object, end: object, error: type[Exception]) -> None:
    frame = Timeframe().set_query_timeframe(OCTOBER - timedelta(hours=1), OCTOBER)
    with pytest.raises(error):
        frame.set_query_timeframe(start, end)  # type: ignore[arg-type]
    assert (frame.from_date, frame.to_date) == (OCTOBER - timedelta(hours=1), OCTOBER)


@pytest.mark.parametrize("span", [{}, {"hours": -1}, {"weeks": 10**9}, {"days": float("nan")}])
def test_a_span_that_is_none_is_refused_and_the_old_one_stands(span: dict[str, float]) -> None:
    frame = Timeframe().set_query_delta(hours=3)
    with pytest.raises(ValueError, match="span"):
        frame.set_query_delta(**span)
    assert frame.time_delta == timedelta(hours=3)
    assert frame.hours == 3
