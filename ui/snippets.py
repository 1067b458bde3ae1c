"""The question that a page shows, for a notebook or a shell: it gives the same events there."""

import shlex
from urllib.parse import urlsplit

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
        # The REST API beside the pages answers from the first source, once it has a token.
        if settings().token and selection.source == first and selection.query.window.bounded:
            st.markdown("**or from anywhere**")
            st.code(curl(selection, st.context.url or ""), language="bash", wrap_lines=True)


def notebook(selection: Selection, first: str) -> str:
    """Python that asks the same question.

    Args:
        selection: the question.
        first: the source that a `Connector` opens when it is told nothing else.
    """
    query = selection.query
    lines = ["from connector import Connector, Window", ""]
    if selection.source != first:
        lines = ["import os", *lines, f'os.environ["EVELENS_SOURCE"] = {selection.source!r}']
    lines += ["c = Connector()", f"c.set_window(Window.parse({query.window.text!r}))"]
    lines += [f"c.set_page_size({query.limit})", f"frame = c.get_events_df({query.filter!r})"]
    return "\n".join(lines)


def shell(selection: Selection, first: str) -> str:
    """A command line that prints the same events whole, one a line; arguments as in `notebook`."""
    query = selection.query
    before = "" if selection.source == first else f"EVELENS_SOURCE={selection.source} "
    when = f"--window {shlex.quote(query.window.text)}" if query.window.bounded else "--all-time"
    ask = f"{before}python -m connector events {shlex.quote(query.filter)}"
    return " \\\n  ".join((ask, when, f"--limit {query.limit} --format ndjson"))


def curl(selection: Selection, page: str) -> str:
    """A command line that asks the REST API beside the pages; the token stays in the environment.

    Args:
        selection: the question, with a bounded window.
        page: the address of any page.
    """
    query, address = selection.query, urlsplit(page)
    start, end = (int(moment.timestamp() * 1_000) for moment in (query.window.start, query.window.end) if moment)
    # The API's last millisecond lies inside its window.
    return " \\\n  ".join(
        (
            f"curl -G {shlex.quote(f'{address.scheme}://{address.netloc}/rest/rules/es/events_tail/')}",
            '-H "Authorization: Token $EVELENS_TOKEN"',
            f"--data-urlencode {shlex.quote(f'qfilter={query.filter}')}",
            f"-d from_date={start} -d to_date={end - 1} -d page_size={query.limit}",
        )
    )
