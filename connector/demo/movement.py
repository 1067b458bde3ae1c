"""Inside: what is there, who may do what, and on to the next workstation."""

from __future__ import annotations

from typing import Any

from connector.demo import texts
from connector.demo.cast import before, neighbour, victim
from connector.demo.domain import RC4, Session, search, ticket
from connector.demo.noise import knock
from connector.demo.places import BASTION, DATABASE, DC, FILES
from connector.demo.resolver import lookup
from connector.demo.services import remote, ssh
from connector.demo.stage import Stage
from connector.demo.wire import SECOND

NETLOGON = "12345678-1234-abcd-ef00-01234567cffb"
SRVSVC = "4b324fc8-1670-01d3-1278-5a47bf6ee188"
SVCCTL = "367abb81-9844-35f1-ad32-98f038001003"
SPNS = ("MSSQLSvc/db01", "HTTP/intranet", "cifs/backup01", "MSSQLSvc/db02", "HTTP/wiki", "host/fs01")
GUESSES = ("administrator", "helpdesk", "svc-backup", "svc-scan", "j.admin", "backup")
TOOL = "wsvc7f.exe"


def play(stage: Stage, end: int) -> None:
    """Directory at -3:10, shares and sweep at -3:04, the controller at -2:30, the neighbour at -2:12."""
    directory(stage, before(end, 3, 10))
    listing(stage, before(end, 3, 4))
    sweep(stage, before(end, 3, 3))
    controller(stage, before(end, 2, 30))
    spray(stage, before(end, 2, 12))
    takeover(stage, before(end, 2, 8))
    onward(stage, before(end, 2, 0))


def directory(stage: Stage, t: int) -> None:
    """SRV records, the list of service accounts, and tickets with an old cipher."""
    host = victim(stage.world)
    for name in ("_ldap._tcp.dc._msdcs", "_kerberos._tcp", "_gc._tcp"):
        t = lookup(stage, t, host.ip, f"{name}.contoso.example", ["dc01.contoso.example"], "SRV")
    flow = stage.flow(t, host.ip, DC, 389, "ldap")
    flow.move(900, 84_000)
    search(flow, t + 30_000, "DC=contoso,DC=example", "(&(objectClass=user)(servicePrincipalName=*))")
    flow.close(t + 4 * SECOND, 3 * SECOND)
    t += 20 * SECOND
    for number, service in enumerate(SPNS):
        flow = stage.flow(t, host.ip, DC, 88, "krb5")
        body = ticket(stage, flow, t + 4000, host.user, f"{service}.contoso.example", RC4)
        if number % 2 == 0:
            flow.alert(t + 4100, texts.ROAST, to_client=True, tx=0, extra={"krb5": body})
        flow.close(t + 60_000, SECOND)
        t += 3 * SECOND


def rpc(uuid: str, version: str, opnum: int | None, call: int) -> dict[str, Any]:
    """A `dcerpc` object: a bind, or a request with its number."""
    interfaces = [{"uuid": uuid, "version": version, "ack_result": 0}]
    if opnum is None:
        return {"request": "BIND", "interfaces": interfaces, "response": "BINDACK", "call_id": call}
    return {
        "request": "REQUEST", "req": {"opnum": opnum, "frag_cnt": 1, "stub_data_size": 120}, "interfaces": interfaces,
        "response": "RESPONSE", "res": {"frag_cnt": 1, "stub_data_size": 48}, "call_id": call,
    }  # fmt: skip


def piped(uuid: str, version: str, opnum: int | None, call: int) -> dict[str, Any]:
    """The same as SMB logs it, inside its own object: the number stands one level higher."""
    body = rpc(uuid, version, opnum, call)
    if opnum is None:
        return body
    return {**body, "opnum": opnum, "req": {"frag_cnt": 1, "stub_data_size": 120}}


def listing(stage: Stage, t: int) -> None:
    """Which shares does the file server have?"""
    host = victim(stage.world)
    session = Session(stage, stage.flow(t, host.ip, FILES, 445, "smb"), t)
    session.negotiate()
    session.ticket()
    session.share("IPC$")
    session.open("srvsvc")
    session.say("WRITE", more={"dcerpc": piped(SRVSVC, "3.0", None, 1)})
    session.say("IOCTL", more={"dcerpc": piped(SRVSVC, "3.0", 15, 2)})
    for share in ("finance", "hr", "projects"):
        session.share(share)
        session.open("", status="STATUS_ACCESS_DENIED" if share == "hr" else "STATUS_SUCCESS")
    session.end()


