"""What a rule looks for, in what an alert carried."""

import base64

from connector.rules import parsed
from ui.alerts.looked_for import carried, marked, placed

RULE = parsed(
    'alert http any any -> any any (content:"POST "; http.uri; content:"/tasks"; nocase; content:!"x"; '
    'file.data; content:"MZ"; sid:1;)'
)


def test_each_content_says_where_it_stands() -> None:
    payload = b"POST /api/TASKS HTTP/1.1\r\n\x1b"
    event = {"payload": base64.b64encode(payload).decode(), "http": {"url": "/api/TASKS"}}
    assert carried(event) == payload
    assert [placed(each, event, carried(event)) for each in RULE.contents] == [
        "at byte 0", "at byte 9", "not there, as it should be", "not in what was logged",
    ]  # fmt: skip
    assert placed(RULE.contents[1], event, b"") == "in http.url"
    assert marked(RULE.contents, payload) == "⟦POST ⟧/api⟦/TASKS⟧ HTTP/1.1\n␛"


def test_brackets_of_an_attacker_mark_nothing() -> None:
    assert marked(RULE.contents, "⟦POST⟧".encode()) == "[POST]"


def test_a_payload_that_is_none_is_empty() -> None:
    assert carried({}) == b""
    assert carried({"payload": 7, "payload_printable": "GET"}) in (b"", b"GET")
