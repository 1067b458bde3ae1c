"""Lines for Suricata's ``threshold.config`` that verdicts suggest, each with what it would have removed. Nothing is applied.

After https://docs.suricata.io/en/latest/configuration/global-thresholds.html.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

import pandas as pd

from connector import lucene
from connector.errors import UnsupportedQuery
from connector.judged import Judged, Position, Ruling
from connector.query import Query
from connector.source import Source
from connector.triage.ruled import asked

MOST = 30
"""Lines that are suggested, those that would have removed most first."""

SECONDS = 3_600
"""Of a threshold line: one alert of a source in so much time."""

_GROUPS = 1_000
_NEIGHBOURS = 3
_EVENTS = 100_000
_EVENT = ("timestamp", "src_ip", "dest_ip")
_FIELDS = ("alert.gid", "alert.signature_id", "src_ip")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line, and what it would have done to the window.

    Attributes:
        line: of ``threshold.config``.
        alerts: how many it would have removed.
        hosts: addresses of either side in those.
        escalated: how many of those were escalated.
        exact: False where the counts are floors.
    """

    line: str
    alerts: int
    hosts: int
    escalated: int
    exact: bool = True


def suggestions(source: Source, query: Query, rulings: tuple[Ruling, ...], position: Position | None) -> tuple[Suggestion, ...]:
    """What closed alerts and false alarms of a window suggest, those that would have removed most first.

    Args:
        source: where the alerts are.
        query: the alerts of the window, in every state.
        rulings: what was decided.
        position: how far the source was read; ``None`` for a server.

    Raises:
        ConnectorError: the source does not answer, or cannot tell closed alerts from others.
    """
    closed = asked(query, Judged(rulings, frozenset(("closed", "false alarm"))), position)
    found = source.groups(closed, _FIELDS, _GROUPS)
    if not found.exact:
        raise UnsupportedQuery("The source counts the newest alerts only: choose a shorter window.")
    sources: dict[tuple[int, int], list[str]] = defaultdict(list)
    for gid, sid, address in found.frame[list(_FIELDS)].itertuples(index=False):
        if isinstance(sid, str) and sid.isdecimal() and isinstance(address, str) and _is_address(address):
            sources[int(gid) if isinstance(gid, str) and gid.isdecimal() else 1, int(sid)].append(address)
    made = [
        _suggested(source, query, rulings, position, line, clause, seconds)
        for (gid, sid), addresses in list(sources.items())[:MOST]
        for line, clause, seconds in _lines(gid, sid, addresses)
    ]
    return tuple(sorted((each for each in made if each.alerts), key=lambda each: -each.alerts)[:MOST])


def limited(events: Iterable[tuple[datetime, str]], seconds: int = SECONDS) -> list[int]:
    """Which alerts ``type limit, track by_src, count 1`` removes, by their places.

    Args:
        events: time and source of each, oldest first.
        seconds: of the line; a source's time begins with an alert that is let through.
    """
    begun: dict[str, datetime] = {}
    removed: list[int] = []
    for place, (moment, address) in enumerate(events):
        if address in begun and moment - begun[address] < timedelta(seconds=seconds):
            removed.append(place)
        else:
            begun[address] = moment
    return removed


def _lines(gid: int, sid: int, addresses: list[str]) -> Iterator[tuple[str, str, int]]:
    """Line, which of the alerts it is about, and the seconds of a threshold; 0 removes them all."""
    named = f"gen_id {gid}, sig_id {sid}"
    # Generators number their rules each for itself; without one it is Suricata's own.
    own = lucene.term("alert.gid", gid)
    generator = lucene.either(own, lucene.negated(lucene.exists("alert.gid"))) if gid == 1 else own
    rule = lucene.both(generator, lucene.term("alert.signature_id", sid))
    yield f"suppress {named}", rule, 0
    yield f"threshold {named}, type limit, track by_src, count 1, seconds {SECONDS}", rule, SECONDS
    for address in addresses[:3]:
        yield f"suppress {named}, track by_src, ip {address}", lucene.both(rule, lucene.term("src_ip", address)), 0
    for network, _ in Counter(map(_network, addresses)).most_common(1):
        if sum(_network(each) == network for each in addresses) >= _NEIGHBOURS:
            yield (
                f"suppress {named}, track by_src, ip {network}",
                lucene.both(rule, lucene.where("src_ip", "in network", network)),
                0,
            )


def _suggested(
    source: Source,
    query: Query,
    rulings: tuple[Ruling, ...],
    position: Position | None,
    line: str,
    clause: str,
    seconds: int,
) -> Suggestion:
    meant = query.narrowed(clause)
    escalated = asked(meant, Judged(rulings, frozenset(("escalated",))), position)
    if not seconds:
        trend = source.trend(meant)
        ends = [source.values(meant, side, 10_000) for side in ("src_ip", "dest_ip")]
        hosts = {str(key) for values in ends for key in values.frame["key"]}
        exact = trend.exact and all(values.exact for values in ends)
        return Suggestion(line, trend.count, len(hosts), source.trend(escalated).count, exact)
    events = source.events(replace(meant, limit=_EVENTS), _EVENT, oldest_first=True)
    judged = set(source.events(replace(escalated, limit=_EVENTS), ("timestamp",), oldest_first=True).ids)
    held = [
        (moment.to_pydatetime(), str(address), str(target), identity)
        for moment, address, target, identity in zip(*(events.frame[name] for name in _EVENT), events.ids, strict=True)
        if not pd.isna(moment) and isinstance(address, str)
    ]
    gone = [held[place] for place in limited((moment, address) for moment, address, _, _ in held)]
    hosts = {address for _, source_ip, target, _ in gone for address in (source_ip, target)}
    return Suggestion(line, len(gone), len(hosts), sum(each[3] in judged for each in gone), not events.cut)


def _is_address(text: str) -> bool:
    try:
        return "%" not in text and bool(ip_address(text))  # behind % stands any text
    except ValueError:
        return False


def _network(address: str) -> str:
    return str(ip_network(f"{address}/{64 if ':' in address else 24}", strict=False))
