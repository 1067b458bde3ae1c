"""What holds for every value and every filter, also for those that an attacker wrote."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from connector import lucene
from connector.errors import QuerySyntaxError, UnsupportedQuery
from connector.lucene import all_of, none_of, where
from connector.lucene.fields import units
from connector.lucene.tree import Node, Nothing, leaves_first
from tests.engine.matching import Held

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))

VALUES = st.one_of(
    st.text(st.characters(), max_size=30),
    st.text(st.sampled_from('aA *?"\\/:()[]{}~^+-&|!<>=.@#\u00a0\u3000\u0085\n\r\t\x00🦀\ud800ä'), max_size=16),
    st.sampled_from(
        ["", " ", "AND", "or", "x" * 256, "x" * 257, "🦀" * 128, "\\", '"', "*", "10.0.0.0/8", "[1 TO 2]", ">=5", "now", "0"]
    ),
)
FIELD = "f.a b:c?"
PIECES = r'a b: f: ip: src_ip: AND OR NOT and && || ! + - ( ) " * ? / /r/ \ [ ] { } TO ^ ^2 ~ ~1 : > <= 5 . \u0041 _exists_: é'
QUERIES = st.lists(
    st.sampled_from([*PIECES.split(), " ", "  ", '"x y"', "10.0.0.0/8", r"fe80\:\:/10", "[1 TO 5]", "\u3000", "\u00a0", "\n"]),
    max_size=14,
).map("".join)


def stored(value: str) -> str:
    """The text as the store has it: half a character is U+FFFD."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def parsed(text: str) -> Node:
    try:
        return lucene.parse(text)
    except QuerySyntaxError:
        assume(False)
        raise


@given(st.lists(VALUES, min_size=1, max_size=10))
@QUICK
def test_a_value_is_found_by_its_clause_and_not_by_its_opposite(values: list[str]) -> None:
    with TemporaryDirectory() as folder:
        held = Held(Path(folder), [{"f": {"a b:c?": value}} for value in values])
        everything = set(range(held.size))
        for value in values:
            same = {number for number, other in enumerate(values) if stored(other) == stored(value)}
            found = held.matching(where(FIELD, "is", value))
            assert found == same if units(stored(value)) <= 256 else found >= same
            assert held.matching(where(FIELD, "is not", value)) == everything - found
            assert held.matching(where(FIELD, "one of", [value])) == found
            assert held.matching(all_of(where(FIELD, "is", value), "*")) == found
            if units(stored(value)) <= 256:
                begun = {number for number, other in enumerate(values)
                         if stored(other).startswith(stored(value)) and units(stored(other)) <= 256}  # fmt: skip
                assert held.matching(where(FIELD, "starts with", value)) == begun


@given(
    st.lists(st.one_of(st.integers(-(2**63), 2**66), st.floats(-1e18, 1e18)), min_size=1, max_size=10),
    st.integers(-(2**70), 2**70),
)
@QUICK
def test_numbers_lie_above_below_or_at_a_bound(values: list[int | float], bound: int) -> None:
    assume(all(isinstance(value, int) for value in values) or abs(bound) < 2**50)
    with TemporaryDirectory() as folder:
        held = Held(Path(folder), [{"n": value} for value in values])
        above = {number for number, value in enumerate(values) if value > bound}
        below = {number for number, value in enumerate(values) if value < bound}
        assert held.matching(where("n", "above", bound)) == above
        assert held.matching(where("n", "below", bound)) == below
        assert held.matching(where("n", "between", (bound, 2**80))) == set(range(held.size)) - below


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    events = [{"f": "a " * (number % 3) + "5", "b": number, "src_ip": f"10.0.0.{number}"} for number in range(6)]
    more = [{"f": "é", "dest_ip": "fe80:0000:0000:0000:0000:0000:0000:0001"}, {"f": "", "_": True}, {"f": "A r"}]
    return Held(tmp_path_factory.mktemp("held"), [*events, *more])


def matching(held: Held, filter: str) -> set[int]:
    try:
        return held.matching(filter)
    except UnsupportedQuery:
        assume(False)
        raise


@given(QUERIES)
@MANY
def test_a_filter_and_its_opposite_are_all_events(held: Held, filter: str) -> None:
    assume(filter.strip() and parsed(filter))
    found = matching(held, filter)
    others = matching(held, none_of(filter))
    assert found | others == set(range(held.size))
    assert not found & others


@given(QUERIES)
@MANY
def test_a_filter_means_the_same_in_the_words_of_servers(held: Held, filter: str) -> None:
    written = lucene.text(parsed(filter))
    assert lucene.is_standard(lucene.parse(written))
    assert matching(held, written) == matching(held, filter)


@given(QUERIES)
@MANY
def test_a_tree_is_what_its_text_says(filter: str) -> None:
    tree = parsed(filter)
    assume(not any(isinstance(node, Nothing) for node in leaves_first(tree)))
    assert lucene.parse(lucene.text(tree, own=True)) == tree
    if lucene.is_standard(tree):
        assert lucene.parse(lucene.text(tree)) == tree


@given(st.one_of(st.text(st.characters(), max_size=80), QUERIES))
@MANY
def test_no_text_breaks_the_parser(text: str) -> None:
    stumbled = 0
    try:
        lucene.parse(text)
    except QuerySyntaxError as error:
        stumbled = error.position
    assert 0 <= stumbled <= len(text)
