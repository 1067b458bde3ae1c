"""Alerts that are like one: the same rule elsewhere, other rules about the same ends."""

from functools import partial

import streamlit as st

from connector import lucene
from ui import bar, clauses, summary
from ui.facts import Event, fact
from ui.selection import Selection


def draw(alerts: Selection, event: Event) -> None:
    """Draws how many there are in the window, whatever was decided about them; a click filters.

    Args:
        alerts: the alerts of the window.
        event: the one that they are like.
    """
    found = [(label, chips, _narrowed(alerts, chips).trend()) for label, chips in likenesses(event)]
    st.caption("Similar alerts, in every state · click one to filter")
    for number, (label, chips, trend) in enumerate(found):
        counted = f"{'' if trend.exact else 'at least '}{summary.counted(trend.count, 'alert')}"
        st.button(
            f"{label}: {counted}",
            key=f"similar-{number}",
            type="tertiary",
            disabled=not trend.count,
            on_click=partial(_take, chips),
        )


def likenesses(event: Event) -> list[tuple[str, tuple[str, ...]]]:
    """What is like an alert, in words of ours, and the chips that find it; nothing where the event does not say."""
    sid, source, target = (fact(event, path) for path in ("alert.signature_id", "src_ip", "dest_ip"))
    if not sid.isdecimal():
        return []
    same = clauses.only("alert.signature_id", int(sid))
    other = f"-{same}"
    found = []
    if source:
        found += [
            ("The same rule, other sources", (same, f"-{clauses.only('src_ip', source)}")),
            ("Other rules, the same source", (other, clauses.only("src_ip", source))),
        ]
    if target:
        found.append(("Other rules, the same target", (other, clauses.only("dest_ip", target))))
    return found


def _narrowed(alerts: Selection, words: tuple[str, ...]) -> Selection:
    for word in words:
        alerts = alerts.narrowed(lucene.negated(word[1:]) if word.startswith("-") else word)
    return alerts


def _take(words: tuple[str, ...]) -> None:
    st.session_state["state"] = "all"
    bar.add_chip(*words)
