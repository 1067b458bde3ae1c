"""What all charts look like: their colours, their axes' text and their margins.

Made once, at import, because Altair checks each part against its schema; what differs between charts is set on a copy.
"""

from typing import Any

import altair as alt

from ui.charts.words import WORDS

NARROW = "windowSize()[0] < 640"
"""Vega's expression for: the window is a phone's."""

COLOURS = alt.Scale(domain=WORDS)
INK = alt.ColorDatum("ink")
"""The colour of text: marks of text are black by themselves, in the dark theme too."""

MUTE = alt.ExprRef("scale('color', 'mute')")
"""The colour of labels. Streamlit's grey is too light to read in the light theme: the scale's own colour follows the theme."""
LABELS: dict[str, Any] = {"labelFontSize": 12, "title": None, "domain": False}
"""Of any axis: labels, and no line."""

PADDING = {"left": 0, "right": 6, "top": 2, "bottom": 0}
FRAMELESS = alt.Config(view=alt.ViewConfig(stroke=None))
"""With `PADDING`, what every chart ends with: no frame, no margin."""
