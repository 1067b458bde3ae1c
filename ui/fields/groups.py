"""Groups of one to three fields, several on one page, each as a table, bars or streams. Which ones lies in the address."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from connector.answers import Groups, Order
from ui import bar, charts, clauses, marks, panel_menu, rankings, tables, text
from ui.charts import Stream
from ui.clauses import Choices, Value
from ui.fields import groupings, pictures, values, views
from ui.fields.groupings import FORMS, USUAL, Form, Grouping
from ui.panels import boundary, notes
from ui.selection import Selection
from ui.snippets import Question

_LISTED = 200
_TREND = 24
_HEIGHT = 315
"""Pixels of a table of nine rows, and of what else is drawn in its place."""

_LETTER, _LABEL = 7, 300
"""Pixels of a letter, and of the longest label of a bar."""

_TYPES: dict[str, Callable[[str], Value]] = {"integer": int, "float": float, "boolean": "true".__eq__}
_ORDERS: dict[Order, str] = {"count": "Most first", "severity": "Worst first", "last": "Newest first", "first": "New first"}


def draw(here: Selection) -> None:
    """Draws the choice of another table, and the tables, two in a row."""
    chosen = groupings.read(st.session_state.get("groups") or "")
    order = _draw_choice(here, chosen)
    for start in range(0, len(chosen), 2):
        for place, column in enumerate(st.columns(2, gap="xsmall"), start):
            if place < len(chosen):
                with (
                    column,
                    st.container(border=True, key=f"panel-group-{place}", gap="xsmall"),
                    boundary(f"group-{place}", False),
                ):
                    _draw_group(here, chosen, place, order)


def _draw_choice(here: Selection, present: tuple[Grouping, ...]) -> Order:
    with st.container(key="groups-choice", horizontal=True, gap="xsmall", vertical_alignment="center"):
        views.draw()
        with boundary("groups-fields", box=False):
            st.multiselect(
                "Fields of another table",
                groupings.offered(here.fields().frame["field"].to_list()),
                key="groups-fields",
                format_func=lambda name: text.visible(name, 60),
                max_selections=groupings.MOST,
                select_all=False,
                placeholder="One to three fields",
                label_visibility="collapsed",
            )
        chosen = tuple(st.session_state.get("groups-fields") or ())
        st.button(
            "Add a table",
            icon=":material/add:",
            key="groups-add",
            disabled=not chosen or chosen in [each.fields for each in present],
            on_click=_add,
            args=(present, chosen),
        )
        order: Order = st.selectbox(
            "Order",
            list(_ORDERS),
            key="groups-order",
            format_func=_ORDERS.__getitem__,
            persist_state="session",
            label_visibility="collapsed",
            width=150,
        )
        if present != USUAL:
            st.button("The usual ones", icon=":material/restart_alt:", key="groups-usual", on_click=_set, args=(USUAL,))
    return order


def _draw_group(here: Selection, present: tuple[Grouping, ...], place: int, order: Order) -> None:
    fields, form = present[place].fields, present[place].form
    found = here.groups(fields, _LISTED, order, _TREND)
    with st.container(key=f"group-head-{place}", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(
            f"**By**  {', '.join(text.code(name, 60) for name in fields)}  :small[:gray[{extent(found, form)}]]", width="stretch"
        )
        _draw_form(present, place)
        question = Question("groups", fields, _LISTED, order)
        more = st.container(width="content")
        panel_menu.draw_in(more, f"group-{place}", here, (question,), found.frame.drop(columns="trend"), found.notes)
        rest = tuple(each for each in present if each.fields != fields)
        st.button("", icon=":material/close:", key=f"group-away-{place}", type="tertiary", on_click=_set, args=(rest,),
                  disabled=not rest, help="Take this table away")  # fmt: skip
    kinds = here.fields().frame
    rows = listed(fields, found.frame, dict(zip(kinds["field"], kinds["type"], strict=True)))
    if form == "table" or rows.empty:
        _draw_table(here, fields, rows, place)
    elif form == "bars":
        parts = pictures.bars(rows[_keys(fields)], found.frame)
        width = min(_LABEL, 20 + _LETTER * int(parts["label"].str.len().max()))
        marks.draw_ranked(parts, rows["choices"].head(len(parts)), f"group-bars-{place}", width)
    else:
        _draw_streams(fields, rows, place)
    notes(found.notes)


def _draw_form(present: tuple[Grouping, ...], place: int) -> None:
    # Not bound itself, and right when the address changes.
    key = f"group-form-{place}"
    st.session_state[key] = present[place].form
    with st.container(width="content"):
        st.segmented_control(
            "How the groups are drawn",
            list(FORMS),
            key=key,
            format_func=FORMS.__getitem__,
            required=True,
            on_change=_take_form,
            args=(present, place, key),
            label_visibility="collapsed",
            width="content",
        )


def _draw_table(here: Selection, fields: tuple[str, ...], rows: pd.DataFrame, place: int) -> None:
    choices = tuple(rows["choices"])
    length = text.span(here.query.window.length) if here.query.window.bounded else "All"
    wide = (222, 110, 96)[len(fields) - 1]
    shown = {key: tables.words(text.visible(name, 60), wide) for key, name in zip(_keys(fields), fields, strict=True)}
    shown["Trend"] = tables.bars(length, 64)
    shown["Events"] = tables.count("Events", 54)
    if rows["Worst"].map(bool).any():
        shown["Worst"] = tables.chips("Worst", 84)
    shown |= {
        "Sources": tables.count("Sources", 54),
        "Targets": tables.count("Targets", 54),
        "Last": tables.moment("Last UTC", 104),
    }
    key = f"group-{place}-{charts.digest(fields, rows['Events'].to_list(), choices)}"
    tables.show(rows, shown, key, _take_cell, (key, choices), most=9, choices=choices)


def _draw_streams(fields: tuple[str, ...], rows: pd.DataFrame, place: int) -> None:
    stops, links, meant = pictures.streams(rows[_keys(fields)], rows["choices"].to_list(), rows["Events"].to_list())
    key = f"group-streams-{place}-{charts.digest(stops, links)}"
    st.echarts_chart(
        charts.streams(stops, links, "%,d"),
        height=_HEIGHT,
        key=key,
        on_select=lambda: _take_stream(key, links, meant),
        alt=f"{len(links)} streams between {len(stops)} values; the table holds the same.",
    )


def listed(fields: tuple[str, ...], frame: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Groups as the rows of a table, in their order.

    Args:
        fields: what was grouped by.
        frame: of a `connector.answers.Groups` with ``trend``.
        kinds: the type of each field, as in `connector.answers.Fields`: the keys of groups are texts, and a number is none.

    Returns:
        ``key0`` and further (safe text), ``Trend`` (lists), ``Events``, ``Sources``, ``Targets`` (int64), ``Worst`` (lists of
        words, empty without a severity), ``Last`` (UTC) and ``choices`` (`ui.clauses.Choices`, in the order of the fields).
    """
    keys = {
        key: pd.Series([_shown(name, value) for value in frame[name]], dtype=object)
        for key, name in zip(_keys(fields), fields, strict=True)
    }
    worst = [[] if pd.isna(each) else [rankings.severity_word(each)] for each in frame["severity"]]
    types = [_TYPES.get(kinds.get(name, ""), str) for name in fields]
    choices = [tuple(map(_choice, fields, types, row)) for row in frame[list(fields)].itertuples(index=False, name=None)]
    rest = {
        "Trend": pd.Series([list(each) for each in frame["trend"]], dtype=object),
        "Events": frame["count"],
        "Worst": pd.Series(worst, dtype=object),
        "Sources": frame["sources"],
        "Targets": frame["targets"],
        "Last": frame["last"],
        "choices": pd.Series(choices, dtype=object),
    }
    return pd.DataFrame(keys | rest)


