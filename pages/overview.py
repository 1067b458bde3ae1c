"""What happened, whether it matters, and what to look at next."""

import streamlit as st

from ui import bar, headline, overview, states
from ui.panels import boundary, panel

here = bar.selection()
alerts = bar.selection("event_type:alert")

if states.ready(here):
    with boundary("headline"):
        headline.draw_headline(here, alerts)
        headline.draw_facts(here, alerts)
    with panel("When", "above: alerts by severity, below: all events by type") as note:
        overview.draw_when(here, alerts, note)
    what, who, following = st.columns((54, 25, 21), gap="xsmall")
    with what, panel("What", "signatures, worst first · click one to filter"):
        overview.draw_signatures(here, alerts)
    with who, panel("Who", "alerts by source"):
        overview.draw_ranking(alerts, "src_ip")
    with following, panel("Look at next"):
        headline.draw_next(here, alerts)
    pairs, protocols, targets = st.columns((54, 25, 21), gap="xsmall")
    with pairs, panel("Pairs", "who talks to whom, by alerts"):
        overview.draw_pairs(alerts)
    with protocols, panel("Protocols", "flows by application"):
        overview.draw_protocols(bar.selection("event_type:flow"))
    with targets, panel("Targets", "alerts by target"):
        overview.draw_ranking(alerts, "dest_ip")
