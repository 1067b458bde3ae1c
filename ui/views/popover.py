"""The button of the bar that opens saved views and the history of questions."""

import streamlit as st

from connector.errors import ConfigError
from connector.window import Window
from ui import sources, text
from ui.views import exchange, history, saved
from ui.views.store import Store

_PARTS = ("Views", "History", "Export and import")


def draw(page: str, window: Window) -> None:
    """Draws the button, and what it opens."""
    popover = st.popover("Saved views and history", icon=":material/bookmark:", key="views", type="tertiary", on_change="rerun")
    if not popover.open:
        return
    store = stored()
    with popover, st.container(key="views-inside", width=640, gap="small"):
        part = st.segmented_control(
            "Part", _PARTS, key="views_part", default=_PARTS[0], required=True, label_visibility="collapsed"
        )
        try:
            match part:
                case "History":
                    history.draw(store)
                case "Export and import":
                    exchange.draw(store)
                case _:
                    saved.draw(store, page, window)
        except ConfigError as error:
            st.text(text.visible(error))


def stored(patience: float = 2.0) -> Store:
    """The file of this data folder."""
    return Store(sources.settings().data / "views.sqlite", patience)
