"""Scenes that raise alerts on every day: contextual ones, suspicious ones, and anomalies."""

from __future__ import annotations

from connector.demo import texts
from connector.demo.places import BASTION, BROKER, DC, DROP, FILES, MONITOR, MX, WEB, Site, build_host, ja3
from connector.demo.resolver import answer, lookup, question
from connector.demo.rules import Rule
from connector.demo.stage import Stage
from connector.demo.web import fetch, http, quic, tls
from connector.demo.wire import SECOND, Flow

DOORS = ((texts.MSSQL, 1433), (texts.RDP_IN, 3389), (texts.TELNET, 23))
SCANNERS = tuple(f"198.51.100.{n}" for n in range(200, 230))
EDGE = (WEB, "10.20.100.21", BASTION, MX, DROP, BROKER)
LAB = Site("lab.contoso.example", "10.20.1.75", "2001:0db8:0020:0001:0000:0000:0000:004b", "nginx", "TLS 1.2", {
    "subject": "O=Contoso Lab, CN=lab.contoso.example", "issuerdn": "O=Contoso Lab, CN=lab.contoso.example",
    "serial": "0C:0F:FE:E0", "fingerprint": ":".join(["4c", "61"] * 10)}, ja3("771,49199,65281-11-23"))  # fmt: skip


def contextual(stage: Stage, t: int) -> None:
    """One contextual alert, with the flow that it is about."""
    dice, world = stage.dice, stage.world
    host, site = world.regular(dice), world.site(dice)
    share = dice.random()
    if share < 0.09:
        named(stage, t, "lab.contoso.example", texts.SELF_SIGNED, host_ip=host.ip, site=LAB, to_client=True)
    elif share < 0.22:
        named(stage, t, f"relay.r{dice.between(1, 40)}.helpdesk-now.example", texts.REMOTE, host_ip=host.ip, site=site)
    elif share < 0.38:
        named(stage, t, f"files.{site.domain}", texts.STORAGE, host_ip=host.ip, site=site)
    elif share < 0.52:
        request(stage, t, dice.pick(world.servers).ip, f"packages.{site.domain}", f"/dists/stable/{dice.hexes(8)}",
                "Debian APT-HTTP/1.3 (2.6.1)", texts.PACKAGES)  # fmt: skip
    elif share < 0.6:
        request(stage, t, dice.pick(world.servers).ip, f"api.{site.domain}", f"/v1/status/{dice.between(1, 999)}",
                "curl/8.5.0", texts.CURL)  # fmt: skip
    elif share < 0.74:
        flow = stage.flow(t, host.ip, site.ip, 443, "tls")
        flow.move(3000, 64_000)
        flow.alert(t + SECOND, texts.STREAM)
        flow.close(t + stage.soon(1500, 60_000), stage.soon(200, 9000), tcp="1e")
    elif share < 0.8:
        flow = Flow(stage.rows, dice, t, MONITOR, 8, f"192.0.2.{dice.between(1, 30)}", 0, None, "ICMP")
        flow.move(56, 56)
        flow.alert(t, texts.PING, bytes(range(16, 56)))
        flow.close(t + 30_000, stage.soon(30_000, 36_000), "established")
    elif share < 0.88:
        flow = stage.flow(t, f"10.20.8.{dice.between(1, 40)}", MONITOR, 161, "snmp", "UDP")
        body = {"version": 1, "pdu_type": "get_request", "vars": ["1.3.6.1.2.1.1.5.0"], "community": "public"}
        flow.move(43, 0)
        flow.event(t, "snmp", body)
        flow.alert(t, texts.SNMP, b"0)\x02\x01\x00\x04\x06public\xa0\x1c", extra={"snmp": body})
        flow.close(t, stage.soon(30_000, 36_000), "new")
    elif share < 0.93:
        quic(stage, t, host.ip, site.ip, host, f"video.{site.domain}", texts.QUIC)
    else:
        name = f"build-{dice.between(1, 400)}.staging.test"
        ask(stage, t, host.ip, name, texts.TEST_NAME)


def suspicious(stage: Stage, t: int) -> None:
    """One suspicious alert: what a reachable network meets, and a few habits inside."""
    dice, world = stage.dice, stage.world
    share = dice.random()
    if share < 0.62:
        rule, port = DOORS[0 if dice.chance(0.55) else dice.between(1, 2)]
        knock(stage, t, scanner(stage), dice.pick(EDGE), port, rule)
    elif share < 0.71:
        probe(stage, t, f"/download?file=../../../../etc/{dice.pick(('shadow', 'hosts', 'group'))}", texts.TRAVERSAL)
    elif share < 0.79:
        probe(stage, t, f"/cgi-bin/ping.cgi?host=127.0.0.1;cat%20/etc/passwd;{dice.between(1, 99)}", texts.INJECTION)
    elif share < 0.9:
        host = world.regular(dice)
        request(stage, t, host.ip, "myaddress.example", "/plain", host.agent, texts.OWN_ADDRESS)
    else:
        host = world.regular(dice)
        ask(stage, t, host.ip, f"{dice.hexes(dice.between(12, 16))}.invalid", texts.RANDOM_NAME)


def scanner(stage: Stage) -> str:
    """An address outside that scans; some do so all the time."""
    share = stage.dice.random()
    return SCANNERS[int(len(SCANNERS) * share * share)]


