"""Who takes part: workstations, servers and the sites outside, as many as the size of the capture asks for."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from connector.demo import names
from connector.demo.dice import Dice
from connector.demo.wire import wide

DC, FILES, MAIL, PROXY, PRINTER = "10.20.1.10", "10.20.1.20", "10.20.1.25", "10.20.1.30", "10.20.1.40"
BACKUP, DATABASE, CODE, NFS, MONITOR, PBX = (
    "10.20.1.50", "10.20.1.60", "10.20.1.70", "10.20.1.80", "10.20.1.90", "10.20.1.95")  # fmt: skip
WEB, BASTION, MX, DROP, BROKER = "10.20.100.20", "10.20.100.22", "10.20.100.25", "10.20.100.30", "10.20.100.40"
DOMAIN, REALM = "contoso.example", "CONTOSO.EXAMPLE"
SERVERS = (
    ("dc01", DC), ("fs01", FILES), ("mail01", MAIL), ("proxy01", PROXY), ("print01", PRINTER), ("backup01", BACKUP),
    ("db01", DATABASE), ("git01", CODE), ("nfs01", NFS), ("mon01", MONITOR),
)  # fmt: skip

JA3_PARTS = "4865-4866-4867-49195-49199-49196-49200-52393-52392-49171-49172-156-157-47-53"


@dataclass(frozen=True, slots=True)
class Host:
    """A machine inside."""

    name: str
    ip: str
    ip6: str
    mac: str
    user: str
    agent: str
    ja3: Mapping[str, str]
    ja4: str


@dataclass(frozen=True, slots=True)
class Site:
    """A site outside; `tls` is what its handshake shows, up to the client's part."""

    domain: str
    ip: str
    ip6: str
    server: str
    version: str
    tls: Mapping[str, Any]
    ja3s: Mapping[str, str]


def workstation(number: int) -> str:
    """The address of a workstation: 10.20.4.0/22 first, then 10.21.0.0/16."""
    if number < 1000:
        return f"10.20.{4 + (number + 1) // 256}.{(number + 1) % 256}"
    high, low = divmod(number - 1000, 250)
    return f"10.21.{high % 250}.{low + 1}"


def ja3(text: str) -> dict[str, str]:
    """A JA3 or JA3S pair; the hash is the MD5 of the string, as in Suricata."""
    return {"hash": names.md5(text), "string": text}


def build_host(number: int, name: str, ip: str) -> Host:
    """The machine with this number; the same number gives the same machine."""
    kind = number % 7 % len(names.AGENTS)
    build = 124 + number % 9
    digits = names.sha256(f"client {kind} {build}")
    return Host(
        name=name,
        ip=ip,
        ip6=wide("2001:db8:20:4::", number + 1),
        mac="02:1c:" + ":".join(f"{number >> shift & 255:02x}" for shift in (24, 16, 8, 0)),
        user=names.user(number),
        agent=names.AGENTS[kind].format(build),
        ja3=ja3(f"771,{JA3_PARTS},0-23-65281-10-11-35-16-5-13-18-51-45-43-27-{17500 + kind}-{build},29-23-24,0"),
        ja4=f"t13d15{16 + kind}h2_{digits[:12]}_{digits[12:24]}",
    )


def build_site(number: int) -> Site:
    """The site with this number; three in ten still speak TLS 1.2 and so show their certificate."""
    name, mark = names.domain(number), names.sha256(f"site {number}")
    net = ("192.0.2", "198.51.100", "203.0.113")[number % 3]
    last = 80 + (number * 37) % 110  # below 80 lie the addresses of the intrusion
    old = number % 10 < 3
    suite = ("4865", "4866", "49199", "49200")[number % 2 + 2 * old]
    tls: dict[str, Any] = {}
    if old:
        authority = ("Plain Trust CA", "Harbor Root G2", "Example Issuing CA 3")[number // 10 % 3]
        tls = {
            "subject": f"CN={name}",
            "issuerdn": f"C=ZZ, O={authority.rsplit(' ', 1)[0]}, CN={authority}",
            "subjectaltname": [name, f"*.{name}"],
            "serial": ":".join(mark[i : i + 2].upper() for i in range(0, 32, 2)),
            "fingerprint": ":".join(mark[i : i + 2] for i in range(24, 64, 2)),
        }
    return Site(name, f"{net}.{last}", wide(f"2001:db8:{number % 60 + 1:x}::", number + 16),
                ("nginx", "Apache", "edge", "envoy", "Caddy")[number % 5],
                "TLS 1.2" if old else "TLS 1.3", tls, ja3(f"771,{suite},{43 + number % 5}-51-{number % 3}"))  # fmt: skip


class World:
    """Everybody who takes part. Popular sites and busy hosts come up more often than others (Zipf)."""

    def __init__(self, events: int) -> None:
        """`events` sets the number of hosts and sites: 120 and 500 at 100,000 events, growing with its power."""
        scale = max(1.0, events / 100_000)
        self.hosts = [build_host(n, f"WS-{331 + n:04d}", workstation(n)) for n in range(int(120 * scale**0.6))]
        self.servers = [build_host(9000 + n, name, ip) for n, (name, ip) in enumerate(SERVERS)]
        self.sites = [build_site(n) for n in range(int(500 * scale**0.65))]
        self._rank = list(accumulate(1 / (n + 8) for n in range(len(self.sites))))
        self.scale = scale

    def host(self, dice: Dice, night: bool = False) -> Host:
        """A machine that is busy now: mostly servers at night."""
        if dice.chance(0.55 if night else 0.08):
            return dice.pick(self.servers)
        share = dice.random()
        return self.hosts[int(len(self.hosts) * share * (0.4 + 0.6 * share))]

    def regular(self, dice: Dice) -> Host:
        """One of the third of the workstations whose habits raise alerts every day."""
        share = dice.random()
        return self.hosts[3 * int(len(self.hosts) / 3 * share * share)]

    def person(self, dice: Dice) -> Host:
        """A workstation."""
        return dice.pick(self.hosts)

    def site(self, dice: Dice) -> Site:
        """A site outside."""
        return self.sites[bisect(self._rank, dice.random() * self._rank[-1])]
