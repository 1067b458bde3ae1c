"""The page without a conversation: how to open one, and those of this window that are worth it."""

import pandas as pd
import streamlit as st

from ui import bar, charts, text
from ui.flow.head import COLOURS
from ui.flow.subject import EXAMPLES
from ui.panels import boundary, notes
from ui.selection import Selection

_SHOWN, _READ = 10, 200


def draw(here: Selection, trouble: str = "") -> None:
    """Draws the way to a conversation.

    Args:
        here: what the bar has chosen: its alerts are offered.
        trouble: why there is none, in Markdown; empty when nobody asked for one.
    """
    with st.container(key="flow-start", width=860, gap="small"):
        st.markdown(f"**{'This flow cannot be shown' if trouble else 'Which flow?'}**")
        if trouble:
            st.markdown(trouble)
        st.markdown(
            "Open one from an event or an alert, or name it here: by its flow id, its community id, or the two addresses "
            "that talk to each other."
        )
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
            st.text_input("Flow", key="flow-asked", placeholder=EXAMPLES, label_visibility="collapsed", on_change=_open)
            st.button("Open", icon=":material/arrow_forward:", type="primary", key="flow-open", on_click=_open)
        with boundary("flow-offers"):
            _draw_offers(here.narrowed("event_type:alert"))


def offers(groups: pd.DataFrame) -> pd.DataFrame:
    """Flows with alerts, worst first, then those with most.

    Args:
        groups: the frame of a `connector.answers.Groups` by ``flow_id``, ``src_ip`` and ``dest_ip``.

    Returns:
        ``flow_id``, ``src_ip`` and ``dest_ip`` (of the most frequent direction), ``count``, ``severity`` (the
        worst) and ``first``, a row a flow.
    """
    known = groups.dropna(subset=["flow_id"]).sort_values("count", ascending=False, kind="stable")
    flows = known.groupby("flow_id", sort=False, as_index=False).agg(
        {"src_ip": "first", "dest_ip": "first", "count": "sum", "severity": "min", "first": "min"}
    )
    return flows.sort_values(["severity", "count"], ascending=[True, False], na_position="last", kind="stable", ignore_index=True)


def _draw_offers(alerts: Selection) -> None:
    found = alerts.groups(("flow_id", "src_ip", "dest_ip"), _READ, "severity")
    flows = offers(found.frame).head(_SHOWN)
    if flows.empty:
        st.caption("No alert in this window names its flow.")
        return
    st.caption("Flows with alerts in this window, worst first")
    with st.container(key="flow-offers", gap=None):
        for flow in flows.itertuples():
            severity = "" if pd.isna(flow.severity) else str(flow.severity)
            word = charts.SEVERITIES.get(severity, "contextual")
            ends = " → ".join(text.plain(text.address(end), 45) for end in (flow.src_ip, flow.dest_ip) if not pd.isna(end))
            counted = "one alert" if flow.count == 1 else f"{text.number(flow.count)} alerts"
            since = "" if pd.isna(flow.first) else f", since {text.moment(flow.first)}"
            label = f"{ends or 'no addresses'} \u2002 :small[:gray[{counted},] :{COLOURS[word]}[{word}]:gray[{since}]]"
            # Not a link: one to its own page loses its parameters.
            flow_id = str(flow.flow_id)
            st.button(label, key=f"flow-offer-{flow_id}", type="tertiary", on_click=bar.set_flow, args=(flow_id,))
    notes(found.notes)


def _open() -> None:
    words: str = st.session_state["flow-asked"]
    if words.strip():
        bar.set_flow(words.strip())
