"""The dots of a panel: its rows as a file, the events behind them, and its question for a notebook or a shell."""

from collections.abc import Callable

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from connector.answers import Note
from connector.frames.parquet import frame_parquet
from ui import summary, text
from ui.case import pinning
from ui.export import csv, ndjson
from ui.jq import jq
from ui.panels import Head, notes
from ui.selection import Selection
from ui.snippets import Question, curl, notebook, shell
from ui.sources import settings


def draw(
    head: Head, asked: Selection, questions: tuple[Question, ...], frame: pd.DataFrame, lacking: tuple[Note, ...] = ()
) -> None:
    """Draws the dots at the end of a panel's head. They cost nothing until somebody opens them.

    Args:
        head: of the panel.
        asked: the window and the filter of the panel's question: the events that it is about.
        questions: what it asks; none for the events themselves.
        frame: the answer's rows.
        lacking: what the answer lacks.
    """
    draw_in(head.row, head.name, asked, questions, frame, lacking)


def draw_in(
    place: DeltaGenerator,
    name: str,
    asked: Selection,
    questions: tuple[Question, ...],
    frame: pd.DataFrame,
    lacking: tuple[Note, ...] = (),
) -> None:
    """The same in any place, under a name that tells these dots from others."""
    popover = place.popover(
        "More", icon=":material/more_horiz:", key=f"more-{name}", on_change="rerun", type="tertiary", width="content"
    )
    if not popover.open:
        return
    with popover, st.container(width=560, gap="xsmall"):
        notes(lacking)
        _draw_files(name, asked, frame)
        _draw_code(asked, questions)
        pinning.draw_button(f"panel-{name}", "the events behind this", pinning.of_question, asked, f"Events behind {name}")


def _draw_files(name: str, asked: Selection, frame: pd.DataFrame) -> None:
    newest = "" if asked.query.limit is None else f", the newest {text.number(asked.query.limit)} at most"
    st.caption(f"The answer as a file, {summary.counted(len(frame), 'row')}; or the events that it counts, whole{newest}.")
    files: tuple[tuple[str, str, str, str, Callable[[], bytes]], ...] = (
        ("CSV", "csv", "text/csv", ":material/table:", lambda: csv(frame)),
        ("Parquet", "parquet", "application/vnd.apache.parquet", ":material/view_column:", lambda: frame_parquet(frame)),
        ("NDJSON", "ndjson", "application/x-ndjson", ":material/data_object:", lambda: ndjson(asked.events().raw)),
    )
    with st.container(horizontal=True, gap="xsmall"):
        for label, ending, kind, icon, made in files:
            st.download_button(
                label,
                data=made,
                file_name=f"{name}.{ending}",
                mime=kind,
                icon=icon,
                key=f"more-{name}-{ending}",
                on_click="ignore",
            )


def _draw_code(asked: Selection, questions: tuple[Question, ...]) -> None:
    first, several = settings().source, len(questions) > 1
    st.markdown(f"**The same {'questions' if several else 'question'} from a notebook**")
    st.code(notebook(asked, first, *questions), language="python", wrap_lines=True)
    behind = any(question.method == "groups" for question in questions)
    st.markdown("**The events behind it, from a shell**" if behind else "**From a shell**")
    st.code(shell(asked, first, *questions), language="bash", wrap_lines=True)
    # The REST API beside the pages answers from the first source, once it has a token.
    if settings().token and asked.source == first and asked.query.window.bounded:
        st.markdown("**The events behind it, from anywhere**")
        st.code(curl(asked, st.context.url or ""), language="bash", wrap_lines=True)
    st.markdown("**The filter, in Lucene**")
    st.code(asked.query.filter, language=None, wrap_lines=True)
    program = jq(asked.query.filter)
    if program is not None:
        st.markdown("**The filter, in jq, whatever the window**")
        st.code(f"jq -c '{program}' eve.json", language="bash", wrap_lines=True)
