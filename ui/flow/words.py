"""What an event says in the story of a flow: one step or two, each with its way between the ends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from ui.charts import SEVERITIES
from ui.facts import (
    Event,
    amount,
    dns_answered,
    dns_name,
    dns_type,
    fact,
    file,
    found,
    joined,
    kind,
    lasted,
    request,
    shortened,
    sized,
)
from ui.flow.ends import Ends, Towards
from ui.sentences import LONGEST, exchange, sentence

_NAMES = ("dns.rrname", "dns.queries.rrname", "dns.query.rrname")
_CARRIES = 16
"""Characters from which a label of a DNS name is rather data than a word."""


class Phase(IntEnum):
    """The order of what happened in one microsecond: no cause comes after its effect."""

    OPENED = 0
    ASKED = 1
    ANSWERED = 2
    SENT = 3
    ALERTED = 4
    ENDED = 5


@dataclass(frozen=True, slots=True)
class Saying:
    """A step before it has its place in the story.

    Attributes:
        phase: which of the steps of one moment it is.
        towards: its way.
        said: what happened, safe to show on one line.
        at: a field with the time, where that is not the event's own; else "".
    """

    phase: Phase
    towards: Towards
    said: str
    at: str = ""


def severity(event: Event) -> str:
    """The vocabulary's word for an alert's severity."""
    return SEVERITIES.get(fact(event, "alert.severity"), "contextual")


def zone(event: Event) -> str:
    """The last two labels of a DNS name whose first ones are long enough to carry data; "" for other names."""
    names = (value for path in _NAMES for value in found(event, path) if isinstance(value, str))
    labels = next(names, "").rstrip(".").split(".")
    return ".".join(labels[-2:]) if max(map(len, labels[:-2]), default=0) >= _CARRIES else ""


def sayings(event: Event, ends: Ends) -> list[Saying]:
    """What the event says, in order; never empty."""
    way = ends.towards(event)
    told = list(_TOLD.get(kind(event), _exchanged)(event, ends, way)) or [Saying(Phase.ASKED, way, _bare(event))]
    return [Saying(each.phase, each.towards, shortened(each.said, LONGEST), each.at) for each in told]


def _bare(event: Event) -> str:
    """The sentence of the table, without the type in front: it stands at the end of the line."""
    return sentence(event).removeprefix(f"{kind(event)} ")


def _both(ends: Ends, event: Event, asked: str, answered: str) -> Iterator[Saying]:
    """A question and its answer: whatever the way of the event, the client asked and the server answered."""
    own = ends.own(event)
    if asked:
        yield Saying(Phase.ASKED, "server" if own else "", asked)
    if answered:
        yield Saying(Phase.ANSWERED, "client" if own else "", answered)


def _alert(event: Event, ends: Ends, way: Towards) -> Iterator[Saying]:
    yield Saying(Phase.ALERTED, way, f"{severity(event)}: {sentence(event)}")


def _flow(event: Event, ends: Ends, way: Towards) -> Iterator[Saying]:
    protocol, port = fact(event, "proto", 16), fact(event, "dest_port")
    began = "opened a TCP connection" if protocol == "TCP" else f"began to talk over {protocol or 'an unknown protocol'}"
    yield Saying(Phase.OPENED, way, joined(began, port and f"to port {port}"), "flow.start")
    moved = joined(
        *(f"{sized(event, f'flow.bytes_to{side}')} {word}" for side, word in (("server", "up"), ("client", "down"))
          if amount(event, f"flow.bytes_to{side}") is not None), by=", ",
    )  # fmt: skip
    long = lasted(event, "flow.age")
    ended = joined("ended", long and f"after {long}")
    why = joined(fact(event, "flow.state", 20), fact(event, "flow.reason", 20), by=", ")
    yield Saying(Phase.ENDED, "", joined(joined(ended, moved, by=": "), why, by="; "), "flow.end")


def _http(event: Event, ends: Ends, way: Towards) -> Iterator[Saying]:
    method, host, url, status = request(event)
    here = host in ("", ends.server) or "://" in url
    asked = joined("asked for", method, url or "/", "" if here else f"at {host}") if method or url else ""
    length = amount(event, "http.length")
    nature = fact(event, "http.http_content_type", 40)
    body = joined(sized(event, "http.length") if length else "", nature and f"of {nature}" if length else "")
    location = fact(event, "http.redirect")
    answered = joined(f"answered {status}", body, location and f"go to {location}", by=", ") if status else ""
    yield from _both(ends, event, asked, answered)


def _dns(event: Event, ends: Ends, way: Towards) -> Iterator[Saying]:
    name = joined(f"the {dns_type(event)} record of" if dns_type(event) else "", dns_name(event))
    if not dns_answered(event):
        yield from _both(ends, event, name and f"asked for {name}", "")
        return
    data = fact(event, "dns.answers.rdata", 45) or fact(event, "dns.rdata", 45)
    answer = joined(fact(event, "dns.rcode"), data, by=", ")
    yield from _both(ends, event, "", joined(f"answered {answer or 'without data'}", name and f"for {name}"))


def _tls(event: Event, ends: Ends, way: Towards) -> Iterator[Saying]:
    asked, version = fact(event, "tls.sni", 100), fact(event, "tls.version", 20)
    subject, issuer = fact(event, "tls.subject", 70), fact(event, "tls.issuerdn", 50)
    resumed = "a resumed session" if fact(event, "tls.session_resumed") == "yes" else ""
    shown = subject and joined(f"the certificate of {subject}", issuer and f"issued by {issuer}", by=", ")
    answered = joined(version if version != "UNDETERMINED" else "", shown or resumed, by=" with ")
    yield from _both(ends, event, joined("opened TLS", f"for {asked}" if asked else "without naming a server"),
                     answered and f"answered {answered}")  # fmt: skip


def _fileinfo(event: Event, ends: Ends, way: Towards) -> Iterator[Saying]:
    kept = "kept" if fact(event, "fileinfo.stored") == "yes" else "not kept"
    yield Saying(Phase.SENT, way, f"sent {joined(*file(event), kept, by=', ')}")


def _smtp(event: Event, ends: Ends, way: Towards) -> Iterator[Saying]:
    yield from _both(ends, event, f"mailed {_bare(event)}", "")


def _krb5(event: Event, ends: Ends, way: Towards) -> Iterator[Saying]:
    # The message says which way it went: events of answers have had the addresses of either.
    asked = fact(event, "krb5.msg_type").endswith("_REQ")
    yield from _both(ends, event, _bare(event) if asked else "", "" if asked else _bare(event))


def _smb(event: Event, ends: Ends, way: Towards) -> Iterator[Saying]:
    own = event.get("smb")
    if not isinstance(own, dict) or not fact(event, "smb.status"):
        return
    # Without the status, the sentence says what was asked. Splitting it would trust what stands inside.
    asked = sentence({**event, "smb": {key: value for key, value in own.items() if key != "status"}})
    yield from _both(ends, event, asked, f"answered {fact(event, 'smb.status')}")


def _exchanged(event: Event, ends: Ends, way: Towards) -> Iterator[Saying]:
    asked, answered = exchange(event)
    if not answered:
        return
    yield from _both(ends, event, asked, f"answered {answered}")


_TOLD: dict[str, Callable[[Event, Ends, Towards], Iterator[Saying]]] = {
    "alert": _alert,
    "dns": _dns,
    "fileinfo": _fileinfo,
    "flow": _flow,
    "http": _http,
    "krb5": _krb5,
    "smb": _smb,
    "smtp": _smtp,
    "tls": _tls,
}
