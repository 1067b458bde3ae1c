"""The script behind every page: what stands around it, and which one it is.

It lies here and not beside ``pages/``: there, a fresh server would answer a deep link by running that page alone.
"""

import logging
from pathlib import Path

import streamlit as st

from connector.errors import ConfigError
from ui import bar, sources, style, text, tour
from ui.menu import sheet

_ROOT = Path(__file__).parents[1]
_ASSETS = _ROOT / "ui" / "assets"

st.set_page_config(page_title="EveLens", page_icon=str(_ASSETS / "icon.png"), layout="wide", initial_sidebar_state="collapsed")
style.apply()
st.logo(str(_ASSETS / "logo.svg"))

_PAGES = {
    "overview": st.Page(_ROOT / "pages" / "overview.py", title="Overview", icon=":material/space_dashboard:", default=True),
    "alerts": st.Page(_ROOT / "pages" / "alerts.py", title="Alerts", icon=":material/notifications:", url_path="alerts"),
    "events": st.Page(_ROOT / "pages" / "events.py", title="Events", icon=":material/list_alt:", url_path="events"),
    "flow": st.Page(_ROOT / "pages" / "flow.py", title="Flow", icon=":material/sync_alt:", url_path="flow"),
    "hunts": st.Page(_ROOT / "pages" / "hunts.py", title="Hunts", icon=":material/radar:", url_path="hunts"),
    "fields": st.Page(_ROOT / "pages" / "fields.py", title="Fields", icon=":material/data_object:", url_path="fields"),
    "protocols": st.Page(_ROOT / "pages" / "protocols.py", title="Protocols", icon=":material/dns:", url_path="protocols"),
    "graph": st.Page(_ROOT / "pages" / "graph.py", title="Graph", icon=":material/hub:", url_path="graph"),
    "indicators": st.Page(
        _ROOT / "pages" / "indicators.py", title="Indicators", icon=":material/fingerprint:", url_path="indicators"
    ),
    "connection": st.Page(_ROOT / "pages" / "connection.py", title="Connection", icon=":material/cable:", url_path="connection"),
}
_page = st.navigation(list(_PAGES.values()), position="top")

try:
    sources.settings()
except ConfigError as error:
    logging.getLogger("evelens").warning("settings: %s", error)
    st.markdown("**EveLens cannot start with these settings.**")
    st.text(text.visible(error))
else:
    _name = next(name for name, page in _PAGES.items() if page == _page)
    if bar.draw(_name):
        _page.run()
    sheet.draw()
    tour.draw(_name, bar.selection().source)
