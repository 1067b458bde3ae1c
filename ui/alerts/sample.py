"""One alert in a few lines: who, what its protocol logged, and what the rule says of itself. Pure functions."""

from collections.abc import Mapping

from ui import text
from ui.facts import Event, address, dns_name, dns_type, fact, found, joined, request, shortened, sized
from ui.sentences import sentence

_VALUE = 120
_OTHERS = ("smb", "ssh", "smtp", "ftp", "krb5", "rdp", "ldap", "quic", "snmp", "sip", "nfs", "dcerpc", "modbus", "dnp3", "mqtt",
           "tftp", "ike", "pgsql", "rfb", "enip", "websocket", "pop3", "dhcp", "anomaly")  # fmt: skip
"""Protocols whose one sentence says enough."""

_SAYS = (
    ("malware", "alert.metadata.malware_family"),
    ("tactic", "alert.metadata.mitre_tactic_name"),
    ("technique", "alert.metadata.mitre_technique_id"),
    ("", "alert.metadata.mitre_technique_name"),
    ("attacks", "alert.metadata.attack_target"),
    ("confidence", "alert.metadata.confidence"),
)


def lines(alert: Event) -> list[tuple[str, str]]:
    """Name and value of each line, safe to show; those that say nothing are left out."""
    protocol = joined(fact(alert, "proto"), fact(alert, "app_proto") if fact(alert, "app_proto") != "failed" else "", by=", ")
    who = joined(_end(alert, "src"), _end(alert, "dest"), by=" → ")
    read = [("who", joined(who, protocol and f"({protocol})")), *_http(alert), *_dns(alert), *_tls(alert)]
    read += [(name, sentence({**alert, "event_type": name})) for name in _OTHERS if isinstance(alert.get(name), Mapping)]
    read += [("file", joined(fact(alert, "files.filename", _VALUE), sized(alert, "files.size"), by=", "))]
    read += [("bytes", _so_far(alert)), ("sensor", fact(alert, "host"))]
    return [(name, value) for name, value in read if value]


def says(alert: Event) -> str:
    """What the rule's metadata says, as Markdown: ``malware **SSLoad**, confidence **High**``; "" when it says nothing."""
    told = ((label, fact(alert, path, 40).replace("_", " ")) for label, path in _SAYS)
    return ", ".join(joined(label, f"**{text.plain(value, 40)}**") for label, value in told if value)


def known(alert: Event) -> list[tuple[str, str]]:
    """What the event says of the rule: ids, metadata and references, safe to show."""
    number = joined(fact(alert, "alert.gid"), fact(alert, "alert.signature_id"), by=":")
    revision = fact(alert, "alert.rev")
    read = [
        ("id", joined(number, revision and f"revision {revision}", by=", ")),
        ("category", fact(alert, "alert.category", _VALUE)),
        ("severity", fact(alert, "alert.severity")),
        ("action", joined(fact(alert, "alert.action"), fact(alert, "verdict.action"), by=", verdict ")),
    ]
    metadata = next(iter(found(alert, "alert.metadata")), None)
    for name in sorted(metadata) if isinstance(metadata, Mapping) else ():
        values = [str(value) for value in found(metadata, name) if isinstance(value, str | int | float)]
        read.append((shortened(name, 30).replace("_", " "), shortened(", ".join(values), _VALUE)))
    references = (value for value in found(alert, "alert.references") if isinstance(value, str))
    read += [("reference", shortened(value, _VALUE)) for value in references]
    return [(name, value) for name, value in read if value]


def _end(alert: Event, side: str) -> str:
    written, port = address(alert, f"{side}_ip"), fact(alert, f"{side}_port")
    return joined(f"[{written}]" if ":" in written and port else written, port, by=":")


def _http(alert: Event) -> list[tuple[str, str]]:
    if not isinstance(alert.get("http"), Mapping):
        return []
    method, host, url, status = request(alert)
    whole = fact(alert, "http.url", _VALUE) or url
    about = joined(method, whole if "://" in whole else f"{host}{whole}")
    length = sized(alert, "http.length")
    return [
        ("http", joined(about, status, by=" → ")),
        ("agent", fact(alert, "http.http_user_agent", _VALUE)),
        ("referer", fact(alert, "http.http_refer", _VALUE)),
        ("body", joined(length and f"{length} back", fact(alert, "http.http_content_type"), by=", ")),
    ]


def _dns(alert: Event) -> list[tuple[str, str]]:
    if not isinstance(alert.get("dns"), Mapping):
        return []
    answer = joined(fact(alert, "dns.rcode"), fact(alert, "dns.answers.rdata"))
    return [("dns", joined(joined(dns_type(alert), dns_name(alert)), answer, by=" → "))]


def _tls(alert: Event) -> list[tuple[str, str]]:
    if not isinstance(alert.get("tls"), Mapping):
        return []
    return [
        ("tls", joined(fact(alert, "tls.version"), fact(alert, "tls.sni", _VALUE))),
        ("subject", fact(alert, "tls.subject", _VALUE)),
        ("issuer", fact(alert, "tls.issuerdn", _VALUE)),
        ("ja3", fact(alert, "tls.ja3.hash")),
        ("ja4", fact(alert, "tls.ja4")),
    ]


def _so_far(alert: Event) -> str:
    up, down = sized(alert, "flow.bytes_toserver"), sized(alert, "flow.bytes_toclient")
    return joined(up and f"{up} to the server", down and f"{down} back so far", by=", ")
