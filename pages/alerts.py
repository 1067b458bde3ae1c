"""Alerts, in groups: which there are, and what became of them."""

from ui import alerts, bar, hint, states
from ui.panels import boundary

here = bar.selection()

if states.ready(here):
    with boundary("alerts"):
        alerts.draw(here, bar.selection("event_type:alert"))
else:
    with boundary("hint"):
        hint.draw(here)
