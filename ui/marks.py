"""Charts that answer: a brush becomes the window, a click on a bar a filter, and one on its dots opens the menu of its values."""

from collections.abc import Sequence

import pandas as pd

from ui import bar, charts, clauses, menu
from ui.charts import Chart
from ui.clauses import Choices

_HEAD, _BAR = 20, 23
"""Pixels around ranked bars, and of one of them."""


def draw_over_time(chart: Chart, key: str) -> None:
    """Draws a chart with a brush.

    Args:
        chart: over the time axis of the window.
        key: names the chart; it must change when the window does.
    """
    charts.show(chart, key, _take_brush, (key,))


def draw_ranked(parts: pd.DataFrame, choices: Sequence[Choices], name: str, label_width: int = 96) -> None:
    """Draws ranked bars.

    Args:
        parts: as for `ui.charts.ranked`, at least one.
        choices: the values that each bar stands for.
        name: tells the chart from others.
        label_width: in pixels.
    """
    about = tuple(choices)
    key = f"{name}-{charts.digest(*about, *parts['count'])}-{menu.turn()}"
    charts.show(charts.ranked(parts, _HEAD + _BAR * len(about), label_width), key, _take_bar, (key, about))


def _take_brush(key: str) -> None:
    window = charts.brushed(key)
    if window is not None:
        bar.set_window(window.text)


def _take_bar(key: str, choices: tuple[Choices, ...]) -> None:
    asked, picked = charts.asked(key), charts.picked(key)
    if asked is not None and asked < len(choices):
        menu.ask_once(choices[asked])
    elif picked is not None and picked < len(choices):
        bar.add_chip(*(clauses.only(field, value) for field, value in choices[picked]))