def extent(found: Groups, form: Form = "table") -> str:
    """``all 12 groups``, ``200 of 1,204 groups``, ``the first 200``; of a picture ``the first 12 of 1,204 groups``."""
    count = len(found.frame)
    drawn = min(count, {"table": count, "bars": pictures.BARS, "sankey": pictures.STREAMS}[form])
    if found.distinct is None:
        return f"the first {text.number(drawn)}"
    first = "the first " if form != "table" else ""
    return (
        f"{first}{text.number(drawn)} of {text.number(found.distinct)} groups"
        if found.distinct > drawn
        else f"all {drawn} groups"
    )


def _keys(fields: tuple[str, ...]) -> list[str]:
    return [f"key{number}" for number in range(len(fields))]


def _shown(field: str, key: object) -> str:
    return rankings.MISSING if pd.isna(key) else values.shown(field, key)


def _choice(field: str, type: Callable[[str], Value], key: object) -> tuple[str, Value | None]:
    if pd.isna(key):
        return field, None
    try:
        return field, type(str(key))
    except ValueError:
        return field, str(key)  # of another type than most


def _add(present: tuple[Grouping, ...], fields: tuple[str, ...]) -> None:
    st.session_state["groups-fields"] = []
    _set((Grouping(fields), *present))


def _set(present: tuple[Grouping, ...]) -> None:
    st.session_state["groups"] = groupings.write(present)


def _take_form(present: tuple[Grouping, ...], place: int, key: str) -> None:
    drawn = replace(present[place], form=st.session_state[key])
    _set((*present[:place], drawn, *present[place + 1 :]))


def _take_stream(key: str, links: list[Stream], meant: list[Choices]) -> None:
    selected = (st.session_state.get(key) or {}).get("selection", {}).get("selected") or []
    bar.add_chip(*pictures.clicked(selected, links, meant))


def _take_cell(key: str, choices: tuple[Choices, ...]) -> None:
    # A click on a key means that key, a click beside the keys the whole group.
    cell = tables.picked_cell(key)
    if cell is None or cell[0] >= len(choices):
        return
    column, own = cell[1], choices[cell[0]]
    meant = [own[int(column[3:])]] if column.startswith("key") else own
    bar.add_chip(*(clauses.only(field, value) for field, value in meant))
