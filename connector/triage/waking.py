"""Standing verdicts wake: on a target that they did not have, another revision of the rule, or five times the usual rate."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from connector import lucene
from connector.answers import Trend
from connector.judged import Judged
from connector.query import Query
from connector.source import Source
from connector.triage.ruled import asked, base
from connector.triage.steps import Standing, Step, Verdict
from connector.window import Window

TIMES = 5
"""How many times the usual number of alerts wakes a verdict."""

KNOWN = 1_000
"""Targets that a standing verdict may have: of more, a new one could not be told."""

_BUCKETS = 1_000
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)

_LOOKED_BACK = timedelta(days=30)
"""After the end of a verdict it is still looked at what came before that: nobody may have looked, or files come late."""


def usual(source: Source, query: Query, until: datetime) -> Standing | None:
    """What is usual for the alerts of a question; ``None`` where they have too many targets, or not all of them are known.

    Args:
        source: where they are.
        query: which ones.
        until: when the verdict shall end, UTC.
    """
    targets, revisions, trend = _values(source, query, "dest_ip"), _values(source, query, "alert.rev"), source.trend(query)
    if targets is None or revisions is None:
        return None
    window = query.window
    if window.start is None or window.end is None:
        span = source.span()
        if span.first is None or span.last is None or span.first >= span.last:
            return None
        window = Window(span.first, span.last)
    return Standing(until, targets, revisions, trend.count, window.length)


def reason(source: Source, step: Step, verdict: Verdict, now: datetime) -> str:
    """What woke a standing verdict, in a few words; "" while it sleeps."""
    standing = verdict.standing
    if standing is None or standing.until + _LOOKED_BACK <= now or standing.until <= (verdict.window.start or _FIRST):
        return ""
    later = _later(source, step, verdict, standing)
    found: Trend = source.trend(later)
    if not found.count:
        return ""
    for field, known, words in (
        ("dest_ip", standing.targets, "a new target"),
        ("alert.rev", standing.revisions, "a new revision of the rule"),
    ):
        new = [value for value in source.values(later, field, KNOWN).frame["key"].astype(str) if value not in known]
        if new:
            return f"{words}, {new[0][:60]}"
    most = _most(source, later, standing)
    return f"{most:,} alerts in the time that had {standing.count:,}" if most > TIMES * standing.count else ""


def _later(source: Source, step: Step, verdict: Verdict, standing: Standing) -> Query:
    """The alerts that the verdict covers only because it stands."""
    position = source.position()
    members = lucene.either(*(member.filter for member in verdict.members)) if verdict.members else "*"
    before = Judged(base(step, verdict, position), frozenset(("open",)))
    window = Window(verdict.window.start or _FIRST, standing.until)
    return asked(Query(lucene.both(verdict.filter, members), window, now=verdict.now), before, position)


def _most(source: Source, later: Query, standing: Standing) -> int:
    """The greatest number of later alerts in as much time as was looked at."""
    newest = source.events(replace(later, limit=1), ("timestamp",)).frame["timestamp"].dropna()
    start = later.window.start
    if newest.empty or start is None or standing.length.total_seconds() <= 0:
        return 0
    end = newest.iloc[0].to_pydatetime().astimezone(UTC) + standing.length / 1_000
    # The bucket ends with the newest one: what came all at once is in one.
    count = min(_BUCKETS, max(1, -((start - end) // standing.length)))
    window = Window(end - count * standing.length, end)
    counts = source.timeline(later.during(window), buckets=count).frame
    whole = source.trend(later.during(Window(end - standing.length, end))).count
    return max(whole, int(counts["count"].max()) if len(counts) else 0)


def _values(source: Source, query: Query, field: str) -> tuple[str, ...] | None:
    found = source.values(query, field, KNOWN)
    if not found.exact or found.distinct is None or found.distinct > KNOWN:
        return None
    return tuple(sorted(map(str, found.frame["key"])))
