"""Whether the source answers, what it lacks, and how to connect another one."""

import streamlit as st

from ui import bar
from ui.connection import doctor, opened, settings, unlogged
from ui.panels import boundary

here = bar.selection()

with boundary("doctor"):
    doctor.draw(here)
left, right = st.columns((52, 48), gap="xsmall")
with left:
    opened.draw(here)
    settings.draw()
with right:
    unlogged.draw(here)
