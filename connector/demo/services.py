"""Scenes of everything else: mail, SSH, RDP, FTP, time, monitoring, telephones, sensors, NFS."""

from __future__ import annotations

from typing import Any

from connector.demo import names
from connector.demo.places import BASTION, BROKER, CODE, DC, DOMAIN, DROP, MAIL, MONITOR, MX, NFS, PBX
from connector.demo.stage import Stage
from connector.demo.texts import MAIL_AUTH
from connector.demo.web import file
from connector.demo.wire import MINUTE, SECOND, Flow

KEX = "curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group16-sha512;{};hmac-sha2-256,hmac-sha2-512;none"
CLIENTS = ("OpenSSH_9.6", "OpenSSH_9.6", "OpenSSH_9.6", "OpenSSH_9.9", "OpenSSH_9.9", "PuTTY_Release_0.81")


def hassh(software: str) -> dict[str, str]:
    """A HASSH pair that goes with the software; the hash is the MD5 of the string."""
    ciphers = ("aes128-ctr,aes256-ctr", "aes256-gcm,aes128-gcm", "chacha20-poly1305,aes256-ctr")
    string = KEX.format(ciphers[len(software) % 3] + f",{software.lower().split('_')[0]}-cipher")
    return {"hash": names.md5(string), "string": string}


def ssh(client: str, server: str) -> dict[str, Any]:
    """An `ssh` object."""
    return {
        "client": {"proto_version": "2.0", "software_version": client, "hassh": hassh(client)},
        "server": {"proto_version": "2.0", "software_version": server, "hassh": hassh(server)},
    }


def email(sender: str, to: str, subject: str, *, files: tuple[str, ...] = (), urls: tuple[str, ...] = ()) -> dict[str, Any]:
    """An `email` object, as extended logging writes it."""
    body: dict[str, Any] = {"status": "PARSE_DONE", "from": sender, "to": [to], "subject": subject}
    if files:
        body["attachment"] = list(files)
    if urls:
        body["url"] = list(urls)
    return body


def deliver(stage: Stage, t: int, src: str, dst: str, helo: str, sender: str, to: str, body: dict[str, Any], size: int) -> Flow:
    """One mail from server to server; the flow is left open for more."""
    flow = stage.flow(t, src, dst, 25, "smtp")
    flow.move(400 + size, 420)
    envelope = {"helo": helo, "mail_from": f"<{sender}>", "rcpt_to": [f"<{to}>"]}
    flow.event(t + stage.soon(200, 900), "smtp", envelope, tx=0, extra={"email": body})
    flow.txs = 1
    return flow


def mail(stage: Stage, t: int) -> None:
    """A mail comes in through the gateway, or goes out."""
    dice, world = stage.dice, stage.world
    host, site = world.person(dice), world.site(dice)
    inside, outside = f"{host.user}@{DOMAIN}", f"{names.user(dice.between(0, 4000))}@{site.domain}"
    topic, ending = dice.pick(names.TOPICS), dice.pick(names.ENDINGS)
    subject = f"{dice.pick(('', '', 'Re: ', 'Fwd: '))}{topic.capitalize()} {dice.between(1, 99999)}"
    files = (f"{topic}-{dice.between(1, 9999)}.{ending}",) if dice.chance(0.25) else ()
    size = 2000 + int(dice.expovariate(1 / 60_000))
    share = dice.random()
    if share < 0.55:
        ends = (site.ip, MX, f"mx.{site.domain}", outside, inside)
    elif share < 0.85:
        ends = (MX, MAIL, f"mx01.{DOMAIN}", outside, inside)
    else:
        ends = (MAIL, site.ip, f"mail01.{DOMAIN}", inside, outside)
    src, dst, helo, sender, to = ends
    body = email(sender, to, subject, files=files)
    flow = deliver(stage, t, src, dst, helo, sender, to, body, size)
    if files:
        context = {"smtp": {"helo": helo, "mail_from": f"<{sender}>", "rcpt_to": [f"<{to}>"]}, "email": body}
        flow.fileinfo(t + SECOND, file(files[0], "Microsoft OOXML", "application/octet-stream", size), context,
                      to_client=False)  # fmt: skip
    if src == MX and dice.chance(0.08):
        flow.alert(t + 900_000, MAIL_AUTH, b"EHLO mx01.contoso.example\r\nAUTH PLAIN AG14MDEAZ2F0ZXdheQ==\r\n")
    flow.close(t + 2 * SECOND, stage.soon(200, 9000))


