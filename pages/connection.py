"""Whether the source answers, what it lacks, and how to connect another one."""

import streamlit as st

from ui import bar
from ui.connection import doctor, settings, unlogged
from ui.panels import boundary

here = bar.selection()

with boundary("doctor"):
    doctor.draw(here)
left, right = st.columns((52, 48), gap="xsmall")
with left:
    settings.draw()
with right:
    unlogged.draw(here)
