"""Was it answered? What came back to the client of an alert's flow, as far as the events of the flow say so."""

from collections.abc import Callable
from functools import partial

from ui import text
from ui.alerts.ends import ends
from ui.alerts.statements import Evidence, Statement
from ui.facts import Event, address, amount, dns_answered, dns_name, fact, file, joined, kind, request, shortened, sized

_REPLIES = {
    "ftp": "ftp.completion_code",
    "krb5": "krb5.error_code",
    "ldap": "ldap.responses.operation",
    "nfs": "nfs.status",
    "pgsql": "pgsql.response.message",
    "pop3": "pop3.response.status",
    "sip": "sip.code",
    "smb": "smb.status",
    "ssh": "ssh.server.software_version",
}
"""Where a protocol's event holds what the server said."""

_SMALL = 78
"""Bytes of a packet that may hold nothing but its headers: Ethernet, IPv4 with TCP and its options."""

_SYN, _RST = 0x02, 0x04
_QUESTION = "answered"


def answered(evidence: Evidence) -> Statement:
    """Whether the server answered, from what its protocol logged, else from what the flow counted."""
    readers: tuple[Callable[[Evidence], Statement | None], ...] = (_http, _dns, _tls, _told, _alerted, _counted)
    found = (read(evidence) for read in readers)
    return next(filter(None, found), None) or _counted_so_far(evidence.alert)


def same(evidence: Evidence, name: str, has: Callable[[Event], object]) -> list[Event]:
    """The flow's events of a type that are about what the alert is about, oldest first; none when that is not certain.

    Those of the same transaction; else the only one of the same request; else the only one there is.

    Args:
        evidence: the alert and its flow.
        name: the type.
        has: whether an event says what is asked for.
    """
    number = amount(evidence.alert, "tx_id")
    events = [event for event in evidence.flow if kind(event) == name and has(event)]
    of_one = [event for event in events if number is not None and _transaction(event, name) == number]
    if of_one:
        return of_one
    if name != "dns":  # whose answers may count as transactions of their own
        events = [event for event in events if None in (number, _transaction(event, name))]
    asked = dns_name(evidence.alert) if name == "dns" else request(evidence.alert)[2]
    alike = [event for event in events if asked in (request(event)[2], dns_name(event))] if asked else events
    return alike if len(alike) == 1 else []


def _transaction(event: Event, name: str) -> float | None:
    number = amount(event, "tx_id")
    return amount(event, f"{name}.tx_id") if number is None else number


def _http(evidence: Evidence) -> Statement | None:
    events = [event for event in (*same(evidence, "http", _status), evidence.alert) if _status(event)]
    if not events:
        return None
    first = events[0]
    status, server = _status(first), address(evidence.alert, "flow.dest_ip") or address(first, "dest_ip") or "The server"
    length, nature = sized(first, "http.length"), fact(first, "http.http_content_type")
    body = joined(length, nature if length != "0 B" else "", by=" of ")
    files = _files(evidence)
    came = f"; a file came with it: {joined(*(shortened(part, 40) for part in file(files[0])), by=', ')}" if files else ""
    proof = f"{server} answered {joined(status, body, by=' with ')}{came}."
    return Statement(_QUESTION, "yes", proof, (*events[:1], *files[:5]))


def _status(event: Event) -> str:
    return request(event)[3]


def _files(evidence: Evidence) -> list[Event]:
    """Files that the server sent."""
    server = ends(evidence.alert).server
    return same(evidence, "fileinfo", lambda event: server and fact(event, "src_ip") == server)


def _dns(evidence: Evidence) -> Statement | None:
    answers = [event for event in (*same(evidence, "dns", _is_answer), evidence.alert) if _is_answer(event)]
    if not answers:
        return None
    event = answers[0]
    data = fact(event, "dns.answers.rdata")
    said = joined(fact(event, "dns.rcode"), data and f"with {data}")
    name = dns_name(event)
    proof = joined("The resolver answered", said, name and f"for {name}")
    return Statement(_QUESTION, "yes", f"{proof}.", tuple(answers[:5]))


