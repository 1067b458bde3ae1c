"""Bytes that an event carried, shown without harm."""

import base64

from ui.payload import SHOWN, carried, dump


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_payload_is_shown_as_text_and_as_hex() -> None:
    (part,) = carried({"payload": _encoded(b"GET / HTTP/1.1\r\nHost: a"), "payload_printable": "GET / HTTP/1.1\r\nHost: a"})
    assert (part.title, part.size, part.printed) == ("Payload", 23, "GET / HTTP/1.1\nHost: a")
    assert part.dumped.splitlines()[0] == "0000  47 45 54 20 2f 20 48 54  GET / HT"


def test_the_last_line_of_a_dump_keeps_its_characters_under_the_others() -> None:
    lines = dump(b"0123456789\x00\xff").splitlines()
    assert lines[1] == "0008  38 39 00 ff              89.."
    assert lines[0].index("01234567") == lines[1].index("89..")


def test_everything_that_an_event_carries_is_there() -> None:
    event = {
        "payload": _encoded(b"a"),
        "packet": _encoded(b"b"),
        "http": {"http_response_body": _encoded(b"c"), "http_request_body_printable": "d"},
    }
    assert [(part.title, part.printed) for part in carried(event)] == [
        ("Payload", "a"),
        ("Packet", "b"),
        ("Request body", "d"),
        ("Response body", "c"),
    ]


def test_invisible_characters_of_a_payload_are_seen() -> None:
    (part,) = carried({"payload_printable": "a\x1b[31m\u202eb"})
    assert part.printed == "a␛[31m<U+202E>b"
    assert part.dumped == ""


def test_a_long_payload_is_cut_and_its_size_is_not() -> None:
    (part,) = carried({"payload": _encoded(b"x" * 10_000)})
    assert (part.size, len(part.printed)) == (10_000, SHOWN)


def test_what_is_no_base64_and_no_text_carries_nothing() -> None:
    for strange in ("not base64!", 7, None, ["x"], {"a": 1}):
        assert carried({"payload": strange}) == [] or strange == ["x"]
    assert carried({}) == []
