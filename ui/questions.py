"""What the Overview's sections ask in common: each question once, under one name."""

from datetime import datetime

import pandas as pd

from connector.answers import Groups, Trend
from connector.query import EVERYTHING
from ui import rankings, summary
from ui.selection import Selection

SEVERE = "alert.severity:1"
SUSPICIOUS = "alert.severity:2"
MANY = 1_000
"""Groups in an answer that is counted further."""

ALL = 10_000
"""Values that are compared with those before."""

_TREND = 24


def severities(alerts: Selection) -> dict[str, int]:
    """Alerts by the word of their severity, counted whole by every source."""
    return _by_severity([trend.count for trend in _severity_trends(alerts)])


def severities_before(alerts: Selection) -> dict[str, int]:
    """The same of the window before; of a bounded window."""
    return _by_severity([trend.before or 0 for trend in _severity_trends(alerts)])


def severe(alerts: Selection) -> Groups:
    """The severe alerts by ``src_ip``, ``dest_ip`` and ``alert.signature``, newest first."""
    return alerts.narrowed(SEVERE).groups(("src_ip", "dest_ip", "alert.signature"), MANY, "last")


def before(here: Selection, alerts: Selection) -> Selection | None:
    """The alerts of the window before; ``None`` where nobody looked then, because everything would look new."""
    return alerts.before() if summary.comparable(here.query.window, here.span().first) else None


def newest(here: Selection) -> datetime | None:
    """The time of the newest event, UTC; ``None`` without one."""
    window, last = here.query.window, here.span().last
    everything = here.query.filter == EVERYTHING and (window.start is None or (last is not None and window.start <= last))
    if everything and (window.end is None or last is None or last < window.end):
        return last  # known already: a server would be asked twice more
    times = here.events(("timestamp",), 1).frame["timestamp"].dropna()
    return None if times.empty else times.iloc[0]


def signatures(here: Selection, alerts: Selection) -> tuple[Groups, pd.DataFrame]:
    """The answer, and its rows as `ui.rankings.signatures` makes them, worst first."""
    found = _signature_groups(alerts)
    past = before(here, alerts)
    return found, rankings.signatures(found.frame, None if past is None else past.values("alert.signature", ALL).frame)


def new_signatures(here: Selection, alerts: Selection) -> pd.DataFrame:
    """Groups of ``alert.signature`` and ``alert.signature_id`` that the window before does not have; none without a past."""
    found, past = _signature_groups(alerts).frame, before(here, alerts)
    if past is None:
        return found.iloc[:0]
    known = past.values("alert.signature", ALL).frame["key"]
    return found[found["alert.signature"].notna() & ~found["alert.signature"].isin(known)]


def _severity_trends(alerts: Selection) -> list[Trend]:
    # Not the values of the field: of a number, servers give the values of the newest 10,000 alerts only.
    return [alerts.narrowed(SEVERE).trend(), alerts.narrowed(SUSPICIOUS).trend(), alerts.trend()]


def _by_severity(counts: list[int]) -> dict[str, int]:
    *ranked, total = counts
    return rankings.severity_counts(pd.DataFrame({"key": ["1", "2"], "count": ranked}), total)


def _signature_groups(alerts: Selection) -> Groups:
    return alerts.groups(("alert.signature", "alert.signature_id"), MANY, "severity", _TREND)
