"""What a request asks: its parameters, with the defaults, bounds and refusals of the real server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from starlette.datastructures import URL

from connector import lucene
from connector.query import EVERYTHING, Query
from connector.server.endpoint import Endpoint
from connector.server.replies import SEARCH_FAILED, Refused, crashed, detail, missing
from connector.source import Source
from connector.sources.scirius.filters import searches_every_field
from connector.window import Window, rounded_now

FARTHEST = 10_000
"""The product of page and page size that Elasticsearch gives, and the count at which it stops."""

ALERTS = "event_type:alert"
NOTHING = "NOT *"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_HOUR, _MONTH = 3_600_000, 30 * 86_400_000
# The years 1900 to 2200: the windows before such a window can still be written.
_FIRST, _LAST = -2_208_988_800_000, 7_258_118_400_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One request.

    Attributes:
        endpoint: what is asked, with the table of its parameters.
        parameters: as given; the last of equal names.
        source: who answers.
        as_recorded: whether the real server's bounds and gaps are kept.
        url: the address, for those of other pages.
        first: the window's first millisecond.
        last: its last one, inside the window.
        body: the JSON that came with it; ``None`` without.
    """

    endpoint: Endpoint
    parameters: Mapping[str, str]
    source: Source
    as_recorded: bool
    url: URL
    first: int
    last: int
    body: object = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        endpoint: Endpoint,
        parameters: Mapping[str, str],
        source: Source,
        as_recorded: bool,
        url: URL,
        body: object = None,
    ) -> "Asked":
        """The request, with its window.

        Raises:
            Refused: a required parameter is missing, or a date is no integer.
        """
        lacking = [each.name for each in endpoint.parameters if each.required and each.name not in parameters]
        if lacking:
            raise missing(lacking)
        now = (rounded_now() - _EPOCH) // _MILLISECOND
        first = _date(parameters, "from_date", "start_date", now, now - _MONTH)
        last = _date(parameters, "to_date", "end_date", now, now)
        return cls(endpoint, parameters, source, as_recorded, url, last - _HOUR if first >= last else first, last, body)

    @property
    def window(self) -> Window:
        """The window that both dates enclose."""
        return between(self.first, self.last + 1)

    def query(self, *base: str, window: Window | None = None, limit: int | None = 1) -> Query:
        """The question about events that match all of the clauses and the filter of the request.

        Raises:
            Refused: the real server fails on a blank filter, or on a word without a field.
            QueryError: the filter is no Lucene.
        """
        clauses = [clause for clause in base if clause]
        text = " AND ".join(clauses) or EVERYTHING
        given = self.parameters.get("qfilter")
        if given is not None:
            text = self._pasted(text, given) if self.as_recorded else joined(text, given)
        return Query(text, window or self.window, limit)

    def text(self, name: str) -> str:
        """The parameter of that name, or its default."""
        return self.parameters.get(name, self._default(name))

    def flag(self, name: str) -> bool:
        """``0`` and ``false`` are false, whatever else is true."""
        return self.text(name).lower() not in ("0", "false", "")

    def integer(self, name: str, default: int | None = None) -> int:
        """The number of that name.

        Raises:
            Refused: it is no integer; the real server shows its error page.
        """
        text = self.parameters.get(name, self._default(name) if default is None else str(default))
        try:
            return int(text)
        except ValueError as error:
            raise crashed(f"{name} must be an integer: it is {text[:40]!r}.") from error

    def size(self, name: str, failure: str) -> int:
        """The number of that name, 1 or more.

        Raises:
            Refused: it is none; the real server says the ``failure``.
        """
        found = natural(self.text(name))
        if found < 1:
            raise self.failed(f"{name} must be 1 or more: it is {self.text(name)[:40]!r}.", failure)
        return found

    def kinds(self) -> str:
        """The clause for the kinds of alert that are asked; empty when none is."""
        alert, discovery = self.flag("alert"), self.flag("discovery")
        kinds = ["event_type:stamus"] if self.flag("stamus") else []
        if alert:
            kinds.append(ALERTS if discovery else f"({ALERTS} AND NOT _exists_:discovery)")
        elif discovery:
            kinds.append(f"({ALERTS} AND _exists_:discovery)")
        return kinds[0] if len(kinds) == 1 else f"({' OR '.join(kinds)})" if kinds else ""

    def alerts(self) -> str:
        """As `kinds`.

        Raises:
            Refused: no kind is asked.
        """
        kinds = self.kinds()
        if not kinds:
            raise self.failed("Ask for one kind of alert at least: alert, stamus or discovery.")
        return kinds

    def hosts(self) -> str:
        """The clause for the sensors that are asked; empty for all events."""
        hosts = self.text("hosts")
        if hosts == "*":
            return "_exists_:host" if self.as_recorded else ""
        names = [name for name in hosts.split(",") if name.strip()]
        if not names:
            raise self.failed("hosts names no sensor: leave it out, or give * or a comma list.")
        return f"host:({' OR '.join(names)})"

    def signature(self) -> str:
        """The clause for the signature that is asked; empty for all of them."""
        sid = self.parameters.get("sid")
        if sid is None:
            return ""
        if not self.as_recorded and not natural(sid):
            raise self.failed(f"sid must be the number of a signature: it is {sid[:40]!r}.")
        return f"alert.signature_id:{sid}"

    def failed(self, sentence: str, recorded: str = SEARCH_FAILED) -> Refused:
        """The refusal of a question that Elasticsearch fails on: its own words, or ours that say more."""
        return Refused(detail(recorded, 500) if self.as_recorded else detail(sentence, 400), sentence)

    def _default(self, name: str) -> str:
        return next(each.default for each in self.endpoint.parameters if each.name == name)

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


def natural(text: str) -> int:
    """The number that a text is; 0 where it is none, or an absurd one: Python refuses to read those of thousands of digits."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def joined(base: str, given: str) -> str:
    """Both clauses, each meaning what it says by itself."""
    lucene.parse(given)  # by itself: its parentheses must not close ours
    return lucene.both(base, given)


def milliseconds(moment: datetime) -> int:
    """Since 1970, rounded down."""
    return (moment - _EPOCH) // _MILLISECOND


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
        raise crashed(f"{name} must be Unix epoch in milliseconds: it is {(text or seconds or '')[:40]!r}.") from error
    return min(max(value, _FIRST), _LAST)
