"""Filters as a server can take them: a clause without a field is asked of named fields, and a long list in portions.

Elasticsearch refuses a bare word on an index with more than 1,024 searchable fields, or silently answers without that index.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connector import lucene
from connector.answers import Note
from connector.errors import UnsupportedQuery
from connector.lucene import tree
from connector.lucene.fields import ADDRESSES, KEYWORDS
from connector.query import Query
from connector.sources.scirius.portions import fits, portions

FIELDS = (
    "alert.signature", "alert.category", "alert.signature_id", "event_type", "proto", "app_proto", "host", "in_iface",
    "src_ip", "dest_ip", "src_port", "dest_port", "flow_id", "community_id", "payload_printable",
    "http.hostname", "http.url", "http.http_user_agent", "http.http_refer", "http.http_method", "http.http_content_type",
    "dns.rrname", "dns.queries.rrname", "dns.query.rrname", "dns.answers.rdata", "dns.rrtype",
    "tls.sni", "tls.subject", "tls.issuerdn", "tls.fingerprint", "tls.ja3.hash",
    "fileinfo.filename", "fileinfo.sha256", "fileinfo.magic", "smb.filename", "smb.command", "smtp.mail_from", "smtp.rcpt_to",
    "ssh.client.software_version", "anomaly.event",
)  # fmt: skip
"""What a bare word is asked of, as far as it is there, before other fields."""

MOST_FIELDS = 40


@dataclass(frozen=True, slots=True)
class Sent:
    """A filter for the server, and what is true of every answer to it.

    Attributes:
        filter: the whole of it.
        notes: what every answer to it lacks.
        portions: filters that match together what the whole one does, and may share events, where that is too long for a
            request; empty where it is not, and where it cannot be divided.
    """

    filter: str
    notes: tuple[Note, ...] = ()
    portions: tuple[str, ...] = ()

    def narrowed(self, filter: str) -> str:
        """The filter's text for the events that another one matches too."""
        return lucene.both(self.filter, filter)


def sent(query: Query, fields: Sequence[str] = FIELDS) -> Sent:
    """The query's filter; as it was written when each of its clauses names a field and servers read it as we do.

    Args:
        query: whose filter.
        fields: what words without a field are asked of; fewer of them where several words make a long request.

    Raises:
        UnsupportedQuery: a range without a field, or states: `connector.triage.ruled` makes a filter of them.
    """
    if query.judged is not None:
        raise UnsupportedQuery("A server knows no states of events: make them a part of the filter.")
    if not searches_every_field(query.tree):
        text = query.filter if lucene.is_standard(query.tree) else lucene.text(query.tree)
        return Sent(text) if fits(text) else Sent(text, portions=portions(query.tree, {}))
    for most in (len(fields), 30, 20, 12):
        named = {id(node): _named(node, fields[:most]) for node in tree.leaves_first(query.tree) if _fieldless(node)}
        text = lucene.text(query.tree, named)
        if fits(text):
            break
    count = min(most, len(fields))
    note = Note("partial", f"The server cannot search every field: words without a field were looked for in {count} fields only.")
    return Sent(text, (note,), () if fits(text) else portions(query.tree, named))


def searches_every_field(filter: tree.Node) -> bool:
    """Whether a clause of the filter, such as a bare word, names no field."""
    return any(map(_fieldless, tree.leaves_first(filter)))


def _fieldless(node: tree.Node) -> bool:
    return getattr(node, "field", "") == tree.ANY and not isinstance(node, tree.Exists)


def _named(node: tree.Node, fields: Sequence[str]) -> str:
    match node:
        case tree.Word() | tree.Phrase():
            names = fields
        case tree.Prefix() | tree.Wildcard() | tree.Regex() | tree.Fuzzy():
            # A server holds patterns against the text of an address only there.
            names = [name + KEYWORDS[0] if name in ADDRESSES else name for name in fields]
        case _:
            raise UnsupportedQuery(
                "A server cannot search all fields for a range: name the field, such as dest_port:[80 TO 443]."
            )
    return f"({' OR '.join(lucene.text(replace(node, field=name)) for name in names)})"
