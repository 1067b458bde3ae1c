"""What sensors lost: packets that the kernel dropped before Suricata saw them, from the counters in its ``stats`` events.

``stats.capture.kernel_packets`` and ``stats.capture.kernel_drops`` count from the start of Suricata on; what happened between two
reports is their difference. The first counts all packets, the second those of them that were dropped.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connector.answers import Note
from connector.query import Query

if TYPE_CHECKING:
    from connector.source import Source

DROPS, PACKETS = "stats.capture.kernel_drops", "stats.capture.kernel_packets"
_REPORTS = "event_type:stats"
_DROPPED = f"{_REPORTS} AND {DROPS}:[1 TO *]"
_ALL = 10_000_000
_COLUMNS = {"sensor": "string", "begin": "datetime64[us, UTC]", "end": "datetime64[us, UTC]", "lost": "int64", "packets": "Int64"}
_MIXED = 0.05
"""A greater share of steps on which a counter falls is no Suricata that restarts, but several that speak with one name."""


@dataclass(frozen=True, slots=True)
class Losses:
    """What each sensor lost in a window.

    Attributes:
        frame: a row for each time between two reports in which packets were lost: ``sensor`` (string, null where the reports name
            no ``host``), ``begin`` and ``end`` (datetime64[us, UTC], the two reports), ``lost`` (int64) and ``packets`` (Int64,
            all in that time, the lost ones too; null where the reports do not say); by sensor, then time.
        notes: what cannot be said of what was lost.
    """

    frame: pd.DataFrame
    notes: tuple[Note, ...] = ()


def losses(source: "Source", query: Query) -> Losses:
    """What the sensors lost in the query's window; its filter plays no part, for it may leave their reports out.

    One question where no sensor has dropped anything since it started, two where none did in the window, three otherwise.
    """
    reports = Query(_REPORTS, query.window, query.limit, query.now)
    if not source.timeline(replace(reports, filter=_DROPPED), buckets=1).frame["count"].sum():
        return Losses(*lost(pd.DataFrame(columns=["host", DROPS, PACKETS, "first", "last"])))
    # Far fewer rows than reports: where no counter of drops moves, those of all packets need not be looked at.
    found = source.groups(reports, ("host", DROPS), _ALL, "first")
    if found.frame.dropna(subset=DROPS)["host"].duplicated().any():
        found = source.groups(reports, ("host", DROPS, PACKETS), _ALL, "first")
        frame, notes = lost(found.frame)
    else:
        frame, notes = lost(found.frame.iloc[:0].assign(**{PACKETS: None}))
    return Losses(frame, (*(Note(each.kind, f"Lost packets: {each.text}") for each in found.notes), *notes))


def lost(groups: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """The parts of a `Losses`, from groups of ``host``, `DROPS` and `PACKETS`.

    A counter that falls began anew: what it shows then was lost since. Reports without a usable time or number play no part.
    """
    reports = pd.DataFrame(
        {
            "sensor": groups["host"].astype("string"),
            "begin": groups["first"].astype("datetime64[us, UTC]"),
            "end": groups["last"].astype("datetime64[us, UTC]"),
            "drops": _counter(groups[DROPS]),
            "packets": _counter(groups[PACKETS]),
        }
    )
    reports = reports.dropna(subset=["begin", "end", "drops"]).sort_values(["begin", "drops"], kind="stable")
    steps: list[pd.DataFrame] = []
    mixed: list[str | None] = []
    for name, its in reports.groupby("sensor", dropna=False, sort=True):
        sensor = None if pd.isna(name) else str(name)
        found, restarts = _steps(its)
        if restarts > max(1, _MIXED * len(its)):
            mixed.append(sensor)
            continue
        dropped = found[found["lost"] > 0]
        if len(dropped):
            steps.append(dropped)
    frame = pd.concat(steps, ignore_index=True) if steps else pd.DataFrame(columns=list(_COLUMNS))
    return frame.astype(_COLUMNS), _contradictions(mixed)


def _steps(reports: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """What happened between the reports of one sensor, and how often its counters began anew."""
    drops, packets = reports["drops"], reports["packets"]
    fell = (drops.diff() < 0) | (packets.diff() < 0).fillna(False)
    steps = pd.DataFrame(
        {
            "sensor": reports["sensor"],
            "begin": reports["end"].shift(),
            "end": reports["begin"],
            "lost": drops.where(fell, drops.diff()),
            "packets": packets.where(fell, packets.diff()),
        }
    )
    return steps.iloc[1:], int(fell.sum())


def _counter(texts: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(texts.astype(object), errors="coerce")
    usable = numbers.between(0, 2**53).to_numpy(dtype=bool, na_value=False)
    return pd.Series(np.where(usable, numbers, np.nan), index=texts.index).round().astype("Int64")


def _contradictions(sensors: list[str | None]) -> tuple[Note, ...]:
    if not sensors:
        return ()
    names = ", ".join("without a name" if name is None else name for name in sensors)
    return (
        Note("partial", f"The reports of sensors contradict each other, so nothing can be said of what was lost: {names}. "
                        "Give each Suricata a sensor-name of its own."),
    )  # fmt: skip
