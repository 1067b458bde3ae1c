"""Who with whom: any field against any other, as a network or as streams."""

from ui import bar, hint, states
from ui.graph import page
from ui.panels import boundary

here = bar.selection()

if states.ready(here):
    with boundary("graph-page"):
        page.draw(here)
else:
    with boundary("hint"):
        hint.draw(here)
