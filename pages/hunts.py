"""Hunts: questions worth asking of every window, all asked at once."""

from ui import bar, states
from ui.hunts import page
from ui.panels import boundary

here = bar.selection()

if states.ready(here):
    with boundary("hunts"):
        page.draw(here)
