import pytest

from connector import lucene
from connector.lucene.tree import Level, Phrase, Role, Wildcard, Word, roles


def test_both_keeps_each_side_whole() -> None:
    assert lucene.both("a OR b", "c") == "(a OR b) AND (c)"


@pytest.mark.parametrize(("first", "second", "together"), [("*", "a", "a"), ("a", " * ", "a"), ("*", "*", "*"), ("", "a", "a")])
def test_everything_adds_nothing(first: str, second: str, together: str) -> None:
    assert lucene.both(first, second) == together


def test_either_of_none_is_none_and_of_everything_is_everything() -> None:
    assert lucene.either() == "NOT *"
    assert lucene.either("a", "*") == "*"
    assert lucene.either("a") == "a"
    assert lucene.either("a AND b", "c") == "(a AND b) OR (c)"


def test_negation_holds_for_the_whole_filter() -> None:
    tree = lucene.parse(lucene.negated("a OR b"))
    assert isinstance(tree, Level)
    assert [role for role, _ in roles(tree.clauses)] == [Role.NOT]


@pytest.mark.parametrize("value", ['say "hi"', "C:\\dir\\", "a\nb", "*", "AND", "", " ", "[x]", "\\u0041", "über 🦀"])
def test_nothing_in_a_quoted_value_means_anything(value: str) -> None:
    assert lucene.parse(f"f:{lucene.quote(value)}") == Phrase("f", value)


@pytest.mark.parametrize(
    ("field", "value", "clause"),
    [
        ("dest_port", 80, "dest_port:80"),
        ("x", -1, 'x:"-1"'),
        ("x", 1e-07, "x:1e-07"),
        ("flow.alerted", True, "flow.alerted:true"),
        ("src_ip", "::1", 'src_ip:"::1"'),
        ("timestamp", "2026-10-31T12:00:00.1Z", 'timestamp:"2026-10-31T12:00:00.1Z"'),
        ("alert.signature", 'a "b"', r'alert.signature.keyword:"a \"b\""'),
        ("alert.signature.keyword", "a", 'alert.signature.keyword:"a"'),
        ("a b:c", "x", r'a\ b\:c.keyword:"x"'),
        ("f", "x" * 256, f'f.keyword:"{"x" * 256}"'),
        ("f", "x" * 257, f'f:"{"x" * 257}"'),
        ("f", "🦀" * 129, f'f:"{"🦀" * 129}"'),
        ("f", " " * 257, "(_exists_:f AND NOT f:[* TO *])"),
        ("f", None, "(NOT _exists_:f)"),
    ],
)
def test_a_value_becomes_an_exact_clause(field: str, value: str | int | float | None, clause: str) -> None:
    assert lucene.term(field, value) == clause
    lucene.parse(lucene.term(field, value))


def test_a_plain_word_means_contains_anywhere() -> None:
    assert lucene.contains("curl") == "*curl*"
    assert lucene.parse(lucene.contains("a*b?(c):\\")) == Wildcard("*", r"*a\*b\?\(c\)\:\\*")


def test_each_word_of_a_text_is_asked_for() -> None:
    assert lucene.contains(" GET /index ") == r"*GET* AND *\/index*"
    assert lucene.contains("  ") == "*"


@pytest.mark.parametrize(
    ("word", "clause"),
    [("445", "(*445* OR 445)"), ("10.0.0.0/8", r'(*10.0.0.0\/8* OR "10.0.0.0/8")'), ("::1", r'(*\:\:1* OR "::1")')],
)
def test_numbers_and_addresses_also_match_as_what_they_are(word: str, clause: str) -> None:
    assert lucene.contains(word) == clause


def test_a_bound_that_ends_with_a_backslash_stays_whole() -> None:
    tree = lucene.parse(r"f:[a\\ TO b\"]")
    assert lucene.parse(lucene.text(tree)) == tree


def test_an_operator_as_a_value_is_escaped() -> None:
    assert lucene.parse(lucene.text(Word("f", "AND"))) == Word("f", "AND")
