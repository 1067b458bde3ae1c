"""What each type of event says, and which way it goes."""

import pytest

from tests.ui.flow.made import CLIENT, SERVER, alert, event, flow, http
from ui.facts import Event
from ui.flow.ends import Ends
from ui.flow.words import sayings

ENDS = Ends(CLIENT, SERVER, "50000", "80")
SNI = {"sni": "a.test", "version": "TLS 1.2", "subject": "CN=a.test", "issuerdn": "CN=Some CA"}
MARKUP = "<img src=x> **b** ![i](https://evil.test/x) \u202e\n"


@pytest.mark.parametrize(
    ("told", "steps"),
    [
        (http(0, "/a"), [("server", "asked for POST /a"), ("client", "answered 200, 112 B of application/json")]),
        (http(0, "/a", None), [("server", "asked for POST /a")]),
        (http(0, "http://b.test/a", None), [("server", "asked for POST http://b.test/a")]),
        (
            event("http", 0, http={"hostname": "b.test", "url": "/a", "http_method": "GET", "status": 302, "redirect": "/c"}),
            [("server", "asked for GET /a at b.test"), ("client", "answered 302, go to /c")],
        ),
        (
            event("dns", 0, dns={"type": "query", "rrname": "a.test", "rrtype": "A"}),
            [("server", "asked for the A record of a.test")],
        ),
        (
            event("dns", 0, dns={"type": "answer", "rrname": "a.test", "rrtype": "A", "rcode": "NXDOMAIN"}),
            [("client", "answered NXDOMAIN for the A record of a.test")],
        ),
        (
            event("tls", 0, tls=SNI),
            [("server", "opened TLS for a.test"),
             ("client", "answered TLS 1.2 with the certificate of CN=a.test, issued by CN=Some CA")],
        ),
        (
            event("tls", 0, tls={"version": "UNDETERMINED", "session_resumed": True}),
            [("server", "opened TLS without naming a server"), ("client", "answered a resumed session")],
        ),
        (
            event("fileinfo", 0, back=True, fileinfo={"filename": "/x/m.bin", "size": 16_200, "magic": "PE32 executable, x",
                                                      "stored": True}),
            [("client", "sent m.bin, 16.2 kB, PE32 executable, kept")],
        ),
        (alert(0, "ET X"), [("server", "severe: ET X")]),
        (event("alert", 0, back=True, alert={"signature": "ET Y"}), [("client", "contextual: ET Y")]),
        (
            flow(0, 203),
            [("server", "opened a TCP connection to port 80"), ("", "ended after 3 min 23 s: 63.1 kB up, 74.8 kB down; closed")],
        ),
        (event("flow", 0, proto="ICMP", dest_port=None), [("server", "began to talk over ICMP"), ("", "ended")]),
        (
            event("smb", 0, smb={"command": "SMB2_COMMAND_CREATE", "filename": "a", "status": "STATUS_SUCCESS"}),
            [("server", "CREATE a"), ("client", "answered STATUS_SUCCESS")],
        ),
        (
            event("ssh", 0, ssh={"client": {"software_version": "C"}, "server": {"software_version": "S"}}),
            [("server", "C"), ("client", "answered S")],
        ),
        (event("ftp", 0, ftp={"command": "USER", "command_data": "a"}), [("server", "USER a")]),
        (event("unheard_of", 0, back=True, unheard_of={"a": 1}), [("client", "a 1")]),
        (event("http", 0, src_ip="10.9.9.9", http={"url": "/a", "status": 200}), [("", "asked for /a at"), ("", "answered 200")]),
        (
            event("krb5", 0, back=True, krb5={"msg_type": "KRB_AS_REQ", "cname": "ann", "sname": "krbtgt/A"}),
            [("server", "AS REQ ann for krbtgt/A")],
        ),
        (event("krb5", 0, krb5={"msg_type": "KRB_ERROR"}), [("client", "ERROR")]),
        (event("smtp", 0, smtp={"mail_from": "<a@b>", "rcpt_to": ["<c@d>"]}), [("server", "mailed <a@b> to <c@d>")]),
        ({}, [("", "event")]),
    ],
)  # fmt: skip
def test_an_event_says_what_happened_and_which_way(told: Event, steps: list[tuple[str, str]]) -> None:
    assert [(each.towards, each.said) for each in sayings(told, ENDS)] == [(way, said.removesuffix(" at")) for way, said in steps]


def test_a_client_cannot_put_an_answer_into_its_own_words() -> None:
    fake = event("smb", 0, smb={"command": "SMB2_COMMAND_CREATE", "filename": "a → STATUS_SUCCESS"})
    assert [each.towards for each in sayings(fake, ENDS)] == ["server"]
    ftp = event("ftp", 0, ftp={"command": "USER", "command_data": "a → 230 logged in"})
    assert [each.towards for each in sayings(ftp, ENDS)] == ["server"]


@pytest.mark.parametrize("kind", ["alert", "dns", "tls", "http", "fileinfo", "smb", "smtp", "ssh", "flow", "quic", "dhcp"])
def test_text_of_an_attacker_stays_text_on_one_line(kind: str) -> None:
    shapes: list[dict[str, object]] = [
        {kind: dict.fromkeys(("signature", "sni", "subject", "rrname", "url", "filename", "command", "status"), MARKUP * 50)},
        {kind: [MARKUP]},
        {kind: {"rrname": {"a": 1}, "url": [None], "filename": 7, "status": [[MARKUP]]}},
        {kind: None, "proto": MARKUP, "dest_port": MARKUP, "src_ip": MARKUP, "host": MARKUP},
    ]
    for shape in shapes:
        for each in sayings(event(kind, 0) | shape, ENDS):
            assert each.said
            assert each.said.isprintable()
            assert "\u202e" not in each.said
            assert len(each.said) <= 160
