"""The beacon: one connection, held for three hours, that asks for work every 81 seconds."""

from __future__ import annotations

from typing import Any

from connector.demo import texts
from connector.demo.cast import CONTROL, CONTROL_PORT, PE64, before, victim
from connector.demo.rules import Rule
from connector.demo.stage import Stage
from connector.demo.web import file, http
from connector.demo.wire import MINUTE, SECOND, Flow

PERIOD, JITTER = 81, 8  # seconds
AGENT = "Duskline/1.1"
MARK = "2a8c7"


def play(stage: Stage, end: int) -> None:
    """Registers at -3:22, asks for work until -0:12, when the connection closes."""
    dice = stage.dice
    t = before(end, 3, 22, 2)
    stop = before(end, 0, 12)
    flow = Flow(stage.rows, dice, t, victim(stage.world).ip, CONTROL_PORT, CONTROL, 80, "http")
    beat = Beat(flow)
    beat.say(t + 80_000, "POST", "/register", b'{"host":"WS-0431","os":"10.0.19045","sid":"6f1c0c2a"}', 48,
             texts.REGISTER)  # fmt: skip
    beat.give(t + 46_200_000, "/module/3", "module3.bin", PE64, "application/x-dosexec", 16_212, texts.MODULE)
    t += 95 * SECOND
    count = 0
    while t < stop - MINUTE:
        rule = texts.TASKING if count < 20 or dice.chance(0.92) else None
        beat.say(t, "POST", "/tasks", b'{"id":"6f1c0c2a","status":"ready"}', 112, rule)
        if count % 9 == 5:
            number = count // 9 + 4
            beat.give(t + 2 * SECOND, f"/file/{number}", f"task_{number}.ps1", "ASCII text", "text/x-powershell",
                      1200 + dice.between(0, 1800), texts.MODULE if number == 9 else None)  # fmt: skip
        if count in (14, 41, 77):
            said = b'{"id":"6f1c0c2a","out":"whoami: NT AUTHORITY\\SYSTEM on WS-0431, next http://203.0.113.78:8443/"}'
            beat.say(t + 9 * SECOND, "POST", "/result", said, 17, texts.SHELL)
        count += 1
        t += dice.between((PERIOD - JITTER) * SECOND, (PERIOD + JITTER) * SECOND)
    flow.txs = beat.tx
    flow.close(stop)


class Beat:
    """The requests of the beacon, numbered."""

    def __init__(self, flow: Flow) -> None:
        self.flow, self.tx = flow, 0

    def http(self, method: str, path: str, length: int, content: str) -> dict[str, Any]:
        """An `http` object; the host is an address."""
        return http(CONTROL, f"/api/{MARK}{path}", AGENT, method=method, length=length, content=content, server="nginx")

    def say(self, t: int, method: str, path: str, text: bytes, length: int, rule: Rule | None) -> None:
        """One request with a body, and its short answer."""
        body = self.http(method, path, length, "application/json")
        self.flow.move(190 + len(text), 160 + length)
        self.flow.event(t, "http", body, tx=self.tx)
        if rule:
            head = f"{method} {body['url']} HTTP/1.1\r\nHost: {CONTROL}\r\nUser-Agent: {AGENT}\r\n"
            payload = f"{head}Content-Length: {len(text)}\r\n\r\n".encode() + text
            self.flow.alert(t + 150, rule, payload, tx=self.tx, extra={"http": body})
        self.tx += 1

    def give(self, t: int, path: str, name: str, magic: str, mimetype: str, size: int, rule: Rule | None) -> None:
        """One download."""
        body = self.http("GET", path, size, "application/octet-stream")
        self.flow.move(170, 180 + size)
        self.flow.event(t, "http", body, tx=self.tx)
        found = file(name, magic, mimetype, size, self.tx)
        self.flow.fileinfo(t + 700_000, found, {"http": body})
        if rule:
            text = f"GET {body['url']} HTTP/1.1\r\nHost: {CONTROL}\r\nUser-Agent: {AGENT}\r\n\r\n"
            self.flow.alert(t + 700_100, rule, text.encode(), tx=self.tx, extra={"http": body, "files": [found]})
        self.tx += 1
