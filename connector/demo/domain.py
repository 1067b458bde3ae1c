"""Scenes of the Windows domain: logons, shares, leases, the directory, the nightly backup."""

from __future__ import annotations

from typing import Any

from connector.demo import names
from connector.demo.places import BACKUP, DC, FILES, REALM
from connector.demo.resolver import lookup
from connector.demo.stage import Stage
from connector.demo.web import file
from connector.demo.wire import SECOND, Flow

STATUSES = {
    "STATUS_SUCCESS": "0x0",
    "STATUS_LOGON_FAILURE": "0xc000006d",
    "STATUS_ACCESS_DENIED": "0xc0000022",
    "STATUS_OBJECT_NAME_NOT_FOUND": "0xc0000034",
    "STATUS_NO_MORE_FILES": "0x80000006",
}
MAGICS = {
    "docx": ("Microsoft Word 2007+", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("Microsoft Excel 2007+", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("Microsoft PowerPoint 2007+",
             "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "pdf": ("PDF document, version 1.7", "application/pdf"),
    "csv": ("CSV text", "text/csv"),
    "txt": ("ASCII text, with CRLF line terminators", "text/plain"),
    "exe": ("PE32+ executable (console) x86-64, for MS Windows, 6 sections", "application/x-dosexec"),
    "vbk": ("data", "application/octet-stream"),
}  # fmt: skip
AES, RC4, NONE = "aes256-cts-hmac-sha1-96", "rc4-hmac", "<none>"


class Session:
    """An SMB session inside a flow: it counts the messages and knows the tree."""

    def __init__(self, stage: Stage, flow: Flow, t: int) -> None:
        self.stage, self.flow, self.t, self.messages, self.tree = stage, flow, t, 0, 0
        self.id = stage.dice.getrandbits(46) | 1 << 44
        guid = names.md5(flow.src)
        self.client = f"{guid[:8]}-{guid[8:12]}-{guid[12:16]}-{guid[16:20]}-{guid[20:]}"

    def say(self, command: str, status: str = "STATUS_SUCCESS", more: dict[str, Any] | None = None) -> dict[str, Any]:
        """Appends one command with its answer; returns the `smb` object."""
        self.t += self.stage.soon(2, 90)
        self.flow.move(150, 190)
        body: dict[str, Any] = {
            "id": self.messages + 1, "dialect": "3.11", "command": f"SMB2_COMMAND_{command}", "status": status,
            "status_code": STATUSES[status], "session_id": self.id if self.messages else 0, "tree_id": self.tree,
        }  # fmt: skip
        if more:
            body |= more
        self.flow.event(self.t, "smb", body, tx=self.messages)
        self.messages += 1
        return body

    def negotiate(self) -> None:
        """The first message."""
        self.say("NEGOTIATE_PROTOCOL", more={"client_dialects": ["2.02", "2.10", "3.00", "3.02", "3.11"],
                 "client_guid": self.client})  # fmt: skip

    def ticket(self) -> None:
        """A logon with a Kerberos ticket."""
        self.say("SESSION_SETUP", more={"kerberos": {"realm": REALM, "snames": ["cifs", self.flow.dst]}})

    def password(self, user: str, host: str, status: str = "STATUS_SUCCESS") -> dict[str, Any]:
        """A logon with NTLM."""
        ntlm = {"domain": "CONTOSO", "user": user, "host": host, "version": "10.0 build 19041 rev 15"}
        return self.say("SESSION_SETUP", status, {"ntlmssp": ntlm})

    def share(self, name: str) -> None:
        """Connects a share; IPC$ is a pipe."""
        self.tree += 4
        pipe = name == "IPC$"
        path = f"\\\\{self.flow.dst}\\{name}"
        self.say("TREE_CONNECT", more={"named_pipe" if pipe else "share": path, "share_type":
                 "PIPE" if pipe else "DISK"})  # fmt: skip

    def open(self, name: str, size: int = 0, *, new: bool = False, status: str = "STATUS_SUCCESS") -> dict[str, Any]:
        """Opens a file or a pipe; returns the `smb` object."""
        now = self.t // SECOND
        return self.say("CREATE", status, {
            "filename": name, "disposition": "FILE_OVERWRITE_IF" if new else "FILE_OPEN", "access": "normal",
            "created": now - 86400 * 40, "accessed": now, "modified": now - 3600, "changed": now - 3600, "size": size,
            "fuid": names.md5(f"{self.id} {name}")})  # fmt: skip

    def carry(self, name: str, size: int, *, write: bool = False, share: str = "") -> dict[str, Any]:
        """Reads or writes a whole file, and logs it; returns the `smb` object."""
        body = self.say("WRITE" if write else "READ", more={"filename": name, "share":
                        f"\\\\{self.flow.dst}\\{share}"})  # fmt: skip
        self.flow.move(*((size, 0) if write else (0, size)))
        magic, mimetype = MAGICS[name.rsplit(".", 1)[-1]]
        self.flow.fileinfo(self.t + 300, file(name, magic, mimetype, size, self.messages - 1), {"smb": body},
                           to_client=not write)  # fmt: skip
        return body

    def end(self, wait: int = 5000) -> None:
        """Closes the flow."""
        self.flow.txs = self.messages
        self.flow.close(self.t + self.stage.soon(10, wait), self.stage.soon(200, 9000))


def shares(stage: Stage, t: int) -> None:
    """Somebody works with files on the file server."""
    dice = stage.dice
    host = stage.world.person(dice)
    session = Session(stage, stage.flow(t, host.ip, FILES, 445, "smb"), t)
    session.negotiate()
    session.ticket()
    share = dice.pick(names.SHARES)
    session.share(share)
    for _ in range(dice.between(1, 4)):
        folder, topic, ending = 2020 + dice.between(3, 6), dice.pick(names.TOPICS), dice.pick(names.ENDINGS)
        name, size = f"{folder}\\{topic}-{dice.between(1, 9999)}.{ending}", 4000 + int(dice.expovariate(1 / 200_000))
        if dice.chance(0.08):
            session.open(name, status="STATUS_OBJECT_NAME_NOT_FOUND")
            continue
        session.open(name, size)
        if dice.chance(0.45):
            session.carry(name, size, write=dice.chance(0.3), share=share)
        session.say("CLOSE")
    session.end(60_000)


def ticket(stage: Stage, flow: Flow, t: int, user: str, service: str, cipher: str = AES) -> dict[str, Any]:
    """A Kerberos answer with a ticket; `service` krbtgt means the first one. Returns the `krb5` object."""
    first, weak = service.startswith("krbtgt"), cipher == RC4
    body: dict[str, Any] = {
        "msg_type": "KRB_AS_REP" if first else "KRB_TGS_REP", "cname": user, "realm": REALM, "sname": service,
        "encryption": AES if first else cipher, "weak_encryption": weak and not first, "ticket_encryption": cipher,
        "ticket_weak_encryption": weak,
    }  # fmt: skip
    flow.move(1500, 1600)
    flow.event(t, "krb5", body, to_client=False)
    return body


def refusal(flow: Flow, t: int, error: str, request: str = "KRB_AS_REQ") -> None:
    """A Kerberos error, as Suricata writes it."""
    flow.move(280, 240)
    flow.event(t, "krb5", {
        "msg_type": "KRB_ERROR", "failed_request": request, "error_code": error, "cname": "<empty>",
        "realm": "<empty>", "sname": f"krbtgt/{REALM}", "encryption": NONE, "weak_encryption": False,
    })  # fmt: skip


def logon(stage: Stage, t: int) -> None:
    """A ticket for a user, or one for a service."""
    dice = stage.dice
    host = stage.world.person(dice)
    flow = stage.flow(t, host.ip, DC, 88, "krb5")
    share = dice.random()
    if share < 0.3:
        refusal(flow, t + 2000, "KDC_ERR_PREAUTH_REQUIRED")
        t += stage.soon(10, 60)
        ticket(stage, flow, t, host.user, f"krbtgt/{REALM}")
    elif share < 0.33:
        refusal(flow, t + 2000, "KDC_ERR_PREAUTH_FAILED")
    else:
        service = dice.pick(("cifs/fs01", "ldap/dc01", "http/intranet", "host/print01", "cifs/dc01"))
        ticket(stage, flow, t + 2000, host.user, f"{service}.contoso.example")
    flow.close(t + stage.soon(10, 90), stage.soon(200, 5000))


def lease(stage: Stage, t: int) -> None:
    """A workstation renews its address."""
    dice = stage.dice
    host = stage.world.person(dice)
    nothing = "0.0.0.0"  # noqa: S104 - what DHCP writes for "no address"
    flow = Flow(stage.rows, dice, t, host.ip, 68, DC, 67, "dhcp", "UDP")
    number = dice.getrandbits(32)
    flow.move(300, 310)
    flow.event(t, "dhcp", {
        "type": "request", "id": number, "client_mac": host.mac, "assigned_ip": nothing, "client_ip": host.ip,
        "dhcp_type": "request", "client_id": host.mac, "hostname": host.name, "vendor_class_identifier": "MSFT 5.0",
        "params": ["subnet_mask", "router", "dns_server", "domain"],
    })  # fmt: skip
    t += stage.soon(1, 20)
    flow.event(t, "dhcp", {
        "type": "reply", "id": number, "client_mac": host.mac, "assigned_ip": host.ip, "client_ip": host.ip,
        "relay_ip": nothing, "next_server_ip": DC, "dhcp_type": "ack", "lease_time": 28800, "renewal_time": 14400,
        "rebinding_time": 25200, "subnet_mask": "255.255.252.0", "routers": ["10.20.4.254"], "dns_servers": [DC],
        "hostname": host.name,
    }, to_client=True)  # fmt: skip
    flow.close(t, stage.soon(30_000, 36_000), "established")


def directory(stage: Stage, t: int) -> None:
    """A workstation finds its domain controller: SRV, then LDAP."""
    dice = stage.dice
    host = stage.world.person(dice)
    if dice.chance(0.4):
        name = dice.pick(("_ldap._tcp.dc._msdcs.contoso.example", "_kerberos._tcp.contoso.example"))
        t = lookup(stage, t, host.ip, name, ["dc01.contoso.example"], "SRV")
    flow = stage.flow(t, host.ip, DC, 389, "ldap")
    flow.move(dice.between(300, 900), dice.between(900, 6000))
    search(flow, t + stage.soon(3, 30), "DC=contoso,DC=example", f"(sAMAccountName={host.user})")
    flow.close(t + stage.soon(50, 20_000), stage.soon(200, 9000))


def endpoint(stage: Stage, t: int) -> None:
    """A workstation asks a server's endpoint mapper where a service listens."""
    dice = stage.dice
    flow = stage.flow(t, stage.world.person(dice).ip, dice.pick((DC, FILES)), 135, "dcerpc")
    mapper = [{"uuid": "e1af8308-5d1f-11c9-91a4-08002b14a0fa", "version": "3.0", "ack_result": 0}]
    flow.move(300, 260)
    flow.event(t + 9000, "dcerpc", {"request": "BIND", "interfaces": mapper, "response": "BINDACK", "call_id": 1,
                                    "rpc_version": "5.0"})  # fmt: skip
    flow.event(t + 20_000, "dcerpc", {"request": "REQUEST", "req": {"opnum": 3, "frag_cnt": 1, "stub_data_size": 132},
                                      "interfaces": mapper, "response": "RESPONSE", "res": {"frag_cnt": 1,
                                      "stub_data_size": 128}, "call_id": 2, "rpc_version": "5.0"})  # fmt: skip
    flow.close(t + stage.soon(30, 9000), stage.soon(200, 9000))


def search(flow: Flow, t: int, base: str, query: str) -> None:
    """An LDAP search with its end."""
    flow.event(t, "ldap", {
        "request": {"message_id": 2, "operation": "search_request", "search_request": {
            "base_object": base, "scope": 2, "deref_alias": 0, "size_limit": 0, "time_limit": 120,
            "types_only": False, "attributes": ["*"], "filter": query}},
        "responses": [{"operation": "search_result_done", "message_id": 2, "search_result_done":
                       {"result_code": "success", "matched_dn": "", "message": ""}}],
    }, tx=1)  # fmt: skip


def backup(stage: Stage, t: int) -> None:
    """The nightly backup copies a machine's files to the backup server."""
    dice = stage.dice
    host = stage.world.host(dice, night=True)
    session = Session(stage, stage.flow(t, host.ip, BACKUP, 445, "smb"), t)
    session.negotiate()
    session.ticket()
    session.share("vault")
    for _ in range(dice.between(1, 3)):
        name = f"{host.name.lower()}\\{dice.hexes(10)}.vbk"
        session.open(name, new=True)
        session.carry(name, 1_000_000 + int(dice.expovariate(1 / 90_000_000)), write=True, share="vault")
        session.t += stage.soon(400, 20_000)
    session.end(9000)