def knock(stage: Stage, t: int, src: str, dst: str, port: int, rule: Rule | None) -> None:
    """A SYN to a closed or filtered port."""
    flow = stage.flow(t, src, dst, port)
    refused = stage.dice.chance(0.4)
    flow.pkts_up, flow.bytes_up, flow.pkts_down, flow.bytes_down = 1, 60, int(refused), 54 * refused
    if rule:
        flow.alert(t, rule)
    flow.close(t + 900 * refused, stage.soon(30_000, 36_000), "closed" if refused else "new", "16" if refused else "02")


def probe(stage: Stage, t: int, url: str, rule: Rule) -> None:
    """A request to our web server that hopes for a hole, and finds none."""
    src, agent = scanner(stage), stage.dice.pick(("Mozilla/5.0 zgrab/0.x", "python-requests/2.31.0", "Go-http-client/1.1"))
    flow = stage.flow(t, src, WEB, 80, "http")
    body = http("www.contoso.example", url, agent, status=404, length=153, server="nginx")
    fetch(stage, flow, t + 60_000, body, "html", 0)
    text = f"GET {url} HTTP/1.1\r\nHost: www.contoso.example\r\nUser-Agent: {agent}\r\nAccept: */*\r\n\r\n"
    flow.alert(t + 60_100, rule, text.encode(), tx=0, extra={"http": body})
    flow.close(t + 400_000, stage.soon(200, 9000))


def request(stage: Stage, t: int, src: str, name: str, url: str, agent: str, rule: Rule) -> None:
    """A small HTTP request of a machine inside that a rule knows."""
    dst = f"192.0.2.{40 + len(name)}"
    t = lookup(stage, t, src, name, [dst])
    flow = stage.flow(t, src, dst, 80, "http")
    body = http(name, url, agent, length=stage.dice.between(20, 4000), content="application/json", server="nginx")
    fetch(stage, flow, t + 40_000, body, "json", 0)
    text = f"GET {url} HTTP/1.1\r\nHost: {name}\r\nUser-Agent: {agent}\r\nAccept: */*\r\n\r\n"
    flow.alert(t + 40_100, rule, text.encode(), tx=0, extra={"http": body})
    flow.close(t + stage.soon(100, 4000), stage.soon(200, 9000))


def named(stage: Stage, t: int, name: str, rule: Rule, *, host_ip: str, site: Site, to_client: bool = False) -> None:
    """A TLS connection whose name or certificate a rule knows."""
    host = build_host(sum(host_ip.encode()), "", host_ip)
    if stage.dice.chance(0.5):
        t = lookup(stage, t, host_ip, name, [site.ip])
    flow = stage.flow(t, host_ip, site.ip, 443, "tls")
    flow.move(700, 3200)
    body = tls(host, site, name, t)
    flow.event(t + 40_000, "tls", body)
    flow.alert(t + 40_100, rule, to_client=to_client, extra={"tls": body})
    flow.move(stage.dice.between(500, 9000), stage.dice.between(900, 90_000))
    flow.close(t + stage.soon(300, 90_000), stage.soon(200, 9000))


def ask(stage: Stage, t: int, src: str, name: str, rule: Rule) -> None:
    """A DNS question that a rule knows; the name does not exist."""
    flow, number = stage.flow(t, src, DC, 53, "dns", "UDP"), stage.dice.getrandbits(16)
    flow.move(len(name) + 22, len(name) + 90)
    body = question(number, name, "A")
    flow.event(t, "dns", body)
    wire = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0\0\x01\0\x01"
    flow.alert(t, rule, number.to_bytes(2) + b"\x01\0\0\x01\0\0\0\0\0\0" + wire, tx=0, extra={"dns": body})
    flow.event(t + 9000, "dns", answer(number, name, "A", []), to_client=True)
    flow.close(t + 9000, stage.soon(30_000, 36_000), "established")


def anomaly(stage: Stage, t: int) -> None:
    """Something that Suricata could not read as it should be."""
    dice, world = stage.dice, stage.world
    host, site = world.host(dice, stage.night), world.site(dice)
    share = dice.random()
    if share < 0.5:
        flow = stage.flow(t, host.ip, site.ip, 443, "tls")
        flow.move(2000, 30_000)
        flow.anomaly(t + 300_000, "stream", dice.pick(("stream.pkt_invalid_ack", "stream.est_packet_out_of_window",
                     "stream.pkt_spurious_retransmission")), to_client=True)  # fmt: skip
    elif share < 0.8:
        flow = stage.flow(t, host.ip, site.ip, dice.pick((8080, 8888, 5228)), "failed")
        flow.move(800, 0)
        flow.anomaly(t + 200_000, "applayer", "APPLAYER_DETECT_PROTOCOL_ONLY_ONE_DIRECTION", "proto_detect")
    elif share < 0.9:
        flow = stage.flow(t, host.ip, FILES, 445, "smb")
        flow.move(900, 900)
        flow.anomaly(t + 100_000, "applayer", "negotiate_malformed_dialects", "proto_parser")
    else:
        flow = stage.flow(t, scanner(stage), WEB, 80, "http")
        flow.move(300, 400)
        flow.anomaly(t + 100_000, "applayer", "REQUEST_URI_NOT_SEEN", "proto_parser")
    flow.close(t + stage.soon(500, 30_000), stage.soon(200, 9000), tcp="1e")
