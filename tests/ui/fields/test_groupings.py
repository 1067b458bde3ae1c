"""Which tables of groups the address names, and how each is drawn."""

import pytest

from ui.fields import groupings
from ui.fields.groupings import USUAL, Grouping


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", USUAL),
        (" ; ,", USUAL),
        ("src_ip", (Grouping(("src_ip",)),)),
        ("src_ip, dest_ip;proto", (Grouping(("src_ip", "dest_ip")), Grouping(("proto",)))),
        ("a,b,c,d", (Grouping(("a", "b", "c")),)),
        ("a,a;a;a", (Grouping(("a",)),)),
        ("a,b:sankey;c:bars", (Grouping(("a", "b"), "sankey"), Grouping(("c",), "bars"))),
        ("a:pie", (Grouping(("a:pie",)),)),
        ("a:bars;a:sankey", (Grouping(("a",), "bars"),)),
        (":bars", USUAL),
    ],
)
def test_the_address_names_the_tables(words: str, expected: tuple[Grouping, ...]) -> None:
    assert groupings.read(words) == expected
    assert groupings.read(groupings.write(expected)) == expected


def test_the_usual_tables_leave_the_address_alone() -> None:
    assert groupings.write(USUAL) == ""


def test_a_field_that_the_address_cannot_name_is_not_offered() -> None:
    assert groupings.offered(["a", "b,c", "d;e", "f:bars", "f:other"]) == ["a", "f:other"]
