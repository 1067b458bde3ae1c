"""The doctor of a Scirius server: from its address to what its events lack."""

from collections.abc import Callable, Iterator
from functools import partial

from connector import doctor, lucene
from connector.answers import Check, Span
from connector.errors import AccessDenied, BadResponse
from connector.frames import key_text
from connector.http import LONGEST_LINE, Client, readable, together
from connector.query import EVERYTHING
from connector.sources.scirius.filters import MOST_FIELDS
from connector.sources.scirius.values import LEAST_SIZE
from connector.sources.scirius.wire import FARTHEST, Wire, times
from connector.window import Window

_TAIL, _HEALTH, _SETTINGS = "/rest/rules/es/events_tail/", "/rest/rules/es/health/", "/rest/rules/system_settings/"
_SEARCHABLE = 1_024
_NO_RIGHT = "do not have permission"


def checks(client: Client, wire: Wire, span: Callable[[], Span]) -> tuple[Check, ...]:
    """What was looked at, in order. What needs a thing that failed is left out; no failure is raised.

    Args:
        client: the way to the server.
        wire: the server.
        span: where it has events.
    """
    return doctor.gathered(_looks(client, wire, span), _NEEDED)


_NEEDED = frozenset(("address", "TLS", "token", "span"))


def _looks(client: Client, wire: Wire, span: Callable[[], Span]) -> Iterator[tuple[str, Callable[[], list[Check]]]]:
    yield "address", partial(doctor.address, client, _TAIL, "the token")
    yield "token", partial(_token, client)
    yield "rights", partial(_configuration, client)
    yield "version", partial(_version, client)
    yield "span", partial(_span, span)
    yield "host", partial(_host, wire, span)
    yield "clock", partial(_clock, client, span)
    yield "sensors", partial(_sensors, wire)
    yield "limits", partial(_limits, wire)


def _token(client: Client) -> list[Check]:
    try:
        answer = client.get(_TAIL, {"page_size": 1})
    except AccessDenied as error:
        if _NO_RIGHT not in str(error):
            raise
        cure = "Give its user a role with rules.events_view, on the server under Accounts."
        valid = Check("token", "ok", "The server knows the token.")
        return [valid, Check("rights", "failure", "The user of the token may not see events.", cure)]
    if not isinstance(answer, dict) or "results" not in answer:
        raise BadResponse(f"{client.base} answers, but not as a Scirius server does: check SCIRIUS_HOST.")
    return [Check("token", "ok", "The server knows the token."), Check("rights", "ok", "Its user may see events.")]


def _configuration(client: Client) -> list[Check]:
    """Whether the server's own state may be seen, and what it is."""
    try:
        answer = client.get(_HEALTH, {})
    except AccessDenied:
        cure = "Nothing, unless you want to see them here: then give the user rules.configuration_view."
        return [Check("configuration", "warning", "The user of the token may not see the server's settings and health.", cure)]
    state = answer.get("status") if isinstance(answer, dict) else None
    if state == "red":
        cure = "Look at the cluster behind the server: some of its indices are missing."
        return [Check("configuration", "warning", "The cluster is red: answers lack events.", cure)]
    return [Check("configuration", "ok", f"The user may see the server's settings; the cluster is {readable(str(state))}.")]


def _version(client: Client) -> list[Check]:
    answer = client.get(_SETTINGS, {})
    suffix = answer.get("es_keyword") if isinstance(answer, dict) else None
    if suffix == "keyword":
        return [Check("version", "ok", "Exact values are in the subfields .keyword, as on SELKS and Clear NDR of today.")]
    text = f"Exact values are in subfields .{readable(str(suffix))}: this is an old server, and filters on .keyword find nothing."
    return [Check("version", "warning", text, "Upgrade the server and its index template, or write the subfield as it is there.")]


def _span(span: Callable[[], Span]) -> list[Check]:
    held = span()
    if held.first is None or held.last is None:
        return [Check("span", "failure", "The server holds no events.", "Check that Suricata runs, and that its shipper does.")]
    return [Check("span", "ok", f"{held.count:,} events, from {doctor.written(held.first)} to {doctor.written(held.last)}.")]


def _host(wire: Wire, span: Callable[[], Span]) -> list[Check]:
    missing = wire.counts(lucene.negated(lucene.exists("host")), Window()).total
    if not missing:
        return [Check("host", "ok", "Every event has a host field.")]
    text = f"{missing:,} of {span().count:,} events have no host field: the server's own pages do not count them, EveLens does."
    return [Check("host", "warning", text, "Set sensor-name in suricata.yaml, or let the shipper add host.")]


def _clock(client: Client, span: Callable[[], Span]) -> list[Check]:
    return doctor.clock(span().last, client.date(_TAIL))


def _sensors(wire: Wire) -> list[Check]:
    """The newest event of each sensor."""
    names = [key_text(key) for key, _ in wire.values(EVERYTHING, Window(), "host", LEAST_SIZE)][: doctor.SENSORS]
    calls = [partial(wire.page, lucene.term("host", name), Window(), 1) for name in names]
    newest = {name: max(times(page), default=None) for name, page in zip(names, together(calls), strict=True)}
    return doctor.sensors({readable(name): moment for name, moment in newest.items()})


def _limits(wire: Wire) -> list[Check]:
    fields = len(wire.known_fields())
    pages = f"A page has at most {FARTHEST:,} events, and a request line {LONGEST_LINE:,} bytes"
    if fields <= _SEARCHABLE:
        return [Check("limits", "ok", f"{pages}; the server knows {fields:,} fields.")]
    cure = f"Name the field: words without one are looked for in {MOST_FIELDS} fields, and a note says so."
    return [Check("limits", "warning", f"{pages}; of its {fields:,} fields the server searches {_SEARCHABLE:,} at once.", cure)]
