"""The history of a group: who decided what, when, why; each step can be taken back."""

from datetime import UTC, datetime, time, timedelta

import streamlit as st

from connector.triage import Step, in_force
from connector.triage.steps import extended
from ui import text
from ui.alerts import giving
from ui.alerts.desk import Desk
from ui.alerts.groups import Group

MOST = 50
"""Steps that are listed."""


def draw(desk: Desk, group: Group) -> None:
    """Draws the steps about a group, newest first."""
    listed(desk, tuple(step for step in desk.steps if concerns(step, group)), "group")


def listed(desk: Desk, verdicts: tuple[Step, ...], name: str) -> None:
    """Draws verdicts, newest first, each with what became of it.

    Args:
        desk: what was decided.
        verdicts: of its steps.
        name: tells the buttons from others'.
    """
    if not verdicts:
        st.caption("Nothing was decided yet.")
        return
    kept = {step.identity for step in in_force(desk.steps)}
    for step in reversed(verdicts[-MOST:]):
        _draw(desk, step, step.identity in kept, f"{name}-{step.identity}")
    if len(verdicts) > MOST:
        st.caption(f"The newest {MOST} of {text.number(len(verdicts))}; the export has all.")


def concerns(step: Step, group: Group) -> bool:
    """Whether a step is a verdict about a group: about it by name, or about everything that matched."""
    verdict = step.verdict
    if verdict is None:
        return False
    return not verdict.members or (verdict.fields == group.names and any(each.values == group.keys for each in verdict.members))


def _draw(desk: Desk, step: Step, kept: bool, key: str) -> None:
    verdict = step.verdict
    if verdict is None:
        return
    with st.container(key=f"step-{key}", gap=None):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.text(f"{text.moment(step.at)} UTC · {text.visible(step.author, 60)} · {giving.spoken(step)}")
            if kept:
                st.button("Take back", key=f"back-{key}", type="tertiary", on_click=giving.take_back, args=(step,))
        words = " · ".join(text.visible(each, 4_000) for each in (verdict.reason, verdict.note) if each)
        if words:
            st.text(words)
        for later in desk.steps:
            if later.about == step.identity:
                did = "taken back" if later.action == "undo" else f"woke: {text.visible(later.words, 100)}"
                st.caption(text.plain(f"{text.moment(later.at)} UTC, {did}, by {text.visible(later.author, 60)}", 200))
        if (verdict.arrival is None and desk.position is not None) or _elsewhere(desk, step):
            st.caption("It was given for another store: only the time tells which alerts it is about.")
        if verdict.standing is not None and kept:
            _draw_end(step, verdict.standing.until, key)


def _elsewhere(desk: Desk, step: Step) -> bool:
    return bool(desk.position and step.verdict and step.verdict.store != desk.position.store)


def _draw_end(step: Step, until: datetime, key: str) -> None:
    today = datetime.now(UTC).date()
    st.date_input(
        "Also later alerts, until",
        until.date(),
        min_value=min(today, until.date()) + timedelta(days=1 if until.date() > today else 0),
        key=f"until-{key}",
        on_change=_take_end,
        args=(step, f"until-{key}"),
        width=220,
    )


def _take_end(step: Step, key: str) -> None:
    day = st.session_state[key]
    if day is not None:
        giving.put_instead(step, extended(step, datetime.combine(day, time.max, UTC)))
