"""The three views of the page: one field, what has changed, and groups. The chosen one lies in the address."""

import streamlit as st

_NAMES = {"field": "One field", "changes": "What has changed", "groups": "Groups"}


def chosen() -> str:
    """The view in force: ``field``, ``changes`` or ``groups``."""
    named: str = st.session_state.get("view") or ""
    return named if named in _NAMES else "field"


def draw() -> None:
    """Draws the choice."""
    # Not bound itself: it would be forgotten on other pages.
    st.session_state["view-chosen"] = chosen()
    with st.container(key="fields-views", width="content"):
        st.segmented_control(
            "View", list(_NAMES), key="view-chosen", format_func=_NAMES.__getitem__, on_change=_take, label_visibility="collapsed"
        )


def _take() -> None:
    # A second click on the chosen one deselects it: the view stays.
    view = st.session_state["view-chosen"]
    if view:
        st.session_state["view"] = "" if view == "field" else view
