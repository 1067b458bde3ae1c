"""What the Overview's sections ask in common: each question once, under one name."""

import pandas as pd

from connector.source import Groups
from ui import rankings, summary
from ui.selection import Selection

SEVERE = "alert.severity:1"
MANY = 1_000
"""Groups in an answer that is counted further."""

_ALL = 10_000
_TREND = 24
_SEVERITIES = 256


def severities(alerts: Selection) -> dict[str, int]:
    """Alerts by the word of their severity."""
    return rankings.severity_counts(alerts.values("alert.severity", _SEVERITIES).frame, alerts.trend().count)


def severe(alerts: Selection) -> Groups:
    """The severe alerts by ``src_ip``, ``dest_ip`` and ``alert.signature``, newest first."""
    return alerts.narrowed(SEVERE).groups(("src_ip", "dest_ip", "alert.signature"), MANY, "last")


def before(here: Selection, alerts: Selection) -> Selection | None:
    """The alerts of the window before; ``None`` where nobody looked then, because everything would look new."""
    return alerts.before() if summary.comparable(here.query.window, here.span().first) else None


def signatures(here: Selection, alerts: Selection) -> tuple[Groups, pd.DataFrame]:
    """The answer, and its rows as `ui.rankings.signatures` makes them, worst first."""
    found = _signature_groups(alerts)
    past = before(here, alerts)
    return found, rankings.signatures(found.frame, None if past is None else past.values("alert.signature", _ALL).frame)


def new_signatures(here: Selection, alerts: Selection) -> pd.DataFrame:
    """Groups of ``alert.signature`` and ``alert.signature_id`` that the window before does not have; none without a past."""
    found, past = _signature_groups(alerts).frame, before(here, alerts)
    if past is None:
        return found.iloc[:0]
    known = past.values("alert.signature", _ALL).frame["key"]
    return found[found["alert.signature"].notna() & ~found["alert.signature"].isin(known)]


def _signature_groups(alerts: Selection) -> Groups:
    return alerts.groups(("alert.signature", "alert.signature_id"), MANY, "severity", _TREND)
