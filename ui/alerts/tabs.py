"""The tabs below a group: one of its alerts, its pairs, and what is known of its rule."""

from typing import Any

import streamlit as st

from ui import charts, menu, panel_menu, rankings, tables, text
from ui.alerts import looked_for, sample, table
from ui.facts import Event
from ui.panels import boundary, notes
from ui.particulars import aligned, choices
from ui.payload import SHOWN, carried
from ui.selection import Selection
from ui.snippets import Question

_PAIRS = 50


def opened() -> Any:
    """The four tabs; only the one that is open is drawn."""
    return st.tabs(("Sample", "Pairs", "Rule", "History"), key="alert-tabs", on_change="rerun")


def draw_sample(event: Event) -> None:
    """Draws one alert: its lines, what it carried, and what the rule says of itself."""
    st.code(aligned(sample.lines(event)) or "(no facts)", language=None, wrap_lines=True)
    values = tuple(dict.fromkeys(value for own in choices(event) for value in own))
    st.button(
        "A value of this alert …",
        icon=":material/more_horiz:",
        key="alert-values",
        type="tertiary",
        disabled=not values,
        help="Filter by it, group, compare, copy, open",
        on_click=menu.ask,
        args=(values,),
    )
    for part in carried(event):
        shown = "" if part.size <= SHOWN else f", the first {text.number(SHOWN)} shown"
        st.caption(f"{part.title}, {text.number(part.size)} bytes{shown}")
        st.code(part.printed, language=None, wrap_lines=True, height=240 if part.printed.count("\n") > 12 else "content")
    says = sample.says(event)
    if says:
        st.markdown(f":small[:gray[Rule says: {says}]]")


def draw_pairs(own: Selection) -> None:
    """Draws who did it to whom, most alerts first; a click filters."""
    found = own.groups(("src_ip", "dest_ip"), _PAIRS)
    ends = list(zip(found.frame["src_ip"].fillna(""), found.frame["dest_ip"].fillna(""), strict=True))
    rows = found.frame.assign(
        Source=[text.address(source) or rankings.MISSING for source, _ in ends],
        Target=[text.address(target) or rankings.MISSING for _, target in ends],
    )
    first, last = table.times(found.frame, own.query.window)
    columns = {
        "Source": tables.words("Source", 128),
        "Target": tables.words("Target", 128),
        "count": tables.count("Alerts", 58),
        "first": first,
        "last": last,
    }
    key = f"group-pairs-{charts.digest(ends, *rows['count'])}"
    with st.container(key="group-pairs-head", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.caption(f"{'The first ' if (found.distinct or 0) > len(ends) else ''}{text.number(len(ends))} of "
                   f"{text.number(max(found.distinct or 0, len(ends)))} · click one to filter", width="stretch")  # fmt: skip
        question = Question("groups", ("src_ip", "dest_ip"), _PAIRS)
        panel_menu.draw_in(st.container(width="content"), "alert-pairs", own, (question,), found.frame, found.notes)
    values = tuple((("src_ip", source or None), ("dest_ip", target or None)) for source, target in ends)
    tables.show(rows, columns, key, tables.filter_by_row, (key, values), row_height=29, most=12, choices=values)
    notes(found.notes)


def draw_rule(event: Event) -> None:
    """Draws what the rule looks for, when its text is known, and what the event says of it."""
    with boundary("rule", box=False):
        known = looked_for.draw(event)
        if not known:
            st.caption(
                "The rule's text is not known: Suricata logs it with `alert: metadata: rule: raw: yes`, or EVELENS_RULES names a "
                "folder of rule files."
            )
    st.code(aligned(sample.known(event)) or "(nothing)", language=None, wrap_lines=True)
