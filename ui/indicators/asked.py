"""The sightings of the viewer's list: asked once, and kept until list, filters, window or events are others."""

from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from connector.answers import Progress
from connector.indicators import Sightings
from ui import sources, text
from ui.indicators.given import Given
from ui.selection import Selection

_PLACE = "sightings"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was seen.

    Attributes:
        key: what was asked.
        found: the sightings.
        at: when, UTC.
        kept: whether it stays while a server may have new events: each time it costs it many requests.
    """

    key: tuple[object, ...]
    found: Sightings
    at: datetime
    kept: bool


def asked(here: Selection, given: Given) -> Answer:
    """The sightings of the list in the window, of the events that pass the filters; with progress while they are looked for.

    Raises:
        ConnectorError: the source does not answer.
    """
    files = sources.reads_files(here.source)
    # The window of a server's answer is the one that was chosen, not the ten seconds that it was taken in.
    when = (here.query.window, here.generation()) if files else st.session_state.get("window")
    key = (here.source, here.query.filter, when, given.digest)
    held: Answer | None = st.session_state.get(_PLACE)
    if held is None or held.key != key:
        held = st.session_state[_PLACE] = Answer(key, _looked_for(here, given), datetime.now(UTC), not files)
    return held


def again() -> None:
    """Forgets the answer, so that it is asked anew. For callbacks."""
    st.session_state.pop(_PLACE, None)


def _looked_for(here: Selection, given: Given) -> Sightings:
    place = st.empty()
    words = f"Looking for {text.number(len(given.read.indicators))} indicators"

    def tell(progress: Progress) -> None:
        seen = f", {text.number(progress.events)} seen so far" if progress.events else ""
        place.progress(min(max(progress.share, 0.0), 1.0), f"{words}: {text.plain(progress.name, 40)}{seen}")

    with st.spinner(f"{words} …", show_time=True):
        found = here.sightings(given.read.indicators, tell)
    place.empty()
    return found
