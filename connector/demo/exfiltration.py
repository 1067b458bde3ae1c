"""Out again: FTP, plain HTTP, names in DNS, ICMP, and TLS to a server that nobody else talks to."""

from __future__ import annotations

import base64

from connector.demo import texts
from connector.demo.cast import DROPZONE, LURE, PARKING, TUNNEL, TUNNEL_NAME, before, victim
from connector.demo.places import ja3
from connector.demo.resolver import answer, question
from connector.demo.services import talk
from connector.demo.stage import Stage
from connector.demo.web import http
from connector.demo.wire import MINUTE, SECOND, Flow

CERTIFICATE = {
    "subject": "C=ZZ, O=Duskline Ltd, CN=duskline.invalid",
    "issuerdn": "C=ZZ, O=Duskline Ltd, CN=duskline.invalid",
    "serial": "00:D0:5C:71:1E:00:00:01",
    "fingerprint": "d0:5c:11:4e:77:a1:0b:3d:92:6e:58:c4:1f:aa:02:b7:63:98:e5:4d",
}
CLIENT, CLIENT_JA4 = ja3("769,47-53-5-10-49171-49172,0-10-11,23-24,0"), "t10d060300_d05c114e77a1_0b3d926e58c4"
SERVER = ja3("769,53,65281-0-35-15")


def play(stage: Stage, end: int) -> None:
    """FTP at -1:50, HTTP at -1:40, DNS from -1:15 to -0:45, ICMP at -1:00, TLS from -1:10 to -0:14."""
    ftp(stage, before(end, 1, 50))
    plain(stage, before(end, 1, 40))
    tunnel(stage, before(end, 1, 15))
    ping(stage, before(end, 1, 0))
    tls(stage, before(end, 1, 10))


def ftp(stage: Stage, t: int) -> None:
    """A password in the clear, and an archive."""
    flow = stage.flow(t, victim(stage.world).ip, PARKING, 21, "ftp")
    last = talk(flow, t, (("", "", "220", "ready"), ("USER", "dusk", "331", "password please"),
                          ("PASS", "k3ller-fenster", "230", "logged in"), ("TYPE", "I", "200", "ok"),
                          ("STOR", "fin-2026.7z", "226", "done"), ("QUIT", "", "221", "bye")))  # fmt: skip
    body = {"command": "PASS", "command_data": "k3ller-fenster", "command_truncated": False,
            "completion_code": ["230"], "reply": ["logged in"], "reply_received": "yes", "reply_truncated": False}  # fmt: skip
    flow.alert(t + 271_000, texts.FTP_PASS, b"PASS k3ller-fenster\r\n", tx=2, extra={"ftp": body})
    flow.txs = 6
    flow.close(last + 3 * SECOND, 2 * SECOND)


def plain(stage: Stage, t: int) -> None:
    """An upload by Python, and HTTP on port 443 that names no host and uses a method of its own."""
    host = victim(stage.world)
    flow = stage.flow(t, host.ip, LURE, 8000, "http")
    flow.move(2_400_000, 300)
    body = http(LURE, "/up/finance-2026.zip", "python-requests/2.31.0", method="PUT", status=201, length=2,
                content="text/plain", server="SimpleHTTP/0.6 Python/3.11.2")  # fmt: skip
    flow.event(t + 9 * SECOND, "http", {"hostname": LURE, "http_port": 8000, **body}, tx=0)
    flow.txs = 1
    flow.close(t + 12 * SECOND, 2 * SECOND)
    t += 2 * MINUTE
    flow = stage.flow(t, host.ip, LURE, 443, "http")
    flow.move(260, 190)
    body = http("", "/", "dl", method="DEBUG", status=200, length=14, content="text/plain")
    flow.event(t + 300_000, "http", body, tx=0)
    flow.alert(t + 300_100, texts.PLAIN_443, b"DEBUG / HTTP/1.0\r\nUser-Agent: dl\r\n\r\n", tx=0, extra={"http": body})
    flow.txs = 1
    flow.close(t + SECOND, 2 * SECOND)


def tunnel(stage: Stage, t: int) -> None:
    """Names that are data: TXT questions of more than fifty characters, straight to a server outside."""
    dice = stage.dice
    flow, start = stage.flow(t, victim(stage.world).ip, TUNNEL, 53, "dns", "UDP"), t
    for number in range(120):
        data = base64.b32encode(dice.randbytes(30)).decode().lower()
        name = f"{data}.{number:03x}.{TUNNEL_NAME}"
        ident = dice.getrandbits(16)
        asked = question(ident, name, "TXT")
        flow.move(len(name) + 22, len(name) + 96)
        flow.event(t, "dns", {**asked, "tx_id": 2 * number})
        if number % 20 == 4:
            wire = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0\0\x10\0\x01"
            flow.alert(t + 100, texts.TUNNEL, ident.to_bytes(2) + b"\x01\0\0\x01" + bytes(6) + wire, tx=2 * number,
                       extra={"dns": asked})  # fmt: skip
        reply = base64.b64encode(dice.randbytes(24)).decode()
        flow.event(t + 60_000, "dns", answer(ident, name, "TXT", [reply], 1, 2 * number + 1), to_client=True)
        t = start + (number + 1) * 15 * SECOND + stage.soon(0, 900)
    flow.txs = 240
    flow.close(t - 14 * SECOND, 60 * SECOND, "established")


def ping(stage: Stage, t: int) -> None:
    """Echo requests of 1,400 bytes."""
    flow = Flow(stage.rows, stage.dice, t, victim(stage.world).ip, 8, DROPZONE, 0, None, "ICMP")
    flow.move(24 * 1400, 24 * 1400)
    flow.alert(t + SECOND, texts.BIG_PING, b"dusk" * 64)
    flow.close(t + 26 * SECOND, 34 * SECOND, "established")


def tls(stage: Stage, t: int) -> None:
    """Every five minutes a connection to port 8443, in TLS 1.0 with a certificate of its own; once TLS 1.1."""
    dice, host = stage.dice, victim(stage.world)
    for number in range(12):
        odd = number == 7
        flow = stage.flow(t, host.ip, DROPZONE, 9443 if odd else 8443, "tls")
        flow.move(900, 1900)
        year = 1970 + t // (31_556_952 * SECOND)
        body = {**CERTIFICATE, "sni": "sync.duskline.invalid", "version": "TLS 1.1" if odd else "TLS 1.0",
                "notbefore": f"{year}-01-02T03:04:05", "notafter": f"{year + 10}-01-02T03:04:05",
                "ja3": CLIENT, "ja3s": SERVER, "ja4": CLIENT_JA4}  # fmt: skip
        flow.event(t + 120_000, "tls", body)
        if number % 3 == 0:
            flow.alert(t + 120_100, texts.CERTIFICATE, b"\x16\x03\x01\0Z\x0b\0" + b"duskline.invalid" + bytes(8),
                       to_client=True, extra={"tls": body})  # fmt: skip
        flow.move(dice.between(2_800_000, 4_600_000), 22_000)
        flow.close(t + dice.between(20, 70) * SECOND, 2 * SECOND)
        t += dice.between(288 * SECOND, 312 * SECOND)
