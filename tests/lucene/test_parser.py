import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from connector import lucene
from connector.errors import QuerySyntaxError
from connector.lucene.parser import LONGEST
from connector.lucene.tree import (
    Everything,
    Exists,
    Fuzzy,
    Level,
    Network,
    Node,
    Nothing,
    Phrase,
    Prefix,
    Range,
    Regex,
    Role,
    Wildcard,
    Word,
    leaves_first,
    roles,
)

M, S, N = Role.MUST, Role.SHOULD, Role.NOT

PIECES = r'a b: f: AND OR NOT && || ! + - ( ) " * ? / /r/ \ [ ] { } TO ^ ^2 ~ ~1 : > <= 5 . \u0041 _exists_: é'
QUERIES = st.lists(st.sampled_from([*PIECES.split(), " ", "  ", '"x y"', "\u3000", "\u00a0", "\n"]), max_size=14).map("".join)


def refused_at(text: str) -> int | None:
    """Where the parser stumbles; nothing else than its own error may leave it."""
    try:
        lucene.parse(text)
    except QuerySyntaxError as error:
        return error.position
    return None


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("*", Everything()),
        ("*:*", Everything()),
        ("", Nothing()),
        (" \t", Nothing()),
        ("f:x", Word("f", "x")),
        ("f : x", Word("f", "x")),
        ("f:\tx", Word("f", "x")),
        ("x", Word("*", "x")),
        ("a b c", Word("*", "a b c")),
        (r"f:a\ b", Word("f", "a b")),
        (r"\u0065icar", Word("*", "eicar")),
        (r"\ud83d\ude00", Word("*", "\U0001f600")),
        ("f:\ud800", Word("f", "\ufffd")),
        (r"dns.\*:x", Word("dns.*", "x")),
        ('f:"a*"', Phrase("f", "a*")),
        (r'f:"d:\\x"', Phrase("f", r"d:\x")),
        ('f:"a b"~2', Phrase("f", "a b", 2)),
        ('f:"a b"~abc', Phrase("f", "a b", 0)),
        ('f:"a b"~-1', Phrase("f", "a b", -1)),
        ("f:a*", Prefix("f", "a")),
        (r"f:a\**", Prefix("f", "a*")),
        ("f:*a*", Wildcard("f", "*a*")),
        (r"f:\*?", Wildcard("f", r"\*?")),
        ("f:**", Wildcard("f", "**")),
        ("f:*", Exists("f")),
        ("_exists_:f", Exists("f")),
        ('_exists_:"f"', Exists("f")),
        ("_exists_:(f)", Exists("f")),
        ("_exists_:tls.*", Nothing()),
        ("f:/a|b/", Regex("f", "a|b")),
        ("f:x~", Fuzzy("f", "x", None)),
        ("f:x~1.9", Fuzzy("f", "x", 1)),
        ("f:x~0.8", Fuzzy("f", "x", 0)),
        ("f:x~3", Fuzzy("f", "x", 2)),
        ("f:x~1^2", Fuzzy("f", "x", 1)),
        ("f:x^2", Word("f", "x")),
        ("f:[1 TO 2}", Range("f", "1", "2", True, False)),
        ("f:{* TO 2]", Range("f", None, "2", False, True)),
        ('f:["*" TO 2]', Range("f", None, "2")),
        (r"f:[\* TO 2]", Range("f", None, "2")),
        ("f:>5", Range("f", "5", None, False, True)),
        ("f:>=5", Range("f", "5", None, True, True)),
        ("f:<5", Range("f", None, "5", True, False)),
        ("f:>=", Range("f", "=", None, False, True)),
        ("f:>", Word("f", ">")),
        (">5", Range("*", "5", None, False, True)),
        ("f:(>=80 <=443)", Range("f", "80 <=443", None, True, True)),
        ("((((f:x))))", Word("f", "x")),
        ("f:(a)^3", Word("f", "a")),
        ("src_ip:10.0.0.0/8", Network("src_ip", "10.0.0.0/8")),
        ("10.1.2.3/8", Network("ip", "10.1.2.3/8")),
        (r"tunnel.src_ip:2001\:db8\:\:/32", Network("tunnel.src_ip", "2001:db8::/32")),
        (r"src_ip:10.0.0.0\/8", Word("src_ip", "10.0.0.0/8")),
        ("_exists_:10.0.0.0/8", Nothing()),
        ("event_type==alert", Word("*", "event_type==alert")),
    ],
)
def test_a_clause_is_read_as_servers_read_it(text: str, node: Node) -> None:
    assert lucene.parse(text) == node


