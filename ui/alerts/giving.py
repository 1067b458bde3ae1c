"""Giving verdicts, and taking them back: what the keys and buttons of the page do."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

import streamlit as st

from connector import lucene
from connector.errors import ConnectorError
from connector.triage import Member, Standing, Step, Verdict, in_force, new_step
from connector.triage.steps import Given
from ui import sources, summary, text
from ui.alerts.chosen import CHOSEN, SEVERAL
from ui.alerts.desk import VIEWS, Desk, history, until, view
from ui.alerts.groups import Group, chips_of
from ui.chips import chip_filter

SAID = "verdict_said"
"""Where the words about the last step lie in the session."""

WORDS: dict[Given, str] = {
    "escalated": "Escalated",
    "closed": "Closed",
    "false alarm": "Marked as false alarm",
    "open": "Opened again",
    "note": "Noted on",
}


@dataclass(frozen=True)
class Aim:
    """What a verdict will be about: exactly what was on the screen.

    Attributes:
        verdict: all of it but what is decided, and why.
        groups: how many groups.
        left: whether they leave the view once something is decided.
    """

    verdict: Verdict
    groups: int

    @property
    def counted(self) -> str:
        """``12 alerts of 2 groups``."""
        return f"{summary.counted(self.verdict.count, 'alert')} of {summary.counted(self.groups, 'group')}"


def aim_at_groups(desk: Desk, groups: tuple[Group, ...]) -> Aim:
    """The alerts of these groups that are shown.

    Raises:
        ConnectorError: the source does not answer.
    """
    members = tuple(Member(group.keys, reduce(lucene.both, map(chip_filter, chips_of(desk.alerts, group)))) for group in groups)
    last = max((group.last for group in groups if group.last is not None), default=None)
    names = groups[0].names if groups else ()
    return Aim(_verdict(desk, sum(group.count for group in groups), last, names, members), len(groups))


def aim_at_all(desk: Desk, count: int, groups: int, last: datetime | None) -> Aim:
    """Everything that matches and is shown.

    Args:
        desk: the alerts.
        count: how many there are.
        groups: in how many groups.
        last: the time of the newest one.
    """
    return Aim(_verdict(desk, count, last), groups)


def give(aim: Aim, state: Given, reason: str = "", note: str = "", standing: Standing | None = None) -> None:
    """Gives a verdict. For callbacks."""
    given = replace(aim.verdict, state=state, reason=reason.strip()[:60], note=note.strip()[:4_000], standing=standing)
    words = f"{WORDS[state]} {aim.counted}."
    if _kept(words, new_step(author(), given)) and state != "note":
        # What is next moves up to the place of what is gone.
        st.session_state[CHOSEN] = None
    st.session_state[SEVERAL] = ()


def take_back(step: Step) -> None:
    """Takes a step back. For callbacks."""
    _kept(f"Taken back: {spoken(step)}.", new_step(author(), step, "undo"))


def put_instead(step: Step, verdict: Verdict) -> None:
    """Takes a verdict back and gives another one, both or none. For callbacks."""
    _kept("Changed.", new_step(author(), step, "undo"), new_step(author(), verdict))


def last_of_mine(desk: Desk) -> Step | None:
    """The newest step of this author that can be taken back; ``None`` without one."""
    mine = (step for step in reversed(in_force(desk.steps)) if step.action == "verdict" and step.author == author())
    return next(mine, None)


def author() -> str:
    """Who gives verdicts here."""
    return sources.settings().user


def spoken(step: Step) -> str:
    """A step in a few words, plain text: ``closed, 12 alerts of 2 groups``."""
    verdict = step.verdict
    if verdict is None:
        return f"woke: {text.visible(step.words, 100)}" if step.action == "wake" else "taken back"
    about = summary.counted(len(verdict.members), "group") if verdict.members else "everything that matched"
    return f"{verdict.state}, {summary.counted(verdict.count, 'alert')}, {about}"


def _verdict(
    desk: Desk, count: int, last: datetime | None, names: tuple[str, ...] = (), members: tuple[Member, ...] = ()
) -> Verdict:
    position, query = desk.position, desk.alerts.query
    return Verdict(
        desk.alerts.identity(),
        "note",
        query.filter,
        until(desk, last),
        query.now,
        position.store if position else "",
        position.arrival if position else None,
        names,
        members,
        count=count,
        among=VIEWS[view()],
    )


def _kept(words: str, *steps: Step) -> bool:
    try:
        history().add(*steps)
    except ConnectorError as error:
        st.session_state[SAID] = text.visible(error)
        return False
    st.session_state[SAID] = words
    return True
