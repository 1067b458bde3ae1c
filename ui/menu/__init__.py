"""The value menu: what can be done with a value, the same wherever the value stands.

Tables have it as a last column (`ui.tables.show` with ``choices``); others call `ask` or
`ask_once` from a callback.
"""

from ui.menu.asked import ask, ask_once, is_open, turn
from ui.menu.column import COLUMN, column, labels

__all__ = ["COLUMN", "ask", "ask_once", "column", "is_open", "labels", "turn"]
