"""What the address says of the graph."""

import pytest

from ui.graph import choice
from ui.graph.choice import Choice


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", choice.USUAL),
        ("src_ip", choice.USUAL),
        ("src_ip,", choice.USUAL),
        ("a,b,c", choice.USUAL),
        ("src_ip, http.hostname", ("src_ip", "http.hostname")),
    ],
)
def test_the_address_names_two_fields(words: str, expected: tuple[str, str]) -> None:
    assert choice.ends(words) == expected


@pytest.mark.parametrize(("words", "expected"), [("", 0), ("12", 12), ("-1", 0), ("1.5", 0), ("²", 0), ("9" * 5_000, 0)])
def test_a_number_in_the_address_is_one_or_nothing(words: str, expected: int) -> None:
    assert choice.whole(words) == expected


def test_fields_that_hold_the_same_things_have_common_ends() -> None:
    assert Choice().merged
    assert Choice("dest_ip", "src_ip").merged
    assert Choice("http.hostname", "http.hostname").merged
    assert not Choice("src_ip", "dest_port").merged
