"""What was decided about the alerts that a pin is about."""

from connector import lucene
from connector.triage import History, Step, Verdict, in_force
from connector.triage.history import NAME
from connector.window import Window
from ui import sources, text
from ui.selection import Selection

COLUMNS = ("State", "About", "Alerts", "Reason and note", "By", "When UTC")

_LOOKED_AT = 40
"""The newest verdicts of a source: each is a question."""


def rows(alerts: Selection) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """A row for each verdict in force about at least one of these alerts, newest first; and whether older ones were left out.

    Raises:
        ConnectorError: the source or the history cannot be used.
    """
    steps = in_force(History(sources.settings().data / NAME).steps(alerts.identity()))
    given = [(step, step.verdict) for step in reversed(steps) if step.verdict is not None]
    found = tuple(_row(step, verdict) for step, verdict in given[:_LOOKED_AT] if _concerns(alerts, verdict))
    return found, len(given) > _LOOKED_AT


def _concerns(alerts: Selection, verdict: Verdict) -> bool:
    """Whether it was given about one of these alerts, or stands for one."""
    own, standing, here = verdict.window, verdict.standing, alerts.query.window
    last = own.end if standing is None or own.end is None else max(own.end, standing.until)
    start = max((moment for moment in (own.start, here.start) if moment), default=None)
    end = min((moment for moment in (last, here.end) if moment), default=None)
    if start and end and start >= end:
        return False
    groups = [member.filter for member in verdict.members]
    asked = alerts.narrowed(lucene.both(verdict.filter, lucene.any_of(*groups)) if groups else verdict.filter)
    return (asked.during(Window(start, end)) if start and end else asked).trend().count > 0


def _row(step: Step, verdict: Verdict) -> tuple[str, ...]:
    about = [" · ".join("(missing)" if value is None else value for value in member.values) for member in verdict.members]
    words = [part for part in (verdict.reason, verdict.note) if part]
    said = "; ".join(about[:3]) + (f" and {len(about) - 3} more groups" if len(about) > 3 else "")
    return (
        verdict.state,
        said or "everything that matched",
        text.number(verdict.count),
        ": ".join(words),
        step.author,
        text.moment(step.at),
    )
