"""The tables of what has changed: the fields by how much, and the values that did."""

import pandas as pd
import streamlit as st

from ui import charts, summary, tables, text
from ui.fields import against, difference, values
from ui.fields.against import Other
from ui.fields.difference import KINDS
from ui.panels import Head

LISTED = 300
"""Values that are listed."""

_WORDS = {"new": "new", "gone": "gone", "up": "↑ up", "down": "↓ down"}
_COLOURS = ["blue", "gray", "gray", "gray"]


def draw_fields(counted: pd.DataFrame) -> None:
    """Draws fields, most changed first; a click on one keeps its values alone.

    Args:
        counted: what `ui.fields.difference.by_field` made.
    """
    names = counted["field"].to_list()
    rows = counted.assign(field=[text.visible(name) for name in names])
    shown = {"field": tables.words("Field", 138)}
    shown |= {kind: tables.count(kind.capitalize(), 52) for kind in KINDS}
    shown["effect"] = st.column_config.NumberColumn(
        "Effect", width=52, format="%.1f", help="The greatest effect, without its sign"
    )
    key = f"changed-fields-{charts.digest(rows.to_dict('list'))}"
    tables.show(rows, shown, key, _take_field, (key, tuple(names)), most=len(rows))


def draw_values(changed: pd.DataFrame, other: Other, note: Head) -> None:
    """Draws the values of all fields, or of the chosen one; a click filters.

    Args:
        changed: what `ui.fields.difference.ranked` made.
        other: what the window is compared with.
        note: the head of the panel.
    """
    there = ""
    if against.is_chosen():
        trend = other.of.trend()
        there = f"there: {other.words}, {'' if trend.exact else 'at least '}{summary.counted(trend.count, 'event')} · "
    note(f"{there}greatest effect first · click one to filter")
    field: str = st.session_state.get("changed-field") or ""
    own = changed[changed["field"] == field] if field else changed
    counts = own["kind"].value_counts()
    with st.container(key="changed-kinds", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.session_state.setdefault("changed-kind", "all")
        kind = st.segmented_control(
            "Kind",
            ["all", *KINDS],
            key="changed-kind",
            persist_state="session",
            format_func=lambda name: f"{name.capitalize()} {text.number(len(own) if name == 'all' else counts.get(name, 0))}",
            label_visibility="collapsed",
        )
        if field:
            st.button(text.plain(field, 40), icon=":material/close:", key="changed-every", on_click=_take_every)
    listed = own if kind in (None, "all") else own[own["kind"] == kind]
    if listed.empty:
        st.caption("Nothing: every value is about as frequent on both sides.")
    else:
        draw_table(listed.head(LISTED), "all", 15, 300, not field, other)
    more = f" The {LISTED} greatest of {text.number(len(listed))} are listed." if len(listed) > LISTED else ""
    formula = difference.formula(*sides(), other.lengths)
    st.caption(f"{formula} Up and down begin at {difference.LEAST:.0f}; new and gone are listed whatever it is.{more}")


def draw_table(changed: pd.DataFrame, which: str, most: int, width: int, named: bool, other: Other | None = None) -> None:
    """Draws values that changed; a click filters.

    Args:
        changed: what `ui.fields.difference.changes` or `ranked` made.
        which: tells the table from others.
        most: rows that show without scrolling.
        width: of the column of values, in pixels.
        named: whether there is a column of fields.
        other: what is compared with; ``None`` for the window before.
    """
    now, before = ("now", "before") if other is None else sides()
    formula = difference.formula(now, before, () if other is None else other.lengths)
    fields, keys = changed["field"].to_list(), changed["value"].to_list()
    rows = pd.DataFrame(
        {
            "Change": pd.Series([[_WORDS[kind]] for kind in changed["kind"]], dtype=object),
            "Field": [text.visible(field, 60) for field in fields],
            "Value": [values.shown(field, key) for field, key in zip(fields, keys, strict=True)],
            "Now": changed["now"].to_list(),
            "Before": changed["before"].to_list(),
            "Effect": changed["effect"].to_list(),
        }
    )
    shown = {
        "Change": st.column_config.MultiselectColumn(
            "Change", width=62 if not named else 72, options=list(_WORDS.values()), color=_COLOURS
        ),
        "Field": tables.words("Field", 150),
        "Value": tables.words("Value", width),
        "Now": tables.count(now.capitalize(), 50),
        "Before": tables.count(before.capitalize(), 56),
        "Effect": st.column_config.NumberColumn("Effect", width=48, format="%+.1f", help=formula),
    }
    if not named:
        del shown["Field"]
    choices = tuple(((field, key),) for field, key in zip(fields, keys, strict=True))
    key = f"changed-{which}-{charts.digest(choices, rows['Now'].to_list(), rows['Before'].to_list())}"
    tables.show(rows, shown, key, tables.filter_by_row, (key, choices), most=most, choices=choices)


def sides() -> tuple[str, str]:
    """What the two counts are called."""
    return ("here", "there") if against.is_chosen() else ("now", "before")


def _take_field(key: str, names: tuple[str, ...]) -> None:
    row = tables.picked(key)
    st.session_state["changed-field"] = names[row] if row is not None and row < len(names) else ""


def _take_every() -> None:
    st.session_state["changed-field"] = ""
