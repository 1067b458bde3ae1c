import json

import pytest

from connector.lucene.words import words
from tests import captures


def test_only_letters_from_a_to_z_are_lowered() -> None:
    assert words("LÖCHRIGER İ") == ["lÖchriger", "İ"]


@pytest.mark.parametrize("letter", ["\u00a0", "\u2007", "\u202f", "\u0085", "\u200b"])
def test_what_java_calls_no_white_space_is_a_letter(letter: str) -> None:
    assert words(f"a{letter}b") == [f"a{letter}b"]


@pytest.mark.parametrize("blank", ["\x0b", "\x0c", "\x1c", "\x1f", "\u1680", "\u2006", "\u2028", "\u205f", "\u3000"])
def test_what_java_calls_white_space_splits(blank: str) -> None:
    assert words(f"a{blank}b") == ["a", "b"]


def test_a_long_word_is_cut() -> None:
    assert list(map(len, words("x" * 600))) == [255, 255, 90]


def test_words_of_real_strings_are_those_of_the_servers() -> None:
    records = json.loads(captures.path("analyze.json").read_text())["records"]
    assert len(records) == 226
    assert [record["string"] for record in records if words(record["string"]) != record["products"]] == []
