"""This screen as a link: with a window that moves along, and with a fixed one."""

import streamlit as st

from connector.window import Window
from ui import address, when
from ui.views import screen, words
from ui.views.screen import Screen


def draw(page: str, window: Window) -> None:
    """Draws the button that shows them."""
    with st.container(key="link-box", width="content"):
        popover = st.popover("This view as a link", icon=":material/link:", key="link", type="tertiary")
    here = screen.present(page)
    base = (st.context.url or "").rstrip("/").removesuffix(f"/{page}")
    with popover, st.container(width=520, gap="xsmall"):
        if here.moves and window.bounded and not st.session_state.get("when_refused"):
            st.caption(words.moving(here, window).capitalize())
            st.code(_link(base, here), language=None, wrap_lines=True)
        st.caption(f"This window, fixed: {when.spoken(window)}" if window.bounded else "All time")
        st.code(_link(base, here.having("window", window.text)), language=None, wrap_lines=True)


def _link(base: str, here: Screen) -> str:
    return address.link(base, here.page, here.parameters())
