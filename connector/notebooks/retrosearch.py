"""Domains of a list, looked for in events that are already there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from connector import lucene
from connector.frames import SERVERS_OWN, decode, values_at
from connector.frames.normalized import normalized_frame
from connector.lucene.write import escaped
from connector.notebooks.asking import tell
from connector.notebooks.refusals import RefusedQuestion
from connector.query import LONGEST, Query
from connector.source import Source
from connector.window import Window

FIELDS = ("dns.rrname", "dns.query.rrname", "dns.queries.rrname", "tls.sni", "quic.sni", "http.hostname")
"""Where an event names a domain."""

_MOST = 100


def sightings(source: Source, domains: Iterable[str], batch: int, window: Window, base: str, size: int) -> pd.DataFrame:
    """The newest events in which a domain, or a name below it, is named; a row an event, field and domain.

    Args:
        source: who is asked.
        domains: names, in any case; blank ones and repetitions are left out.
        batch: how many are asked for at once, at most 100; fewer where their names are long.
        window: the span of time.
        base: a filter that all of them must match.
        size: the greatest number of events of a batch.

    Returns:
        The columns of `normalized_frame`, then ``ioc.type`` (``domain``), ``ioc.match`` (``exact`` or ``sub``), ``ioc.source``
        (the field), ``ioc.value.match`` (the domain of the list), ``ioc.batch.count`` (events that match its batch) and
        ``ioc.batch.partial`` (whether some of these are not here). RangeIndex. Nothing seen: no rows, and only the last six.

    Raises:
        RefusedQuestion: the batch size is out of bounds, or the domains are no list of texts.
    """
    domains = [domains] if isinstance(domains, str) else [*domains]
    if not all(isinstance(name, str) for name in domains):
        raise RefusedQuestion("A domain is no text: give a list of names such as example.com.")
    if not 1 <= batch <= _MOST:
        raise RefusedQuestion(f"A batch size of {batch} is not possible: use 1 to {_MOST}.")
    rows: list[dict[str, Any]] = []
    tags: list[dict[str, object]] = []
    names = [*dict.fromkeys(name.strip().strip(".").lower() for name in domains)]
    for part in _batches([name for name in names if name], batch, base):
        found = source.events(Query(lucene.both(base, _filter(part)), window, size), ("timestamp",))
        if found.cut:
            least = "" if found.exact else "at least "
            tell(f"{len(found.ids):,} newest of {least}{found.total:,} events of a batch: narrow the window or raise page_size.")
        for raw, id in zip(found.raw, found.ids, strict=True):
            document = decode(raw)
            if not isinstance(document, dict):
                continue
            event = {key: value for key, value in document.items() if key not in SERVERS_OWN} | {"_id": id}
            for seen in _seen(event, part):
                rows.append(event)
                tags.append(seen | {"ioc.batch.count": found.total, "ioc.batch.partial": found.cut})
    return pd.concat([normalized_frame(rows), _tagged(tags)], axis=1)


def _tagged(tags: Sequence[dict[str, object]]) -> pd.DataFrame:
    kinds = {"ioc.type": "str", "ioc.match": "str", "ioc.source": "str", "ioc.value.match": "str", "ioc.batch.count": "int64",
             "ioc.batch.partial": "bool"}  # fmt: skip
    return pd.DataFrame({name: pd.Series([tag[name] for tag in tags], dtype=kind) for name, kind in kinds.items()})


def _batches(domains: Sequence[str], most: int, base: str) -> Iterator[list[str]]:
    """The domains in batches whose filters are no longer than a filter may be."""
    part: list[str] = []
    for domain in domains:
        if part and (len(part) == most or len(lucene.both(base, _filter([*part, domain])).encode()) > LONGEST):
            yield part
            part = []
        part.append(domain)
    if part:
        yield part


def _filter(domains: Iterable[str]) -> str:
    # One list of alternatives: where that makes too long a request, a server is asked for one part after the other.
    return " OR ".join(f"{field}:({name} OR *.{name})" for name in map(escaped, domains) for field in FIELDS)


def _seen(event: dict[str, Any], domains: Sequence[str]) -> Iterator[dict[str, object]]:
    for field in FIELDS:
        held = {value.lower().rstrip(".") for value in values_at(event, field) if isinstance(value, str)}
        for domain in domains if held else ():
            match = "exact" if domain in held else "sub" if any(value.endswith(f".{domain}") for value in held) else ""
            if match:
                yield {"ioc.type": "domain", "ioc.match": match, "ioc.source": field, "ioc.value.match": domain}
