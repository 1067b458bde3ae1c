"""What each protocol has to tell: the questions that an analyst asks first, and their answers."""

from ui import bar, states
from ui.panels import boundary
from ui.protocols import page

here = bar.selection()

if states.ready(here):
    with boundary("protocols"):
        page.draw(here)
