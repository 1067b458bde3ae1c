"""The lines of a story as the ladder draws them: their offsets, their sentences, and what folds say."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pandas as pd

from ui import text
from ui.flow.story import Line, Repeat

_NUMBERS = ("", "", "two", "three", "four", "five", "six", "seven", "eight")
_UNEVEN = 0.5
"""Beyond this part of the interval, "every 80 s" would be a lie."""


def drawn(lines: Sequence[Line], start: int | None, chosen: int | None) -> pd.DataFrame:
    """A row a line, as `ui.charts.ladder` takes them.

    Args:
        lines: those of one page, in order.
        start: the time of the first step of all, in microseconds; ``None`` without any.
        chosen: the place of the chosen event.
    """
    rows = [
        {
            "row": row,
            "offset": offset(line, start),
            "said": said(line),
            "kind": label(line),
            "word": line.steps[0].word,
            "towards": line.steps[0].towards,
            "tinted": line.repeat is None and line.steps[0].kind == "alert",
            "chosen": any(step.place == chosen for step in line.steps),
        }
        for row, line in enumerate(lines)
    ]
    return pd.DataFrame(rows, columns=["row", "offset", "said", "kind", "word", "towards", "tinted", "chosen"])


def offset(line: Line, start: int | None) -> str:
    """How long after the beginning: ``+0.08 s``, ``+1 min 35 s``."""
    time = line.steps[0].time
    if time is None or start is None:
        return "no time"
    seconds = (time - start) / 1e6
    return f"+{seconds:.2f} s" if seconds < 60 else f"+{text.span(timedelta(seconds=seconds))}"


def said(line: Line) -> str:
    """What a line says; of a fold: ``the last three again, 141 times, every 81 s (± 6 s)``."""
    return line.steps[0].said if line.repeat is None else again(line.repeat)


def again(repeat: Repeat) -> str:
    """A fold in words: "again" where the rounds were the same to the last digit, "much like" where numbers or data differ."""
    last = "the last" if repeat.length == 1 else f"the last {_NUMBERS[repeat.length]}"
    what = f"{last} again" if repeat.exact else f"much like {last}"
    times = "twice" if repeat.times == 2 else f"{text.number(repeat.times)} times"
    return ", ".join(filter(None, (what, times, _pace(repeat))))


def label(line: Line) -> str:
    """The type of a line, with the number of events behind it when there are several: ``http × 282``."""
    if line.repeat is None:
        return line.steps[0].kind
    events = Counter(kind for kind, _ in dict.fromkeys((step.kind, step.place) for step in line.steps))
    return ", ".join(f"{kind} × {text.number(count)}" for kind, count in sorted(events.items(), key=lambda pair: -pair[1])[:2])


def _pace(repeat: Repeat) -> str:
    if repeat.every is None:
        return ""
    if repeat.every < 0.001:
        return "at once"
    if repeat.spread > _UNEVEN * repeat.every:
        return "at uneven times"
    every = f"every {text.span(timedelta(seconds=repeat.every))}"
    return every if repeat.spread < repeat.every / 100 else f"{every} (± {text.span(timedelta(seconds=repeat.spread))})"
