"""The list of fields: most frequent first, searched by name, type and example."""

import pandas as pd
import pytest

from ui.fields import catalogue

FRAME = pd.DataFrame(
    {
        "field": ["alert.signature", "http.url", "proto\n"],
        "type": ["string", "integer, string", "string"],
        "count": [5, 9, 20],
        "example": ["ET SCAN", "/passwd", None],
    }
)


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        ("", ["proto\n", "http.url", "alert.signature"]),
        (" URL ", ["http.url"]),
        ("integer", ["http.url"]),
        ("scan", ["alert.signature"]),
        (".*", []),
    ],
)
def test_fields_are_found_by_their_letters(sought: str, expected: list[str]) -> None:
    assert catalogue.matching(FRAME, sought)["field"].tolist() == expected


def test_a_row_is_safe_to_show_and_says_its_share() -> None:
    rows = catalogue.listed(FRAME, total=20)
    assert rows["Field"].tolist() == ["alert.signature", "http.url", "proto↵"]
    assert rows["In"].tolist() == [25.0, 45.0, 100.0]
    assert rows["Type"].tolist() == ["string", "integer / string", "string"]
    assert rows["Example"].tolist() == ["ET SCAN", "/passwd", ""]


def test_no_fields_are_no_rows() -> None:
    assert catalogue.listed(FRAME.iloc[:0], total=0).empty
