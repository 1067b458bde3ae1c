"""What holds for any text an attacker may have written."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector import lucene
from tests.engine.matching import Held

TEXTS = st.one_of(
    st.text(st.characters(), max_size=20),
    st.text(st.sampled_from('aA *?"\\/:()[]{}~^+-&|!<>=\u00a0\u3000\n\t🦀\ud800ä'), max_size=12),
    st.sampled_from(["AND", "x" * 256, "x" * 257, " " * 257, "🦀" * 128, "🦀" * 129, "x" * 255 + "y z", "1", "true", "10.0.0.1"]),
)
CLAUSES = [
    "event_type:a",
    "n:[3 TO *]",
    "f:x",
    "*1*",
    "_exists_:g",
    "g:true",
    "f:/x+/",
    "f.keyword:>a",
    "timestamp:<now",
    'f:"x y"',
    "x",
]
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def stored(value: str) -> str:
    """The text as the store has it: half a character is U+FFFD."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@given(st.lists(TEXTS, min_size=1, max_size=12))
@FEW
def test_an_exact_clause_finds_the_value_and_no_other(values: list[str]) -> None:
    with TemporaryDirectory() as folder:
        held = Held(Path(folder), [{"f": {"some name": value}} for value in values])
        for value in values:
            same = {number for number, other in enumerate(values) if stored(other) == stored(value)}
            found = held.matching(lucene.term("f.some name", value))
            assert found == same if len(stored(value).encode("utf-16-le")) <= 512 else found >= same


@given(
    st.lists(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans()), min_size=1, max_size=12)
)
@FEW
def test_an_exact_clause_finds_the_number_or_the_flag(values: list[int | float | bool]) -> None:
    with TemporaryDirectory() as folder:
        held = Held(Path(folder), [{"f": value} for value in values])
        for number, value in enumerate(values):
            if abs(value) < 2**63:
                assert number in held.matching(lucene.term("f", value))


@given(st.lists(TEXTS, min_size=1, max_size=8))
@FEW
def test_a_contained_text_is_found_by_each_of_its_words(values: list[str]) -> None:
    with TemporaryDirectory() as folder:
        held = Held(Path(folder), [{"f": value} for value in values])
        for number, value in enumerate(values):
            if len(value) < 200:
                assert number in held.matching(lucene.contains(value))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    events = [{"event_type": "ab"[number % 2], "n": number, "f": "x" * (number % 4) + " y"} for number in range(8)]
    return Held(tmp_path_factory.mktemp("held"), [*events, {"g": True}, {"f": ""}])


FILTERS = st.recursive(
    st.sampled_from(CLAUSES),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" ", " AND ", " OR ", " NOT ", " -", " +", " AND NOT "]), inner).map("".join),
        inner.map("({})".format),
    ),
    max_leaves=8,
)


@given(FILTERS)
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_a_filter_and_its_negation_are_all_events(held: Held, filter: str) -> None:
    found, others = held.matching(filter), held.matching(lucene.negated(filter))
    assert found | others == set(range(held.size))
    assert not found & others


@given(FILTERS, FILTERS)
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_both_and_either_are_what_they_say(held: Held, first: str, second: str) -> None:
    one, two = held.matching(first), held.matching(second)
    assert held.matching(lucene.both(first, second)) == one & two
    assert held.matching(lucene.either(first, second)) == one | two


@given(FILTERS)
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_a_filter_written_again_finds_the_same(held: Held, filter: str) -> None:
    assert held.matching(lucene.text(lucene.parse(filter))) == held.matching(filter)
