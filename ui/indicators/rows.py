"""Sightings as the rows of a table: pure functions."""

from collections.abc import Sequence

import pandas as pd

from connector.indicators import Sighting
from connector.indicators.sighting import Match
from ui import clauses, text
from ui.clauses import Choices

_MATCHES: dict[Match, str] = {"exact": "itself", "subdomain": "below it", "exact, subdomain": "itself, below"}


def rows(seen: Sequence[Sighting]) -> pd.DataFrame:
    """A row a sighting.

    Returns:
        ``Type``, ``Indicator``, ``Match``, ``Seen in`` (safe texts), ``Events``, ``Sources``, ``Targets`` (int64), ``First`` and
        ``Last`` (UTC).
    """
    columns = {
        "Type": pd.Series([each.indicator.type for each in seen], dtype=object),
        "Indicator": pd.Series([text.visible(each.indicator.value, 300) for each in seen], dtype=object),
        "Match": pd.Series([_match(each) for each in seen], dtype=object),
        "Seen in": pd.Series([", ".join(each.fields) for each in seen], dtype=object),
        "Events": pd.Series([each.count for each in seen], dtype="int64"),
        "Sources": pd.Series([each.sources for each in seen], dtype="int64"),
        "Targets": pd.Series([each.targets for each in seen], dtype="int64"),
        "First": pd.Series([each.first for each in seen], dtype="datetime64[us, UTC]"),
        "Last": pd.Series([each.last for each in seen], dtype="datetime64[us, UTC]"),
    }
    return pd.DataFrame(columns)


def choices(sighting: Sighting) -> Choices:
    """What the menu of a row is about: the indicator, in the first of the fields that held it."""
    value = sighting.indicator.parts[1] if sighting.indicator.type == "url" else sighting.indicator.value
    return ((sighting.fields[0], value),)


def clause(sighting: Sighting) -> str:
    """The filter of its events as a chip, as short as it means the same."""
    if len(sighting.fields) == 1 and sighting.indicator.type == "address":
        return clauses.only(sighting.fields[0], sighting.indicator.value)
    return sighting.filter


def truth(seen: int, asked: int, exact: bool) -> str:
    """``9 of 12 seen``; ``at least 9 of 12 seen``."""
    return f"{'' if exact else 'at least '}{text.number(seen)} of {text.number(asked)} seen"


def _match(sighting: Sighting) -> str:
    return _MATCHES[sighting.match] if sighting.indicator.type == "domain" else ""
