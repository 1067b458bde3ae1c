"""What was decided about the alerts of a page, and which of them are shown: those in one state, or all."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import streamlit as st

from connector.answers import Events
from connector.errors import QueryError
from connector.judged import STATES, Judged, Position, Ruling, State
from connector.triage import History, Step, in_force
from connector.triage.history import NAME
from connector.triage.ruled import asked, rulings
from connector.triage.steps import new_step
from connector.window import Window
from ui import sources
from ui.selection import Selection

VIEWS: dict[str, tuple[State, ...]] = {
    "open": ("open",),
    "escalated": ("escalated",),
    "closed": ("closed", "false alarm"),
    "all": STATES,
}
"""What can be shown, by its name in the address, and the states of it."""

_WAKER = "EveLens"
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Desk:
    """The alerts of a page, and what was decided about those of its source.

    Attributes:
        alerts: all of them, whatever their state.
        steps: the history of the source, in order.
        rulings: what is in force.
        position: how far files had been read when this rerun began; ``None`` for a server.
    """

    alerts: Selection
    steps: tuple[Step, ...]
    rulings: tuple[Ruling, ...]
    position: Position | None

    def among(self, *states: State, bound: bool = False) -> Selection:
        """The alerts in one of these states.

        Args:
            states: which ones.
            bound: leave out what was committed since this rerun began, for counts that a verdict shall keep to.

        Raises:
            UnsupportedQuery: a server cannot tell them apart.
        """
        arrival = self.position.arrival if self.position and bound else None
        if arrival is None and (set(states) == set(STATES) or (not self.rulings and "open" in states)):
            return self.alerts
        judged = Judged(self.rulings, frozenset(states), arrival)
        return replace(self.alerts, query=asked(self.alerts.query, judged, self.position))

    def has(self, *states: State) -> bool:
        """Whether alerts may be in one of these states."""
        return any(ruling.state in states for ruling in self.rulings)

    def standing(self) -> list[Step]:
        """The verdicts that stand for later alerts too, those that woke among them."""
        return [step for step in in_force(self.steps) if step.verdict is not None and step.verdict.standing is not None]

    def woken(self) -> dict[str, str]:
        """Verdicts that woke, by their identity, and what woke them."""
        return {step.about: step.words for step in in_force(self.steps) if step.action == "wake"}


def view() -> str:
    """The name of what is shown: one of `VIEWS`."""
    chosen = st.session_state.get("state") or "open"
    return chosen if chosen in VIEWS else "open"


def opened(alerts: Selection) -> Desk:
    """The desk of these alerts. Standing verdicts that woke since they were looked at are told to the history first.

    Raises:
        ConnectorError: the source or the history cannot be used.
    """
    position, identity = alerts.position(), alerts.identity()
    steps = _steps(identity)
    now = alerts.query.now
    desk = Desk(alerts, steps, rulings(steps, position), position)
    woken = desk.woken()
    said = [
        history().wake(new_step(_WAKER, step, "wake", words))
        for step in desk.standing()
        if step.identity not in woken and (words := alerts.woken(step, now))
    ]
    if any(said):
        steps = _steps(identity)
        desk = replace(desk, steps=steps, rulings=rulings(steps, position))
    return desk


def history() -> History:
    """The history of this data folder."""
    return History(sources.settings().data / NAME)


def until(desk: Desk, last: datetime | None) -> Window:
    """The window that a verdict about what is on the screen has: on a server, it ends with the last alert that is.

    Args:
        desk: whose window.
        last: the time of the newest alert that is meant; ``None`` without one.
    """
    window = desk.alerts.query.window
    if desk.position is not None or last is None:
        return window
    end = last.astimezone(UTC).replace(microsecond=last.microsecond // 1_000 * 1_000) + _MILLISECOND
    if window.start is None or window.end is None:
        return Window(datetime(1970, 1, 1, tzinfo=UTC), end)
    try:
        return Window(window.start, min(window.end, end))
    except QueryError:
        return window


def newest(selection: Selection) -> datetime | None:
    """The time of the newest event; ``None`` without one."""
    found: Events = selection.events(("timestamp",), 1)
    times = found.frame["timestamp"].dropna()
    return None if times.empty else times.iloc[0].to_pydatetime()


def _steps(identity: str) -> tuple[Step, ...]:
    kept = history()
    return _read(str(kept.path), kept.revision(), identity)


# The revision is part of the key: thousands of steps are read when somebody added one, not at every rerun.
@st.cache_resource(max_entries=8, show_spinner=False)
def _read(path: str, revision: int, identity: str) -> tuple[Step, ...]:
    return history().steps(identity)
