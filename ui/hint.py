"""What to try when a filter finds nothing: its words inside longer words."""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

import streamlit as st

from connector import lucene
from connector.query import EVERYTHING
from ui import bar, chips, text
from ui.selection import Selection


def draw(here: Selection) -> None:
    """One line for each word that exists only inside longer ones, with the way there; nothing when events match.

    ``http.http_user_agent:curl`` means the whole word: ``curl/8.1`` is another one.
    """
    if here.trend().count:
        return
    words: list[str] = st.session_state.get("f") or []
    parts = [*map(chips.chip_filter, words), st.session_state.get("q") or EVERYTHING]
    for number, (place, longer) in enumerate(_longer(parts)):
        filter = reduce(lucene.both, (*parts[:place], longer, *parts[place + 1 :]))
        found = Selection(here.source, replace(here.query, filter=filter)).trend()
        if not found.count:
            continue
        count = f"{'' if found.exact else 'at least '}**{text.number(found.count)}**"
        with st.container(key=f"hint-{number}", horizontal=True, gap="small", vertical_alignment="center", width=860):
            st.markdown(f"0 events; {text.code(longer)} finds {count}", width="content")
            st.button("Show them", icon=":material/search:", key=f"take-hint-{number}", on_click=_take, args=(place, longer))


def _longer(parts: list[str]) -> Iterator[tuple[int, str]]:
    for place, part in enumerate(parts):
        yield from ((place, longer) for longer in lucene.longer_words(lucene.parse(part)))


def _take(place: int, longer: str) -> None:
    words: list[str] = list(st.session_state.get("f") or [])
    if place < len(words):
        st.session_state["f"] = [*words[:place], longer, *words[place + 1 :]]
    else:
        bar.set_query(longer)
