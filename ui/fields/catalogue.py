"""The list of all fields: searched, and one of them chosen. The chosen one lies in the address."""

import pandas as pd
import streamlit as st

from connector.answers import Fields
from ui import rows, tables, text
from ui.charts import digest

USUAL = "event_type"
"""What is shown when nobody chose."""

_ROW = 26
_TABLE, _TALL = 556, 764
"""Pixels: as high as what stands beside it, without and with numbers."""


def chosen() -> str:
    """The field that the page is about."""
    return st.session_state.get("field") or USUAL


def draw(fields: Fields, tall: bool) -> None:
    """Draws the search box and the list, as tall as what stands beside it; a click on a field chooses it."""
    sought: str = st.text_input(
        "Find a field",
        key="find_any_field",
        persist_state="session",
        placeholder="Find a field, a type or a value",
        icon=":material/search:",
        label_visibility="collapsed",
    )
    found = matching(fields.frame, sought)
    if found.empty:
        st.caption("No field, type or example holds these letters.")
        return
    names = found["field"].to_list()
    view = listed(found, fields.total)
    rows.draw(
        view,
        names,
        key=f"fields-{digest(names)}",
        state="field",
        height=min(_TALL if tall else _TABLE, tables.height(len(names), _ROW, len(names))),
        row_height=_ROW,
        boxes=False,
        config={
            "Field": tables.words("Field", 140),
            "In": st.column_config.ProgressColumn("In", width=70, min_value=0, max_value=100, format="%.0f%%", color="gray"),
            "Type": tables.words("Type", 58),
            "Events": tables.count("Events", 56),
            "Example": tables.words("Example", 84),
        },
    )


def matching(frame: pd.DataFrame, sought: str) -> pd.DataFrame:
    """The fields whose name, type or example holds the letters, in any case; those of most events first.

    Args:
        frame: of a `connector.answers.Fields`.
        sought: letters; blank for all fields.
    """
    letters = sought.strip().lower()
    ordered = frame.sort_values("count", ascending=False, kind="stable")
    if letters:
        texts = ordered[["field", "type", "example"]].fillna("").astype(object)
        held = [any(letters in str(each).lower() for each in row) for row in texts.itertuples(index=False)]
        ordered = ordered[held]
    return ordered.reset_index(drop=True)


def listed(frame: pd.DataFrame, total: int) -> pd.DataFrame:
    """Fields as the rows of a table, in their order: ``Field``, ``In`` (percent of events), ``Type``, ``Events``, ``Example``.

    Args:
        frame: of a `connector.answers.Fields`.
        total: how many events were looked at.
    """
    rows = {
        "Field": [text.visible(name, 100) for name in frame["field"]],
        "In": (frame["count"] * 100 / max(total, 1)).astype("float64").to_list(),
        "Type": [kind.replace(", ", " / ") for kind in frame["type"]],
        "Events": frame["count"].astype("int64").to_list(),
        "Example": [text.visible(example, 100) for example in frame["example"].fillna("")],
    }
    return pd.DataFrame(rows)
