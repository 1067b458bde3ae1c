"""Scenes of the web: sites visited, updates fetched, pages of the intranet read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connector.demo import names
from connector.demo.places import PROXY, Host, Site
from connector.demo.resolver import lookup, name_at
from connector.demo.rules import Rule
from connector.demo.stage import Stage
from connector.demo.wire import SECOND, Flow

KINDS = {
    "html": ("text/html", "HTML document, ASCII text, with very long lines", "text/html"),
    "js": ("application/javascript", "JavaScript source, ASCII text, with very long lines", "application/javascript"),
    "css": ("text/css", "ASCII text", "text/plain"),
    "png": ("image/png", "PNG image data, 640 x 480, 8-bit/color RGBA, non-interlaced", "image/png"),
    "jpg": ("image/jpeg", "JPEG image data, JFIF standard 1.01", "image/jpeg"),
    "json": ("application/json", "JSON data", "application/json"),
    "pdf": ("application/pdf", "PDF document, version 1.7", "application/pdf"),
    "deb": ("application/vnd.debian.binary-package", "Debian binary package (format 2.0)",
            "application/vnd.debian.binary-package"),
    "exe": ("application/x-dosexec", "PE32+ executable (GUI) x86-64, for MS Windows, 7 sections",
            "application/x-dosexec"),
}  # fmt: skip


def file(name: str, magic: str, mimetype: str, size: int, tx: int = 0) -> dict[str, Any]:
    """A `fileinfo` object; the same name gives the same hashes, as if it had the same content."""
    digest = names.sha256("file " + name)
    return {
        "filename": name, "magic": magic, "mimetype": mimetype, "gaps": False, "state": "CLOSED",
        "md5": names.md5(digest), "sha1": names.sha256(digest)[:40], "sha256": digest, "stored": False,
        "size": size, "tx_id": tx,
    }  # fmt: skip


def http(
    host: str, url: str, agent: str, *, method: str = "GET", status: int = 200, length: int = 0,
    content: str = "text/html", server: str = "", refer: str = "",
) -> dict[str, Any]:  # fmt: skip
    """An `http` object, as extended logging writes it, with the server's header as a custom field."""
    body: dict[str, Any] = {"hostname": host} if host else {}
    body["url"] = url
    if agent:
        body["http_user_agent"] = agent
    if length:
        body["http_content_type"] = content
    if refer:
        body["http_refer"] = refer
    body |= {"http_method": method, "protocol": "HTTP/1.1", "status": status, "length": length}
    if server:
        body["server"] = server
    return body


def visit(stage: Stage, t: int) -> None:
    """Somebody opens a site: names, then TLS, QUIC or plain HTTP."""
    dice, world = stage.dice, stage.world
    host, site = world.host(dice, stage.night), world.site(dice)
    name = name_at(stage, site)
    six = dice.chance(0.06)
    if dice.chance(0.78):
        t = lookup(stage, t, host.ip, name, [site.ip])
        if six or dice.chance(0.15):
            lookup(stage, t, host.ip, name, [site.ip6], "AAAA")
    src, dst = (host.ip6, site.ip6) if six else (host.ip, site.ip)
    t += stage.soon(1, 30)
    share = dice.random()
    if share < 0.76:
        handshake(stage, t, src, dst, host, site, name)
    elif share < 0.86:
        quic(stage, t, src, dst, host, name)
    else:
        page(stage, t, src, dst, host, site, name)


def tls(host: Host, site: Site, name: str, t: int) -> dict[str, Any]:
    """A `tls` object; certificates were issued some weeks before `t` and last for a year."""
    body: dict[str, Any] = dict(site.tls)
    body["sni"], body["version"] = name, site.version
    if site.tls:
        month = 1 + len(site.domain) % 9
        year = 1970 + t // (31_556_952 * SECOND)
        body["notbefore"], body["notafter"] = f"{year}-0{month}-04T00:00:00", f"{year + 1}-0{month}-04T00:00:00"
    body["ja3"], body["ja3s"], body["ja4"] = host.ja3, site.ja3s, host.ja4
    return body


def handshake(stage: Stage, t: int, src: str, dst: str, host: Host, site: Site, name: str) -> None:
    """A TLS connection, whole."""
    dice = stage.dice
    flow = stage.flow(t, src, dst, 443, "tls")
    flow.move(dice.between(500, 900), dice.between(2400, 5200))
    flow.event(t + stage.soon(8, 60), "tls", tls(host, site, name, t))
    flow.move(int(dice.expovariate(1 / 4000)), int(dice.expovariate(1 / 40000)))
    end = t + 100_000 + int(dice.expovariate(1 / 25) * SECOND)
    flow.close(end, stage.soon(200, 9000), tcp="1e" if dice.chance(0.2) else "1b")


