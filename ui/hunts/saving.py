"""Saving what the bar shows as a hunt of the site's own."""

import streamlit as st

from connector.errors import ConfigError
from connector.hunts import FOLDER, save
from connector.query import EVERYTHING
from ui import text
from ui.selection import Selection
from ui.sources import settings

_FIELDS = ("src_ip", "dest_ip", "dest_port", "event_type", "alert.signature", "http.hostname", "http.url", "dns.rrname",
           "tls.sni", "fileinfo.filename", "smb.share", "host")  # fmt: skip
_SAID = "hunt_said"


def draw(here: Selection) -> None:
    """Draws the button, and what it opens."""
    popover = st.popover("Save as a hunt", icon=":material/bookmark_add:", key="hunt-save", on_change="rerun")
    if not popover.open:
        return
    with popover, st.container(width=420, gap="xsmall"):
        if here.query.filter == EVERYTHING:
            st.text("Set filters first: they become what the hunt looks for.")
        else:
            st.caption("These filters, asked of every window from now on, for everybody who uses this EveLens:")
            st.code(text.visible(here.query.filter, None), language=None, wrap_lines=True)
            with st.form("hunt-form", border=False):
                st.text_input("Name", key="hunt_name", max_chars=80, placeholder="e.g. PowerShell from outside")
                st.text_input("Question", key="hunt_question", max_chars=200, placeholder="What does a hit answer?")
                st.multiselect("A row for each", _FIELDS, default=_FIELDS[:2], key="hunt_fields", max_selections=3,
                               accept_new_options=True, select_all=False)  # fmt: skip
                st.form_submit_button("Save", icon=":material/bookmark_add:", on_click=_save, args=(here.query.filter,))
        if said := st.session_state.get(_SAID):
            st.text(text.visible(said))
        st.caption(f"It is a file in the folder {text.code(FOLDER)} of the data folder; there it can be changed or removed.")


def _save(filter: str) -> None:
    fields = tuple(st.session_state.get("hunt_fields") or _FIELDS[:2])
    try:
        made = save(settings().data, st.session_state["hunt_name"], st.session_state["hunt_question"], filter, fields)
    except ConfigError as error:
        st.session_state[_SAID] = str(error)
        return
    st.session_state[_SAID] = f"“{made.name}” is saved. Drop the filters to ask it with all others."
    st.session_state["hunt_name"] = st.session_state["hunt_question"] = ""
    st.session_state["hunt"] = made.slug
