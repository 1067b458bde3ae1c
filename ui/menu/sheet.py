"""The open menu: the value, what it does to the filters, the ways to copy it, and where else it may be looked up."""

import json
from collections.abc import Callable

import streamlit as st

from ui import bar, clauses, marked, site_links, text
from ui.address import script
from ui.charts import digest
from ui.clauses import Choices, Value
from ui.facts import flat
from ui.menu import verbs
from ui.menu.asked import asked, put_away
from ui.sources import settings

_EXACT = 2**53 - 1
"""The browser's numbers are doubles: beyond this it cannot take a bound."""

_LONG = 240
"""Characters of a value, beyond which its box scrolls."""


def draw() -> None:
    """Draws the menu where it is open."""
    choices = asked()
    if choices:
        _draw(choices)


@st.dialog("Value", on_dismiss=put_away)
def _draw(choices: Choices) -> None:
    if not asked():
        st.rerun()  # a button of ours has done its work: the page behind follows
    field, value = _chosen(choices)
    with st.container(key="menu-value", gap=None):
        st.caption(text.code(field, 80))
        _draw_copy(_shown(value) if value is None else flat(value))
        if value is not None and text.visible(flat(value), None) != flat(value):
            st.caption("Invisible characters are shown as marks: the JSON has them as they are.")
    _draw_verbs(field, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        _draw_bounds(field, value)
    _draw_copies(field, value)
    _draw_links(field, value)


def _chosen(choices: Choices) -> tuple[str, Value | None]:
    if len(choices) == 1:
        return choices[0]
    place = st.selectbox(
        "Which value",
        range(len(choices)),
        key=f"menu-which-{digest(choices)}",
        format_func=lambda number: text.visible(f"{choices[number][0]}: {_shown(choices[number][1])}", 80),
    )
    return choices[place]


def _shown(value: Value | None) -> str:
    return "(missing)" if value is None else text.visible(flat(value), _LONG) or "(empty)"


def _draw_verbs(field: str, value: Value | None) -> None:
    with st.container(key="menu-verbs", horizontal=True, gap="xsmall"):
        for label, icon, verb, words in (
            ("Only", ":material/add_circle:", verbs.only, "Keep the events with this value"),
            ("Not", ":material/do_not_disturb_on:", verbs.without, "Leave out the events with this value"),
            ("Or", ":material/join:", verbs.either, "Let this value pass too: widens the newest filter of this field"),
        ):
            st.button(label, icon=icon, key=f"menu-{label.lower()}", help=words, on_click=_do, args=(verb, field, value))
        if st.session_state.get("page") == "events":
            words = "Show on the histogram when the events with this value were"
            st.button("Mark", icon=":material/ink_highlighter:", key="menu-mark", help=words, on_click=_do,
                      args=(marked.mark, clauses.only(field, value)))  # fmt: skip
        if st.session_state.get("page") == "fields":
            st.button("Group by", icon=":material/data_object:", key="menu-group", on_click=_do, args=(bar.set_field, field))
        else:
            link = bar.link_state() | {"field": [field], "view": ["field"]}
            st.page_link(script("fields"), label="Group by", icon=":material/data_object:", query_params=link)


def _draw_bounds(field: str, value: float) -> None:
    with st.container(key="menu-bounds", horizontal=True, gap="xsmall", vertical_alignment="center"):
        for label, icon, clause in (
            ("Above", ":material/arrow_upward:", clauses.above),
            ("Below", ":material/arrow_downward:", clauses.below),
        ):
            st.button(label, icon=icon, key=f"menu-{label.lower()}", on_click=_do, args=(bar.add_chip, clause(field, value)))
    if abs(value) > _EXACT:
        return
    name = digest(field, value)
    with st.container(key="menu-between-row", horizontal=True, gap="xsmall", vertical_alignment="center"):
        least, greatest = (
            st.number_input(label, value=value, key=f"menu-{label.lower()}-{name}", label_visibility="collapsed")
            for label in ("Least", "Greatest")
        )
        between = clauses.between(field, least, greatest)
        st.button("Between", icon=":material/height:", key="menu-between", on_click=_do, args=(bar.add_chip, between))


def _draw_copies(field: str, value: Value | None) -> None:
    with st.container(key="menu-copies", gap="xsmall"):
        st.caption("As a filter" if value is None else "As a filter and as JSON")
        _draw_copy(clauses.only(field, value))
        if value is not None:
            # ASCII alone: nothing invisible gets lost on its way.
            _draw_copy(json.dumps({field: value}))


def _draw_copy(form: str) -> None:
    """Text with a button that copies it: as it is shown, which for all but invisible characters is as it is."""
    st.code(text.visible(form, None) or "(empty)", language=None, wrap_lines=True, height=96 if len(form) > _LONG else "content")


def _draw_links(field: str, value: Value | None) -> None:
    if value is None:
        return
    known = site_links.read(settings().data)
    with st.container(key="menu-links", horizontal=True, gap="xsmall"):
        for link in known.of(field):
            address = link.to(flat(value))
            if address:
                # Where it leads is the site's word; only the encoded value in it is an attacker's.
                st.link_button(text.plain(link.name, 40), address, icon=":material/open_in_new:")
    with st.container(key="menu-problems"):
        for problem in known.problems:
            st.text(text.visible(problem))


def _do(act: Callable[..., None], *arguments: object) -> None:
    act(*arguments)
    put_away()
