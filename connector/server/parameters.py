"""What a request asks: its parameters, with the defaults, bounds and refusals of the real server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connector import lucene
from connector.query import EVERYTHING, Query
from connector.server.replies import SEARCH_FAILED, Refused, crashed, detail
from connector.source import Source
from connector.sources.scirius.filters import searches_every_field
from connector.window import Window, rounded_now

FARTHEST = 10_000
"""The product of page and page size that Elasticsearch gives, and the count at which it stops."""

ALERTS = "event_type:alert"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_HOUR, _MONTH = 3_600_000, 30 * 86_400_000
# The years 1900 to 2200: the windows before such a window can still be written.
_FIRST, _LAST = -2_208_988_800_000, 7_258_118_400_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One request.

    Attributes:
        parameters: as given; the last of equal names.
        source: who answers.
        as_recorded: whether the real server's bounds and gaps are kept.
        first: the window's first millisecond.
        last: its last one, inside the window.
    """

    parameters: Mapping[str, str]
    source: Source
    as_recorded: bool
    first: int
    last: int

    @classmethod
    def of(cls, parameters: Mapping[str, str], source: Source, as_recorded: bool) -> "Asked":
        """The request, with its window.

        Raises:
            Refused: a date is no integer.
        """
        now = (rounded_now() - _EPOCH) // _MILLISECOND
        first = _date(parameters, "from_date", "start_date", now, now - _MONTH)
        last = _date(parameters, "to_date", "end_date", now, now)
        return cls(parameters, source, as_recorded, last - _HOUR if first >= last else first, last)

    @property
    def window(self) -> Window:
        """The window that both dates enclose."""
        return between(self.first, self.last + 1)

    def query(self, *base: str, window: Window | None = None, limit: int = 1) -> Query:
        """The question about events that match all of the clauses and the filter of the request.

        Raises:
            Refused: the real server fails on a blank filter, or on a word without a field.
            QueryError: the filter is no Lucene.
        """
        clauses = [clause for clause in base if clause]
        text = " AND ".join(clauses) or EVERYTHING
        given = self.parameters.get("qfilter")
        if given is not None:
            text = self._pasted(text, given) if self.as_recorded else _joined(text, given)
        return Query(text, window or self.window, limit)

    def flag(self, name: str, default: str) -> bool:
        """``0`` and ``false`` are false, whatever else is true."""
        return self.parameters.get(name, default).lower() not in ("0", "false", "")

    def integer(self, name: str, default: int) -> int:
        """The number of that name.

        Raises:
            Refused: it is no integer; the real server shows its error page.
        """
        try:
            return int(self.parameters.get(name, default))
        except ValueError as error:
            raise Refused(crashed()) from error

    def kinds(self) -> str:
        """The clause for the kinds of alert that are asked."""
        alert, discovery = self.flag("alert", "true"), self.flag("discovery", "false")
        kinds = ["event_type:stamus"] if self.flag("stamus", "false") else []
        if alert:
            kinds.append(ALERTS if discovery else f"({ALERTS} AND NOT _exists_:discovery)")
        elif discovery:
            kinds.append(f"({ALERTS} AND _exists_:discovery)")
        if not kinds:
            raise self.failed("Ask for one kind of alert at least: alert, stamus or discovery.")
        return kinds[0] if len(kinds) == 1 else f"({' OR '.join(kinds)})"

    def hosts(self) -> str:
        """The clause for the sensors that are asked; empty for all events."""
        hosts = self.parameters.get("hosts", "*")
        if hosts == "*":
            return "_exists_:host" if self.as_recorded else ""
        names = [name for name in hosts.split(",") if name.strip()]
        if not names:
            raise self.failed("hosts names no sensor: leave it out, or give * or a comma list.")
        return f"host:({' OR '.join(names)})"

    def failed(self, sentence: str, recorded: str = SEARCH_FAILED) -> Refused:
        """The refusal of a question that Elasticsearch fails on: its own words, or ours that say more."""
        return Refused(detail(recorded, 500) if self.as_recorded else detail(sentence, 400))

    def _pasted(self, base: str, given: str) -> str:
        """As the real server does it: no parentheses around the filter."""
        if not given.strip():
            raise self.failed("The filter is blank.")
        text = f"{base} AND {given}"
        if not searches_every_field(lucene.parse(given)):
            return text
        # Elasticsearch searches at most 1,024 fields, and the index of alerts has more: nothing is left of the alert endpoints.
        if ALERTS in base:
            raise self.failed("The filter searches every field.")
        return f"({text}) AND NOT {ALERTS}"


def between(first: int, end: int) -> Window:
    """The window from one millisecond to another, which is outside."""
    return Window(_moment(first), _moment(end))


def _joined(base: str, given: str) -> str:
    lucene.parse(given)  # by itself: its parentheses must not close ours
    return lucene.both(base, given)


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + milliseconds * _MILLISECOND


def _date(parameters: Mapping[str, str], name: str, in_seconds: str, now: int, default: int) -> int:
    text, seconds = parameters.get(name), parameters.get(in_seconds)
    try:
        if text is not None:
            value = now if text == "now" else int(text)
        else:
            value = default if seconds is None else int(float(seconds) * 1_000)
    except (ValueError, OverflowError) as error:
        raise Refused(crashed()) from error
    return min(max(value, _FIRST), _LAST)
