"""The facts of one event that matter first: names and values, in the order that an analyst reads them."""

from collections.abc import Iterator, Mapping

from connector import frames
from ui import text
from ui.clauses import Choices, Value
from ui.facts import Event, dns_name, dns_type, fact, file, flat, found, joined, kind, lasted, request, shortened, sized

_VALUE = 200
"""Characters of a value: the JSON has the rest."""

_FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "alert": (
        ("signature", "alert.signature"),
        ("id", "alert.signature_id"),
        ("category", "alert.category"),
        ("severity", "alert.severity"),
        ("action", "alert.action"),
        ("tactic", "alert.metadata.mitre_tactic_name"),
        ("technique", "alert.metadata.mitre_technique_name"),
        ("malware", "alert.metadata.malware_family"),
        ("confidence", "alert.metadata.confidence"),
    ),
    "anomaly": (("kind", "anomaly.type"), ("event", "anomaly.event"), ("layer", "anomaly.layer")),
    "dhcp": (
        ("message", "dhcp.dhcp_type"),
        ("client", "dhcp.client_mac"),
        ("name", "dhcp.hostname"),
        ("address", "dhcp.assigned_ip"),
        ("requested", "dhcp.requested_ip"),
        ("lease", "dhcp.lease_time"),
    ),
    "fileinfo": (
        ("md5", "fileinfo.md5"),
        ("sha256", "fileinfo.sha256"),
        ("state", "fileinfo.state"),
        ("stored", "fileinfo.stored"),
    ),
    "flow": (
        ("state", "flow.state"),
        ("reason", "flow.reason"),
        ("start", "flow.start"),
        ("end", "flow.end"),
        ("packets up", "flow.pkts_toserver"),
        ("packets down", "flow.pkts_toclient"),
        ("alerted", "flow.alerted"),
    ),
    "ftp": (("command", "ftp.command"), ("data", "ftp.command_data"), ("code", "ftp.completion_code"), ("reply", "ftp.reply")),
    "krb5": (
        ("message", "krb5.msg_type"),
        ("client", "krb5.cname"),
        ("service", "krb5.sname"),
        ("realm", "krb5.realm"),
        ("encryption", "krb5.encryption"),
        ("weak", "krb5.weak_encryption"),
        ("error", "krb5.error_code"),
    ),
    "quic": (
        ("version", "quic.version"),
        ("server", "quic.sni"),
        ("agent", "quic.ua"),
        ("ja4", "quic.ja4"),
        ("ja3", "quic.ja3.hash"),
    ),
    "rdp": (
        ("message", "rdp.event_type"),
        ("cookie", "rdp.cookie"),
        ("client", "rdp.client.client_name"),
        ("build", "rdp.client.build"),
    ),
    "smb": (
        ("command", "smb.command"),
        ("status", "smb.status"),
        ("share", "smb.share"),
        ("file", "smb.filename"),
        ("pipe", "smb.named_pipe"),
        ("user", "smb.ntlmssp.user"),
        ("domain", "smb.ntlmssp.domain"),
        ("host", "smb.ntlmssp.host"),
        ("dialect", "smb.dialect"),
    ),
    "smtp": (
        ("helo", "smtp.helo"),
        ("from", "smtp.mail_from"),
        ("to", "smtp.rcpt_to"),
        ("subject", "email.subject"),
        ("attachment", "email.attachment"),
    ),
    "ssh": (
        ("client", "ssh.client.software_version"),
        ("server", "ssh.server.software_version"),
        ("hassh", "ssh.client.hassh.hash"),
        ("hassh server", "ssh.server.hassh.hash"),
    ),
    "stats": (
        ("packets", "stats.decoder.pkts"),
        ("from the card", "stats.capture.kernel_packets"),
        ("dropped", "stats.capture.kernel_drops"),
        ("invalid", "stats.decoder.invalid"),
        ("flows", "stats.flow.total"),
        ("tcp sessions", "stats.tcp.sessions"),
        ("alerts", "stats.detect.alert"),
    ),
    "tls": (
        ("version", "tls.version"),
        ("server", "tls.sni"),
        ("subject", "tls.subject"),
        ("issuer", "tls.issuerdn"),
        ("valid from", "tls.notbefore"),
        ("valid to", "tls.notafter"),
        ("ja3", "tls.ja3.hash"),
        ("ja3s", "tls.ja3s.hash"),
        ("ja4", "tls.ja4"),
    ),
}
_HTTP = (
    ("user agent", "http.http_user_agent"),
    ("referer", "http.http_refer"),
    ("type", "http.http_content_type"),
    ("server", "http.server"),
)


