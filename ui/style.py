"""What themes cannot say: a handful of CSS rules. If a hook dies with a new Streamlit, only polish goes."""

from pathlib import Path

import streamlit as st

_SHEET = Path(__file__).with_name("assets") / "style.css"


def apply() -> None:
    """Puts the rules on the page. Streamlit turns a path that ends in .css into a style element."""
    st.html(_SHEET)