def shell(stage: Stage, t: int) -> None:
    """An administrator, a deployment or a backup over SSH."""
    dice = stage.dice
    host, dst = stage.world.host(dice, stage.night), dice.pick((CODE, CODE, BASTION, NFS))
    client = "OpenSSH_9.6" if host.name[0].islower() else CLIENTS[sum(host.name.encode()) % len(CLIENTS)]
    flow = stage.flow(t, host.ip, dst, 22, "ssh")
    flow.move(2600, 2900)
    flow.event(t + stage.soon(20, 90), "ssh", ssh(client, "OpenSSH_9.2" if dst == NFS else "OpenSSH_9.6"))
    flow.move(int(dice.expovariate(1 / 9000)), int(dice.expovariate(1 / 30_000)))
    flow.close(t + int(dice.expovariate(1 / 300) * SECOND) + SECOND, stage.soon(200, 9000))


def remote(flow: Flow, t: int, user: str, client: str) -> int:
    """The four RDP messages of a connection; returns the time of the last."""
    flow.move(2600, 4200)
    flow.event(t, "rdp", {"tx_id": 1, "event_type": "initial_request", "cookie": user})
    flow.event(t + 40_000, "rdp", {"tx_id": 2, "event_type": "initial_response"}, to_client=True)
    flow.event(t + 90_000, "rdp", {"tx_id": 3, "event_type": "connect_request", "client": {
        "version": "v10.12", "desktop_width": 1920, "desktop_height": 1080, "color_depth": 24,
        "keyboard_layout": "en-US", "build": "19045", "client_name": client, "keyboard_type": "enhanced",
        "function_keys": 12, "product_id": 1, "capabilities": ["support_errinfo_pdf"], "id": names.md5(client)[:24]},
        "channels": ["rdpdr", "cliprdr", "rdpsnd"]})  # fmt: skip
    flow.event(t + 130_000, "rdp", {"tx_id": 4, "event_type": "connect_response"}, to_client=True)
    return t + 130_000


def desktop(stage: Stage, t: int) -> None:
    """Somebody works on a server's desktop."""
    dice = stage.dice
    host = stage.world.person(dice)
    flow = stage.flow(t, host.ip, dice.pick((DC, MAIL, "10.20.1.61", "10.20.1.62")), 3389, "rdp")
    t = remote(flow, t + 20_000, host.user[:9], host.name)
    flow.move(dice.between(20_000, 400_000), dice.between(200_000, 6_000_000))
    flow.close(t + int(dice.expovariate(1 / 1500) * SECOND), stage.soon(200, 9000))


def talk(flow: Flow, t: int, lines: tuple[tuple[str, str, str, str], ...]) -> int:
    """An FTP dialogue of (command, data, code, reply); returns the time of the last line."""
    for command, data, code, reply in lines:
        t += 90_000
        body: dict[str, Any] = {"command": command, "command_data": data, "command_truncated": False} if command else {}
        if not data:
            body.pop("command_data", None)
        body |= {"completion_code": [code], "reply": [reply], "reply_received": "yes", "reply_truncated": False}
        flow.event(t, "ftp", body)
        flow.move(len(command + data) + 3, len(reply) + 6)
    return t


def transfer(stage: Stage, t: int) -> None:
    """A partner fetches a list from our public FTP server, without an account."""
    dice = stage.dice
    flow = stage.flow(t, stage.world.site(dice).ip, DROP, 21, "ftp")
    t = talk(flow, t, (("", "", "220", "Contoso drop box ready."), ("USER", "anonymous", "331", "Any password."),
                       ("TYPE", "I", "200", "Binary."), ("QUIT", "", "221", "Goodbye.")))  # fmt: skip
    flow.close(t + SECOND, stage.soon(200, 9000))


def clock(stage: Stage, t: int) -> None:
    """A machine asks for the time."""
    dice = stage.dice
    host = stage.world.host(dice, stage.night)
    flow = Flow(stage.rows, dice, t, host.ip, 123, DC if dice.chance(0.7) else "192.0.2.123", 123, "ntp", "UDP")
    flow.move(48, 48)
    flow.close(t + stage.soon(1, 30), stage.soon(30_000, 36_000), "established")


def echo(stage: Stage, t: int) -> None:
    """The monitor asks whether a machine is there."""
    dice = stage.dice
    host = stage.world.host(dice)
    flow = Flow(stage.rows, dice, t, MONITOR, 8, host.ip, 0, None, "ICMP")
    answered = dice.chance(0.93)
    flow.move(56 * 2, 56 * 2 * answered)
    flow.close(t + SECOND, stage.soon(30_000, 36_000), "established" if answered else "new")