def particulars(event: Event) -> list[tuple[str, str]]:
    """Name and value of each fact, safe to show on one line; those that are not there are left out. May be empty."""
    name = kind(event)
    read = [*_ends(event), *_own(event, name)]
    # An alert or a file also holds what its protocol logged.
    if name in ("alert", "http", "fileinfo") and isinstance(event.get("http"), Mapping):
        read += _http(event)
    if name in ("alert", "dns") and isinstance(event.get("dns"), Mapping):
        read += _dns(event)
    if name == "alert" and isinstance(event.get("tls"), Mapping):
        read += _fields(event, _FIELDS["tls"])
    read.append(("flow", fact(event, "flow_id")))
    return [(label, value) for label, value in read if value]


def aligned(lines: list[tuple[str, str]]) -> str:
    """The facts as lines of fixed-width text, their values under each other; "" for none."""
    width = max((len(label) for label, _ in lines), default=0)
    return "\n".join(f"{label:<{width}}  {value}" for label, value in lines)


def fields(event: Event) -> list[tuple[str, str]]:
    """Every plain value under its dotted path, sorted, safe to show."""
    leaves = frames.leaves(event)
    return [(text.visible(path, _VALUE), text.visible(flat(leaves[path]))) for path in sorted(leaves)]


def choices(event: Event) -> list[Choices]:
    """The values of each row of `fields`, as they are: of a list each plain value below it, under its own path, once."""
    leaves = frames.leaves(event)
    return [tuple(dict.fromkeys(_plain(path, leaves[path]))) for path in sorted(leaves)]


def _plain(path: str, leaf: object) -> Iterator[tuple[str, Value]]:
    waiting = [(path, leaf)]
    while waiting:  # not recursive: attackers nest
        name, value = waiting.pop()
        if isinstance(value, list):
            waiting.extend((name, each) for each in reversed(value))
        elif isinstance(value, dict):
            waiting.extend((f"{name}.{key}", each) for key, each in reversed(value.items()))
        elif isinstance(value, str | int | float):
            yield name, value


def _own(event: Event, name: str) -> list[tuple[str, str]]:
    if name in ("http", "dns"):
        return []
    own = _fields(event, _FIELDS.get(name, ()))
    if name == "fileinfo":
        title, size, nature = file(event)
        return [("file", title), ("size", size), ("nature", nature), *own]
    if name == "flow":
        moved = [("up", sized(event, "flow.bytes_toserver")), ("down", sized(event, "flow.bytes_toclient"))]
        return [*moved, ("lasted", lasted(event, "flow.age")), *own]
    if name == "stats":
        return [("up", lasted(event, "stats.uptime")), ("bytes", sized(event, "stats.decoder.bytes")), *own]
    if own or not isinstance(event.get(name), Mapping):
        return own
    nested = fields({name: event[name]})
    return [(path.removeprefix(f"{name}."), shortened(value, _VALUE)) for path, value in nested[:12]]


def _ends(event: Event) -> list[tuple[str, str]]:
    ends = [_end(fact(event, f"{end}_ip"), fact(event, f"{end}_port")) for end in ("src", "dest")]
    protocol = joined(fact(event, "proto"), fact(event, "app_proto") if fact(event, "app_proto") != "failed" else "")
    return [("from", ends[0]), ("to", ends[1]), ("over", protocol)]


def _end(address: str, port: str) -> str:
    return joined(f"[{address}]" if ":" in address and port else address, port, by=":")


def _http(event: Event) -> list[tuple[str, str]]:
    method, host, _, status = request(event)
    url = fact(event, "http.url", _VALUE) or request(event)[2]
    first = [("method", method), ("host", host), ("url", url), ("status", status)]
    return [*first, *_fields(event, _HTTP), ("length", sized(event, "http.length"))]


def _dns(event: Event) -> list[tuple[str, str]]:
    answers = [shortened(value, 60) for value in found(event, "dns.answers.rdata") if isinstance(value, str)]
    return [
        ("name", dns_name(event)),
        ("record", dns_type(event)),
        *_fields(event, (("answer", "dns.rcode"),)),
        ("data", ", ".join(answers[:6])),
    ]


def _fields(event: Event, paths: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(label, fact(event, path, _VALUE)) for label, path in paths]
