"""What happened, in one plain sentence that fits into a table.

Field names are Suricata's (its EVE schema); which of them an event really has depends on version and settings, so every sentence
is put together from what is there.
"""

from collections.abc import Callable

from ui import text
from ui.charts import word
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

LONGEST = 160
"""No sentence is longer."""

_NO_ADDRESS = "0.0.0.0"  # noqa: S104 - what a DHCP message holds before there is one; nothing listens here

_EXCHANGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "anomaly": (("anomaly.type", "anomaly.app_proto", "anomaly.event"), ()),
    "bittorrent_dht": (("bittorrent_dht.request_type",), ("bittorrent_dht.error.msg",)),
    "dcerpc": (("dcerpc.request", "dcerpc.interfaces.uuid"), ("dcerpc.response",)),
    "dnp3": (("dnp3.type",), ()),
    "drop": (("alert.signature", "drop.reason"), ()),
    "enip": (("enip.request.command",), ("enip.response.status", "enip.response.identity.product_name")),
    "ftp": (("ftp.command", "ftp.command_data"), ("ftp.completion_code", "ftp.reply")),
    "ftp_data": (("ftp_data.command", "ftp_data.filename"), ()),
    "ike": (("ike.ikev1.client.proposals.alg_enc", "ike.alg_enc", "ike.alg_hash"), ("ike.ikev2.notify",)),
    "ldap": (
        ("ldap.request.operation", "ldap.request.search_request.base_object", "ldap.request.bind_request.name"),
        ("ldap.responses.operation", "ldap.responses.search_result_done.result_code", "ldap.responses.bind_response.result_code"),
    ),
    "metadata": (("metadata.flowbits", "traffic.label"), ()),
    "modbus": (("modbus.request.function_code",), ("modbus.response.exception.code",)),
    "nfs": (("nfs.procedure", "nfs.filename"), ("nfs.status",)),
    "pgsql": (
        ("pgsql.request.message", "pgsql.request.simple_query"),
        ("pgsql.response.message", "pgsql.response.command_completed"),
    ),
    "pop3": (("pop3.request.command", "pop3.request.args"), ("pop3.response.status", "pop3.response.header")),
    "rdp": (("rdp.event_type", "rdp.cookie", "rdp.client.client_name"), ("rdp.reason",)),
    "rfb": (("rfb.framebuffer.name",), ("rfb.authentication.security_result",)),
    "sip": (("sip.method", "sip.uri", "sip.code", "sip.reason"), ()),
    "snmp": (("snmp.pdu_type", "snmp.community", "snmp.usm", "snmp.vars"), ()),
    "ssh": (("ssh.client.software_version",), ("ssh.server.software_version",)),
    "stream_tcp": (("stream_tcp.reason", "stream_tcp.packet.flags", "stream_tcp.session.state"), ()),
    "tftp": (("tftp.packet", "tftp.file"), ()),
    "websocket": (("websocket.opcode", "websocket.payload_printable"), ()),
}
"""What was asked and what came back, for the types where naming the fields says it all."""


def sentence(event: Event) -> str:
    """What happened, in at most 160 characters of visible plain text; never empty, whatever the event holds."""
    name = kind(event)
    said = _TOLD[name](event) if name in _TOLD else joined(*exchange(event), by=" → ")
    said = said or _leaves(event, name)
    # The table's chip calls a rarer type "other": its sentence has to say which.
    named = word(name) == name or said.lower().startswith(name)
    return shortened(said if named and said else joined(name, said), LONGEST)


def exchange(event: Event) -> tuple[str, str]:
    """What was asked and what came back, for the types whose fields say just that; "" for what is not there."""
    asked, answered = _EXCHANGES.get(kind(event), ((), ()))
    return joined(*(fact(event, path) for path in asked)), joined(*(fact(event, path) for path in answered))


def _leaves(event: Event, name: str) -> str:
    """The first plain values below the type's own object: the sentence of a type that nobody described."""
    own = event.get(name)
    pairs = own.items() if isinstance(own, dict) else ()
    told = [
        f"{shortened(str(key), 24)} {fact(event, f'{name}.{key}', 30)}" for key, value in pairs if isinstance(value, str | int)
    ]
    return joined(*told[:4], by=" · ")


def _alert(event: Event) -> str:
    signature = fact(event, "alert.signature", 140)
    number = joined(fact(event, "alert.gid"), fact(event, "alert.signature_id"), by=":")
    said = signature or joined("rule", number, "without a text")
    return f"{said} (blocked)" if fact(event, "alert.action") == "blocked" else said


def _dns(event: Event) -> str:
    asked = joined(dns_type(event), dns_name(event))
    if not dns_answered(event):
        return asked and f"{asked}?"
    answer = joined(fact(event, "dns.rcode"), fact(event, "dns.answers.rdata", 45), by=", ")
    return joined(asked, answer, by=" → ")


def _mdns(event: Event) -> str:
    asked = joined(fact(event, "mdns.queries.rrtype"), fact(event, "mdns.queries.rrname"))
    answer = joined(fact(event, "mdns.answers.rrtype"), fact(event, "mdns.answers.rrname"))
    return f"{asked}?" if asked else answer and f"{answer} announced"


def _http(event: Event) -> str:
    method, host, url, status = request(event)
    asked = joined(method, url if "://" in url else host + url)
    if not asked:
        return joined("HTTP", fact(event, "http.version"), "without a request")
    length = sized(event, "http.length") if amount(event, "http.length") else ""
    return joined(asked, joined(status, length, by=", "), by=" → ")


