"""What a click on an end or a link filters by, and that it finds the events which the pair counts."""

from pathlib import Path

import pytest

from connector.query import Query
from connector.window import Window
from tests import small
from tests.ui.conftest import read
from ui.graph import filters, question
from ui.graph.choice import Choice
from ui.selection import Selection

NAMES = Choice("src_ip", "http.hostname")


def test_ends_and_links_are_filters() -> None:
    assert filters.chips(Choice(), ("node", "", "10.0.0.1"), {}) == ('ip:"10.0.0.1"',)
    assert filters.chips(NAMES, ("node", "source", "10.0.0.1"), {}) == ("src_ip:10.0.0.1",)
    assert filters.chips(NAMES, ("node", "target", "a b"), {}) == ('http.hostname.keyword:"a b"',)
    assert filters.chips(NAMES, ("link", "10.0.0.1", "a"), {}) == ("src_ip:10.0.0.1", 'http.hostname.keyword:"a"')
    assert filters.clause(NAMES, ("link", "10.0.0.1", "a"), {}) == '(src_ip:10.0.0.1) AND (http.hostname.keyword:"a")'
    assert filters.clause(Choice("host", "host"), ("node", "", "s"), {}) == 'host.keyword:"s"'


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("80", "integer", "a:80"),
        ("-1.5", "float", 'a:"-1.5"'),
        ("true", "boolean", "a:true"),
        ("80", "string", 'a.keyword:"80"'),
        ("x", "integer", 'a.keyword:"x"'),
        ("80", "", '((a:80) OR (a.keyword:"80"))'),
        ("80", "string, integer", '((a:80) OR (a.keyword:"80"))'),
        ("8_0", "integer", 'a.keyword:"8_0"'),
    ],
)
def test_a_number_is_no_text(text: str, kind: str, expected: str) -> None:
    assert filters.clause(Choice("a", "b"), ("node", "source", text), {"a": kind}) == expected


def test_the_value_menu_is_about_every_field_that_may_be_meant() -> None:
    kinds = {"dest_port": "integer"}
    assert filters.choices(Choice(), ("node", "", "10.0.0.1"), kinds) == (("src_ip", "10.0.0.1"), ("dest_ip", "10.0.0.1"))
    assert filters.choices(Choice("a", "a"), ("node", "", "x"), kinds) == (("a", "x"),)
    ports = Choice("src_ip", "dest_port")
    assert filters.choices(ports, ("node", "target", "80"), kinds) == (("dest_port", 80),)
    assert filters.choices(ports, ("link", "10.0.0.1", "80"), {}) == (("src_ip", "10.0.0.1"), ("dest_port", "80"))


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    ("source", "target"), [("src_ip", "dest_ip"), ("src_ip", "dest_port"), ("http.status", "http.url"), ("odd", "flag")]
)
def test_a_filter_finds_what_its_pair_counts(
    bare_environment: Path, fresh_caches: None, monkeypatch: pytest.MonkeyPatch, source: str, target: str, known: bool
) -> None:
    odd = [small.event(40 + number, odd=each, flag=True) for number, each in enumerate((80, "80", "a b", small.MARKUP, 1.5))]
    monkeypatch.setenv("EVE_PATH", str(small.write(bare_environment / "eve.json", *odd)))
    read()
    here, choice = Selection("eve", Query(window=Window())), Choice(source, target)
    fields = here.fields().frame
    kinds = dict(zip(fields["field"], fields["type"], strict=True)) if known else {}
    pairs = question.asked(here, choice).pairs
    assert len(pairs) >= 3
    for one, other, count in pairs[["source", "target", "count"]].itertuples(index=False, name=None):
        assert here.narrowed(filters.clause(choice, ("link", one, other), kinds)).trend().count == count
