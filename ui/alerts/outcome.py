"""Did it work? Four statements about an alert, each with its proof. Pure functions over the events.

What was not logged is unknown, never "no": see `Statement`.
"""

from datetime import timedelta

from ui import summary, text
from ui.alerts.ends import ends
from ui.alerts.moments import began
from ui.alerts.reply import answered
from ui.alerts.statements import After, Contact, Evidence, Statement
from ui.facts import Event, address, amount, dns_answered, dns_name, fact, found, joined, kind, request

_ODD = range(2_200_000, 2_300_000)
"""Ids of Suricata's own rules about packets and streams that are malformed: they describe no attack."""

_HOUR = timedelta(hours=1)
_BASE = timedelta(hours=1)
"""With less data before the alert, every host would look new."""
_MARGIN = timedelta(minutes=1)
_ASKED = frozenset(("dcerpc", "dns", "ftp", "http", "krb5", "ldap", "mqtt", "nfs", "pgsql", "smb", "smtp", "snmp", "tftp"))
"""Types of which each event is a request; a flow may hold many."""


def statements(evidence: Evidence) -> tuple[Statement, Statement, Statement, Statement]:
    """Attempted, blocked, answered, followed up."""
    return attempted(evidence.alert), blocked(evidence), answered(evidence), followed_up(evidence)


def in_short(said: tuple[Statement, ...]) -> str:
    """What the statements come to, in a few plain words."""
    states = {statement.question: statement.state for statement in said}
    if states["attempted"] == "unknown":
        return "unknown"
    if states["blocked"] == "yes":
        return "blocked, but more followed" if states["followed up"] == "yes" else "blocked"
    match states["answered"], states["followed up"]:
        case "yes", "yes":
            return "answered, and more followed"
        case "yes", "no":
            return "answered, nothing followed"
        case "yes", _:
            return "answered; what followed is unknown"
        case "no", "yes":
            return "not answered, but more followed"
        case "no", _:
            return "not answered"
        case _, "yes":
            return "more followed"
        case _:
            return "unknown"


def attempted(alert: Event) -> Statement:
    """Whether the traffic that the rule describes was seen, and what it was."""
    if not isinstance(alert.get("alert"), dict):
        return Statement("attempted", "unknown", "The event says nothing of a rule.")
    number = amount(alert, "alert.signature_id")
    if number is not None and int(number) in _ODD:
        odd = "The rule describes malformed traffic, not an attack: it was seen, an intention was not."
        return Statement("attempted", "unknown", odd, (alert,))
    who = ends(alert)
    client, server = (address({"ip": each}, "ip") or "an unknown host" for each in (who.client, who.server))
    return Statement("attempted", "yes", f"{client} {_asked(alert, server)}.", (alert,))


def _asked(alert: Event, server: str) -> str:
    method, host, url, _ = request(alert)
    if method or url:
        about = url if "://" in url or host in ("", server) else f"{host}{url}"
        return joined("asked", server, "for", joined(method, about))
    name = dns_name(alert)
    if name:
        return f"asked {server} for the name {name}"
    if fact(alert, "tls.sni") or fact(alert, "tls.subject"):
        return f"opened TLS to {server}, {fact(alert, 'tls.sni') or fact(alert, 'tls.subject')}"
    port = fact(alert, "flow.dest_port") or fact(alert, "dest_port")
    over = joined(fact(alert, "proto"), port and f"port {port}", by=", ")
    return joined("sent", server, "what the rule describes" + (f" ({over})" if over else ""))


