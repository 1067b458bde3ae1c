"""Which events a rule is about, and what Suricata calls the fields that it names."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_ENDS = {
    "src_ip": ("src_ip",),
    "SourceIp": ("src_ip",),
    "c-ip": ("src_ip",),
    "id.orig_h": ("src_ip",),
    "dst_ip": ("dest_ip",),
    "dest_ip": ("dest_ip",),
    "DestinationIp": ("dest_ip",),
    "r-ip": ("dest_ip",),
    "s-ip": ("dest_ip",),
    "id.resp_h": ("dest_ip",),
    "src_port": ("src_port",),
    "id.orig_p": ("src_port",),
    "dst_port": ("dest_port",),
    "dest_port": ("dest_port",),
    "DestinationPort": ("dest_port",),
    "s-port": ("dest_port",),
    "id.resp_p": ("dest_port",),
    "proto": ("proto",),
    "protocol": ("proto",),
}
_DNS = {
    "query": ("dns.rrname", "dns.queries.rrname"),
    "QueryName": ("dns.rrname", "dns.queries.rrname"),
    "record_type": ("dns.rrtype", "dns.queries.rrtype"),
    "qtype_name": ("dns.rrtype", "dns.queries.rrtype"),
    "answer": ("dns.answers.rdata",),
    "answers": ("dns.answers.rdata",),
    "rcode_name": ("dns.rcode",),
}
_HTTP = {
    "c-uri": ("http.url",),
    "cs-uri": ("http.url",),
    "cs-uri-stem": ("http.url",),
    "cs-uri-query": ("http.url",),
    "uri": ("http.url",),
    "cs-host": ("http.hostname",),
    "r-dns": ("http.hostname",),
    "host": ("http.hostname",),
    "c-useragent": ("http.http_user_agent",),
    "cs-user-agent": ("http.http_user_agent",),
    "cs(User-Agent)": ("http.http_user_agent",),
    "user_agent": ("http.http_user_agent",),
    "cs-method": ("http.http_method",),
    "method": ("http.http_method",),
    "sc-status": ("http.status",),
    "status_code": ("http.status",),
    "cs-referer": ("http.http_refer",),
    "cs-referrer": ("http.http_refer",),
    "referrer": ("http.http_refer",),
    "sc-content-type": ("http.http_content_type",),
}
_FLOW = {"orig_bytes": ("flow.bytes_toserver",), "resp_bytes": ("flow.bytes_toclient",), "service": ("app_proto",)}
_SMB = {"path": ("smb.share",), "name": ("smb.filename",), "share_type": ("smb.share_type",)}
_TLS = {
    "server_name": ("tls.sni",),
    "subject": ("tls.subject",),
    "issuer": ("tls.issuerdn",),
    "certificate.subject": ("tls.subject",),
    "certificate.issuer": ("tls.issuerdn",),
    "ja3": ("tls.ja3.hash",),
    "ja3s": ("tls.ja3s.hash",),
}
_KRB5 = {"service": ("krb5.sname",), "client": ("krb5.cname",), "cipher": ("krb5.encryption",), "error_msg": ("krb5.error_code",)}
_RDP = {"cookie": ("rdp.cookie",), "client_name": ("rdp.client.client_name",)}
_SSH = {"client": ("ssh.client.software_version",), "server": ("ssh.server.software_version",)}
_FILES = {
    "mime_type": ("fileinfo.mimetype",),
    "filename": ("fileinfo.filename",),
    "md5": ("fileinfo.md5",),
    "sha1": ("fileinfo.sha1",),
    "sha256": ("fileinfo.sha256",),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a rule's log source is in EVE.

    Attributes:
        event_type: the events.
        fields: Sigma's names of fields, and those of Suricata: several where versions differ.
    """

    event_type: str
    fields: Mapping[str, tuple[str, ...]]


def _kind(event_type: str, own: Mapping[str, tuple[str, ...]]) -> Kind:
    return Kind(event_type, MappingProxyType({**_ENDS, **own}))


_CATEGORIES = {
    "dns": _kind("dns", _DNS),
    "proxy": _kind("http", _HTTP),
    "webserver": _kind("http", _HTTP),
    "firewall": _kind("flow", _FLOW),
    "network_connection": _kind("flow", _FLOW),
}
_ZEEK = {
    "dns": _kind("dns", _DNS),
    "http": _kind("http", _HTTP),
    "conn": _kind("flow", _FLOW),
    "smb_files": _kind("smb", _SMB),
    "smb_mapping": _kind("smb", _SMB),
    "ssl": _kind("tls", _TLS),
    "x509": _kind("tls", _TLS),
    "kerberos": _kind("krb5", _KRB5),
    "rdp": _kind("rdp", _RDP),
    "ssh": _kind("ssh", _SSH),
    "files": _kind("fileinfo", _FILES),
}


def kind(category: str | None, product: str | None, service: str | None) -> Kind | None:
    """What a log source is in EVE; ``None`` for what no sensor on the network sees."""
    if product in ("zeek", "bro"):
        return _ZEEK.get(service or category or "")
    # A firewall's or a proxy's maker plays no part; what a system notes of itself does.
    if product in ("windows", "linux", "macos"):
        return None
    return _CATEGORIES.get(category or "")
