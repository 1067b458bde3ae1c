"""One conversation, told from its first packet to its last."""

from ui import bar
from ui.flow import page
from ui.panels import boundary

with boundary("flow"):
    page.draw(bar.selection())
