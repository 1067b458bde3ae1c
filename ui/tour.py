"""A guided look at the demonstration: six steps through its intrusion, each a sentence and a button. On no other source."""

from dataclasses import dataclass

import streamlit as st

from connector import lucene
from ui.questions import SEVERE
from ui.views.screen import Screen, show

SOURCE = "demo"
"""The source that it is about."""

_HOST = "10.20.4.101"
_OUT = "203.0.113.77"


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        says: what is seen here, and what to ask next: Markdown of ours.
        label: of the button.
        leads: what the button opens; ``None`` where the tour ends.
    """

    says: str
    label: str
    leads: Screen | None = None


def _events(*filters: str) -> Screen:
    return Screen.of("events", {"f": filters})


STEPS = (
    Step(
        "This office had a quiet yesterday, and an intrusion today. Begin with the severe alerts: yesterday there were none.",
        "Show the severe alerts",
        Screen.of("alerts", {"f": (SEVERE,)}),
    ),
    Step(
        f"One workstation, **{_HOST}**, is in nearly all of them, and again and again it calls the same address outside. "
        "Look at what the two said to each other.",
        "Open the conversation",
        Screen.of("flow", {"flow": (f"{_HOST},{_OUT}",)}),
    ),
    Step(
        "A **beacon**: one connection held for hours, with a question for work every 81 seconds. What had it fetched before?",
        "Show its files",
        _events(lucene.term("src_ip", "203.0.113.66"), lucene.term("event_type", "fileinfo")),
    ),
    Step(
        "A script, and **programs that call themselves logo.png and invoice.pdf**. Where did the workstation go from there?",
        "Show its file shares",
        _events(lucene.term("src_ip", _HOST), lucene.term("event_type", "smb")),
    ),
    Step(
        "Passwords tried on a neighbour until one worked, then **a program copied into ADMIN$ and started as a service**. "
        "What left the house?",
        "Show the names it asked for",
        _events(lucene.term("src_ip", _HOST), "dns.queries.rrname:*syncnode.example"),
    ),
    Step(
        "**Names that are data**: 120 questions to a server outside. That was the way in, through and out. Back to the alerts.",
        "Show its alerts",
        Screen.of("alerts", {"f": (SEVERE, lucene.term("src_ip", _HOST))}),
    ),
    Step(
        "You have seen all of it: **decide**. E escalates the group, N adds a note, the folder at the end of the bar pins this "
        "view into a case, which becomes one document.",
        "Done",
    ),
)
"""Six steps, and the end."""


def draw(page: str, source: str) -> None:
    """Draws the card in the corner: on the Overview until it is begun, then wherever its reader is, until it is closed.

    Args:
        page: the page that is drawn.
        source: the name of its source.
    """
    number: int = st.session_state.get("tour-step", 0)
    if source != SOURCE or st.session_state.get("tour-closed") or (number == 0 and page != "overview"):
        return
    step = STEPS[number]
    with st.container(key="tour", gap="xsmall"):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", horizontal_alignment="distribute"):
            last = step.leads is None
            st.caption("Guided tour" if last else f"Guided tour · {number + 1} of {len(STEPS) - 1}")
            st.button("Close the tour", icon=":material/close:", key="tour-close", type="tertiary", on_click=_close)
        st.markdown(step.says)
        st.button(
            step.label,
            icon=":material/check:" if last else ":material/arrow_forward:",
            key="tour-next",
            type="primary",
            on_click=_close if last else _go,
            args=() if last else (number,),
        )


def _go(number: int) -> None:
    leads = STEPS[number].leads
    assert leads is not None
    # The window and the source are the reader's own.
    kept = {key: (st.session_state.get(key) or "",) for key in ("source", "window")}
    show(Screen.of(leads.page, dict(leads.parts) | kept))
    st.session_state["tour-step"] = number + 1


def _close() -> None:
    st.session_state["tour-closed"] = True