def _tls(event: Event, name: str = "tls") -> str:
    version = fact(event, f"{name}.version", 20)
    if not version.startswith(("TLS", "SSL")):
        version = joined("QUIC" if name == "quic" else "TLS", "" if version == "UNDETERMINED" else version)
    server = fact(event, f"{name}.sni", 100) or fact(event, f"{name}.subject", 100)
    return joined(version, server or "without a server name")


def _quic(event: Event) -> str:
    return _tls(event, "quic")


def _flow(event: Event) -> str:
    up, down, long = sized(event, "flow.bytes_toserver"), sized(event, "flow.bytes_toclient"), lasted(event, "flow.age")
    moved = joined(joined(up and f"{up} up", down and f"{down} down", by=", "), long and f"in {long}")
    return joined(moved, fact(event, "flow.state"), by=", ")


def _netflow(event: Event) -> str:
    long = lasted(event, "netflow.age")
    return joined(sized(event, "netflow.bytes") and joined(sized(event, "netflow.bytes"), "one way"), long and f"in {long}")


def _fileinfo(event: Event) -> str:
    return joined(*file(event), by=" · ")


def _smb(event: Event) -> str:
    command = fact(event, "smb.command").removeprefix("SMB1_COMMAND_").removeprefix("SMB2_COMMAND_").replace("_", " ")
    who = joined(fact(event, "smb.ntlmssp.domain", 24), fact(event, "smb.ntlmssp.user", 30), by="\\")
    what = next(filter(None, (fact(event, f"smb.{name}", 70) for name in ("share", "filename", "named_pipe", "function"))), "")
    return joined(joined(command, what, who), fact(event, "smb.status"), by=" → ")


def _krb5(event: Event) -> str:
    message = fact(event, "krb5.msg_type").removeprefix("KRB_").replace("_", " ")
    names = (fact(event, "krb5.cname", 50), fact(event, "krb5.sname", 50))
    client, service = ("" if name in ("<empty>", "<none>") else name for name in names)
    weak = "weak encryption" if fact(event, "krb5.weak_encryption") == "yes" else ""
    about = joined(message, client, service and f"for {service}")
    return joined(joined(about, fact(event, "krb5.error_code"), by=" → "), weak, by=", ")


def _smtp(event: Event) -> str:
    to = [value for value in found(event, "smtp.rcpt_to") if isinstance(value, str)]
    more = f"and {len(to) - 1} more" if len(to) > 1 else ""
    sender, receiver = fact(event, "smtp.mail_from", 44), joined(fact(event, "smtp.rcpt_to", 44), more)
    mail = joined(sender or fact(event, "smtp.helo"), receiver, by=" to ")
    return joined(mail, fact(event, "email.subject", 50), by=": ")


def _dhcp(event: Event) -> str:
    addresses = (fact(event, f"dhcp.{name}") for name in ("assigned_ip", "requested_ip", "client_ip"))
    address = next((given for given in addresses if given not in ("", _NO_ADDRESS)), "")
    who = joined(fact(event, "dhcp.hostname"), fact(event, "dhcp.client_mac"))
    return joined(fact(event, "dhcp.dhcp_type") or fact(event, "dhcp.type"), address, who and f"for {who}")


def _arp(event: Event) -> str:
    asker, asked = fact(event, "arp.src_ip"), fact(event, "arp.dest_ip")
    if fact(event, "arp.opcode") == "request":
        return f"{asker} asks who has {asked}"
    return joined(asker, "is at", fact(event, "arp.src_mac")) if asker else ""


def _frame(event: Event) -> str:
    return joined(fact(event, "app_proto"), fact(event, "frame.type"), fact(event, "frame.direction"))


def _mqtt(event: Event) -> str:
    own = event.get("mqtt")
    steps = joined(*(str(step) for step in own), by=", ") if isinstance(own, dict) else ""
    about = (
        fact(event, "mqtt.publish.topic") or fact(event, "mqtt.connect.client_id") or fact(event, "mqtt.subscribe.topics.topic")
    )
    return joined(shortened(steps, 60), about)


def _packet(event: Event) -> str:
    return joined(fact(event, "proto"), "packet", fact(event, "pkt_src") and f"({fact(event, 'pkt_src')})")


def _stats(event: Event) -> str:
    packets = amount(event, "stats.capture.kernel_packets") or amount(event, "stats.decoder.pkts")
    dropped, up = amount(event, "stats.capture.kernel_drops"), lasted(event, "stats.uptime")
    return joined(
        "" if packets is None else f"{text.number(packets)} packets",
        "" if dropped is None else f"{text.number(dropped)} dropped",
        up and f"up {up}",
        by=", ",
    )


_TOLD: dict[str, Callable[[Event], str]] = {
    "alert": _alert,
    "arp": _arp,
    "dhcp": _dhcp,
    "dns": _dns,
    "fileinfo": _fileinfo,
    "flow": _flow,
    "frame": _frame,
    "http": _http,
    "krb5": _krb5,
    "mdns": _mdns,
    "mqtt": _mqtt,
    "netflow": _netflow,
    "packet": _packet,
    "quic": _quic,
    "smb": _smb,
    "smtp": _smtp,
    "stats": _stats,
    "tls": _tls,
}
