"""The history of questions: what was asked, how many events matched, and asking it again."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from connector.errors import ConfigError
from ui import address, sources, text
from ui.charts import digest
from ui.selection import Selection
from ui.views import saved, screen, words
from ui.views.screen import Screen
from ui.views.store import Question, Store

_SILENT = frozenset(("connection",))
"""Pages that ask nothing of the events."""


def note(store: Store, page: str, asked: Selection) -> None:
    """Keeps the question of this rerun, once; what the reader did not ask for is no question: a page as it opens.

    A store that cannot be used keeps nothing: the popover says so.

    Raises:
        ConnectorError: the source does not answer.
    """
    here = screen.present(page).having("source", asked.source)
    # A source of one session only would be asked in vain from another one.
    if page in _SILENT or not _asks(here) or asked.source not in sources.settings().sources:
        return
    trend = asked.trend()
    # Of files that are still being read, this is what was counted so far.
    question = Question(here, trend.count, trend.exact and asked.progress() is None, datetime.now(UTC))
    if st.session_state.get("asked_question") == question.identity:
        return
    # Before the writing: a store that fails is not tried again at every refresh.
    st.session_state["asked_question"] = question.identity
    try:
        store.note(question)
    except ConfigError as error:
        st.session_state["history_lost"] = str(error)
    else:
        st.session_state["history_lost"] = ""


def draw(store: Store) -> None:
    """Draws the questions, newest first; a click asks again.

    Raises:
        ConfigError: the store cannot be used.
    """
    if st.session_state.get("history_lost"):
        st.text(text.visible(st.session_state["history_lost"]))
    questions = store.questions()
    if not questions:
        st.caption("Nothing was asked yet. Whoever chooses a window or a filter finds the question here again, with its count.")
        return
    key = f"history-{digest([question.identity for question in questions])}"
    st.dataframe(
        _table(questions),
        key=key,
        height=min(330, 35 + 29 * len(questions) + 2),
        row_height=29,
        hide_index=True,
        selection_mode="single-cell",
        on_select=lambda: _take(key, questions),
        column_config={
            "question": st.column_config.TextColumn("Question", width=232),
            "page": st.column_config.TextColumn("Page", width=70),
            "window": st.column_config.TextColumn("Window", width=168),
            "matches": st.column_config.TextColumn("Matches", width=72, alignment="right"),
            "asked": st.column_config.TextColumn("Asked, UTC", width=98),
        },
    )
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.caption("A click asks again. Kept for everybody who uses this EveLens.")
        st.button(
            "Forget all", icon=":material/delete_sweep:", key="history_forget", type="tertiary", on_click=_forget, args=(store,)
        )


def _asks(here: Screen) -> bool:
    if here.page == "flow":
        return bool(here.text("flow"))
    return bool(here.filters or here.text("q") or here.text("window"))


def _table(questions: tuple[Question, ...]) -> pd.DataFrame:
    return pd.DataFrame([_row(question) for question in questions], dtype=object)


def _row(question: Question) -> dict[str, str]:
    here = question.screen
    asked = "  ".join((*words.filters(here), here.text("flow") if here.page == "flow" else "")).strip()
    return {
        "question": text.visible(asked or "everything", 200),
        "page": address.title(here.page),
        "window": words.spoken(here),
        "matches": ("" if question.exact else "≥ ") + text.number(question.count),
        "asked": text.moment(question.asked, False),
    }


def _take(key: str, questions: tuple[Question, ...]) -> None:
    places = [row for row, _ in st.session_state[key]["selection"]["cells"]]
    if places and places[0] < len(questions):
        saved.open_screen(questions[places[0]].screen)


def _forget(store: Store) -> None:
    try:
        store.forget()
    except ConfigError as error:
        st.session_state["history_lost"] = str(error)
