"""Who else: which other sources have to do with what the first row is about, in this window and before."""

import streamlit as st

from ui import clauses, text
from ui.clauses import Choices
from ui.questions import before
from ui.selection import Selection

_NAMED = 4
_OWN = frozenset(("src_ip", "event_type", "proto", "app_proto", "flow_id", "dest_port"))


def draw(here: Selection, of: Selection, choices: Choices) -> None:
    """Draws the sentence; nothing for a row that is about nothing but its source.

    Args:
        here: everything that the bar has chosen.
        of: the events that the hunt looks at.
        choices: the values of the row.
    """
    subject = about(choices)
    if subject is None:
        return
    field, value = subject
    own = dict(choices).get("src_ip")
    narrowed = of.narrowed(clauses.only(field, value))
    now = [str(key) for key in narrowed.values("src_ip", 1_000).frame["key"] if key != own]
    earlier = before(here, narrowed)
    past = None if earlier is None else [str(key) for key in earlier.values("src_ip", 1_000).frame["key"] if key != own]
    head = f"**Who else: {text.plain(value, 60)}**"
    st.markdown(f"{head}  :small[:gray[{sentence(now, past, own is not None)}]]")


def about(choices: Choices) -> tuple[str, clauses.Value] | None:
    """What the row is about besides its source: its target, or the first value that tells something."""
    known = {field: value for field, value in choices if value is not None}
    for field in ("dest_ip", *known):
        if field in known and field not in _OWN:
            value = known[field]
            return field, value
    return None


def sentence(now: list[str], past: list[str] | None, others: bool) -> str:
    """``nobody in this window, nobody in the window before``: Markdown."""
    nobody = "nobody else" if others else "nobody"
    said = [f"{_named(now) or nobody} in this window"]
    if past is not None:
        said.append(f"{_named(past) or nobody} in the window before")
    return ", ".join(said)


def _named(addresses: list[str]) -> str:
    shown = [text.plain(text.address(each), 60) for each in addresses[:_NAMED]]
    more = len(addresses) - len(shown)
    return ", ".join(shown) + (f" and {text.number(more)} more" if more else "")
