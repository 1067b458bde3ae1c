"""Charts: frame -> Altair, pure functions; the one function that draws them; and streams, for ECharts.

Every chart has the one colour scale of `WORDS`, whose colours the theme gives: so a word has one colour everywhere, and a theme
switch recolours without a rerun. Text of events is data, never a part of a chart's own words.
"""

from ui.charts.bars import ranked
from ui.charts.chart import Chart, asked, brushed, digest, picked, show
from ui.charts.ladder import ladder
from ui.charts.lanes import lanes, shaded
from ui.charts.pulse import pulse
from ui.charts.rhythm import rhythm
from ui.charts.spread import spread
from ui.charts.stacks import stacks
from ui.charts.streams import Stop, Stream, streams
from ui.charts.strip import strip
from ui.charts.timelines import histogram, when
from ui.charts.words import SEVERITIES, WORDS, word

__all__ = [
    "SEVERITIES",
    "WORDS",
    "Chart",
    "Stop",
    "Stream",
    "asked",
    "brushed",
    "digest",
    "histogram",
    "ladder",
    "lanes",
    "picked",
    "pulse",
    "ranked",
    "rhythm",
    "shaded",
    "show",
    "spread",
    "stacks",
    "streams",
    "strip",
    "when",
    "word",
]
