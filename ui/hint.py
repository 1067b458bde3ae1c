"""What to try when a filter finds nothing: what was probably meant."""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

import streamlit as st

from connector import lucene
from connector.query import EVERYTHING
from ui import bar, chips, text
from ui.selection import Selection


def draw(here: Selection) -> None:
    """One line for each filter that was probably meant and finds events, with the way there; nothing when events match."""
    if here.trend().count:
        return
    words: list[str] = st.session_state.get("f") or []
    if not words and not st.session_state.get("q"):
        return
    fields = Selection(here.source, replace(here.query, filter=EVERYTHING)).fields().frame
    known = dict(zip(fields["field"], fields["type"], strict=True))
    parts = [*map(chips.chip_filter, words), st.session_state.get("q") or EVERYTHING]
    for number, (place, meant) in enumerate(_meant(parts, known)):
        filter = reduce(lucene.both, (*parts[:place], meant, *parts[place + 1 :]))
        found = Selection(here.source, replace(here.query, filter=filter)).trend()
        if not found.count:
            continue
        count = f"{'' if found.exact else 'at least '}**{text.number(found.count)}**"
        with st.container(key=f"hint-{number}", horizontal=True, gap="small", vertical_alignment="center", width=860):
            st.markdown(f"0 events; {text.code(meant)} finds {count}", width="content")
            st.button("Show them", icon=":material/search:", key=f"take-hint-{number}", on_click=_take, args=(place, meant))


def _meant(parts: list[str], known: dict[str, str]) -> Iterator[tuple[int, str]]:
    for place, part in enumerate(parts):
        yield from ((place, hint.filter) for hint in lucene.hints(part, known))


def _take(place: int, meant: str) -> None:
    words: list[str] = list(st.session_state.get("f") or [])
    if place < len(words):
        st.session_state["f"] = [*words[:place], meant, *words[place + 1 :]]
    else:
        bar.set_query(meant)
