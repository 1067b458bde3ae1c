""" "Did it work?" on the page: the four statements, each with the events behind it one click away."""

import pandas as pd
import streamlit as st

from ui import tables, text
from ui.alerts import outcome
from ui.alerts.moments import began
from ui.alerts.statements import Evidence, State, Statement
from ui.charts import digest, word
from ui.facts import Event, fact, kind
from ui.sentences import sentence

_BADGES: dict[State, str] = {
    "yes": ":blue-badge[yes]",
    "no": ":gray-badge[no]",
    "unknown": ":gray[unknown]",
}


def draw(evidence: Evidence) -> None:
    """Draws what can be said about one alert."""
    said = outcome.statements(evidence)
    st.markdown(f"**Did it work?**  :small[:gray[{outcome.in_short(said)}]]")
    with st.container(key="outcome", gap=None):
        for statement in said:
            _draw_statement(statement)
    if evidence.cut:
        st.caption(f"The flow is long: its first and last events, {text.number(len(evidence.flow))} in all, were looked at.")


def _draw_statement(statement: Statement) -> None:
    name = statement.question.replace(" ", "-")
    with st.container(key=f"outcome-{name}", horizontal=True, gap="xsmall"):
        st.markdown(statement.question.capitalize(), width=76)
        st.markdown(_BADGES[statement.state], width=60)
        with st.container(key=f"proof-{name}"):
            st.text(statement.proof)
        if statement.events:
            # Another alert, another popover: one that is open must not stay open over other events.
            key = f"events-{name}-{digest(statement.proof)}"
            count = text.number(len(statement.events))
            opener = st.popover(count, icon=":material/list_alt:", key=key, on_change="rerun", type="tertiary", help="Its events")
            if opener.open:
                with opener:
                    _draw_events(statement.events, f"table-{key}")


def _draw_events(events: tuple[Event, ...], key: str) -> None:
    rows = [(_clock(event), [word(kind(event))], sentence(event)) for event in events]
    frame = pd.DataFrame(rows, columns=["Time UTC", "Type", "What happened"], dtype=object)
    drawn = {
        "Time UTC": tables.words("Time UTC", 96),
        "Type": tables.chips("Type", 78),
        "What happened": tables.words("What happened", 380),
    }
    st.dataframe(
        frame, column_config=drawn, hide_index=True, row_height=26, width=580, height=tables.height(len(rows), 26, 8), key=key
    )


def _clock(event: Event) -> str:
    moment = began(event)
    return fact(event, "timestamp") if moment is None else text.clock(moment)
