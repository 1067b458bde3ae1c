"""The question that a page shows, for a notebook or a shell: it gives the same events there."""

import shlex

import streamlit as st

from ui.selection import Selection
from ui.sources import settings


def draw(selection: Selection) -> None:
    """Draws the button that opens them."""
    popover = st.popover("Code", icon=":material/code:", key="code", on_change="rerun")
    if not popover.open:
        return
    first = settings().source
    with popover, st.container(width=560, gap="xsmall"):
        st.markdown("**The same question from a notebook**")
        st.code(notebook(selection, first), language="python", wrap_lines=True)
        st.markdown("**or from a shell**")
        st.code(shell(selection, first), language="bash", wrap_lines=True)


def notebook(selection: Selection, first: str) -> str:
    """Python that asks the same question.

    Args:
        selection: the question.
        first: the source that a `Connector` opens when it is told nothing else.
    """
    query = selection.query
    lines = ["from connector import Connector, Window"]
    if selection.source != first:
        lines.append("from connector.config import load")
    opened = "" if selection.source == first else f"config=load(source={selection.source!r})"
    lines += ["", f"c = Connector({opened})", f"c.set_window(Window.parse({query.window.text!r}))"]
    lines += [f"c.set_page_size({query.limit})", f"frame = c.get_events_df({query.filter!r})"]
    return "\n".join(lines)


def shell(selection: Selection, first: str) -> str:
    """A command line that prints the same events whole, one a line; arguments as in `notebook`."""
    query = selection.query
    before = "" if selection.source == first else f"EVELENS_SOURCE={selection.source} "
    when = f"--window {shlex.quote(query.window.text)}" if query.window.bounded else "--all-time"
    ask = f"{before}python -m connector events {shlex.quote(query.filter)}"
    return " \\\n  ".join((ask, when, f"--limit {query.limit} --format ndjson"))