def level(text: str) -> list[tuple[Role, str]]:
    tree = lucene.parse(text)
    assert isinstance(tree, Level)
    return [(role, lucene.text(node)) for role, node in roles(tree.clauses)]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("x:a OR x:b AND x:c", [(S, "x:a"), (M, "x:b"), (M, "x:c")]),
        ("x:a AND x:b OR x:c", [(M, "x:a"), (M, "x:b"), (S, "x:c")]),
        ("x:a OR NOT x:b", [(S, "x:a"), (N, "x:b")]),
        ("NOT x:a x:b", [(N, "x:a"), (S, "x:b")]),
        ("NOT x:a AND x:b", [(N, "x:a"), (M, "x:b")]),
        ("+x:a -x:b x:c", [(M, "x:a"), (N, "x:b"), (S, "x:c")]),
        ("x:(a b AND c)", [(S, "x:a"), (M, "x:b"), (M, "x:c")]),
        ("x:(a b c AND d)", [(S, r"x:a\ b"), (M, "x:c"), (M, "x:d")]),
        ("f:a b c", [(S, "f:a"), (S, r"b\ c")]),
        ("a b f:c", [(S, r"a\ b"), (S, "f:c")]),
        ("a b*", [(S, "a"), (S, "b*")]),
        ("a b^2", [(S, "a"), (S, "b")]),
        ('a b "c"', [(S, r"a\ b"), (S, '"c"')]),
        ("x:(80 OR 443 8080)", [(S, "x:80"), (S, "x:443"), (S, "x:8080")]),
        ("f:>= 5", [(S, 'f:{"=" TO *]'), (S, "5")]),
        ("a + b", [(S, "a"), (S, r"\+"), (S, "b")]),
        ("-x", [(N, "x")]),
    ],
)
def test_what_a_clause_means_depends_on_its_neighbours(text: str, meaning: list[tuple[Role, str]]) -> None:
    assert level(text) == meaning


BROKEN = r"""
a AND|AND a|a AND AND b|a OR OR b|NOT NOT a|()|f:()|a)|(a|a:|:a|a:b:c|f:-1|f:!3|f:AND|dns.*:x|*_ip:1|event_type:dns&&proto:UDP
^|~|+|-|!|/|[1 to 2]|[1 2]|[1 TO 2|a^|a^2^2|a~~|a~abc|\u12|/\u1/|*\u12*|f:[\ TO a]|@timestamp:>=2026-10-31T23:00:00Z|^ 2|"a|a]
src_ip:10.0.0.0/33|10.0.0.300/8|src_ip:\:\:/129|src_ip:\:\:ffff\:10.0.0.0/104|10.0.0.0/8~|10.0.0.0/8 ~2|10.0.0.0/8:x
"""


@pytest.mark.parametrize("text", BROKEN.strip().replace("\n", "|").split("|"))
def test_what_is_no_lucene_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        lucene.parse(text)
    assert 0 <= caught.value.position <= len(text)
    assert str(caught.value).count("\n") == 0


def test_a_mistake_is_told_in_one_sentence() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        lucene.parse("event_type:alert AND")
    expected = "a word, a quoted text, a range or a parenthesis"
    assert str(caught.value) == f"Expected {expected} at character 21 of the filter, but the filter ends."
    assert (caught.value.position, caught.value.expected) == (20, expected)


@pytest.mark.parametrize("text", ["(" * 10_000, "(" * 10_000 + "a" + ")" * 10_000, "(-" * 5_000 + "a" + ")" * 5_000])
def test_parentheses_without_end_are_refused(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="parentheses"):
        lucene.parse(text)


def test_600_parentheses_are_fine() -> None:
    assert lucene.parse("(" * 600 + "f:x" + ")" * 600) == Word("f", "x")
    deep = lucene.parse("(a OR " * 600 + "b" + ")" * 600)
    assert sum(isinstance(node, Word) for node in leaves_first(deep)) == 601
    assert lucene.parse(lucene.text(deep)) is lucene.parse(lucene.text(deep))


def test_a_filter_without_end_is_refused() -> None:
    with pytest.raises(QuerySyntaxError, match="longer than"):
        lucene.parse("a" * (LONGEST + 1))


def test_a_regex_without_end_is_refused() -> None:
    with pytest.raises(QuerySyntaxError, match="regex"):
        lucene.parse(f"f:/{'a' * 1001}/")


@given(st.one_of(st.text(st.characters(), max_size=60), QUERIES))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert refused_at(text) in {None, *range(len(text) + 1)}


# Most texts of these letters are no filters; those that are must be enough.
@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(QUERIES)
def test_a_written_tree_reads_the_same(text: str) -> None:
    assume(refused_at(text) is None)
    tree = lucene.parse(text)
    written = lucene.text(tree)
    again = lucene.parse(written)
    assert lucene.text(again) == written
    if not any(isinstance(node, Nothing) for node in leaves_first(tree)):
        assert again == tree
