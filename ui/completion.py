"""A filter from what there is: a field, then one of its top values or another one, and whether to keep or leave out."""

import re
from dataclasses import replace

import streamlit as st

from connector import lucene
from connector.errors import QuerySyntaxError
from connector.query import EVERYTHING
from ui import chips, clauses, text
from ui.charts import digest
from ui.panels import boundary
from ui.selection import Selection

_TOP = 50
_NAME = re.compile(r"[A-Za-z_@][\w.@-]*")
_OPEN = re.compile(r"[*?]|^(?:[\[{(/]|[<>]=?|\")")
"""What makes a typed value more than a value: wildcards, ranges, groups, patterns, words in a row."""


def draw(here: Selection) -> None:
    """Draws the two lists and the two buttons.

    Args:
        here: what the values are counted over; where nothing matches, its whole window.
    """
    everything = replace(here, query=replace(here.query, filter=EVERYTHING))
    with boundary("completion", box=False), st.container(key="complete", horizontal=True, gap="xsmall"):
        field: str | None = st.selectbox(
            "Field",
            everything.fields().frame["field"].to_list(),
            index=None,
            key="complete_field",
            format_func=lambda name: text.visible(name, 100),
            placeholder="Field",
            width=190,
            label_visibility="collapsed",
        )
        offered = _offered(here if here.trend().count else everything, field) if field else {}
        label: str | None = st.selectbox(
            "Value",
            list(offered),
            index=None,
            # Another field has other values: what was chosen of the first one is none of its.
            key=f"complete_value-{digest(field)}",
            placeholder="A top value, or type one" if field else "Value",
            accept_new_options=True,
            disabled=not field,
            label_visibility="collapsed",
        )
        clause = _clause(field, label, offered) if field and label else ""
        for name, icon, chip in (
            ("Only", ":material/add_circle:", clause),
            ("Not", ":material/do_not_disturb_on:", f"-{clause}"),
        ):
            key = f"complete_{name.lower()}"
            st.button(name, icon=icon, key=key, disabled=not clause, on_click=_add, args=(chip,), width="content")


def typed(field: str, words: str) -> str:
    """The clause of a value that was typed: wildcards, ranges, ``>5``, ``(a OR b)`` and quotes mean what they mean in Lucene.

    Whatever else was typed, or cannot be read so, is the value itself.
    """
    words = words.strip()
    if _NAME.fullmatch(field) and _OPEN.search(words):
        clause = f"{field}:{words}"
        try:
            lucene.parse(clause)
        except QuerySyntaxError:
            return clauses.only(field, words)
        # Of several clauses the chip's "-" would deny the first alone, and the others would lie on no field.
        return clause if clauses.is_about(clause, field) else clauses.only(field, words)
    return clauses.only(field, words)


def _offered(here: Selection, field: str) -> dict[str, clauses.Value]:
    frame = here.values(field, _TOP).frame
    offered: dict[str, clauses.Value] = {}
    for value, count in zip(frame["key"], frame["count"], strict=True):
        offered.setdefault(f"{text.visible(value, 120)}  ·  {text.number(count)}", value)
    return offered


def _clause(field: str, label: str, offered: dict[str, clauses.Value]) -> str:
    return clauses.only(field, offered[label]) if label in offered else typed(field, label)


def _add(chip: str) -> None:
    st.session_state["f"] = chips.added(st.session_state.get("f") or [], chip)
    st.session_state["complete_field"] = None