def blocked(evidence: Evidence) -> Statement:
    """Whether Suricata let it pass."""
    alert, question = evidence.alert, "blocked"
    action, verdict = fact(alert, "alert.action"), fact(alert, "verdict.action")
    if action == "blocked" or verdict == "drop":
        refused = next(iter(found(alert, "verdict.reject")), None)
        return Statement(question, "yes", f"Suricata dropped {'and rejected ' if refused else ''}the packet.", (alert,))
    if any(found(alert, "verdict.reject")):
        return Statement(question, "yes", "Suricata rejected the connection.", (alert,))
    dropped = [event for event in evidence.flow if kind(event) == "drop" or fact(event, "flow.action") == "drop"]
    if dropped:
        return Statement(
            question, "yes", "The alert's packet passed, but Suricata dropped others of its flow.", tuple(dropped[:5])
        )
    if action == "allowed":
        # Suricata beside the wire allows everything; and it knows nothing of firewalls behind it.
        return Statement(question, "no", "Suricata let it pass; other firewalls are not seen here.", (alert,))
    return Statement(question, "unknown", "The event does not say what was done.")


def followed_up(evidence: Evidence) -> Statement:
    """Whether the victim went on: in the same flow, with the other end, or with hosts that are new to it."""
    question, after, who = "followed up", evidence.after, ends(evidence.alert)
    if after is None:
        return Statement(question, "unknown", "The alert has no time or no address to go on from.")
    host, asks = address({"ip": after.host}, "ip"), after.host == who.client
    more = _more(evidence) if asks else []
    if more:
        at = _clock(more[0])
        proof = f"{host} went on in the same flow, {summary.counted(len(more), 'more request')}{at and f', the first at {at}'}."
        return Statement(question, "yes", proof, tuple(more))
    if after.again is not None:
        other, at = _named(after.again), f"{after.again.first:%H:%M:%S}"
        proof = f"{host} contacted {other} again at {at}." if asks else f"{host} opened a connection to {other} itself at {at}."
        return Statement(question, "yes", proof, after.again.events)
    if after.new and after.whole and after.base >= _BASE:
        events = tuple(event for contact in after.new for event in contact.events[:2])
        return Statement(question, "yes", _new_hosts(host, after), events)
    if after.covered < _HOUR - _MARGIN:
        left = after.covered >= timedelta(seconds=1)
        seen = f"The data ends {text.span(after.covered)} after the alert." if left else "The data ends with the alert."
        return Statement(question, "unknown", seen)
    if after.new:
        reason = "not all it contacted before is known" if not after.whole else f"data begins {text.span(after.base)} before"
        proof = f"{host} contacted {_hosts(len(after.new))} in the next hour; whether they are new to it is unknown: {reason}."
        return Statement(question, "unknown", proof, tuple(event for each in after.new for event in each.events[:2]))
    if after.active is None:
        return Statement(question, "unknown", f"Not all that {host} contacted in the next hour is known.")
    if not after.active:
        return Statement(question, "unknown", f"Nothing that {host} began was logged in the next hour.")
    known = "which it had contacted before" if after.active == 1 else "all of which it had contacted before"
    proof = f"In the next hour {host} contacted {_hosts(after.active)}, {known}."
    return Statement(question, "no", proof)


def _more(evidence: Evidence) -> list[Event]:
    """What the client asked in the alert's flow after the alert."""
    number, time = amount(evidence.alert, "tx_id"), evidence.time
    if time is None:
        return []
    asked = [event for event in evidence.flow if kind(event) in _ASKED and not dns_answered(event)]
    later = [event for event in asked if (began(event) or time) > time]
    if number is not None:
        return [event for event in later if amount(event, "tx_id") != number]
    # A request is logged once it is answered: the first one after the alert may be the one that the alert is about.
    return later[1:]


def _clock(event: Event) -> str:
    moment = began(event)
    return "" if moment is None else f"{moment:%H:%M:%S}"


def _new_hosts(host: str, after: After) -> str:
    first = after.new[0]
    which = f"{_hosts(len(after.new))} that it had not in the {text.span(after.base)} before"
    return f"{host} contacted {which}: {_named(first)} at {first.first:%H:%M:%S}{' first' if len(after.new) > 1 else ''}."


def _named(contact: Contact) -> str:
    return address({"ip": contact.address}, "ip")


def _hosts(count: int) -> str:
    return summary.counted(count, "host")
