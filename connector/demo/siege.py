"""Beside it, and of no effect: guesses at the bastion's SSH, and a scan of the DMZ."""

from __future__ import annotations

from connector.demo import texts
from connector.demo.cast import GUESSERS, before
from connector.demo.noise import knock
from connector.demo.places import BASTION
from connector.demo.services import ssh
from connector.demo.stage import Stage
from connector.demo.wire import SECOND

LIBRARIES = ("libssh2_1.4.3", "libssh_0.9.6", "Go")
PORTS = (21, 22, 23, 25, 53, 80, 110, 111, 135, 139, 143, 443, 445, 993, 1433, 1521, 3306, 3389, 5432, 8080)


def play(stage: Stage, end: int) -> None:
    """SSH from -14:40 to -14:00, ports at -9:00."""
    guesses(stage, before(end, 14, 40))
    ports(stage, before(end, 9, 0))


def guesses(stage: Stage, t: int) -> None:
    """Three addresses, each with another library, 32 connections each."""
    for place, (src, library) in enumerate(zip(GUESSERS, LIBRARIES, strict=True)):
        now = t + place * 7 * SECOND
        for _ in range(32):
            flow = stage.flow(now, src, BASTION, 22, "ssh")
            body = ssh(library, "OpenSSH_9.6")
            flow.move(1900, 2300)
            flow.event(now + 90_000, "ssh", body)
            flow.alert(now + 90_100, texts.SSH_GUESS, f"SSH-2.0-{library}\r\n".encode(), extra={"ssh": body})
            flow.close(now + stage.soon(1800, 4200), 2 * SECOND, tcp="1e")
            now += stage.soon(60_000, 88_000)


def ports(stage: Stage, t: int) -> None:
    """Twenty ports of four hosts within a minute."""
    for last in (20, 21, 22, 30):
        for number, port in enumerate(PORTS):
            knock(stage, t, GUESSERS[1], f"10.20.100.{last}", port, texts.PORTS if number % 5 == 4 else None)
            t += stage.soon(300, 900)
