"""Scenes of the resolver: DNS questions and their answers, in the shape of version 3."""

from __future__ import annotations

from typing import Any

from connector.demo import names
from connector.demo.places import DC, Site
from connector.demo.stage import Stage


def question(number: int, name: str, kind: str) -> dict[str, Any]:
    """A `dns` object of a query, in the shape of version 3."""
    return {
        "version": 3, "type": "request", "tx_id": 0, "id": number, "flags": "100", "rd": True, "opcode": 0,
        "rcode": "NOERROR", "queries": [{"rrname": name, "rrtype": kind}],
    }  # fmt: skip


def answer(number: int, name: str, kind: str, data: list[str], ttl: int = 300, tx: int = 1) -> dict[str, Any]:
    """A `dns` object of an answer; no `data` means that there is no such name."""
    body: dict[str, Any] = {
        "version": 3, "type": "response", "tx_id": tx, "id": number, "flags": "8180" if data else "8183", "qr": True,
        "rd": True, "ra": True, "opcode": 0, "rcode": "NOERROR" if data else "NXDOMAIN",
        "queries": [{"rrname": name, "rrtype": kind}],
    }  # fmt: skip
    if data:
        body["answers"] = [{"rrname": name, "rrtype": kind, "ttl": ttl, "rdata": value} for value in data]
        body["grouped"] = {kind: data}
    else:
        zone = name.rsplit(".", 1)[-1]
        body["authorities"] = [{"rrname": zone, "rrtype": "SOA", "ttl": 900}]
    return body


def lookup(stage: Stage, t: int, src: str, name: str, data: list[str], kind: str = "A", server: str = DC) -> int:
    """Asks `server` for a name, in a flow of its own; returns the time of the answer."""
    dice = stage.dice
    flow, number, done = stage.flow(t, src, server, 53, "dns", "UDP"), dice.getrandbits(16), t + stage.soon(1, 40)
    flow.move(len(name) + 22, 38 + len(name) + 20 * len(data))
    flow.event(t, "dns", question(number, name, kind))
    flow.event(done, "dns", answer(number, name, kind, data, 60 * dice.between(1, 30)), to_client=True)
    flow.txs = 2
    flow.close(done, stage.soon(30_000, 36_000), "established")
    return done


def name_at(stage: Stage, site: Site) -> str:
    """A host name of a site; content networks name theirs by the object, so there is no end of them."""
    dice = stage.dice
    if dice.chance(0.12):
        return f"{dice.hexes(8)}.cdn.{site.domain}"
    service = dice.pick(names.SERVICES)
    return f"{service}{dice.between(1, 24)}.{site.domain}" if service in ("cdn", "img") else f"{service}.{site.domain}"


def lookups(stage: Stage, t: int) -> None:
    """Names asked for without a visit: services, other hosts, mistakes, and the forwarder's own questions."""
    dice, world = stage.dice, stage.world
    host = world.host(dice, stage.night)
    share = dice.random()
    if share < 0.35:
        site = world.site(dice)
        lookup(stage, t, host.ip, name_at(stage, site), [site.ip])
    elif share < 0.5:
        other = world.host(dice)
        lookup(stage, t, host.ip, f"{other.name.lower()}.contoso.example", [other.ip])
    elif share < 0.62:
        other = world.host(dice)
        name = ".".join(reversed(other.ip.split("."))) + ".in-addr.arpa"
        lookup(stage, t, host.ip, name, [f"{other.name.lower()}.contoso.example"], "PTR")
    elif share < 0.72:
        wrong = f"{dice.pick(names.ADJECTIVES)}{dice.between(1, 999)}.contoso.example"
        lookup(stage, t, host.ip, wrong, [])
    elif share < 0.8:
        site = world.site(dice)
        lookup(stage, t, host.ip, site.domain, ["v=spf1 mx -all"], "TXT")
    elif share < 0.86:
        lookup(stage, t, host.ip, f"wpad{dice.between(1, 60)}.contoso.example", [])
    else:
        site = world.site(dice)
        name = name_at(stage, site)
        lookup(stage, t, DC, name, [site.ip], server=f"192.0.2.{dice.between(4, 7)}")
