"""A ladder: time runs down, and every line is an arrow between two sides with a sentence on it."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from ui.charts.chart import Chart
from ui.charts.look import COLOURS, FRAMELESS, INK, NARROW

ROW = 37
"""Pixels of a line."""
_HEAD, _FOOT = 34, 18

_PICK = alt.selection_point(name="pick", fields=["row"], empty=False)
_LEFT = f"({NARROW} ? 62 : 112)"
"""Where the left side stands, in Vega's words; the offsets lie before it."""
_RIGHT = "(width - 1)"
_KIND = f"({NARROW} ? 70 : 150)"
_SAID = f"({_RIGHT} - {_LEFT} - {_KIND} - 34)"
"""Pixels that a sentence has beside its type; what is longer ends in an ellipsis."""

_COLOUR = alt.Color(field="word", type="nominal", scale=COLOURS, legend=None)
_GREY = alt.ColorDatum("mute")


def ladder(lines: pd.DataFrame, left: str, right: str) -> Chart:
    """The lines of a story from the top down; a click picks one.

    Args:
        lines: ``row`` (the place, from 0), ``offset``, ``said`` and ``kind`` (as shown), ``word`` (its colour), ``towards``
            (``server``, ``client`` or ""), ``tinted`` (a bar instead of an arrow) and ``chosen``.
        left: what stands over the left side.
        right: what stands over the right side.
    """
    middle = _HEAD + ROW * (lines["row"] + 0.5)
    drawn = lines.assign(at=middle, top=middle - ROW / 2, bottom=middle + ROW / 2, over=middle - 11.5, under=middle + 11.5)
    # What a screen reader says of a line.
    drawn["heard"] = drawn["offset"] + " " + drawn["said"] + ", " + drawn["kind"]
    heads = pd.DataFrame({"left": [left], "right": [right]})
    tinted = drawn["tinted"].astype(bool)
    return Chart(_drawing(len(lines)), {"lines": drawn, "arrows": drawn[~tinted], "bars": drawn[tinted], "heads": heads})


# Kept, because a rerun draws the same number of lines again.
@lru_cache(maxsize=64)
def _drawing(count: int) -> alt.LayerChart:
    height = _HEAD + ROW * count + _FOOT
    y = {name: _down(name, height) for name in ("at", "top", "over")}
    lines, arrows, bars, heads = (_data(name) for name in ("lines", "arrows", "bars", "heads"))
    # The layer with the selection has to be the first: else nothing is drawn.
    clicks = lines.mark_rect(cursor="pointer", tooltip=None).add_params(_PICK)
    shown = alt.condition("datum.chosen", alt.value(0.11), alt.value(0))
    layers = [
        clicks.encode(**_across("0", "width"), y=y["top"], y2=alt.Y2(field="bottom"), color=_GREY, opacity=shown,
                      description=alt.Description(field="heard", type="nominal")),
        *(heads.mark_rule(opacity=0.45).encode(x=_at(side), y=alt.value(0), y2=alt.value(height), color=_GREY)
          for side in (_LEFT, _RIGHT)),
        *_heads(heads),
        bars.mark_rect(opacity=0.18, cornerRadius=3).encode(
            **_across(f"{_LEFT} + 9", f"{_RIGHT} - 9"), y=y["over"], y2=alt.Y2(field="under"), color=_COLOUR),
        arrows.mark_rule(strokeWidth=1.6).encode(**_across(_LEFT, _RIGHT), y=y["at"], color=_COLOUR),
        _tips(arrows, "server", "triangle-right", f"{_RIGHT} - 4").encode(y=y["at"], color=_COLOUR),
        _tips(arrows, "client", "triangle-left", f"{_LEFT} + 4").encode(y=y["at"], color=_COLOUR),
        _text(lines, "offset", f"{_LEFT} - 11", f"{_LEFT}", align="right").encode(y=y["at"], color=_GREY),
        _text(arrows, "said", f"{_LEFT} + 14", _SAID, dy=-10).encode(y=y["at"], color=INK),
        _text(bars, "said", f"{_LEFT} + 18", _SAID, fontWeight=600).encode(y=y["at"], color=INK),
        _text(arrows, "kind", f"{_RIGHT} - 16", _KIND, align="right", dy=-10).encode(y=y["at"], color=_GREY),
        _text(bars, "kind", f"{_RIGHT} - 16", _KIND, align="right").encode(y=y["at"], color=_GREY),
    ]  # fmt: skip
    padding = {"left": 0, "right": 0, "top": 0, "bottom": 0}
    return alt.LayerChart(layer=layers, height=height, padding=padding, config=FRAMELESS)


def _data(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


def _down(field: str, height: int) -> alt.Y:
    scale = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    return alt.Y(field=field, type="quantitative", scale=scale, axis=None)


def _at(place: str) -> Any:
    return alt.value(alt.ExprRef(place))


def _across(start: str, end: str) -> dict[str, Any]:
    return {"x": _at(start), "x2": _at(end)}


def _heads(heads: alt.Chart) -> list[alt.Chart]:
    left = _text(heads, "left", f"{_LEFT} + 8", f"({_RIGHT} - {_LEFT}) / 2", fontWeight=600)
    right = _text(heads, "right", f"{_RIGHT} - 8", f"({_RIGHT} - {_LEFT}) / 2", align="right", fontWeight=600)
    return [side.encode(y=alt.value(12), color=INK) for side in (left, right)]


def _tips(arrows: alt.Chart, towards: str, shape: str, place: str) -> alt.Chart:
    tips = arrows.transform_filter(f"datum.towards === '{towards}'").mark_point(shape=shape, filled=True, size=58, opacity=1)
    return tips.encode(x=_at(place))


def _text(data: alt.Chart, field: str, place: str, room: str, **more: Any) -> alt.Chart:
    words = data.mark_text(**({"align": "left"} | more), fontSize=12.5, baseline="middle", limit=alt.ExprRef(room))
    return words.encode(x=_at(place), text=alt.Text(field=field, type="nominal"))
