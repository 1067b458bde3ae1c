"""The page: a place for the list, then what it holds and what of it was seen."""

import streamlit as st

from ui import bar, charts, snippets, sources, states, summary, tables
from ui.case import pinning
from ui.export import csv
from ui.indicators import asked, given, rows
from ui.indicators.asked import Answer
from ui.indicators.given import Given
from ui.panels import Head, notes, panel
from ui.selection import Selection
from ui.views import screen

_MOST = 18
_QUESTION = snippets.Question("indicators", ("indicators.txt",))


def draw(here: Selection) -> None:
    """Draws the form, or the list and its sightings."""
    found = given.given()
    if found is None:
        with panel("What to look for", "a list, or a report", key="indicators-form"):
            given.draw_form()
        return
    given.draw_given(found)
    if not states.ready(here):
        return
    with panel("Sightings", key="sightings") as head:
        _draw_sightings(here, found, head)


def _draw_sightings(here: Selection, found: Given, head: Head) -> None:
    answer = asked.asked(here, found)
    seen = answer.found.seen
    head(" · ".join(filter(None, (
        rows.truth(len(seen), answer.found.asked, answer.found.exact),
        summary.in_words(here.query),
        "a click shows the events" if seen else "",
    ))))  # fmt: skip
    with head.row:
        if answer.kept:
            st.caption(f"asked {answer.at:%H:%M:%S} UTC")
            st.button("Ask again", icon=":material/refresh:", key="sightings_again", type="tertiary", on_click=asked.again)
        _draw_more(here, answer)
    notes(answer.found.notes)
    if not seen:
        st.markdown("**None of them was seen in this window.**")
        st.caption("A longer window may hold some: choose one above. What each type is looked for in, docs/indicators.md says.")
        return
    frame = rows.rows(seen)
    filters = [rows.clause(each) for each in seen]
    own = tuple(map(rows.choices, seen))
    key = f"sightings-{charts.digest(found.digest, frame['Events'].to_list(), filters)}"
    columns = {
        "Type": tables.words("Type", 74),
        "Indicator": tables.words("Indicator", 330),
        "Match": tables.words("Match", 92),
        "Seen in": tables.words("Seen in", 260),
        "Events": tables.count("Events", 64),
        "Sources": tables.count("Sources", 60),
        "Targets": tables.count("Targets", 60),
        "First": tables.moment("First UTC", 108),
        "Last": tables.moment("Last UTC", 108),
    }
    tables.show(frame, columns, key, _open_events, (key, tuple(filters)), most=_MOST, choices=own, meant=filters)


def _draw_more(here: Selection, answer: Answer) -> None:
    popover = st.popover("More", icon=":material/more_horiz:", key="more-sightings", on_change="rerun", type="tertiary")
    if not popover.open:
        return
    first = sources.settings().source
    with popover, st.container(width=520, gap="xsmall"):
        st.caption(f"The answer as a file, {summary.counted(len(answer.found.seen), 'row')}.")
        st.download_button("CSV", data=lambda: csv(answer.found.frame), file_name="sightings.csv", mime="text/csv",
                           icon=":material/table:", key="sightings_csv", on_click="ignore")  # fmt: skip
        st.markdown("**The same question from a notebook**")
        st.code(snippets.notebook(here, first, _QUESTION), language="python", wrap_lines=True)
        st.markdown("**From a shell**")
        st.code(snippets.shell(here, first, _QUESTION), language="bash", wrap_lines=True)
        seen = [each.indicator for each in answer.found.seen]
        pinning.draw_button("sightings", "these sightings", pinning.of_sightings, here, seen)


def _open_events(key: str, filters: tuple[str, ...]) -> None:
    row = tables.picked(key)
    if row is None or row >= len(filters):
        return
    bar.add_chip(filters[row])
    screen.show(screen.present("events"))
