"""Events, one by one."""

from ui import bar, events, hint, states
from ui.panels import boundary

here = bar.selection()

if states.ready(here):
    with boundary("histogram"):
        events.draw_histogram(here)
    with boundary("events"):
        events.draw(here)
else:
    with boundary("hint"):
        hint.draw(here)
