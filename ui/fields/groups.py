"""Groups of one to three fields, several tables on one page. Which ones lies in the address."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from connector.answers import Groups, Order
from ui import bar, charts, clauses, rankings, tables, text
from ui.clauses import Choices, Value
from ui.fields import values, views
from ui.panels import boundary, notes
from ui.selection import Selection

USUAL = (("src_ip", "dest_ip"), ("event_type", "app_proto"), ("dest_port", "proto"), ("alert.signature",))
"""What is grouped when nobody chose."""

_MOST = 3
_LISTED = 200
_TREND = 24
_TYPES: dict[str, Callable[[str], Value]] = {"integer": int, "float": float, "boolean": "true".__eq__}
_ORDERS: dict[Order, str] = {"count": "Most first", "severity": "Worst first", "last": "Newest first", "first": "New first"}


def read(words: str) -> tuple[tuple[str, ...], ...]:
    """The groupings that the address names: fields parted by commas, tables by semicolons; `USUAL` for none.

    What is more than three fields of a table is left out, and a table twice.
    """
    tables = (tuple(dict.fromkeys(name.strip() for name in part.split(",") if name.strip()))[:_MOST] for part in words.split(";"))
    return tuple(dict.fromkeys(fields for fields in tables if fields)) or USUAL


def write(groupings: tuple[tuple[str, ...], ...]) -> str:
    """The text that `read` reads; empty for `USUAL`."""
    return "" if groupings == USUAL else ";".join(",".join(fields) for fields in groupings)


def draw(here: Selection) -> None:
    """Draws the choice of another table, and the tables, two in a row."""
    groupings = read(st.session_state.get("groups") or "")
    order = _draw_choice(here, groupings)
    for start in range(0, len(groupings), 2):
        for place, column in enumerate(st.columns(2, gap="xsmall"), start):
            if place < len(groupings):
                with (
                    column,
                    st.container(border=True, key=f"panel-group-{place}", gap="xsmall"),
                    boundary(f"group-{place}", False),
                ):
                    _draw_group(here, groupings, place, order)


def _draw_choice(here: Selection, groupings: tuple[tuple[str, ...], ...]) -> Order:
    with st.container(key="groups-choice", horizontal=True, gap="xsmall", vertical_alignment="center"):
        views.draw()
        with boundary("groups-fields", box=False):
            # A comma or a semicolon inside a name could not be told from those between names.
            offered = [name for name in here.fields().frame["field"] if not {",", ";"} & set(name)]
            st.multiselect(
                "Fields of another table",
                offered,
                key="groups-fields",
                format_func=lambda name: text.visible(name, 60),
                max_selections=_MOST,
                select_all=False,
                placeholder="One to three fields",
                label_visibility="collapsed",
            )
        chosen = tuple(st.session_state.get("groups-fields") or ())
        st.button(
            "Add a table",
            icon=":material/add:",
            key="groups-add",
            disabled=not chosen or chosen in groupings,
            on_click=_add,
            args=(groupings, chosen),
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
        if groupings != USUAL:
            st.button("The usual ones", icon=":material/restart_alt:", key="groups-usual", on_click=_set, args=(USUAL,))
    return order


def _draw_group(here: Selection, groupings: tuple[tuple[str, ...], ...], place: int, order: Order) -> None:
    fields = groupings[place]
    found = here.groups(fields, _LISTED, order, _TREND)
    with st.container(key=f"group-head-{place}", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(
            f"**By**  {', '.join(text.code(name, 60) for name in fields)}  :small[:gray[{extent(found)}]]", width="stretch"
        )
        rest = tuple(each for each in groupings if each != fields)
        st.button("", icon=":material/close:", key=f"group-away-{place}", type="tertiary", on_click=_set, args=(rest,),
                  disabled=not rest, help="Take this table away")  # fmt: skip
    kinds = here.fields().frame
    rows = listed(fields, found.frame, dict(zip(kinds["field"], kinds["type"], strict=True)))
    choices = tuple(rows["choices"])
    length = text.span(here.query.window.length) if here.query.window.bounded else "All"
    wide = (222, 110, 96)[len(fields) - 1]
    shown = {f"key{number}": tables.words(text.visible(name, 60), wide) for number, name in enumerate(fields)}
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
    notes(found.notes)


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
        f"key{number}": pd.Series([_shown(name, key) for key in frame[name]], dtype=object) for number, name in enumerate(fields)
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


def extent(found: Groups) -> str:
    """``all 12 groups``, ``200 of 1,204 groups``, ``the first 200``."""
    count = len(found.frame)
    if found.distinct is None:
        return f"the first {text.number(count)}"
    return f"{text.number(count)} of {text.number(found.distinct)} groups" if found.distinct > count else f"all {count} groups"


def _shown(field: str, key: object) -> str:
    return rankings.MISSING if pd.isna(key) else values.shown(field, key)


def _choice(field: str, type: Callable[[str], Value], key: object) -> tuple[str, Value | None]:
    if pd.isna(key):
        return field, None
    try:
        return field, type(str(key))
    except ValueError:
        return field, str(key)  # of another type than most


def _add(groupings: tuple[tuple[str, ...], ...], chosen: tuple[str, ...]) -> None:
    st.session_state["groups-fields"] = []
    _set((chosen, *groupings))


def _set(groupings: tuple[tuple[str, ...], ...]) -> None:
    st.session_state["groups"] = write(groupings)


def _take_cell(key: str, choices: tuple[Choices, ...]) -> None:
    # A click on a key means that key, a click beside the keys the whole group.
    cell = tables.picked_cell(key)
    if cell is None or cell[0] >= len(choices):
        return
    column, own = cell[1], choices[cell[0]]
    meant = [own[int(column[3:])]] if column.startswith("key") else own
    bar.add_chip(*(clauses.only(field, value) for field, value in meant))
