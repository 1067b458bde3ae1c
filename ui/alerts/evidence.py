"""Gathering what an alert's outcome can be read from: its flow, and what the victim did in the next hour."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from ipaddress import ip_address

from connector import lucene
from connector.errors import QueryError
from connector.query import Query
from connector.window import Window
from ui.alerts.ends import ends
from ui.alerts.moments import began
from ui.alerts.statements import After, Contact, Evidence
from ui.facts import Event, amount, fact, found
from ui.listing import decoded
from ui.selection import Selection

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_HALF = 500
"""Events at either end of a long flow that are looked at."""
_HOSTS, _KNOWN = 1_000, 10_000
_SUSPECTS, _EVENTS = 12, 200

_BEGUN = (
    "event_type:(flow OR http OR http2 OR tls OR quic OR ssh OR smb OR dcerpc OR krb5 OR ldap OR rdp OR rfb OR ftp OR tftp OR nfs"
    " OR smtp OR pop3 OR imap OR mqtt OR pgsql OR sip OR websocket OR dns)"
)
"""Events whose source is the one that began; the source of others is that of a packet, of a file or of an answer."""
_NO_REPLIES = "NOT src_port:53"
"""Suricata up to version 7 gives a DNS answer the direction of its packet."""


def gathered(here: Selection, alert: Event, time: datetime | None) -> Evidence:
    """What is known about one alert, whatever the filters and the window of the page are.

    Args:
        here: the source.
        alert: the event.
        time: when it was, UTC; ``None`` when it has no usable time.

    Raises:
        ConnectorError: the source does not answer.
    """
    flow, cut = _flow(here, alert)
    return Evidence(alert, time, flow, _after(here, alert, time), cut)


def _flow(here: Selection, alert: Event) -> tuple[tuple[Event, ...], bool]:
    number = amount(alert, "flow_id")
    if number is None:
        return (alert,), False
    events = here.flow(int(number))
    raw = events.raw
    few = raw if len(raw) <= 2 * _HALF else raw[:_HALF] + raw[-_HALF:]
    return tuple(map(decoded, few)), events.total > len(few)


def _after(here: Selection, alert: Event, time: datetime | None) -> After | None:
    who = ends(alert)
    if time is None or not who.victim:
        return None
    try:
        hour, day = Window(time, time + _HOUR), Window(time - _DAY, time)
    except (OverflowError, QueryError):
        return None  # the first and the last hour that can be written
    begun = reduce(lucene.both, (lucene.term("src_ip", who.victim), _BEGUN, _NO_REPLIES))
    flow = next((value for value in found(alert, "flow_id") if isinstance(value, int)), None)
    elsewhere = begun if flow is None else lucene.both(begun, lucene.negated(lucene.term("flow_id", flow)))
    later = Selection(here.source, Query(elsewhere, hour, _EVENTS))
    contacts = later.groups(("dest_ip",), _HOSTS)
    addresses = [str(each) for each in contacts.frame["dest_ip"].dropna() if _is_host(str(each))]
    known = Selection(here.source, Query(begun, day)).values("dest_ip", _KNOWN)
    before = set(map(str, known.frame["key"]))
    # Whoever asked a resolver will ask it again.
    again = who.other if who.other in addresses and who.other != who.victim and not _is_resolver(alert) else ""
    suspects = [each for each in addresses if each not in before and each != who.other][:_SUSPECTS]
    seen = _contacts(later, [again, *suspects] if again else suspects, time, again)
    whole = contacts.exact and contacts.distinct is not None and contacts.distinct <= len(contacts.frame)
    span = here.span()
    return After(
        who.victim,
        len(addresses) if whole else None,
        next((contact for contact in seen if contact.address == again), None),
        tuple(sorted((each for each in seen if each.address != who.other), key=lambda each: each.first)),
        _between(span.first, time, _DAY),
        _between(time, span.last, _HOUR),
        known.exact and known.distinct is not None and known.distinct <= len(known.frame),
    )


def _is_resolver(alert: Event) -> bool:
    return fact(alert, "app_proto") == "dns" or "53" in (fact(alert, "src_port"), fact(alert, "dest_port"))


def _contacts(later: Selection, addresses: list[str], time: datetime, again: str) -> list[Contact]:
    """The first contact with each of these hosts; those known from before the alert are left out.

    The time of a flow's event is that of its end: when it began stands inside.
    """
    if not addresses:
        return []
    to_them = later.narrowed(lucene.either(*(lucene.term("dest_ip", each) for each in addresses)))
    events = to_them.events(("timestamp", "dest_ip"), oldest_first=True)
    of_host: dict[str, list[tuple[datetime, Event]]] = {}
    times, hosts = events.frame["timestamp"], events.frame["dest_ip"]
    for raw, moment, host in zip(events.raw, times, hosts, strict=True):
        event = decoded(raw)
        of_host.setdefault(str(host), []).append((began(event) or moment.to_pydatetime(), event))
    found = []
    for address, seen in of_host.items():
        ordered = sorted(seen, key=lambda each: each[0])
        fresh = [each for each in ordered if each[0] >= time]
        # Another flow to the other end counts even when there was one before; a host is new only without one.
        if fresh and (address == again or len(fresh) == len(ordered)):
            found.append(Contact(address, fresh[0][0], tuple(event for _, event in fresh[:3])))
    return found


def _is_host(written: str) -> bool:
    try:
        found = ip_address(written)
    except ValueError:
        return False
    return not (found.is_multicast or found.is_unspecified or written == "255.255.255.255")


def _between(start: datetime | None, end: datetime | None, most: timedelta) -> timedelta:
    """How much of a span has data."""
    if start is None or end is None:
        return timedelta(0)
    return max(timedelta(0), min(end.astimezone(UTC) - start.astimezone(UTC), most))
