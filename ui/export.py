"""Events as files: what is shown, as CSV for a spreadsheet or whole as NDJSON."""

import pandas as pd
import streamlit as st

from connector.spreadsheet import defused
from ui import text
from ui.facts import flat
from ui.listing import Listing


def draw(listing: Listing, shown: tuple[str, ...]) -> None:
    """Draws the button that opens the choice of files."""
    popover = st.popover("Export", icon=":material/download:", key="export", on_change="rerun")
    if not popover.open:
        return
    count = text.number(len(listing.events.raw))
    with popover, st.container(width=300, gap="xsmall"):
        what = f"The {count} newest, as listed" if listing.events.cut else f"All {count} events"
        st.caption(f"{what}. Narrow the window or choose a longer page for others.")
        st.download_button(
            "CSV, these columns",
            data=lambda: csv(listing.rows[list(shown)]),
            file_name="events.csv",
            mime="text/csv",
            icon=":material/table:",
            key="export-csv",
            on_click="ignore",
            width="stretch",
        )
        st.download_button(
            "NDJSON, whole events",
            data=lambda: ndjson(listing.events.raw),
            file_name="events.ndjson",
            mime="application/x-ndjson",
            icon=":material/data_object:",
            key="export-ndjson",
            on_click="ignore",
            width="stretch",
        )


def csv(frame: pd.DataFrame) -> bytes:
    """The frame as CSV in UTF-8, times in ISO 8601, UTC; a text that a spreadsheet would run gets an apostrophe in front.

    Columns keep their names and order, headers are defused too: a field's name is written by whoever wrote the event.
    """
    # As objects: a list of integers with gaps would become floats.
    safe = pd.DataFrame({defused(name): pd.Series(_column(frame[name]), dtype=object) for name in frame.columns})
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8", "replace")


def ndjson(raw: tuple[bytes, ...]) -> bytes:
    """The events whole, one a line, as they were written."""
    return b"".join(line.rstrip(b"\r\n") + b"\n" for line in raw)


def _column(column: pd.Series) -> list[object]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    missing = column.isna()
    if pd.api.types.is_numeric_dtype(column.dtype):
        return [None if gone else value for value, gone in zip(column, missing, strict=True)]
    return [None if gone else defused(flat(value)) for value, gone in zip(column, missing, strict=True)]
