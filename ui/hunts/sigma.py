"""Sigma."""

from ui.panels import Head
from ui.selection import Selection


def draw(here: Selection, head: Head) -> None:
    """Draws."""
