"""The picture of a hunt: its hits over the window, or the rhythm of a beacon."""

import pandas as pd
import streamlit as st

from connector import hunts
from connector.hunts import Result
from ui import charts, text
from ui.charts import digest
from ui.selection import Selection


def draw(here: Selection, result: Result, place: int) -> None:
    """Draws it; nothing for all time.

    Args:
        here: everything that the bar has chosen.
        result: what the hunt found.
        place: the row that a rhythm is of.
    """
    if hunts.GAPS in result.frame.columns:
        row = result.frame.iloc[place]
        ends = f"{text.plain(row.iloc[0], 40)} → {text.plain(row.iloc[1], 40)}"
        st.markdown(f"**{ends}**  :small[:gray[seconds between two calls]]")
        gaps = pd.DataFrame({"number": range(1, len(row[hunts.GAPS]) + 1), "seconds": row[hunts.GAPS]})
        charts.show(charts.rhythm(gaps, charts.word(row.iloc[2]), 150), f"hunt-rhythm-{digest(row[hunts.GAPS])}")
        return
    window = here.query.window
    if not window.bounded or not any(result.trend):
        return
    step = window.step(hunts.BUCKETS)
    st.markdown(f"**Hits over time**  :small[:gray[events, {text.span(step)} a bar, UTC]]")
    frame = pd.DataFrame(
        {
            "time": pd.to_datetime(list(window.starts(step)), utc=True)[: len(result.trend)],
            "key": kind(result),
            "count": result.trend,
        }
    )
    bars = charts.stacks(frame, step, window, charts.word)
    charts.show(charts.pulse(bars, window), f"hunt-pulse-{digest(result.hunt.slug, result.trend)}")


def kind(result: Result) -> str:
    """The type of events that its colour is of."""
    return result.hunt.reads[0] if len(result.hunt.reads) == 1 else "other"
