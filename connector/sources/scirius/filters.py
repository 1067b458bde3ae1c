"""Filters as a server can take them: a clause without a field is asked of named fields.

Elasticsearch refuses a bare word on an index with more than 1,024 searchable fields, or silently answers without that index.
"""

from dataclasses import dataclass, replace

from connector import lucene
from connector.answers import Note
from connector.errors import UnsupportedQuery
from connector.lucene import tree
from connector.query import Query

FIELDS = (
    "alert.signature", "alert.category", "alert.signature_id", "event_type", "proto", "app_proto", "host", "in_iface",
    "src_ip", "dest_ip", "src_port", "dest_port", "flow_id", "community_id", "payload_printable",
    "http.hostname", "http.url", "http.http_user_agent", "http.http_refer", "http.http_method", "http.http_content_type",
    "dns.rrname", "dns.queries.rrname", "dns.query.rrname", "dns.answers.rdata", "dns.rrtype",
    "tls.sni", "tls.subject", "tls.issuerdn", "tls.fingerprint", "tls.ja3.hash",
    "fileinfo.filename", "fileinfo.sha256", "fileinfo.magic", "smb.filename", "smb.command", "smtp.mail_from", "smtp.rcpt_to",
    "ssh.client.software_version", "anomaly.event",
)  # fmt: skip
"""What a bare word is asked of."""

_ONLY_NAMED = Note(
    "partial", f"The server cannot search every field: words without a field were looked for in {len(FIELDS)} fields."
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A filter for the server, and what is true of every answer to it."""

    filter: str
    notes: tuple[Note, ...] = ()

    def narrowed(self, filter: str) -> str:
        """The filter's text for the events that another one matches too."""
        return lucene.both(self.filter, filter)


def sent(query: Query) -> Sent:
    """The query's filter; unchanged when each of its clauses names a field and none is a network.

    Raises:
        UnsupportedQuery: a range without a field.
    """
    if not searches_every_field(query.tree):
        # The slash of a network that is not quoted would open a regex there.
        network = any(isinstance(node, tree.Word) and "/" in node.text for node in tree.leaves_first(query.tree))
        return Sent(lucene.text(query.tree) if network else query.filter)
    named = {id(node): _named(node) for node in tree.leaves_first(query.tree) if _fieldless(node)}
    return Sent(lucene.text(query.tree, named), (_ONLY_NAMED,))


def searches_every_field(filter: tree.Node) -> bool:
    """Whether a clause of the filter, such as a bare word, names no field."""
    return any(map(_fieldless, tree.leaves_first(filter)))


def _fieldless(node: tree.Node) -> bool:
    return getattr(node, "field", "") == tree.ANY and not isinstance(node, tree.Exists)


def _named(node: tree.Node) -> str:
    match node:
        case tree.Word() | tree.Phrase() | tree.Prefix() | tree.Wildcard() | tree.Regex() | tree.Fuzzy():
            return f"({' OR '.join(lucene.text(replace(node, field=field)) for field in FIELDS)})"
        case _:
            raise UnsupportedQuery(
                "A server cannot search all fields for a range: name the field, such as dest_port:[80 TO 443]."
            )
