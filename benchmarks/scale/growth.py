"""``python -m benchmarks.scale.growth NOTES SVG``: one chart of how questions grow with the number of events."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise
from math import log10
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.scale import Timing

DRAWN = (
    "a word anywhere",
    "a value of a field",
    "a range of numbers",
    "a wildcard in one field",
    "a wildcard anywhere",
    "top values of a field",
    "newest 10,000 events, whole",
    "fields",
)
"""The questions that are drawn, over all events."""

_WIDTH, _HEIGHT = 800, 420
_LEFT, _TOP, _RIGHT, _BOTTOM = 60, 40, 260, 40
_APART = 15
_STYLE = """
text { font: 13px sans-serif; fill: #1B2430 } .quiet { fill: #56616F } .grid { stroke: #DDE2E9 }
.line { fill: none; stroke: #2457C5; stroke-width: 1.5 } circle { fill: #2457C5 } rect { fill: #FFFFFF }
@media (prefers-color-scheme: dark) {
  text { fill: #E4E9F0 } .quiet { fill: #9AA7B6 } .grid { stroke: #2B3541 }
  .line { stroke: #7AA7FF } circle { fill: #7AA7FF } rect { fill: #10151B }
}
"""


def note(file: Path, events: int, timings: Sequence[Timing]) -> None:
    """Adds a run to a file of JSON lines: the median milliseconds of each question over all events."""
    medians = {each.what: median(each.milliseconds) for each in timings if each.window == "all"}
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps({"events": events, "milliseconds": medians}) + "\n")


def chart(runs: Iterable[Mapping[str, Any]]) -> str:
    """The runs as SVG; both axes by powers of ten. The last run of each number of events counts.

    Args:
        runs: the lines that `note` wrote.

    Raises:
        ValueError: there are fewer than two numbers of events.
    """
    known: dict[int, dict[str, float]] = {run["events"]: run["milliseconds"] for run in runs}
    amounts = sorted(known)
    if len(amounts) < 2:
        raise ValueError("A chart of growth needs runs with two numbers of events, at least.")
    lines = {what: [(n, known[n][what]) for n in amounts if what in known[n]] for what in DRAWN}
    times = [ms for line in lines.values() for _, ms in line]
    decades = range(int(log10(min(times)) // 1), int(-(-log10(max(times)) // 1)) + 1)
    first, last = log10(amounts[0]), log10(amounts[-1])

    def x(n: int) -> float:
        return _LEFT + (log10(n) - first) / (last - first) * (_WIDTH - _LEFT - _RIGHT)

    def y(ms: float) -> float:
        return _HEIGHT - _BOTTOM - (log10(ms) - decades[0]) / (decades[-1] - decades[0]) * (_HEIGHT - _TOP - _BOTTOM)

    drawn = [f'<rect width="{_WIDTH}" height="{_HEIGHT}"/>']
    drawn.append(f'<text x="{_LEFT}" y="22">Median of each question over all events, in milliseconds</text>')
    for decade in decades:
        at = y(10.0**decade)
        drawn.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>')
        drawn.append(f'<text class="quiet" x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{_said(10.0**decade)}</text>')
    for n in amounts:
        drawn.append(f'<text class="quiet" x="{x(n):.1f}" y="{_HEIGHT - 14}" text-anchor="middle">{n:,}</text>')
    names = []
    for what, line in lines.items():
        points = " ".join(f"{x(n):.1f},{y(ms):.1f}" for n, ms in line)
        drawn.append(f'<polyline class="line" points="{points}"/>')
        drawn += [f'<circle cx="{x(n):.1f}" cy="{y(ms):.1f}" r="2.5"/>' for n, ms in line]
        names.append((y(line[-1][1]), f"{what}: {_said(line[-1][1])}"))
    drawn += [f'<text x="{_WIDTH - _RIGHT + 8}" y="{at + 4:.1f}">{escape(name)}</text>' for at, name in _apart(sorted(names))]
    title = "How the time of a question grows with the number of events"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">'
        f"<style>{_STYLE}</style>{''.join(drawn)}</svg>\n"
    )


def _said(milliseconds: float) -> str:
    return f"{milliseconds:,.0f}" if milliseconds >= 10 else f"{milliseconds:.2g}"


def _apart(names: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Moves names down until none lies over another, then all of them up as far as the last one passed the edge."""
    placed = [at for at, _ in names]
    for number, _ in enumerate(pairwise(placed), 1):
        placed[number] = max(placed[number], placed[number - 1] + _APART)
    over = max(0.0, placed[-1] - (_HEIGHT - _BOTTOM))
    return [(at - over, name) for at, (_, name) in zip(placed, names, strict=True)]


if __name__ == "__main__":
    notes, out = map(Path, sys.argv[1:])
    out.write_text(chart([json.loads(line) for line in notes.read_text("utf-8").splitlines()]), "utf-8")
