"""The scoreboard: results as the rows of a table. Pure functions; every text that comes out is safe to show in a cell."""

import pandas as pd

from connector.hunts import Result
from ui import text

STATES = {"changed": "orange", "failed": "red", "waits": "gray", "clear": "green"}
"""The words of states that are shown, with their colours; a hunt that only has hits shows none."""

_FILES = {"fileinfo": "files", "alert": "alerts"}
PARTS = ("All", "Changed", "With hits", "Clear", "Waits")


def rows(results: tuple[Result, ...]) -> pd.DataFrame:
    """``State`` (lists), ``Hunt``, ``Hits`` and ``Before`` (texts, ``–`` for none), ``Trend`` (lists), ``Look`` and ``Reads``."""
    return pd.DataFrame(
        {
            "State": pd.Series([[each.state] if each.state in STATES else [] for each in results], dtype=object),
            "Hunt": [text.visible(each.hunt.name, 80) for each in results],
            "Hits": [_count(each.hits, each.exact) for each in results],
            "Before": [_count(each.before, True) for each in results],
            "Trend": pd.Series([list(each.trend) for each in results], dtype=object),
            "Look": [text.visible(each.why or each.look, 160) for each in results],
            "Reads": [", ".join(_FILES.get(kind, text.visible(kind, 20)) for kind in each.hunt.reads) for each in results],
        },
        columns=["State", "Hunt", "Hits", "Before", "Trend", "Look", "Reads"],
    )


def part(results: tuple[Result, ...], name: str) -> tuple[Result, ...]:
    """Those of one of `PARTS`, in the same order."""
    match name:
        case "Changed":
            return tuple(each for each in results if each.state == "changed")
        case "With hits":
            return tuple(each for each in results if each.hits)
        case "Clear":
            return tuple(each for each in results if each.state == "clear")
        case "Waits":
            return tuple(each for each in results if each.state in ("waits", "failed"))
        case _:
            return results


def _count(count: int | None, exact: bool) -> str:
    return "–" if count is None else text.number(count) + ("" if exact else "+")