def _is_answer(event: Event) -> bool:
    return dns_answered(event) or bool(fact(event, "dns.rcode"))


def _tls(evidence: Evidence) -> Statement | None:
    seen = [event for event in (*same(evidence, "tls", _handshake), evidence.alert) if _handshake(event)]
    if not seen:
        return None
    event = seen[0]
    server = fact(event, "tls.sni") or fact(event, "tls.subject") or address(event, "dest_ip") or "the server"
    proof = f"The TLS handshake with {server} was answered; what was said inside is encrypted."
    return Statement(_QUESTION, "yes", proof, (event,))


def _handshake(event: Event) -> bool:
    # The version, JA3S and the subject are known from the server's hello.
    version = fact(event, "tls.version")
    return version not in ("", "UNDETERMINED") or bool(fact(event, "tls.ja3s.hash") or fact(event, "tls.subject"))


def _told(evidence: Evidence) -> Statement | None:
    for name, path in _REPLIES.items():
        has = partial(fact, path=path)
        event = next((event for event in (*same(evidence, name, has), evidence.alert) if has(event)), None)
        if event is not None:
            return Statement(_QUESTION, "yes", f"The server said {fact(event, path)} ({name}).", (event,))
    return None


def _alerted(evidence: Evidence) -> Statement | None:
    if not ends(evidence.alert).from_server:
        return None
    return Statement(_QUESTION, "yes", "The packet that made the alert came from the server.", (evidence.alert,))


def _counted(evidence: Evidence) -> Statement | None:
    event = _end(evidence)
    if event is None:
        return None
    packets, back = amount(event, "flow.pkts_toclient"), amount(event, "flow.bytes_toclient")
    if packets is None or back is None:
        return None
    tcp, state = fact(event, "proto") == "TCP", fact(event, "flow.state")
    if packets == 0:
        if tcp and (state not in ("", "new") or fact(event, "app_proto") not in ("", "failed", "unknown")):
            proof = "Only the client's side of the connection was seen."
            return Statement(_QUESTION, "unknown", proof, (event,))
        ended = joined(state, fact(event, "flow.reason"), by=", ")
        return Statement(_QUESTION, "no", f"Nothing came back before the flow ended{ended and f' ({ended})'}.", (event,))
    amounts = f"{text.number(packets)} {'packet' if packets == 1 else 'packets'}, {text.size(back)}"
    if tcp and _flags(event) & (_SYN | _RST) == _RST:
        return Statement(_QUESTION, "no", f"The server refused the connection with a reset ({amounts} back).", (event,))
    if tcp and back <= packets * _SMALL:
        return Statement(_QUESTION, "unknown", f"Only small packets came back ({amounts}): perhaps no data.", (event,))
    return Statement(_QUESTION, "yes", f"The server sent {amounts} in this flow.", (event,))


def _end(evidence: Evidence) -> Event | None:
    """The event that says how the flow ended: a flow id may come twice, so the one with the alert's beginning first."""
    ended = [event for event in evidence.flow if kind(event) == "flow"]
    began = fact(evidence.alert, "flow.start")
    return next((event for event in ended if began and fact(event, "flow.start") == began), ended[-1] if ended else None)


def _flags(event: Event) -> int:
    try:
        return int(fact(event, "tcp.tcp_flags_tc"), 16)
    except ValueError:
        return 0


def _counted_so_far(alert: Event) -> Statement:
    packets, back = amount(alert, "flow.pkts_toclient"), amount(alert, "flow.bytes_toclient")
    if packets and back and (back > packets * _SMALL or fact(alert, "proto") != "TCP"):
        return Statement(_QUESTION, "yes", f"By the time of the alert {text.size(back)} had come back.", (alert,))
    missing = "Neither an answer nor the end of the flow was logged."
    return Statement(_QUESTION, "unknown", missing if fact(alert, "flow_id") else "The alert belongs to no flow.")
