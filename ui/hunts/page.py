"""The page: the scoreboard at the left, what the chosen hunt found at the right, Sigma rules below."""

import time

import streamlit as st

from connector.hunts import Result
from ui import charts, panel_menu, rows, summary, tables, text
from ui.hunts import asked, result, saving, scores, sigma
from ui.hunts.asked import Asked
from ui.panels import boundary, panel
from ui.selection import Selection

PLACE = "hunt"
"""Where the chosen hunt lies in ``session_state``: the address holds it."""

_PART = "hunts-part"
_ROW, _MOST = 31, 20


def draw(here: Selection) -> None:
    """Draws all of it."""
    began = time.monotonic()
    with st.spinner("Hunting …", show_time=True):
        found = asked.ask(here)
    seconds = time.monotonic() - began
    with st.container(key="hunts-body"):
        left, right = st.columns((60, 40), gap="xsmall")
    with left, st.container(key="hunts-list", gap="xsmall"):
        chosen = _draw_scores(here, found, seconds)
    with right, st.container(border=True, height=724, key="hunts-result", gap="xsmall"), boundary("hunt", box=False):
        if chosen is None:
            st.caption("No hunt is in this list.")
        else:
            result.draw(here, chosen)
    with panel("Sigma rules", "as a site writes them, over this window", key="sigma") as head:
        sigma.draw(here, head)


def _draw_scores(here: Selection, found: Asked, seconds: float) -> Result | None:
    shown = _draw_controls(here, found, seconds)
    chosen = _chosen(shown)
    named = st.session_state.get(PLACE) or ""
    # The first one stands chosen where nobody chose: it goes by the name that the address has.
    identities = [named if each is chosen else each.hunt.slug for each in shown]
    length = text.span(here.query.window.length) if here.query.window.bounded else "All"
    view = scores.rows(shown)
    config = {
        "State": st.column_config.MultiselectColumn(
            "State", width=84, options=list(scores.STATES), color=list(scores.STATES.values())
        ),
        "Hunt": tables.words("Hunt", 190),
        "Hits": st.column_config.TextColumn("Hits", width=50, alignment="right"),
        "Before": st.column_config.TextColumn("Before", width=56, alignment="right"),
        "Trend": tables.bars(length, 84),
        "Look": tables.words("First thing to look at", 236),
        "Reads": tables.words("Reads", 76),
    }
    key = f"hunts-{charts.digest(identities, view['Hits'].to_list(), view['Look'].to_list())}"
    height = tables.height(max(len(view), 1), _ROW, _MOST)
    rows.draw(view, identities, key, PLACE, height, _ROW, config, required=True)
    _draw_foot(here, found)
    return chosen


def _draw_controls(here: Selection, found: Asked, seconds: float) -> tuple[Result, ...]:
    counts = {name: len(scores.part(found.results, name)) for name in scores.PARTS}
    with st.container(key="hunts-controls", horizontal=True, gap="xsmall", vertical_alignment="center"):
        name = st.segmented_control(
            "Hunts",
            [part for part in scores.PARTS if counts[part] or part == "All"],
            key=_PART,
            default="All",
            required=True,
            format_func=lambda part: f"{part} {counts[part]}",
            label_visibility="collapsed",
        )
        ran = sum(each.hits is not None for each in found.results)
        took = f"{ran} ran" + (f" in {seconds:.1f} s" if seconds >= 0.1 else "")
        st.caption(" · ".join([took, *_others(found)]), width="stretch", text_alignment="right")
        saving.draw(here)
        more = st.container(key="hunts-more", width="content")
        panel_menu.draw_in(more, "hunts", here, (), scores.rows(found.results).drop(columns="Trend"))
    return scores.part(found.results, name or "All")


def _others(found: Asked) -> list[str]:
    waiting = sum(each.state == "waits" for each in found.results)
    failed = sum(each.state == "failed" for each in found.results)
    return [
        words
        for count, words in (
            (waiting, f"{waiting} wait{'s' if waiting == 1 else ''}"),
            (failed, f"{failed} failed"),
            (len(found.left), f"{len(found.left)} not asked"),
        )
        if count
    ]


def _draw_foot(here: Selection, found: Asked) -> None:
    if found.left:
        names = ", ".join(text.visible(each.name, 60) for each in found.left)
        with st.container(key="hunts-left", horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.text(f"Not asked, so that the server is not asked too much at once: {names}.", width="stretch")
            st.button(
                f"Ask the rest ({len(found.left)})",
                icon=":material/play_arrow:",
                key="hunts-ask",
                on_click=asked.press,
                args=(asked.MORE, here),
            )
    for problem in found.catalogue.problems:
        st.text(text.visible(problem))
    if any(each.before is not None for each in found.results):
        st.caption(
            "Changed: hits, and none in the window before, or twice as many; and whatever is new. Few hits stand before many."
        )
    else:
        st.caption(f"Nothing is compared: {summary.unknown_before(here.query.window, here.span().first)}.")


def _chosen(shown: tuple[Result, ...]) -> Result | None:
    named = st.session_state.get(PLACE)
    return next((each for each in shown if each.hunt.slug == named), shown[0] if shown else None)
