"""Pseudonyms: the same for the same address, and prefixes kept, wherever an address stands."""

import re
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.pseudonyms import Pseudonyms

KEY = b"k" * 32


def common(first: int, second: int, width: int) -> int:
    return width - (first ^ second).bit_length()


@given(st.ip_addresses(v=4), st.ip_addresses(v=4))
def test_two_addresses_share_as_many_bits_as_their_pseudonyms(first: object, second: object) -> None:
    names = Pseudonyms(KEY)
    one, other = ip_address(str(first)), ip_address(str(second))
    assert common(int(names.address(one)), int(names.address(other)), 32) == common(int(one), int(other), 32)


def test_networks_of_six_keep_their_prefixes_too() -> None:
    names = Pseudonyms(KEY)
    one, two, other = (int(names.address(ip_address(each))) for each in ("2001:db8:1::1", "2001:db8:1::2", "2001:db9::1"))
    assert (common(one, two, 128), common(one, other, 128)) == (126, 31)


@pytest.mark.parametrize(
    "text",
    [
        "src_ip:10.4.17.101", "10.4.17.101:49766 → 85.239.53.219:80", '{"ip": "10.4.17.101"}', "http://10.4.17.101/a",
        "10.4.17.101.", "2001:db8::7", "src_ip:2001\\:db8\\:\\:7", "[2001:0db8:0000:0000:0000:0000:0000:0007]:443",
        "ip:2001:db8::7", "net 10.4.0.0/16 and 2001:db8::/32", "src_ip:10.4.*", "(10.4.17.101)",
    ],
)  # fmt: skip
def test_no_address_stays_in_a_text(text: str) -> None:
    made = Pseudonyms(KEY).text(text)
    assert not any(part in made for part in ("10.4.", "85.239.", "2001:"))


def test_an_address_has_one_pseudonym_in_every_spelling_and_a_network_that_of_its_addresses() -> None:
    names = Pseudonyms(KEY)
    assert names.text("2001:db8::7") == names.text("2001:0db8:0000:0000:0000:0000:0000:0007") == names.text("2001\\:db8\\:\\:7")
    assert ip_address(names.text("10.4.17.101")) in ip_network(names.text("10.4.0.0/16"))
    assert names.text("10.4.17.101").startswith(names.text("10.4.*").removesuffix("*"))


@pytest.mark.parametrize(
    "text",
    ["14:38:21", "std::string", "aa:bb:cc:dd:ee:ff", "a1:b2:" * 10 + "c3", "1.2.3", "v1.2.3.4.5", "300.1.1.1", "flow_id:12"],
)
def test_what_is_no_address_stays(text: str) -> None:
    assert Pseudonyms(KEY).text(text) == text


def test_another_key_gives_other_pseudonyms() -> None:
    assert Pseudonyms().text("10.4.17.101") != Pseudonyms().text("10.4.17.101")


@pytest.mark.parametrize(
    "text",
    [
        "http://10.1.2.3/99/a",
        "dns.grouped.AAAA:2001:db8::1",
        "dns.answers.rdata:2001:db8:1:2:3:4:5:6",
        "src_ip:2001\\:db8\\:1\\:*",
        "src_ip:10.1.2.?",
    ],
)
def test_no_address_stays_whatever_stands_beside_it(text: str) -> None:
    made = Pseudonyms(b"k" * 32).text(text)
    assert not re.search(r"10\.1\.2|2001:db8", made)
    assert made.partition(":")[0] == text.partition(":")[0]
