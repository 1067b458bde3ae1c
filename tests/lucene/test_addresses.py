import ipaddress
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.lucene.addresses import expression, network, number

V4, V6 = st.ip_addresses(v=4), st.ip_addresses(v=6)


def described(net: str, text: str) -> bool:
    span = network(net)
    assert span is not None
    return bool(re.fullmatch(expression(*span), text))


def near(address: ipaddress.IPv4Address | ipaddress.IPv6Address, bits: int, number: int) -> int:
    """An address that shares the first bits, and what follows of another number."""
    free = address.max_prefixlen - bits
    return (int(address) >> free << free) | (number & ((1 << free) - 1))


@given(V4, st.integers(0, 32), V4)
@settings(deadline=None)
def test_the_regex_of_a_network_is_the_network(address: ipaddress.IPv4Address, bits: int, other: ipaddress.IPv4Address) -> None:
    net = ipaddress.ip_network((address, bits), strict=False)
    inside = ipaddress.IPv4Address(near(address, bits, int(other)))
    assert described(str(net), str(inside))
    assert described(str(net), str(other)) == (other in net)
    assert described(str(net), ipaddress.IPv6Address(f"::ffff:{other}").exploded) == (other in net)


@given(V6, st.integers(0, 128), V6)
@settings(deadline=None)
def test_the_regex_of_a_long_network_is_the_network_as_suricata_writes_it(
    address: ipaddress.IPv6Address, bits: int, other: ipaddress.IPv6Address
) -> None:
    if network(f"{address}/{bits}") is None:
        return
    net = ipaddress.ip_network((address, bits), strict=False)
    inside = ipaddress.IPv6Address(near(address, bits, int(other)))
    for each in (inside, other):
        assert described(str(net), each.exploded) == (each in net)
        assert not described(str(net), each.compressed) or each in net


@pytest.mark.parametrize(
    ("net", "text", "inside"),
    [
        ("fe80::/64", "fe80::1", True),
        ("fe80::/64", "fe80:0:0:1::1", False),
        ("fe80::/10", "fe80::1", True),
        ("2001:db8::/32", "2001:db8::1", True),
        ("2001:db8::/32", "2001:0DB8:0000:0000:0000:0000:0000:0001".lower(), True),
        ("::1/128", "::1", True),
        ("::/0", "10.0.0.1", True),
        ("::/0", "::1", True),
        ("0.0.0.0/0", "10.0.0.1", True),
        ("0.0.0.0/0", "::1", False),
        ("10.0.0.0/12", "10.15.0.1", True),
        ("10.0.0.0/12", "10.16.0.1", False),
        ("10.0.0.0/12", "110.1.0.1", False),
    ],
)
def test_shortened_addresses_are_described_where_that_is_easy(net: str, text: str, inside: bool) -> None:
    assert described(net, text) == inside


@given(V6, st.integers(0, 128))
def test_no_regex_of_a_network_is_too_long_for_a_server(address: ipaddress.IPv6Address, bits: int) -> None:
    span = network(f"{address}/{bits}")
    assert span is None or len(expression(*span)) <= 1_000


@pytest.mark.parametrize(
    "text", ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "::ffff:10.0.0.0/104", "x/8", "10.0.0.0/-1", "10.0.0.0/"]
)
def test_what_is_no_network_has_no_span(text: str) -> None:
    assert network(text) is None


def test_every_spelling_of_an_address_is_one_number() -> None:
    assert number("::ffff:1.2.3.4") == number("1.2.3.4")
    assert number("fe80::00001%eth0") == number("fe80::1")
    assert number("1.2.3.04") is None
