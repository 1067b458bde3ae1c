"""Patterns that are looked for by their letters first: the same strings as without."""

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.engine.match.needles import holding, needle, occurrences
from connector.lucene.tree import Prefix, Wildcard


@given(st.binary(max_size=60), st.binary(min_size=2, max_size=4))
def test_a_needle_is_found_wherever_it_begins(text: bytes, sought: bytes) -> None:
    sought = sought.lower()
    for folded in (False, True):
        where = text.lower() if folded else text
        expected = [place for place in range(len(text)) if where.startswith(sought, place)]
        assert occurrences(np.frombuffer(text, np.uint8), sought, folded).tolist() == expected


@given(st.lists(st.text("abAB é", max_size=8), max_size=8), st.text("abé", min_size=2, max_size=3), st.integers(0, 3))
def test_the_strings_that_hold_a_needle_hold_it_within_themselves(texts: list[str], sought: str, skipped: int) -> None:
    found = holding(pa.array(texts, pa.string()).slice(skipped), sought.encode())
    expected = [place for place, text in enumerate(texts[skipped:]) if re.search(sought, text, re.ASCII | re.IGNORECASE)]
    assert found.tolist() == expected


@pytest.mark.parametrize(
    ("node", "sought"),
    [
        (Wildcard("f", "*Beacon*"), b"beacon"),
        (Wildcard("f", "a*bcd?ef"), b"bcd"),
        (Wildcard("f", r"*x\*y*"), b"x*y"),
        (Wildcard("f", "*a*"), b""),
        (Wildcard("f", "*"), b""),
        (Wildcard("f", "*two words*"), b""),
        (Wildcard("f", f"*{'x' * 300}*"), b""),
        (Prefix("f", "Über"), "Über".encode()),
    ],
)
def test_the_needle_of_a_pattern_is_its_longest_letters_of_one_word(node: Wildcard | Prefix, sought: bytes) -> None:
    assert needle(node) == sought
