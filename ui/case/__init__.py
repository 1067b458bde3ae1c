"""The case file: what was pinned with a note, in order, and one document of it all. Kept beside the saved views."""

from ui.case.popover import draw

__all__ = ["draw"]
