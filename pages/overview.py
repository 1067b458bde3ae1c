"""What happened, whether it matters, and what to look at next."""

import streamlit as st

from ui import bar, headline, overview, sensors, states
from ui.panels import boundary, panel

here = bar.selection()
alerts = bar.selection("event_type:alert")

if states.ready(here):
    with boundary("headline"):
        headline.draw_headline(here, alerts)
    with boundary("sensors"):
        sensors.draw(here)
    with boundary("facts"):
        headline.draw_facts(here, alerts)
    with panel("When", "above: alerts by severity, below: all events by type") as head:
        overview.draw_when(here, alerts, head)
    what, who, following = st.columns((54, 25, 21), gap="xsmall")
    with what, panel("What", "signatures, worst first · click one to filter") as head:
        overview.draw_signatures(here, alerts, head)
    with who, panel("Who", "alerts by source") as head:
        overview.draw_ranking(alerts, "src_ip", head)
    with following, panel("Look at next") as head:
        headline.draw_next(here, alerts, head)
    pairs, protocols, targets = st.columns((54, 25, 21), gap="xsmall")
    with pairs, panel("Pairs", "who talks to whom, by alerts") as head:
        overview.draw_pairs(alerts, head)
    with protocols, panel("Protocols", "flows by application") as head:
        overview.draw_protocols(bar.selection("event_type:flow"), head)
    with targets, panel("Targets", "alerts by target") as head:
        overview.draw_ranking(alerts, "dest_ip", head)