def quic(stage: Stage, t: int, src: str, dst: str, host: Host, name: str, rule: Rule | None = None) -> None:
    """A QUIC connection, whole; `rule` raises an alert about it."""
    dice = stage.dice
    flow = stage.flow(t, src, dst, 443, "quic", "UDP")
    flow.move(dice.between(1200, 6000), int(dice.expovariate(1 / 90000)))
    body = {"version": "1", "sni": name, "ja3": host.ja3, "ja4": "q" + host.ja4[1:]}
    flow.event(t + stage.soon(5, 40), "quic", body)
    if rule:
        flow.alert(t + 50_000, rule, extra={"quic": body})
    end = t + 50_000 + int(dice.expovariate(1 / 40) * SECOND)
    flow.close(end, stage.soon(60_000, 66_000), "established")


def page(stage: Stage, t: int, src: str, dst: str, host: Host, site: Site, name: str) -> None:
    """A plain HTTP page with what it loads."""
    dice = stage.dice
    flow, refer = stage.flow(t, src, dst, 80, "http"), ""
    for tx in range(dice.between(1, 4)):
        t += stage.soon(20, 700)
        ending = "html" if tx == 0 else dice.pick(("js", "css", "png", "jpg", "json"))
        topic = dice.pick(names.TOPICS)
        url = f"/{topic}/{dice.between(1, 99999)}" if tx == 0 else f"/assets/{topic}.{dice.hexes(6)}.{ending}"
        known = dice.chance(0.2)
        length = 0 if known else 200 + int(dice.expovariate(1 / 12000))
        body = http(name, url, host.agent, status=304 if known else 200, length=length, content=KINDS[ending][0],
                    server=site.server, refer=refer)  # fmt: skip
        fetch(stage, flow, t, body, ending, tx)
        refer = refer or f"http://{name}{url}"
    flow.txs = tx + 1
    flow.close(t + stage.soon(100, 15_000), stage.soon(200, 9000))


def fetch(stage: Stage, flow: Flow, t: int, body: Mapping[str, Any], ending: str, tx: int) -> None:
    """One request and its answer, with the file that came back."""
    flow.move(380 + len(body["url"]), 240 + body["length"])
    flow.event(t, "http", body, tx=tx)
    if body["length"]:
        _, magic, mimetype = KINDS[ending]
        flow.fileinfo(t + 200, file(body["url"], magic, mimetype, body["length"], tx), {"http": body})


def download(stage: Stage, t: int) -> None:
    """A machine asks for updates: packages on servers, signed programs on workstations."""
    dice, world = stage.dice, stage.world
    host = world.host(dice, stage.night)
    server = host in world.servers
    name = "packages.updates.example" if server else "download.updates.example"
    t = lookup(stage, t, host.ip, name, ["192.0.2.40"])
    flow = stage.flow(t, host.ip, "192.0.2.40", 80, "http")
    for tx in range(dice.between(1, 3)):
        t += stage.soon(30, 4000)
        number = f"{dice.between(1, 9)}.{dice.between(0, 40)}.{dice.between(0, 300)}"
        part = dice.pick(names.NOUNS)
        url = f"/pool/main/lib{part}_{number}_amd64.deb" if server else f"/c/{part}-{number}-x64.exe"
        agent = "Debian APT-HTTP/1.3 (2.6.1)" if server else "Contoso-Update/10.0"
        ending = "deb" if server else "exe"
        body = http(name, url, agent, length=20_000 + int(dice.expovariate(1 / 900_000)), content=KINDS[ending][0],
                    server="nginx")  # fmt: skip
        fetch(stage, flow, t, body, ending, tx)
    flow.close(t + stage.soon(300, 9000), stage.soon(200, 9000))


def intranet(stage: Stage, t: int) -> None:
    """The intranet behind the proxy, in plain HTTP."""
    dice, world = stage.dice, stage.world
    host = world.person(dice)
    if dice.chance(0.4):
        t = lookup(stage, t, host.ip, "intranet.contoso.example", [PROXY])
    flow = stage.flow(t, host.ip, PROXY, 80, "http")
    for tx in range(dice.between(1, 3)):
        t += stage.soon(40, 2000)
        ending = dice.pick(("html", "html", "json", "png", "pdf"))
        url = f"/{dice.pick(names.SHARES)}/{dice.pick(names.TOPICS)}/{dice.between(1, 4000)}.{ending}"
        body = http("intranet.contoso.example", url, host.agent, length=dice.between(400, 90_000),
                    content=KINDS[ending][0], server="Apache")  # fmt: skip
        fetch(stage, flow, t, body, ending, tx)
    flow.close(t + stage.soon(300, 15_000), stage.soon(200, 9000))
