"""The facts of one event: the ones that matter, aligned, whatever the event is."""

import json

import pytest

from connector import frames
from tests import captures
from ui.particulars import aligned, fields, particulars

HTTP = {
    "event_type": "http", "src_ip": "10.20.4.101", "src_port": 50312, "dest_ip": "203.0.113.77", "dest_port": 80, "proto": "TCP",
    "flow_id": 528_077_631_868_584,
    "http": {"http_method": "POST", "hostname": "203.0.113.77", "url": "/api/2a8c7/tasks", "status": 200, "length": 112,
             "http_user_agent": "Duskline/1.1", "http_content_type": "application/json"},
}  # fmt: skip


def test_an_http_event_reads_like_a_conversation() -> None:
    assert aligned(particulars(HTTP)).splitlines() == [
        "from        10.20.4.101:50312",
        "to          203.0.113.77:80",
        "over        TCP",
        "method      POST",
        "host        203.0.113.77",
        "url         /api/2a8c7/tasks",
        "status      200",
        "user agent  Duskline/1.1",
        "type        application/json",
        "length      112 B",
        "flow        528077631868584",
    ]


def test_an_alert_shows_what_its_protocol_logged() -> None:
    alert = HTTP | {"event_type": "alert", "alert": {"signature": "EVELENS MALWARE tasking", "severity": 1}}
    found = dict(particulars(alert))
    assert (found["signature"], found["severity"], found["url"]) == ("EVELENS MALWARE tasking", "1", "/api/2a8c7/tasks")


def test_a_type_that_nobody_described_shows_its_own_fields() -> None:
    found = dict(particulars({"event_type": "brand_new", "brand_new": {"colour": "green", "inner": {"depth": 3}}}))
    assert found == {"colour": "green", "inner.depth": "3"}


def test_an_address_with_colons_stands_in_brackets_before_its_port() -> None:
    assert dict(particulars({"src_ip": "2001:db8::1", "src_port": 53}))["from"] == "[2001:db8::1]:53"


def test_an_event_without_anything_has_no_facts() -> None:
    assert particulars({}) == []
    assert aligned([]) == ""


@pytest.mark.real
def test_every_awkward_real_event_has_lines_of_visible_text() -> None:
    for line in captures.path("edge.eve.json").read_bytes().split(b"\n")[:78]:
        event = frames.decode(line)
        assert isinstance(event, dict)
        for label, value in (*particulars(event), *fields(event)):
            assert value.isprintable() or not value, (label, value)
        json.dumps(fields(event)).encode()
