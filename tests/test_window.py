from datetime import UTC, date, datetime, time, timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import QueryError
from connector.window import Window, parse_span, parse_time, rounded_now

NOON = datetime(2026, 10, 31, 12, tzinfo=UTC)


def test_now_is_rounded_up_to_ten_seconds() -> None:
    assert rounded_now(datetime(2026, 10, 31, 12, 0, 0, 1, tzinfo=UTC)) == datetime(2026, 10, 31, 12, 0, 10, tzinfo=UTC)
    assert rounded_now(NOON) == NOON


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-10-31T12:00:00Z", NOON),
        ("2026-10-31T13:00:00+01:00", NOON),
        ("2026-10-31T12:00:00", NOON),
        ("2026-10-31", datetime(2026, 10, 31, tzinfo=UTC)),
        (1793448000, NOON),
        (1793448000000, NOON),
        ("1793448000000", NOON),
        (datetime(2026, 10, 31, 12), NOON),
        (datetime(2026, 10, 31, 14, tzinfo=timezone(timedelta(hours=2))), NOON),
        ("2026-10-31T12:00:00.123456Z", NOON + timedelta(microseconds=123456)),
        ("2026-10-31t12:00:00z", NOON),
        ("2026-10-31 12:00:00", NOON),
        (" 2026-10-31 14:00:00 +02:00 ", NOON),
        ("2026-10-31T14:00:00+0200", NOON),
        ("2026-10-31T14:00:00+02", NOON),
        ("2026-10-31T07:00:00-05:00", NOON),
        ("2026-10-31T12:00", NOON),
        ("2026-10-31T12:00:00.5Z", NOON + timedelta(milliseconds=500)),
        ("2026-10-31T12:00:00.1234569999999999Z", NOON + timedelta(microseconds=123456)),
        (date(2026, 10, 31), datetime(2026, 10, 31, tzinfo=UTC)),
        (1793448000.123456, NOON + timedelta(microseconds=123456)),
        ("1793448000.123456", NOON + timedelta(microseconds=123456)),
        (1793448000123.456, NOON + timedelta(microseconds=123456)),
        (np.int64(1793448000), NOON),
        (np.float64(1793448000.5), NOON + timedelta(milliseconds=500)),
        (-1.5, datetime(1969, 12, 31, 23, 59, 58, 500_000, tzinfo=UTC)),
        (pd.Timestamp("2026-10-31T12:00:00.123456789"), NOON + timedelta(microseconds=123456)),
        (pd.Timestamp("2026-10-31T14:00", tz="Europe/Paris"), NOON + timedelta(hours=1)),
        (pd.Timestamp("2026-10-25T02:30", tz="UTC").tz_convert("Europe/Paris"), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        (np.datetime64("2026-10-31T12:00:00.123456789"), NOON + timedelta(microseconds=123456)),
        (np.datetime64("2026-10-31"), datetime(2026, 10, 31, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_utc(value: object, moment: datetime) -> None:
    assert parse_time(value) == moment  # type: ignore[arg-type]
    assert parse_time(value).utcoffset() == timedelta(0)  # type: ignore[arg-type]
    assert type(parse_time(value)) is datetime  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "",
        "10/31/2026",
        True,
        None,
        1e300,
        float("nan"),
        float("inf"),
        "9" * 5_000,
        "2026-02-30",
        pytest.param(10**5_000, id="huge"),
        "x" * 5_000,
        "2026-10-31T12:00:00+99:00",
        "2026-10-31T24:00:00Z",
        "2026-10-31T12:00.5Z",
        "２０２６-10-31T12:00:00Z",
        pd.NaT,
        time(12),
        np.datetime64("NaT"),
        np.datetime64("12000-01-01"),
        np.datetime64("400000-01-01"),
        [1],
        {},
    ],
)
def test_what_is_no_time_is_refused_in_one_sentence(value: object) -> None:
    with pytest.raises(QueryError, match="not a time") as refusal:
        parse_time(value)  # type: ignore[arg-type]
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    ("text", "span"),
    [("90m", timedelta(minutes=90)), ("1h30m", timedelta(minutes=90)), (" 36H ", timedelta(hours=36)), ("2w", timedelta(14))],
)
def test_a_span_is_read_from_its_units(text: str, span: timedelta) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "0m", "-1h", "90", "m", "1y", "9999999w", "1h/2h"])
def test_a_span_of_nothing_or_nonsense_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="length of time"):
        parse_span(text)


def test_a_reversed_window_is_refused_also_within_one_day() -> None:
    with pytest.raises(QueryError, match="before it starts"):
        Window.between("2026-10-31T12:00:00Z", "2026-10-31T11:59:59Z")


def test_a_window_of_equal_times_is_empty() -> None:
    with pytest.raises(QueryError, match="is empty, because it starts and ends at 2026-10-31T12:00:00Z: give it a later end"):
        Window.between(NOON, NOON)


def test_the_window_before_is_equally_long_and_touches() -> None:
    window = Window.last("24h", NOON)
    assert window.before.end == window.start
    assert window.before.length == window.length


def test_a_window_near_the_year_1_has_a_shorter_one_before_it_or_none() -> None:
    second = Window.between("0002-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
    assert second.before == Window.between("0001-01-01T00:00:00Z", "0002-01-01T00:00:00Z")
    assert Window.between("0001-01-01T00:00:00Z", "2026-01-01T00:00:00Z").before is None
    with pytest.raises(QueryError, match="years 1 to 9999"):
        parse_time("0001-01-01T00:00:00+14:00")


def test_all_time_has_no_bounds() -> None:
    assert Window.parse("all") == Window()
    assert not Window().bounded
    assert Window().before is None


@pytest.mark.parametrize(
    "text", ["24h", "all", "2026-10-31T00:00:00Z/2026-11-01T00:00:00Z", "2026-10-31/2026-11-01T01:00:00+02:00"]
)
def test_the_text_of_a_window_reads_back(text: str) -> None:
    window = Window.parse(text, NOON)
    assert Window.parse(window.text) == window


@given(st.integers(1, 10**8), st.integers(1, 20_000))
def test_buckets_are_whole_seconds_and_never_more_than_asked(seconds: int, buckets: int) -> None:
    window = Window(NOON, NOON + timedelta(seconds=seconds))
    step = window.step(buckets)
    assert step >= timedelta(seconds=1)
    assert step.microseconds == 0
    assert seconds / step.total_seconds() <= max(buckets, 1) or step == timedelta(seconds=1)
    assert window.length / step <= 10_000


def test_a_day_has_72_bars_of_twenty_minutes() -> None:
    window = Window.last("24h", NOON)
    assert window.step(72) == timedelta(minutes=20)
    assert len(list(window.starts(window.step(72)))) == 72
