import pytest

from connector.errors import QuerySyntaxError
from connector.lucene.lexer import Kind, tokens


def read(text: str) -> list[tuple[Kind, str]]:
    return [(token.kind, token.text) for token in tokens(text)][:-1]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a AND b OR c NOT d", [Kind.TERM, Kind.AND, Kind.TERM, Kind.OR, Kind.TERM, Kind.NOT, Kind.TERM]),
        ("a && b || c", [Kind.TERM, Kind.AND, Kind.TERM, Kind.OR, Kind.TERM]),
        ("and or not", [Kind.TERM] * 3),
        ("ANDROID", [Kind.TERM]),
        ("a&&b", [Kind.TERM]),
        ('"a"AND"b"', [Kind.QUOTED, Kind.AND, Kind.QUOTED]),
        ("& |", [Kind.TERM, Kind.TERM]),
        ("!a", [Kind.NOT, Kind.TERM]),
        ("! a + b - c", [Kind.BARE, Kind.TERM, Kind.BARE, Kind.TERM, Kind.BARE, Kind.TERM]),
        ("a-b+c", [Kind.TERM]),
        ("a!b", [Kind.TERM, Kind.NOT, Kind.TERM]),
        ("f:x", [Kind.TERM, Kind.COLON, Kind.TERM]),
        ("* ** a* a*b ?a", [Kind.STAR, Kind.WILDCARD, Kind.PREFIX, Kind.WILDCARD, Kind.WILDCARD]),
        (r"a\*", [Kind.TERM]),
        (r"a\**", [Kind.PREFIX]),
        ("a~2 a~", [Kind.TERM, Kind.TILDE, Kind.TERM, Kind.TILDE]),
        ("a^2.5 b", [Kind.TERM, Kind.CARET, Kind.NUMBER, Kind.TERM]),
        ("[1 TO 2}", [Kind.RANGE_IN, Kind.BOUND, Kind.TO, Kind.BOUND, Kind.END_EX]),
        ("{a:b TO 2026-10-31T10:00]", [Kind.RANGE_EX, Kind.BOUND, Kind.TO, Kind.BOUND, Kind.END_IN]),
        ("[1 to 2]", [Kind.RANGE_IN, Kind.BOUND, Kind.BOUND, Kind.BOUND, Kind.END_IN]),
        ('["a b" TO *]', [Kind.RANGE_IN, Kind.BOUND_QUOTED, Kind.TO, Kind.BOUND, Kind.END_IN]),
        ("a\u3000b", [Kind.TERM, Kind.TERM]),
        ("a\u00a0b", [Kind.TERM]),
        ("--", [Kind.MINUS, Kind.MINUS]),
        ("!=", [Kind.NOT, Kind.TERM]),
    ],
)
def test_text_falls_apart_as_in_lucene(text: str, kinds: list[Kind]) -> None:
    assert [kind for kind, _ in read(text)] == kinds


def test_the_longest_match_wins_for_a_regex_with_escaped_slashes() -> None:
    assert read(r"/a\/b/ c") == [(Kind.REGEX, r"/a\/b/"), (Kind.TERM, "c")]
    assert read(r"/a\/ b/") == [(Kind.REGEX, r"/a\/ b/")]
    assert read(r"/a\/") == [(Kind.REGEX, r"/a\/")]


def test_a_slash_inside_a_word_opens_a_regex() -> None:
    assert read("10.0.0.0/8/x/y/") == [(Kind.TERM, "10.0.0.0"), (Kind.REGEX, "/8/"), (Kind.TERM, "x"), (Kind.REGEX, "/y/")]


def test_an_address_with_a_mask_is_one_token() -> None:
    assert read("(10.0.0.0/8 OR 192.168.0.0/16)")[1] == (Kind.NETWORK, "10.0.0.0/8")


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ('event_type:"alert', 11, "quote"),
        ("http.url:/index.html", 9, "slash"),
        ("Mozilla/5.0", 7, "slash"),
        ("trailing\\", 8, "backslash"),
        ("a^ 2", 2, "number"),
        ("a]", 1, "cannot stand"),
    ],
)
def test_what_is_no_token_is_named_with_its_place(text: str, position: int, words: str) -> None:
    with pytest.raises(QuerySyntaxError, match=words) as caught:
        list(tokens(text))
    assert caught.value.position == position
    assert caught.value.expected
