"""What one hunt found: two plain sentences, the query, its rows, a picture, who else, and what to do next."""

from typing import Any

import pandas as pd
import streamlit as st

from connector import hunts
from connector.hunts import Result
from ui import bar, clauses, panel_menu, rankings, summary, tables, text
from ui.address import script
from ui.charts import digest
from ui.clauses import Choices
from ui.hunts import asked, beside, pictures
from ui.hunts.scores import STATES
from ui.panels import boundary, notes
from ui.selection import Selection
from ui.snippets import Question

SHOWN = 200
"""Rows of the table."""

_LETTER = 7
_ROW = "hunt-row"
_PAYLOADS = ("long", "base64", "indicators")
_NUMBERS = frozenset(("dest_port", "src_port", "flow_id", "http.status", "fileinfo.size", "alert.signature_id", "alert.severity"))
"""Fields of numbers: groups tell all keys as texts."""


def draw(here: Selection, result: Result) -> None:
    """Draws it."""
    hunt, of = result.hunt, here.narrowed(result.hunt.filter)
    with st.container(key="head-hunt", horizontal=True, gap="xsmall", vertical_alignment="center"):
        state = f" :{STATES[result.state]}-badge[{result.state}]" if result.state in STATES else ""
        # A site's own hunt may be called anything.
        st.markdown(f"**{text.plain(hunt.name, 80)}**{state}", width="stretch")
        link = bar.link_state(*([] if hunt.filter == "*" else [hunt.filter]))
        st.page_link(script("events"), label="Open in Events", icon=":material/list_alt:", query_params=link)
        more = st.container(width="content")
    # What is more than groups is no question of the library: its events are.
    questions = (Question("groups", hunt.fields[0], SHOWN),) if hunt.view == "groups" else ()
    panel_menu.draw_in(more, "hunt", of, questions, exported(result.frame), result.notes)
    st.text(" ".join(part for part in (hunt.question, hunt.why) if part))
    st.code(asked_of(result), language=None, wrap_lines=True)
    if hunt.view == "list":
        _draw_list()
    if result.why:
        st.text(text.visible(result.why))
    elif not result.hits:
        st.caption(f"Nothing in this window; before: {'unknown' if result.before is None else text.number(result.before)}.")
    else:
        _draw_rows(here, of, result)
    notes(result.notes)
    _draw_next(result)


def asked_of(result: Result) -> str:
    """The filter, and in words what else makes a row."""
    hunt = result.hunt
    words = {
        "new": "not before this window",
        "long": f"payloads of {hunt.letters} letters or more",
        "base64": "what the base64 in the payloads decodes to",
        "indicators": "addresses, URLs and hashes in the payloads",
        "beacons": "by pair, 8 calls or more, jitter < 20 %",
        "list": "the indicators of the list",
    }.get(hunt.view, "")
    bounds = [
        words,
        f"by {', '.join(hunt.fields[0])}" if hunt.view == "groups" else "",
        f"at most {summary.counted(hunt.rare, 'event')}" if hunt.rare else "",
        f"at least {summary.counted(hunt.many, 'event')}" if hunt.many else "",
        f"at least {hunt.fan} targets" if hunt.fan else "",
        f"shorter than {hunt.short} letters" if hunt.short else "",
        f"{hunt.columns[0]} = {hunt.columns[1]}" if hunt.equal else "",
    ]
    return text.visible(", ".join([*([] if hunt.filter == "*" else [hunt.filter]), *(part for part in bounds if part)]), None)


