"""What a sentence says of each kind of event, and that no event can break it."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connector import frames
from tests import captures
from ui.event_headlines import headline
from ui.sentences import LONGEST, sentence

ENDS = {"src_ip": "10.20.4.101", "src_port": 50312, "dest_ip": "203.0.113.77", "dest_port": 80}

TOLD: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {
            "event_type": "http",
            "http": {"http_method": "GET", "hostname": "cdn.fabrikam.example", "url": "/assets/app.js", "status": 302},
        },
        "GET cdn.fabrikam.example/assets/app.js → 302",
    ),
    (
        {
            "event_type": "http",
            "http": {"http_method": "POST", "hostname": "203.0.113.77", "url": "/t", "status": 200, "length": 112},
        },
        "POST 203.0.113.77/t → 200, 112 B",
    ),
    (
        {
            "event_type": "http",
            "http": {
                "version": "2",
                "request_headers": [
                    {"name": ":method", "value": "GET"},
                    {"name": ":path", "value": "/a"},
                    {"name": ":authority", "value": "b.example"},
                ],
                "response_headers": [{"name": ":status", "value": "206"}],
            },
        },
        "GET b.example/a → 206",
    ),
    (
        {
            "event_type": "dns",
            "dns": {
                "version": 3,
                "type": "response",
                "rcode": "NOERROR",
                "queries": [{"rrname": "mail.contoso.example", "rrtype": "A"}],
            },
        },
        "A mail.contoso.example → NOERROR",
    ),
    (
        {"event_type": "dns", "dns": {"type": "answer", "rrname": "old.example", "rrtype": "TXT", "rcode": "NXDOMAIN"}},
        "TXT old.example → NXDOMAIN",
    ),
    ({"event_type": "dns", "dns": {"type": "query", "rrname": "old.example", "rrtype": "A"}}, "A old.example?"),
    (
        {"event_type": "dns", "dns": {"query": [{"type": "query", "rrname": "alerted.example", "rrtype": "A"}]}},
        "A alerted.example?",
    ),
    ({"event_type": "dns", "dns": {"type": "request", "queries": [{"rrname": "", "rrtype": "NS"}]}}, "NS .?"),
    ({"event_type": "alert", "alert": {"signature": "EVELENS MALWARE tasking", "action": "allowed"}}, "EVELENS MALWARE tasking"),
    (
        {"event_type": "alert", "alert": {"signature": "EVELENS MALWARE tasking", "action": "blocked"}},
        "EVELENS MALWARE tasking (blocked)",
    ),
    ({"event_type": "alert", "alert": {"signature": "", "gid": 1, "signature_id": 7}}, "rule 1:7 without a text"),
    (
        {"event_type": "fileinfo", "fileinfo": {"filename": "/api/task.json", "size": 112, "magic": "JSON text, ASCII"}},
        "task.json · 112 B · JSON text",
    ),
    ({"event_type": "tls", "tls": {"version": "TLS 1.3", "sni": "login.contoso.example"}}, "TLS 1.3 login.contoso.example"),
    ({"event_type": "tls", "tls": {"version": "TLSv1", "subject": "CN=a.example"}}, "TLSv1 CN=a.example"),
    ({"event_type": "tls", "tls": {"version": "UNDETERMINED"}}, "TLS without a server name"),
    ({"event_type": "quic", "quic": {"version": "1", "sni": "video.example"}}, "QUIC 1 video.example"),
    (
        {"event_type": "flow", "flow": {"bytes_toserver": 3_200, "bytes_toclient": 16_200, "age": 81, "state": "closed"}},
        "3.2 kB up, 16.2 kB down in 81 s, closed",
    ),
    (
        {"event_type": "smb", "smb": {"command": "SMB2_COMMAND_CREATE", "filename": "tools\\a.exe", "status": "STATUS_SUCCESS"}},
        "CREATE tools\\a.exe → STATUS_SUCCESS",
    ),
    (
        {
            "event_type": "smb",
            "smb": {
                "command": "SMB2_COMMAND_SESSION_SETUP",
                "ntlmssp": {"domain": "CONTOSO", "user": "j.doe"},
                "status": "STATUS_LOGON_FAILURE",
            },
        },
        "SESSION SETUP CONTOSO\\j.doe → STATUS_LOGON_FAILURE",
    ),
    (
        {
            "event_type": "krb5",
            "krb5": {"msg_type": "KRB_TGS_REP", "cname": "j.doe", "sname": "cifs/FS01", "weak_encryption": True},
        },
        "TGS REP j.doe for cifs/FS01, weak encryption",
    ),
    (
        {"event_type": "krb5", "krb5": {"msg_type": "KRB_ERROR", "cname": "<empty>", "error_code": "KDC_ERR_PREAUTH_FAILED"}},
        "ERROR → KDC_ERR_PREAUTH_FAILED",
    ),
    (
        {
            "event_type": "ssh",
            "ssh": {"client": {"software_version": "libssh_0.9.6"}, "server": {"software_version": "OpenSSH_9.2"}},
        },
        "libssh_0.9.6 → OpenSSH_9.2",
    ),
    ({"event_type": "rdp", "rdp": {"event_type": "initial_request", "cookie": "j.doe"}}, "rdp initial_request j.doe"),
    (
        {
            "event_type": "smtp",
            "smtp": {"mail_from": "<a@x.example>", "rcpt_to": ["<b@y.example>", "<c@y.example>"]},
            "email": {"subject": "Invoice"},
        },
        "smtp <a@x.example> to <b@y.example> and 1 more: Invoice",
    ),
    (
        {
            "event_type": "ftp",
            "ftp": {"command": "USER", "command_data": "anonymous", "completion_code": ["331"], "reply": ["Password?"]},
        },
        "ftp USER anonymous → 331 Password?",
    ),
    (
        {
            "event_type": "dhcp",
            "dhcp": {"dhcp_type": "ack", "assigned_ip": "10.20.4.7", "hostname": "WS-7", "client_mac": "02:00:00:00:00:07"},
        },
        "ack 10.20.4.7 for WS-7 02:00:00:00:00:07",
    ),
    (
        {"event_type": "anomaly", "anomaly": {"type": "decode", "event": "decoder.ipv4.trunc_pkt"}},
        "decode decoder.ipv4.trunc_pkt",
    ),
    (
        {"event_type": "stats", "stats": {"uptime": 3_600, "capture": {"kernel_packets": 12_000, "kernel_drops": 34}}},
        "stats 12,000 packets, 34 dropped, up 1 h",
    ),
    (
        {"event_type": "brand_new", "brand_new": {"colour": "green", "depth": 3, "inner": {"x": 1}}},
        "brand_new colour green · depth 3",
    ),
    ({"event_type": "brand_new"}, "brand_new"),
    ({}, "event"),
)


@pytest.mark.parametrize(("event", "said"), TOLD, ids=[said for _, said in TOLD])
def test_a_sentence_says_what_happened(event: dict[str, Any], said: str) -> None:
    assert sentence(event) == said


HEADLINES: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {
            "event_type": "http",
            "http": {"http_method": "POST", "hostname": "203.0.113.77", "url": "/api/2a8c7/tasks", "status": 200},
        },
        "10.20.4.101 asked 203.0.113.77 for POST /api/2a8c7/tasks and got 200.",
    ),
    (
        {"event_type": "http", "http": {"http_method": "GET", "hostname": "cdn.example", "url": "/x"}},
        "10.20.4.101 asked 203.0.113.77 for GET cdn.example/x and got no answer that was seen.",
    ),
    (
        {"event_type": "dns", "dns": {"type": "request", "queries": [{"rrname": "a.example", "rrtype": "A"}]}},
        "10.20.4.101 asked 203.0.113.77 for the A record of a.example.",
    ),
    (
        {"event_type": "alert", "alert": {"signature": "EVELENS MALWARE tasking"}},
        "EVELENS MALWARE tasking, from 10.20.4.101 to 203.0.113.77.",
    ),
    (
        {"event_type": "flow", "flow": {"bytes_toserver": 3_200, "bytes_toclient": 16_200, "age": 81, "state": "closed"}},
        "10.20.4.101 sent 3.2 kB to 203.0.113.77 and got 16.2 kB back in 81 s; closed.",
    ),
    (
        {"event_type": "sip", "sip": {"method": "INVITE", "uri": "sip:7@b.example"}},
        "10.20.4.101 to 203.0.113.77: sip INVITE sip:7@b.example.",
    ),
)


@pytest.mark.parametrize(("event", "said"), HEADLINES, ids=[said for _, said in HEADLINES])
def test_a_headline_names_both_ends(event: dict[str, Any], said: str) -> None:
    assert headline(ENDS | event) == said


def test_the_answer_of_an_old_dns_event_names_the_client_first() -> None:
    answer = {"event_type": "dns", "src_ip": "10.0.0.53", "src_port": 53, "dest_ip": "10.0.0.9", "dest_port": 40_000,
              "dns": {"type": "answer", "rrname": "a.example", "rrtype": "A", "rcode": "NXDOMAIN"}}  # fmt: skip
    assert headline(answer) == "10.0.0.9 asked 10.0.0.53 for the A record of a.example and got NXDOMAIN."


def test_an_ipv6_address_is_short_in_a_headline() -> None:
    event = {"event_type": "tls", "src_ip": "2001:0db8:0000:0000:0000:0000:0000:0010",
             "dest_ip": "2001:0db8:0001:0000:0000:0000:0000:0005",
             "tls": {"version": "TLS 1.2", "sni": "a.example"}}  # fmt: skip
    assert headline(event) == "2001:db8::10 opened TLS 1.2 to 2001:db8:1::5, asking for a.example."


@pytest.mark.parametrize(
    "hostile",
    ["A" * 5_000, "lone \ud800 surrogate", "line\nbreak\x00\x1b[31m", "invoice\u202efdp.exe", "\u200b", "<img src=x>" * 40],
    ids=["long", "surrogate", "control", "reversed", "invisible", "markup"],
)
@pytest.mark.parametrize("kind", ["alert", "http", "dns", "tls", "smb", "fileinfo", "smtp", "brand_new"])
def test_hostile_text_stays_on_one_short_visible_line(kind: str, hostile: str) -> None:
    own = {"signature": hostile, "hostname": hostile, "url": hostile, "rrname": hostile, "sni": hostile, "filename": hostile}
    event = ENDS | {"event_type": kind, kind: own | {"command": hostile, "mail_from": hostile}, "email": {"subject": hostile}}
    for said in (sentence(event), headline(event)):
        assert 0 < len(said) <= LONGEST
        assert said.isprintable(), "nothing invisible is left"
        said.encode()


@pytest.mark.parametrize("shape", [None, 7, True, "text", [], {}, ["text", None], [{"x": [1]}], [[["deep"]]], {"x": {"y": []}}])
def test_a_field_of_an_unexpected_shape_breaks_no_sentence(shape: object) -> None:
    for event, _ in TOLD:
        own = event.get("event_type", "")
        assert sentence(event | {own: shape})
        broken = dict.fromkeys(event.get(own, {}), shape)
        assert headline(ENDS | {"event_type": own, own: broken})
        assert headline({"event_type": shape, "src_ip": shape, "dest_ip": shape, "flow": shape})


@pytest.mark.real
@pytest.mark.parametrize(
    "name", ["verify-24h.eve.json.gz", "training-02.eve.json.gz", "edge.eve.json", "suricon-smb-mta.eve.json.gz"]
)
def test_every_real_event_has_a_sentence_and_a_headline(name: str) -> None:
    for event in _every(captures.path(name), 1 if "edge" in name or "training" in name else 5):
        for said in (sentence(event), headline(event)):
            assert 0 < len(said) <= LONGEST, json.dumps(event)[:400]
            said.encode()


def _every(path: Path, step: int) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(path)):
        if number % step:
            continue
        try:
            event = frames.decode(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        yield from lines
