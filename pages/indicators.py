"""Indicators: what a list holds, and what of it was seen."""

from ui import bar
from ui.indicators import page
from ui.panels import boundary

with boundary("indicators"):
    page.draw(bar.selection())
