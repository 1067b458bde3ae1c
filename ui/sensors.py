"""What the sensors lost, in words and as marks: what was not seen may be what matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from connector.losses import Losses
from connector.window import Window
from ui import summary, text
from ui.panels import notes
from ui.selection import Selection

WORTH = 0.001
"""The share of packets from which on a loss is a warning, with its times; what is less is told in one quiet line."""

_TOLD = 3
_APART = 400
"""Marks that are nearer to each other than this part of the window are one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which a sensor lost packets without a pause.

    Attributes:
        sensor: its name; ``None`` where it has none.
        begin: the last report before it, UTC.
        end: the report after it.
        lost: packets.
        packets: all packets in that time; ``None`` where the reports do not say.
    """

    sensor: str | None
    begin: datetime
    end: datetime
    lost: int
    packets: int | None

    @property
    def share(self) -> float | None:
        """Of the packets; ``None`` where nobody knows."""
        return min(self.lost / self.packets, 1.0) if self.packets else None


def draw(here: Selection) -> None:
    """Draws a sentence for each sensor that lost packets in the window. Nothing where none did."""
    found = here.losses()
    told, small = sentences(found, here.query.window), quiet(found)
    if told and small:
        told[-1] += f" {small}"
    for number, sentence in enumerate(told or [small] * bool(small)):
        with st.container(key=f"sensor-{number}", horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.badge("Sensor", icon=":material/sensors_off:", color="orange" if told else "gray")
            # Not Markdown: whoever writes events names the sensor.
            st.text(sentence)
    notes(found.notes)


def marks(here: Selection) -> pd.DataFrame:
    """When sensors lost what is worth a warning, for `ui.charts.when`: ``from`` and ``to`` (epoch milliseconds), and ``says``."""
    window = here.query.window
    near = window.length / _APART if window.bounded else timedelta()
    shown = _merged(stretches(here.losses()), near)
    return pd.DataFrame(
        {
            "from": [each.begin.timestamp() * 1_000 for each in shown],
            # Wide enough to be seen.
            "to": [max(each.end, each.begin + near).timestamp() * 1_000 for each in shown],
            "says": [f"{_named(each.sensor)} lost {_share(each)} {_when(each, window)}" for each in shown],
        }
    )


def stretches(found: Losses) -> list[Stretch]:
    """The times in which a sensor lost `WORTH` of its packets or more, by sensor, then time; unknown shares are among them."""
    frame = found.frame
    worth = (frame["lost"] >= WORTH * frame["packets"].astype("Float64")).fillna(True)
    steps = [
        Stretch(
            None if pd.isna(row.sensor) else str(row.sensor),
            row.begin.to_pydatetime(),
            row.end.to_pydatetime(),
            int(row.lost),
            None if pd.isna(row.packets) else int(row.packets),
        )
        for row in frame[worth.to_numpy(dtype=bool)].itertuples(index=False)
    ]
    return _merged(steps, timedelta())


def sentences(found: Losses, window: Window) -> list[str]:
    """A sentence for each sensor that lost what is worth a warning, the one that lost most of its packets first; plain text."""
    by_sensor: dict[str | None, list[Stretch]] = {}
    for each in stretches(found):
        by_sensor.setdefault(each.sensor, []).append(each)
    ranked = sorted(by_sensor.values(), key=_rank, reverse=True)
    told = [_sentence(each, window) for each in ranked[:_TOLD]]
    if rest := [each for its in ranked[_TOLD:] for each in its]:
        names = len({each.sensor for each in rest})
        told.append(f"{summary.counted(names, 'more sensor')} dropped {summary.counted(_lost(rest), 'packet')}.")
    return told


def quiet(found: Losses) -> str:
    """One sentence on what was lost beside the stretches that are worth a warning; empty where nothing was."""
    warned = stretches(found)
    rest = int(found.frame["lost"].sum()) - _lost(warned)
    if rest <= 0:
        return ""
    names = sorted({str(name) for name in found.frame["sensor"].dropna()})
    who = ", ".join(text.visible(name, 60) for name in names[:_TOLD]) if 0 < len(names) <= _TOLD else "The sensors"
    more = "more packet" if warned else "packet"
    return f"{who} dropped {summary.counted(rest, more)}, never as much as {_percent(WORTH)} at a time."


def _sentence(its: Sequence[Stretch], window: Window) -> str:
    name, end = _named(its[0].sensor), "what it saw then is not all."
    if len(its) == 1:
        return f"{name} dropped {_share(its[0])} {_when(its[0], window)}: {end}"
    whole = Stretch(its[0].sensor, its[0].begin, its[-1].end, _lost(its), _packets(its))
    worst = max(its, key=lambda each: each.share or 0.0)
    peak = "" if worst.share is None else f", most of all {_when(worst, window)} ({_percent(worst.share)})"
    return f"{name} dropped {_share(whole)} in {len(its):,} stretches {_when(whole, window)}{peak}: {end}"


def _merged(found: Sequence[Stretch], near: timedelta) -> list[Stretch]:
    merged: list[Stretch] = []
    for each in found:
        last = merged[-1] if merged else None
        if last is not None and last.sensor == each.sensor and each.begin - last.end <= near:
            merged[-1] = Stretch(each.sensor, last.begin, each.end, last.lost + each.lost, _packets((last, each)))
        else:
            merged.append(each)
    return merged


def _rank(its: Sequence[Stretch]) -> tuple[float, int]:
    packets = _packets(its)
    return (_lost(its) / packets if packets else 0.0), _lost(its)


def _lost(its: Sequence[Stretch]) -> int:
    return sum(each.lost for each in its)


def _packets(its: Sequence[Stretch]) -> int | None:
    known = [each.packets for each in its if each.packets is not None]
    return sum(known) if len(known) == len(its) else None


def _share(its: Stretch) -> str:
    if its.share is None:
        return summary.counted(its.lost, "packet")
    return f"{_percent(its.share)} of its packets ({text.number(its.lost)})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _named(sensor: str | None) -> str:
    return "The sensor" if sensor is None else text.visible(sensor, 60)


def _when(its: Stretch, window: Window) -> str:
    day = window.bounded and window.length <= timedelta(days=1)
    begin, end = (f"{at:%H:%M}" if day else text.moment(at, seconds=False) for at in (its.begin, its.end))
    return f"between {begin} and {end}"
