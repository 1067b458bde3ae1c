"""The bars of a timeline, as a frame: where each begins and ends, and on what it stands."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pandas as pd

from connector.window import Window
from ui.charts.words import WORDS


def stacks(timeline: pd.DataFrame, step: timedelta, window: Window, name: Callable[[object], str]) -> pd.DataFrame:
    """The bars of a timeline: ``begin`` of the bucket, ``from`` and ``to`` of its bar (float64, epoch milliseconds), ``low`` and
    ``high``, ``word``, ``says`` (what a reader is told: the word), ``order`` and ``count``.

    Ordered by time, then by the vocabulary; buckets without events have no bar.

    Args:
        timeline: the frame of a `connector.answers.Timeline` by some field.
        step: the length of a bucket; a tenth of it is left free between bars.
        window: what the bars must not pass.
        name: the vocabulary's word for a key.
    """
    counted = timeline[timeline["count"] > 0]
    words = counted["key"].map({key: name(key) for key in counted["key"].unique()}) if len(counted) else counted["key"]
    bars = counted.assign(word=words.fillna(name(None)).astype(object)).groupby(["time", "word"], as_index=False)["count"].sum()
    start = bars["time"].astype("datetime64[ms, UTC]").astype("int64").astype("float64")
    width = step.total_seconds() * 1_000
    end = (start + width * 0.95).clip(upper=milliseconds(window.end) if window.end else None)
    order = bars["word"].map({name: place for place, name in enumerate(WORDS)}).astype("int64")
    stack = pd.DataFrame(
        {"begin": start, "from": start + width * 0.05, "to": end, "word": bars["word"], "order": order, "count": bars["count"]}
    )
    stack = stack.sort_values(["from", "order"], ignore_index=True)
    # Stacked here: Vega-Lite does not stack bars that have both ends of both axes given.
    top = stack.groupby("from")["count"].cumsum()
    return stack.assign(low=top - stack["count"], high=top, says=stack["word"])


def greatest(bars: pd.DataFrame) -> int:
    """The height of the highest stack; 0 without any."""
    return int(bars.groupby("from")["count"].sum().max()) if len(bars) else 0


def milliseconds(moment: datetime) -> float:
    """Vega-Lite's times: since 1970, UTC."""
    return moment.timestamp() * 1_000
