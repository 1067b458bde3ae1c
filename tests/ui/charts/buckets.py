"""Timelines and bars of one hour, as the charts take them."""

from datetime import UTC, datetime, timedelta

import pandas as pd

from connector.window import Window
from ui import charts

START = datetime(2026, 10, 31, 12, tzinfo=UTC)
HOUR = Window(START, START + timedelta(hours=1))
STEP = timedelta(minutes=30)


def timeline(*rows: tuple[int, str | None, int]) -> pd.DataFrame:
    """Counts by the number of the bucket, from 0, and a key."""
    frame = pd.DataFrame(rows, columns=["bucket", "key", "count"])
    times = [START + number * STEP for number in frame["bucket"]]
    return pd.DataFrame(
        {"time": pd.Series(times, dtype="datetime64[us, UTC]"), "key": frame["key"], "count": frame["count"].astype("int64")}
    )


def stacked(*rows: tuple[int, str | None, int]) -> pd.DataFrame:
    """The bars of `timeline` in the words of event types."""
    return charts.stacks(timeline(*rows), STEP, HOUR, charts.word)
