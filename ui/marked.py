"""A second filter, marked on the histogram: how many of the events match it, and when. Its text lies in the address."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from connector.answers import Timeline, Trend
from connector.errors import QueryError
from ui import bar, chips, summary, text
from ui.panels import notes
from ui.selection import Selection


@dataclass(frozen=True, slots=True)
class Marked:
    """What the second filter matches.

    Attributes:
        of: these events.
        trend: how many they are.
        timeline: when they were.
    """

    of: Selection
    trend: Trend
    timeline: Timeline


def chosen() -> str:
    """The second filter, in the words of the filter box; empty without one."""
    words: str = st.session_state.get("mark") or ""
    return words.strip()


def mark(words: str) -> None:
    """Marks the events of another filter; empty for none. For callbacks."""
    st.session_state["mark"] = words


def asked(here: Selection, words: str) -> Marked | None:
    """What the filter matches of the events; ``None`` when it cannot be read, and the reason is drawn.

    Raises:
        ConnectorError: the source does not answer.
    """
    try:
        of = here.narrowed(chips.chip_filter(words))
        return Marked(of, of.trend(), of.timeline())
    except QueryError as error:
        with st.container(key="marked", horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.badge("Mark", icon=":material/error:", color="red")
            with st.container(width="stretch"):
                st.text(text.visible(error, 300))
            _draw_away()
        return None


def draw_input() -> None:
    """Draws the box for it."""
    # Not bound itself, and right when the address changes.
    st.session_state["mark_typed"] = st.session_state.get("mark") or ""
    st.text_input(
        "Mark on the histogram",
        key="mark_typed",
        icon=":material/ink_highlighter:",
        placeholder="Mark, e.g. dest_port:53",
        on_change=_take,
        label_visibility="collapsed",
        width=230,
    )


def draw_words(found: Marked, total: Trend, words: str) -> None:
    """Draws how many events are marked, and what can be done with the filter.

    Args:
        found: what it matches.
        total: how many events there are, marked or not.
        words: the filter.
    """
    with st.container(key="marked", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(f":small[{told(found.trend, total, words)}]", width="stretch")
        turned = chips.written(chips.said(words), not chips.is_negated(words))
        for label, icon, chip in (
            ("Only these", ":material/add_circle:", words),
            ("Not these", ":material/do_not_disturb_on:", turned),
        ):
            st.button(label, icon=icon, key=f"mark-{label.split()[0].lower()}", type="tertiary", on_click=_filter, args=(chip,))
        _draw_away()
    notes(tuple(dict.fromkeys((*found.trend.notes, *found.timeline.notes))))


def told(marked: Trend, total: Trend, words: str) -> str:
    """``Narrow bars: 1,204 of 53,210 events (2.3 %) match dest_port:53``, as Markdown."""
    least = "" if marked.exact else "at least "
    share = f" ({100 * marked.count / total.count:.1f} %)" if total.count and marked.exact and total.exact else ""
    of = f"{'' if total.exact else 'at least '}{summary.counted(total.count, 'event')}"
    verb = "matches" if marked.count == 1 else "match"
    means = " (contains, anywhere in an event)" if chips.is_word(words) else ""
    return f"Narrow bars: {least}**{text.number(marked.count)}** of {of}{share} {verb} {text.code(words, 120)}{means}"


def _draw_away() -> None:
    st.button("", icon=":material/close:", key="mark-away", type="tertiary", help="Take the mark away",
              on_click=mark, args=("",))  # fmt: skip


def bars(stacked: pd.DataFrame) -> pd.DataFrame:
    """The bars of a timeline, narrower, to stand inside others."""
    margin = (stacked["to"] - stacked["from"]) * 0.24
    return stacked.assign(**{"from": stacked["from"] + margin, "to": stacked["to"] - margin})


def _take() -> None:
    mark(st.session_state["mark_typed"].strip())


def _filter(chip: str) -> None:
    bar.add_chip(chip)
    mark("")
