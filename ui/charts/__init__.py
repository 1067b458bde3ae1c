"""Charts: frame -> Altair, pure functions; and the one function that draws them.

Every chart has the one colour scale of `WORDS`, whose colours the theme gives: so a word has one colour everywhere, and a theme
switch recolours without a rerun. Text of events is data, never a part of a chart's own words.
"""

from ui.charts.bars import ranked
from ui.charts.chart import Chart, brushed, digest, picked, show
from ui.charts.stacks import stacks
from ui.charts.strip import strip
from ui.charts.timelines import histogram, when
from ui.charts.words import SEVERITIES, WORDS, word

__all__ = [
    "SEVERITIES",
    "WORDS",
    "Chart",
    "brushed",
    "digest",
    "histogram",
    "picked",
    "ranked",
    "show",
    "stacks",
    "strip",
    "when",
    "word",
]
