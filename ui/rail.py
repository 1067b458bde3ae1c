"""The rail beside the events: which fields they have, and the top values of one of them."""

import pandas as pd
import streamlit as st

from connector.answers import Values
from ui import bar, clauses, columns, menu, rows, tables, text
from ui.charts import digest
from ui.listing import Listing
from ui.panels import boundary
from ui.selection import Selection

_VALUES = 10
_TABLE = 192
"""Pixels: both tables and what stands around them fit beside the events."""

_ALONE = 426
"""Pixels of the fields before one of them is chosen: no part of the rail stays empty."""


def draw(selection: Selection, listing: Listing, shown: tuple[str, ...]) -> None:
    """Draws fields, values and what can be done with a value.

    Args:
        selection: what the values are counted over: everything that matches.
        listing: the newest events, whose fields are listed.
        shown: the columns of the table, to which a field may be added.
    """
    found = _draw_fields(listing)
    field: str = st.session_state.get("field") or ""
    with boundary("values"):
        if field:
            _draw_values(selection, field, listing.events.total, shown)
        elif found:
            st.caption("Click a field for its values.")


def _draw_fields(listing: Listing) -> int:
    sought: str = (st.session_state.get("find_field") or "").strip().lower()
    fields = listing.fields
    if sought:
        fields = fields[fields["field"].str.lower().str.contains(sought, regex=False)].reset_index(drop=True)
    of = f"of the newest {text.number(len(listing.events.raw))}" if listing.events.cut else "of these events"
    st.markdown(f"**Fields**  :small[:gray[{text.number(len(listing.fields))} {of}]]")
    st.text_input(
        "Find a field", key="find_field", placeholder="Find a field", icon=":material/search:", label_visibility="collapsed"
    )
    names = list(fields["field"])
    view = pd.DataFrame({"field": [text.visible(name, 100) for name in names], "share": fields["share"]})
    rows.draw(
        view,
        names,
        key=f"fields-{digest(names)}",
        state="field",
        height=_TABLE if st.session_state.get("field") else min(_ALONE, tables.height(len(names), 26, len(names))),
        row_height=26,
        boxes=False,
        config={
            "field": st.column_config.TextColumn("Field", width=128),
            "share": st.column_config.ProgressColumn("In", width=72, min_value=0, max_value=100, format="%.0f%%", color="gray"),
        },
    )
    return len(names)


def _draw_values(selection: Selection, field: str, total: int, shown: tuple[str, ...]) -> None:
    values = selection.values(field, _VALUES)
    st.markdown(f"**{text.plain(field, 40)}**  :small[:gray[{_extent(values)}]]")
    keys = values.frame["key"].to_list()
    if not keys:
        st.caption("No event that matches has this field.")
        return
    shares = values.frame["count"] * 100 / max(total, 1)
    view = pd.DataFrame({"value": [columns.written(key) for key in keys], "share": shares.astype("float64").to_list()})
    name = digest(field, keys)
    rows.draw(
        view,
        keys,
        key=f"values-{name}",
        state=f"value-{name}",
        height=min(_TABLE, tables.height(len(keys), 26, len(keys))),
        row_height=26,
        boxes=False,
        config={
            "value": st.column_config.TextColumn("Value", width=128),
            "share": st.column_config.ProgressColumn("Share", width=72, min_value=0, max_value=100, format="%.0f%%"),
        },
    )
    place = rows.position(keys, f"value-{name}")
    _draw_actions(field, None if place is None else keys[place], shown)


def _draw_actions(field: str, value: clauses.Value | None, shown: tuple[str, ...]) -> None:
    with st.container(key="value-actions", horizontal=True, gap="xsmall"):
        for label, icon, chip in (
            ("Only", ":material/add_circle:", clauses.only),
            ("Not", ":material/do_not_disturb_on:", clauses.without),
        ):
            st.button(
                label,
                icon=icon,
                key=f"value-{label.lower()}",
                disabled=value is None,
                help="Choose a value first" if value is None else None,
                on_click=bar.add_chip,
                args=("" if value is None else chip(field, value),),
            )
        st.button(
            "",
            icon=":material/more_horiz:",
            key="value-menu",
            disabled=value is None,
            help="Or, group, compare, copy, open",
            on_click=menu.ask,
            args=(() if value is None else ((field, value),),),
        )
        present = field in shown
        st.button(
            "",
            icon=":material/view_column:",
            key="value-column",
            help="Take the column away" if present else "Show as a column",
            on_click=columns.choose,
            args=(tuple(name for name in shown if name != field) if present else (*shown, field),),
        )


def _extent(values: Values) -> str:
    count = len(values.frame)
    if not count:
        return ""
    if values.distinct is None:
        return f"top {count}"
    return f"top {count} of {text.number(values.distinct)}" if values.distinct > count else f"all {count}"