def gauges(stage: Stage, t: int) -> None:
    """The monitor reads a printer's or a switch's counters."""
    dice = stage.dice
    flow = stage.flow(t, MONITOR, f"10.20.8.{dice.between(1, 40)}", 161, "snmp", "UDP")
    oid = f"1.3.6.1.2.1.2.2.1.{dice.between(8, 20)}.{dice.between(1, 48)}"
    flow.move(46, 52)
    for kind, later in (("get_request", 0), ("response", 4000)):
        body = {"version": 2, "pdu_type": kind, "vars": [oid], "community": "mon-ro-7"}
        flow.event(t + later, "snmp", body, to_client=later > 0)
    flow.close(t + 4000, stage.soon(30_000, 36_000), "established")


def telemetry(stage: Stage, t: int) -> None:
    """A room's sensor reports to the broker."""
    dice = stage.dice
    number = dice.between(1, 60)
    flow = stage.flow(t, f"10.20.9.{number}", BROKER, 1883, "mqtt")
    flow.move(240, 90)
    plain = {"qos": 0, "retain": False, "dup": False}
    flow.event(t + 9000, "mqtt", {"connect": {**plain, "protocol_string": "MQTT", "protocol_version": 4,
               "client_id": f"room-{number:03d}", "flags": {"username": True, "password": False, "will_retain": False,
               "will": False, "clean_session": True}, "username": "rooms"}, "connack": {**plain,
               "session_present": False, "return_code": 0}})  # fmt: skip
    topic = f"building/{number % 4}/room/{number:03d}/climate"
    flow.event(t + 40_000, "mqtt", {"publish": {**plain, "topic": topic, "message": f"{dice.between(180, 260) / 10}"}})
    flow.close(t + 200_000, stage.soon(200, 9000))


def calls(stage: Stage, t: int) -> None:
    """A telephone registers, or calls another one."""
    dice = stage.dice
    number = dice.between(100, 260)
    phone = f"10.20.12.{number - 99}"
    flow = Flow(stage.rows, dice, t, phone, 5060, PBX, 5060, "sip", "UDP")
    method = "REGISTER" if dice.chance(0.7) else "INVITE"
    uri = f"sip:{'pbx' if method == 'REGISTER' else dice.between(100, 260)}@pbx.contoso.example"
    flow.move(520, 380)
    flow.event(t, "sip", {"method": method, "uri": uri, "version": "SIP/2.0",
                          "request_line": f"{method} {uri} SIP/2.0"})  # fmt: skip
    flow.event(t + 9000, "sip", {"version": "SIP/2.0", "code": "200", "reason": "OK",
                                 "response_line": "SIP/2.0 200 OK"}, to_client=True)  # fmt: skip
    flow.close(t + 9000, stage.soon(30_000, 36_000), "established")


def exports(stage: Stage, t: int) -> None:
    """A server reads from the NFS export."""
    dice = stage.dice
    host = dice.pick(stage.world.servers)
    flow = Flow(stage.rows, dice, t, host.ip, dice.between(700, 1023), NFS, 2049, "nfs", "TCP")
    for n, procedure in enumerate(("LOOKUP", "GETATTR", "READ")[: dice.between(1, 3)]):
        rpc = {"xid": dice.getrandbits(32), "status": "ACCEPTED", "auth_type": "UNIX",
               "creds": {"machine_name": host.name, "uid": 1000, "gid": 1000}}  # fmt: skip
        body = {"version": 3, "procedure": procedure, "filename": f"build/{dice.hexes(7)}.tar", "hhash": dice.hexes(8),
                "id": n + 1, "file_tx": procedure == "READ", "type": "response", "status": "OK"}  # fmt: skip
        flow.move(180, 240 if n < 2 else 64_000)
        flow.event(t + 3000 * (n + 1), "nfs", body, extra={"rpc": rpc})
    flow.close(t + 20_000 + stage.soon(1, 900), stage.soon(200, 9000))


def boot(stage: Stage, t: int) -> None:
    """A telephone loads its settings by TFTP."""
    dice = stage.dice
    number = dice.between(1, 160)
    flow = stage.flow(t, f"10.20.12.{number}", PBX, 69, "tftp", "UDP")
    flow.move(40, 0)
    name = f"phone-02c0ffee{number:04x}.cfg"
    flow.event(t, "tftp", {"packet": "read", "file": name, "mode": "octet"})
    flow.close(t, stage.soon(30_000, 36_000), "new")


def partner(stage: Stage, t: int) -> None:
    """A remote office's own traffic through the tunnel, which Suricata cannot name."""
    dice = stage.dice
    flow = stage.flow(t, f"10.{dice.pick((30, 40))}.{dice.between(1, 8)}.{dice.between(2, 250)}", "10.20.1.60", 5432,
                      "failed")  # fmt: skip
    flow.move(dice.between(300, 9000), dice.between(900, 90_000))
    flow.close(t + stage.soon(100, 4 * MINUTE // 1000), stage.soon(200, 9000))