def exported(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows for a file."""
    return frame.drop(columns=hunts.GAPS, errors="ignore")


def view_of(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows for a table: texts made safe, what is not shown left out."""
    # The last time is in the file: the table has no room for it, nor for the first one beside the numbers of a beacon.
    left = ["Last", "First"] if "Calls" in frame.columns else ["Last"]
    view = exported(frame).head(SHOWN).drop(columns=left, errors="ignore").copy()
    for name in view.columns:
        if name == "Bytes":
            view[name] = ["" if pd.isna(each) else text.size(each) for each in view[name]]
        elif view[name].dtype == object or pd.api.types.is_string_dtype(view[name]):
            view[name] = [rankings.MISSING if pd.isna(each) else text.visible(each, 300) for each in view[name]]
    return view


def choices_of(result: Result) -> tuple[Choices, ...]:
    """For each row the values that its menu is about, as filters want them."""
    return tuple(tuple((field, value_of(field, value)) for field, value in row) for row in result.choices[:SHOWN])


def value_of(field: str, value: str | None) -> clauses.Value | None:
    """What a key of a group stands for: groups tell all keys as texts."""
    if value is not None and (field in _NUMBERS or ".bytes" in field) and value.isdecimal():
        return int(value)
    return value


def chips_of(result: Result, choices: Choices, place: int) -> tuple[str, ...]:
    """The filters that show a row's events; of a payload's those with its signature."""
    if result.hunt.view == "list":
        listed = {each.value: each.filter() for each in asked.indicators()[0]}
        return tuple(listed[each] for each in result.frame.iloc[place, :1] if each in listed)
    chips = (result.hunt.filter, *(clauses.only(field, value) for field, value in choices))
    return tuple(chip for chip in chips if chip != "*")


def columns_of(view: pd.DataFrame) -> dict[str, Any]:
    """How each column is drawn, in order."""
    drawn: dict[str, Any] = {}
    for name in view.columns:
        match name:
            case "Events" | "Sources" | "Targets" | "Calls" | "Letters" | "Score":
                drawn[name] = tables.count(name, 12 + _LETTER * len(name))
            case "Jitter":
                drawn[name] = st.column_config.NumberColumn(name, width=52, format="%.0f %%")
            case "First" | "Last":
                drawn[name] = tables.moment(f"{name} UTC", 104)
            case _:
                letters = int(view[name].astype(str).head(12).str.len().quantile(0.75)) if len(view) else 0
                drawn[name] = tables.words(
                    text.visible(name, 40), min(230, max(13 + _LETTER * len(name), 12 + _LETTER * letters))
                )
    return drawn


def _draw_rows(here: Selection, of: Selection, result: Result) -> None:
    view, choices = view_of(result.frame), choices_of(result)
    key = f"hunt-rows-{digest(result.hunt.slug, choices, view.iloc[:, 0].to_list())}"
    tables.show(view, columns_of(view), key, _take_row, (key, result.hunt.slug), most=8, choices=choices)
    if result.hits is not None and result.hits > len(view):
        st.caption(f"{text.number(len(view))} of {text.number(result.hits)} rows; the dots above have all.")
    if result.hunt.view == "beacons":
        st.caption(hunts.FORMULA)
    place = _row(result.hunt.slug, len(view))
    with boundary("hunt-picture", box=False):
        pictures.draw(here, result, place)
    with boundary("hunt-beside", box=False):
        beside.draw(here, of, choices[place])
    label = "Events of this signature" if result.hunt.view in _PAYLOADS else f"Events of row {place + 1}"
    link = bar.link_state(*chips_of(result, choices[place], place))
    st.page_link(script("events"), label=label, icon=":material/list_alt:", query_params=link)


def _row(slug: str, count: int) -> int:
    """The row that picture and sentences are about: the one that was clicked, else the first."""
    about, place = st.session_state.get(_ROW) or ("", 0)
    return int(place) if about == slug and place < count else 0


def _take_row(key: str, slug: str) -> None:
    place = tables.picked(key)
    if place is not None:
        st.session_state[_ROW] = (slug, place)


def _draw_next(result: Result) -> None:
    hunt = result.hunt
    if hunt.next:
        st.markdown("**What to do next**")
        for number, step in enumerate(hunt.next, 1):
            st.text(f"{number}. {text.visible(step)}")
    if hunt.normal:
        st.caption(f"Normal here: {text.plain(hunt.normal, 500)}")
    if hunt.mitre:
        st.caption(f"ATT&CK: {', '.join(text.plain(each, 20) for each in hunt.mitre)}")


def _draw_list() -> None:
    st.text_area(
        "Domains, addresses, networks, URLs, hashes, JA4: one a line",
        key=asked.LIST,
        height=110,
        placeholder="evil[.]test\n198.51.100.0/24\nhxxps://evil.test/a.ps1",
        max_chars=40_000,
    )
    known, strange = asked.indicators()
    if known:
        more = f", the first {hunts.MOST} are looked for" if len(known) > hunts.MOST else ""
        st.caption(f"{summary.counted(len(known), 'indicator')}{more}.")
    if strange:
        st.text(f"No indicator, and left out: {', '.join(text.visible(each, 40) for each in strange[:8])}.")
