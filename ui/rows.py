"""A table in which a click anywhere in a row chooses it, and the choice stays with what was chosen, not with a position."""

from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

_NOTHING: dict[str, Any] = {"rows": [], "columns": [], "cells": []}


def draw(
    view: pd.DataFrame,
    identities: Sequence[object],
    key: str,
    state: str,
    height: int | Literal["stretch"],
    row_height: int,
    config: dict[str, Any],
    boxes: bool = True,
    required: bool = False,
    several: str = "",
) -> None:
    """Draws the table.

    Args:
        view: what is shown.
        identities: what each row stands for, in the same order.
        key: the table's key; it must hold a digest of the identities. A selection is a position: with a key that stays while the
            rows change, it would come to mean another row.
        state: where the chosen identity lies in ``session_state``; "" or missing for none.
        height: pixels, or all that its container has.
        row_height: pixels of a row.
        config: a column's name -> how it is drawn.
        boxes: whether each row begins with a box that shows the choice; without, the first cell of the row shows it.
        required: whether something stays chosen: a second click on the row changes nothing.
        several: where the identities of further rows lie in ``session_state``, which the boxes choose; "" for one row only.
    """
    place = position(identities, state)
    wanted = _selection(place, "" if boxes else str(view.columns[0]))
    if several:
        further = set(st.session_state.get(several) or ())
        found = [at for at, identity in enumerate(identities) if at == place or identity in further]
        wanted = {"selection": {"rows": found, "columns": [], "cells": []}}
    if (st.session_state.get(key) or {"selection": _NOTHING})["selection"] != wanted["selection"]:
        st.session_state[key] = wanted
    st.dataframe(
        view,
        key=key,
        height=height,
        row_height=row_height,
        hide_index=True,
        column_config=config,
        selection_mode=[_mode(required, several), "single-cell"] if boxes else "single-cell",
        placeholder="",
        on_select=lambda: _take_several(key, identities, state, several) if several else _take(key, identities, state, required),
    )


def _mode(required: bool, several: str) -> Literal["multi-row", "single-row", "single-row-required"]:
    return "multi-row" if several else "single-row-required" if required else "single-row"


def position(identities: Sequence[object], state: str) -> int | None:
    """The row of what is chosen; ``None`` when nothing is, or when it is not among the rows."""
    chosen = st.session_state.get(state)
    return next((place for place, identity in enumerate(identities) if identity == chosen), None)


def _take(key: str, identities: Sequence[object], state: str, required: bool) -> None:
    selection = st.session_state[key]["selection"]
    # A cell first: the row that was chosen before is still there when another row's cell is clicked.
    places = [cell[0] for cell in selection["cells"]] or list(selection["rows"])
    inside = [place for place in places if 0 <= place < len(identities)]
    if inside or not required:
        st.session_state[state] = identities[inside[0]] if inside else ""


def _take_several(key: str, identities: Sequence[object], state: str, several: str) -> None:
    selection = st.session_state[key]["selection"]
    cells = [cell[0] for cell in selection["cells"] if 0 <= cell[0] < len(identities)]
    if cells:
        st.session_state[state], st.session_state[several] = identities[cells[0]], ()
        return
    chosen, further = st.session_state.get(state), set(st.session_state.get(several) or ())
    rows = [identities[place] for place in selection["rows"] if 0 <= place < len(identities)]
    added = [identity for identity in rows if identity != chosen and identity not in further]
    elsewhere = tuple(identity for identity in further if identity not in identities)
    if added or chosen not in rows:
        st.session_state[state] = next(iter(added or rows), chosen)
    st.session_state[several] = (*elsewhere, *rows)


def _selection(place: int | None, column: str) -> dict[str, dict[str, Any]]:
    if place is None:
        return {"selection": _NOTHING}
    chosen = {"rows": [] if column else [place], "columns": [], "cells": [(place, column)] if column else []}
    return {"selection": chosen}
