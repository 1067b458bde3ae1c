"""The window: what its text means, and how the button says it."""

from datetime import UTC, datetime, timedelta

import pytest

from connector.errors import QueryError
from connector.window import Window
from tests import small
from ui import when

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_text_is_a_window() -> None:
    assert when.resolve("90m", "scirius", NOW) == Window(NOW - timedelta(minutes=90), NOW)
    assert when.resolve("all", "scirius", NOW) == Window()
    assert when.resolve("", "scirius", NOW) == Window.last("24h", NOW)
    with pytest.raises(QueryError):
        when.resolve("yesterday", "scirius", NOW)


@pytest.mark.usefixtures("capture")
def test_an_old_capture_opens_on_its_last_day() -> None:
    newest = small.END - timedelta(minutes=1)
    window = when.resolve("", "eve", NOW)
    assert window.length == timedelta(hours=24)
    assert window.end is not None
    assert newest < window.end <= newest + timedelta(seconds=10)


@pytest.mark.usefixtures("capture")
def test_a_capture_with_recent_events_opens_on_the_last_24_hours() -> None:
    now = small.END + timedelta(hours=2)
    assert when.resolve("", "eve", now) == Window.last("24h", now)


@pytest.mark.usefixtures("capture")
def test_a_chosen_window_is_never_moved() -> None:
    assert when.resolve("1h", "eve", NOW) == Window.last("1h", NOW)


def test_the_button_says_the_window_shortly() -> None:
    year = datetime.now(UTC).year
    end = datetime(year, 10, 31, 18, tzinfo=UTC)
    assert when.spoken(Window.last("24h", end)) == "30 Oct 18:00 – 31 Oct 18:00 UTC"
    assert when.spoken(Window.last("15m", end + timedelta(seconds=10))) == "31 Oct 17:45:10 – 18:00:10 UTC"
    assert when.spoken(Window.last("6h", end)) == "31 Oct 12:00 – 18:00 UTC"
    assert when.spoken(Window()) == "All time"


@pytest.mark.usefixtures("capture")
def test_a_capture_from_the_future_opens_on_its_own_last_day() -> None:
    window = when.resolve("", "eve", small.END - timedelta(days=30))
    assert window.end is not None
    assert small.END - timedelta(minutes=1) < window.end <= small.END
