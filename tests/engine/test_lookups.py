"""Values that are looked up by their words: found whole wherever they lie, and nothing else is."""

from collections.abc import Iterable

import pytest

from tests.engine.matching import Held

EVENTS = (
    {"src_ip": "10.0.0.1", "http": {"url": "/a b", "hostname": "One"}},
    {"src_ip": "10.0.0.2", "http": {"url": " ", "hostname": "one two"}},
    {"src_ip": "10.0.0.1", "http": {"url": "b /a", "hostname": "two"}, "tags": ["One", "one"]},
    {"dest_ip": "10.0.0.1", "http": {"url": "x" * 256}, "note": "10.0.0.1 asked"},
    {"http": {"url": "x" * 257}},
)
MANY = tuple({f"field{number}": f"text {number}"} for number in range(30))


@pytest.fixture(scope="module", params=[EVENTS, EVENTS + MANY], ids=["few columns", "many columns"])
def held(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Held:
    events: Iterable[dict[str, object]] = request.param
    return Held(tmp_path_factory.mktemp("held"), events)


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ('http.url.keyword:"/a b"', {0}),
        ('http.url.keyword:" "', {1}),
        ('" "', {1}),
        ("http.hostname.keyword:One", {0}),
        ("One", {0, 1, 2}),
        ("tags.keyword:one", {2}),
        (r"\*.keyword:One", {0, 2}),
        ('"10.0.0.1"', {0, 2, 3}),
        (f"http.url.keyword:{'x' * 256}", {3}),
        (f"http.url.keyword:{'x' * 257}", set()),
        (f"{'x' * 256}", {3, 4}),
        ("http.hostname.keyword:three", set()),
    ],
)
def test_a_value_is_found_by_its_words_and_compared_whole(held: Held, filter: str, expected: set[int]) -> None:
    assert held.matching(filter) == expected


CUT = "x" * 253 + "abc"
"""A keyword as long as one may be: its words end before the last letter."""


@pytest.fixture(scope="module", params=[(), MANY], ids=["few columns", "many columns"])
def spelled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Held:
    events = ({"a": CUT}, {"a": "y" + CUT}, {"a": "One abCd"}, {"a": "ab", "b": "xABCx c"}, {"a": "c"}, {"src_ip": "10.0.0.1"})
    return Held(tmp_path_factory.mktemp("spelled"), events + request.param)


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ("a:*abc*", {2}),
        ("a:*xab*", {0}),
        ("a.keyword:*abc*", {0}),
        ("a.keyword:*abC*", {2}),
        ("a.keyword:*bc", {0}),
        ("*abc*", {0, 2, 3}),
        ("*ABC*", {2, 3}),
        ("*bc", {0, 1}),
        ("*e?ab*", {2}),
        ("*x*bc*", {0, 3}),
        ("*one*cd*", set()),
        ("*One*Cd*", {2}),
        ("ab*", {2, 3}),
        ("*10.0*", {5}),
        ("*zz*", set()),
    ],
)
def test_a_pattern_is_found_by_its_letters_and_compared_whole(spelled: Held, filter: str, expected: set[int]) -> None:
    assert spelled.matching(filter) & set(range(6)) == expected
