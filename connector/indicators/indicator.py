"""One indicator: what it is, the fields that it is looked for in, and the filter that finds it there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, get_args

from connector import lucene
from connector.lucene.fields import ADDRESSES
from connector.lucene.write import escaped

Type = Literal["domain", "address", "network", "url", "email", "md5", "sha1", "sha256", "ja3", "ja3s", "ja4", "hassh"]

TYPES: tuple[Type, ...] = get_args(Type)

HOST, PATH = "http.hostname", "http.url"
"""Suricata writes a URL in two fields: an indicator of one is looked for in both of an event."""

_JA3 = ("tls.ja3.hash", "quic.ja3.hash")
_JA3S = ("tls.ja3s.hash", "quic.ja3s.hash")
_HASSH = ("ssh.client.hassh.hash", "ssh.server.hassh.hash")

FIELDS: Mapping[Type, tuple[str, ...]] = {
    "domain": (
        "dns.rrname", "dns.query.rrname", "dns.queries.rrname", "dns.answers.rrname", "dns.answers.rdata", "dns.grouped.CNAME",
        "dns.grouped.MX", "dns.grouped.NS", "dns.grouped.PTR", "tls.sni", "tls.subjectaltname", "quic.sni", HOST, "smtp.helo",
    ),
    "address": (
        "src_ip", "dest_ip", "dns.answers.rdata", "dns.grouped.A", "dns.grouped.AAAA", HOST, "http.xff", "tls.sni",
        "tls.subjectaltname", "tunnel.src_ip", "tunnel.dest_ip", "dhcp.assigned_ip",
    ),
    "network": ("src_ip", "dest_ip"),
    "url": (PATH, "http.http_refer", "http.redirect", "email.url"),
    "email": ("smtp.mail_from", "smtp.rcpt_to", "email.from", "email.to", "email.cc", "email.reply_to"),
    # Lists often do not say what a sum is of.
    "md5": ("fileinfo.md5", "files.md5", *_JA3, *_JA3S, *_HASSH),
    "sha1": ("fileinfo.sha1", "files.sha1", "tls.fingerprint", "tls.client.fingerprint"),
    "sha256": ("fileinfo.sha256", "files.sha256"),
    "ja3": _JA3,
    "ja3s": _JA3S,
    "ja4": ("tls.ja4", "tls.ja4.hash", "quic.ja4"),
    "hassh": _HASSH,
}  # fmt: skip
"""The fields of EVE that each type is looked for in."""


@dataclass(frozen=True, slots=True, order=True)
class Indicator:
    """One thing to look for.

    Attributes:
        type: what it is.
        value: in one spelling: small letters, but for the path of a URL; addresses short, networks without bits of hosts.
    """

    type: Type
    value: str

    def words(self, field: str) -> tuple[str, ...]:
        """The words of a field, small letters, any of which is this indicator; for a URL beside `PATH` the whole values."""
        match self.type:
            case "address":
                long = ip_address(self.value).exploded
                forms = tuple(dict.fromkeys((self.value, long)))
                # A list of addresses that were passed on: commas stand behind the words.
                return forms + tuple(f"{form}," for form in forms) if field == "http.xff" else forms
            case "email":
                return self.value, f"<{self.value}>", f"{self.value},", f"<{self.value}>,"
            case "sha1" if field.endswith("fingerprint"):
                return (":".join(self.value[place : place + 2] for place in range(0, len(self.value), 2)),)
            case "url":
                return self.value, self.value.partition("://")[2]
            case _:
                return (self.value,)

    @property
    def parts(self) -> tuple[str, str]:
        """Of a URL: the host without port, and what `PATH` holds."""
        authority, slash, path = self.value.partition("://")[2].partition("/")
        host = authority.rpartition("@")[2]
        return (host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]), slash + path

    def clause(self, field: str) -> str:
        """The filter of the events in which a field holds it."""
        name = escaped(field)
        match self.type:
            case "domain":
                return f"{name}:({escaped(self.value)} OR *.{escaped(self.value)})"
            case "network":
                return lucene.where(field, "in network", self.value)
            case "address" if field in ADDRESSES:
                return lucene.term(field, self.value)
            case "url" if field == PATH:
                host, path = self.parts
                return f"({HOST}:{escaped(host)} AND {lucene.term(PATH, path)})"
            case "url":
                return _any(lucene.term(field, form) for form in self.words(field))
            case _:
                # Quoted: a bare word that begins with < is a range, whatever stands before it.
                forms = [*map(lucene.quote, self.words(field))]
                return f"{name}:{forms[0]}" if len(forms) == 1 else f"{name}:({' OR '.join(forms)})"

    def filter(self, fields: tuple[str, ...] | None = None) -> str:
        """The filter of its events: in these fields, or in all of `FIELDS`."""
        return _any(self.clause(field) for field in fields or FIELDS[self.type])


def _any(clauses: Iterable[str]) -> str:
    found = list(clauses)
    return found[0] if len(found) == 1 else f"({' OR '.join(found)})"