def sweep(stage: Stage, t: int) -> None:
    """Which neighbours answer on port 445?"""
    host = victim(stage.world)
    for last in range(102, 142):
        knock(stage, t, host.ip, f"10.20.4.{last}", 445, texts.SWEEP if last % 8 == 3 else None)
        t += stage.soon(40, 260)


def controller(stage: Stage, t: int) -> None:
    """Netlogon with a client credential of zeroes, again and again; it does not work."""
    host = victim(stage.world)
    flow = stage.flow(t, host.ip, DC, 49668, "dcerpc")
    flow.move(120, 100)
    bind = {**rpc(NETLOGON, "1.0", None, 1), "rpc_version": "5.0"}
    flow.event(t + 9000, "dcerpc", bind)
    for number in range(18):
        t += stage.soon(300, 800)
        body = {**rpc(NETLOGON, "1.0", 26, number + 2), "rpc_version": "5.0"}
        flow.move(174, 92)
        flow.event(t, "dcerpc", body)
        if number % 2 == 0:
            stub = b"\x05\0\0\x03\x10\0\0\0" + bytes(16) + b"W\0S\0-\x000\x004\x003\x001\0" + bytes(8) + b"\xff\xff/!"
            flow.alert(t + 100, texts.NETLOGON, stub, tx=number + 1, extra={"dcerpc": body})
    flow.close(t + 4 * SECOND, 2 * SECOND)


def spray(stage: Stage, t: int) -> None:
    """Six accounts, three passwords each, none of them right."""
    host, target = victim(stage.world), neighbour(stage.world)
    for user in GUESSES:
        session = Session(stage, stage.flow(t, host.ip, target.ip, 445, "smb"), t)
        session.negotiate()
        for _ in range(3):
            body = session.password(user, host.name, "STATUS_LOGON_FAILURE")
        if user in ("helpdesk", "svc-scan", "backup"):
            session.flow.alert(session.t + 100, texts.SPRAY, b"\xfeSMB@\0\x01\0m\0\0\xc0\x01\0", to_client=True,
                               tx=session.messages - 1, extra={"smb": body})  # fmt: skip
        session.end(400)
        t += 30 * SECOND


def takeover(stage: Stage, t: int) -> None:
    """One account works: a program in ADMIN$, and a service that starts it."""
    host, target = victim(stage.world), neighbour(stage.world)
    session = Session(stage, stage.flow(t, host.ip, target.ip, 445, "smb"), t)
    session.negotiate()
    session.password("svc-backup", host.name)
    session.share("ADMIN$")
    session.open(TOOL, 71_680, new=True)
    body = session.carry(TOOL, 71_680, write=True, share="ADMIN$")
    start = b"\xfeSMB@\0\x01\0\0\0\0\0\x09\0MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"
    for later in (400, 900):
        session.flow.alert(session.t + later, texts.ADMIN_SHARE, start, tx=session.messages - 1, extra={"smb": body})
    session.say("CLOSE")
    session.share("IPC$")
    session.open("svcctl")
    session.say("WRITE", more={"dcerpc": piped(SVCCTL, "2.0", None, 1)})
    for call, opnum in enumerate((15, 12, 19)):  # OpenSCManagerW, CreateServiceW, StartServiceW
        body = session.say("IOCTL", more={"named_pipe": "\\svcctl", "dcerpc": piped(SVCCTL, "2.0", opnum, call + 2)})
        if opnum != 15:
            said = f"%SystemRoot%\\{TOOL}".encode("utf-16-le")
            session.flow.alert(session.t + 100, texts.SERVICE, b"\x05\0\0\x03" + said, tx=session.messages - 1,
                               extra={"smb": body})  # fmt: skip
    session.end()


def onward(stage: Stage, t: int) -> None:
    """A desktop on the database server, and a try at the bastion with a library's SSH."""
    host = victim(stage.world)
    flow = stage.flow(t, host.ip, DATABASE, 3389, "rdp")
    remote(flow, t + 20_000, "svc-backup", host.name)
    flow.move(96_000, 1_900_000)
    flow.close(t + 540 * SECOND, 3 * SECOND)
    t += 1500 * SECOND
    flow = stage.flow(t, host.ip, BASTION, 22, "ssh")
    flow.move(1900, 2200)
    flow.event(t + 40_000, "ssh", ssh("paramiko_3.4.0", "OpenSSH_9.6"))
    flow.close(t + 6 * SECOND, 2 * SECOND)
