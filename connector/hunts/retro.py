"""A list of indicators, looked for in everything that the window holds."""

import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from connector import lucene
from connector.hunts.found import EVENTS, FIRST, LAST, SOURCES, Asked, Found, as_found
from connector.hunts.hunt import Hunt
from connector.query import Query

MOST = 200
"""Indicators of one list that are looked for."""

_NAMES = ("dns.rrname", "dns.queries.rrname", "http.hostname", "tls.sni")
_HASHES = {32: ("fileinfo.md5", "tls.ja3.hash", "tls.ja3s.hash"), 40: ("fileinfo.sha1",), 64: ("fileinfo.sha256",)}
_DOMAIN = re.compile(r"(?=.{4,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)+")
_JA4 = re.compile(r"[tqd]\d\d[di]\d{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing to look for.

    Attributes:
        text: as it was meant, without what made it harmless.
        kind: ``domain``, ``address``, ``network``, ``url``, ``hash`` or ``ja4``.
        filter: the events in which it stands.
    """

    text: str
    kind: str
    filter: str


def indicators(words: str) -> tuple[tuple[Indicator, ...], tuple[str, ...]]:
    """The indicators of a list, each once in order, and the words of it that are none.

    Args:
        words: one a line, or parted by blanks, commas or semicolons; behind # stands a remark. ``hxxp`` and ``[.]`` are read as
            they were meant.
    """
    found: dict[str, Indicator] = {}
    strange: dict[str, None] = {}
    for line in words.splitlines():
        for word in re.split(r"[\s,;]+", line.partition("#")[0]):
            if not word:
                continue
            indicator = _indicator(_armed(word.strip("\"'")))
            if indicator is None:
                strange[word] = None
            else:
                found[indicator.text] = indicator
    return tuple(found.values()), tuple(strange)


def sightings(asked: Asked, query: Query, hunt: Hunt, buckets: int, listed: tuple[Indicator, ...]) -> Found:
    """The indicators that stand in an event, most events first."""
    rows: list[dict[str, Any]] = []
    answers, trends = [], []
    for each in listed[:MOST]:
        answer = asked.groups(query.narrowed(each.filter), ("src_ip",), 10_000, "count", buckets)
        answers.append(answer)
        frame = answer.frame
        if frame.empty:
            continue
        shown = dict(zip(hunt.columns, (each.text, each.kind), strict=True))
        counts = {EVENTS: int(frame["count"].sum()), SOURCES: int(frame["src_ip"].nunique())}
        rows.append(shown | counts | {FIRST: frame["first"].min(), LAST: frame["last"].max()})
        if buckets:
            trends += frame["trend"].to_list()
    ordered = sorted(rows, key=lambda row: (-row[EVENTS], str(row[hunt.columns[0]])))
    trend = tuple(map(sum, zip(*trends, strict=True)))
    # Where an indicator may stand is no value of one field: a row has no choices.
    return as_found(ordered, [()] * len(ordered), trend, answers)


def _armed(word: str) -> str:
    """The word without what made it harmless: ``hxxps[:]//evil[.]test`` and its like."""
    plain = re.sub(r"[\[({](\.|dot)[\])}]", ".", word, flags=re.IGNORECASE)
    plain = re.sub(r"[\[({]:[\])}]", ":", plain)
    return re.sub(r"^hxxp", "http", plain, flags=re.IGNORECASE)


def _indicator(word: str) -> Indicator | None:
    lower = word.lower()
    if (address := _address(word)) is not None:
        return address
    if re.match(r"(https?|ftp)://", lower):
        return _url(word)
    if re.fullmatch(r"[0-9a-f]+", lower) and len(lower) in _HASHES:
        return Indicator(lower, "hash", lucene.any_of(*(lucene.term(field, lower) for field in _HASHES[len(lower)])))
    if _JA4.fullmatch(lower):
        return Indicator(lower, "ja4", lucene.term("tls.ja4", lower))
    name = lower.rstrip(".")
    return Indicator(name, "domain", _of_name(name)) if _DOMAIN.fullmatch(name) else None


def _of_name(name: str) -> str:
    """The events that name a domain, or one below it. These fields hold one word each: it matches in either case."""
    return lucene.any_of(*(f'{field}:("{name}" OR *.{name})' for field in _NAMES))


def _address(word: str) -> Indicator | None:
    try:
        if "/" not in word:
            return Indicator(str(ip_address(word)), "address", lucene.where("ip", "is", word))
        network = ip_network(word, strict=False)
    except ValueError:
        return None
    return Indicator(str(network), "network", lucene.where("ip", "in network", str(network)))


def _url(word: str) -> Indicator | None:
    try:
        parts = urlsplit(word)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = [host] if port is None else [host, f"{host}:{port}"]
    here = lucene.all_of(lucene.any_of(*(lucene.term("http.hostname", each) for each in named)), lucene.term("http.url", path))
    return Indicator(word, "url", lucene.any_of(here, lucene.term("http.url", word)))
