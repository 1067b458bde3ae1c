"""The table of groups: its cells, its columns, and the line below it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from connector.answers import Trend
from connector.window import Window
from ui import bar, questions, rankings, rows, summary, tables, text
from ui.alerts import grouping, verdict
from ui.alerts.chosen import CHOSEN, SEVERAL
from ui.alerts.desk import Desk
from ui.alerts.groups import GREATEST, PAGE, Listing
from ui.charts import digest
from ui.panels import notes
from ui.selection import Selection

ROW = 33
MARKS = {"new": "blue", "woken": "blue", "escalated": "orange", "closed": "gray", "false alarm": "gray"}
"""What a group is marked with, and the colour of it."""
_RULE = (
    "Needs eyes first: verdicts that woke, then the worst severity, in it groups that are new, then most alerts. "
    "New is what the equally long window before does not have."
)
MISSING = "(missing)"
_WIDTHS = {"alert.signature": 330, "alert.category": 200, "src_ip": 100, "dest_ip": 100, "dest_port": 60, "app_proto": 70}
_DAY = timedelta(days=1)


def draw(listing: Listing, window: Window, place: int) -> None:
    """Draws the page of the table that holds a place, and below it how much there is.

    Args:
        listing: the groups.
        window: of the alerts.
        place: that of the chosen group.
    """
    first = place // PAGE * PAGE
    here = listing.identities[first : first + PAGE]
    view = cells(listing, first)
    rows.draw(
        view,
        here,
        key=f"groups-{digest(listing.names, here)}",
        state=CHOSEN,
        # The last of several pages is as high as the others.
        height=tables.height(len(here) if place < PAGE else PAGE, ROW, PAGE),
        row_height=ROW,
        config=config(view, listing, window),
        several=SEVERAL,
    )


def cells(listing: Listing, first: int) -> pd.DataFrame:
    """A page of groups as the table shows it, every text safe.

    Args:
        listing: the groups.
        first: the place of the first group of the page.
    """
    part = listing.answer.frame.iloc[first : first + PAGE].reset_index(drop=True)
    shown: dict[str, pd.Series] = {"Severity": _words([[rankings.severity_word(severity)] for severity in part["severity"]])}
    for number, name in enumerate(listing.names):
        shown[f"key-{number}"] = _words([_cell(name, key) for key in part[name]])
    shown["Alerts"] = part["count"]
    shown["Trend"] = _words([list(trend) for trend in part["trend"]])
    shown |= {title: part[column] for title, column in counted(listing.names)}
    shown |= {"First": part["first"], "Last": part["last"]}
    shown["Marks"] = _words([mark_of(listing, first + row) for row in range(len(part))])
    return pd.DataFrame(shown)


def mark_of(listing: Listing, place: int) -> list[str]:
    """What was decided about the group at a place; else whether it is new."""
    decided = listing.marks.get(listing.identities[place])
    return [decided] if decided else ["new"] if listing.is_new(place) else []


def counted(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The columns that count addresses: of a field that the groups are made by there is one in each."""
    both = (("Sources", "sources", "src_ip"), ("Targets", "targets", "dest_ip"))
    return [(title, column) for title, column, field in both if field not in names]


def config(view: pd.DataFrame, listing: Listing, window: Window) -> dict[str, Any]:
    """How each of these columns is drawn."""
    first, last = times(listing.answer.frame, window)
    length = text.span(window.length) if window.bounded else "All"
    drawn: dict[str, Any] = {
        "Severity": tables.chips("Severity", 86),
        "Alerts": tables.count("Alerts", 50),
        "Trend": tables.bars(length, 64),
        "Sources": tables.count("Sources", 60),
        "Targets": tables.count("Targets", 56),
        "First": first,
        "Last": last,
        "Marks": tables.marks("Marks", 92, MARKS),
    }
    for number, name in enumerate(listing.names):
        drawn[f"key-{number}"] = tables.words(grouping.title(name), _WIDTHS.get(name, 140))
    return {name: drawn[name] for name in view.columns}


def times(frame: pd.DataFrame, window: Window) -> tuple[Any, Any]:
    """The columns of first and last times, as short as they can be understood.

    Args:
        frame: groups, with ``first`` and ``last``.
        window: within a day the time of day says it all.
    """
    years = set(frame["first"].dt.year.dropna()) | set(frame["last"].dt.year.dropna())
    if window.bounded and window.length <= _DAY:
        width, format = 50, "HH:mm"
    elif years <= {datetime.now(UTC).year}:
        width, format = 96, "D MMM HH:mm"
    else:
        width, format = 122, "D MMM YYYY HH:mm"
    column = st.column_config.DatetimeColumn
    return (
        column("First", width=width, timezone="UTC", format=format),
        column("Last", width=width, timezone="UTC", format=format),
    )


def draw_foot(listing: Listing, trend: Trend, everything: Trend, desk: Desk) -> None:
    """Draws how many groups and alerts there are, the keys, the way back, and what the answers lack.

    Args:
        listing: the groups.
        trend: of the alerts that are shown.
        everything: of those in every state.
        desk: what was decided about them.
    """
    groups = f"{'' if listing.exact else 'at least '}{summary.counted(listing.total, 'group')}"
    said = f"{groups} of {'' if trend.exact else 'at least '}{summary.counted(trend.count, 'alert')}"
    said = f"{said[0].upper()}{said[1:]}"
    with st.container(key="groups-foot", horizontal=True, gap="small", vertical_alignment="center"):
        hidden = everything.count - trend.count
        hides = f", {text.number(hidden)} in other states" if hidden > 0 else ""
        keys = "Keys: **J K** move, **E X F** decide, **N** note, **Z** undo"
        st.caption(f"{said}{hides}. Times are UTC. {keys}", width="content", help=_RULE)
        verdict.draw_last(desk)
    if listing.total > GREATEST:
        st.caption(f"The first {text.number(GREATEST)} groups can be looked through: filter, or group by fewer fields.")
    if listing.total > len(listing.identities) and grouping.order() == "severity":
        first = text.number(len(listing.identities))
        st.caption(f"What is new stands first among the {first} groups of worst severity and most alerts; paging looks at more.")
    past = () if listing.past is None or listing.known is not None else listing.past.notes
    notes(tuple(dict.fromkeys((*listing.answer.notes, *trend.notes, *past))))


def draw_older(listing: Listing, alerts: Selection) -> None:
    """Says how many severe alerts are older than those that a server hands out, with the way to them."""
    if listing.answer.exact:
        return
    severe = alerts.narrowed(questions.SEVERE)
    older = severe_left_out(listing, severe.trend().count)
    if older:
        with st.container(key="older-severe", horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(
                f"**{summary.counted(older, 'severe alert')}** {'is' if older == 1 else 'are'} older than these.", width="content"
            )
            st.button(
                "Only severe", icon=":material/filter_alt:", key="only-severe", on_click=bar.add_chip, args=(questions.SEVERE,)
            )


def severe_left_out(listing: Listing, severe: int) -> int:
    """How many of the severe alerts are in none of the groups."""
    frame = listing.answer.frame
    return max(0, severe - int(frame["count"][(frame["severity"] == 1).fillna(False)].sum()))


def _cell(name: str, key: object) -> str:
    if pd.isna(key):
        return rankings.NO_SIGNATURE if name == "alert.signature" else MISSING
    written = text.address(key) if name in ("src_ip", "dest_ip") else text.visible(key, 200)
    return written or rankings.EMPTY


def _words(values: list[Any]) -> pd.Series:
    return pd.Series(values, dtype=object)
