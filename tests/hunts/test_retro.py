"""Retro search: lists as people paste them, and what of them was seen."""

from pathlib import Path

import pytest

from connector.hunts import run, shipped
from connector.indicators import read
from connector.query import Query
from connector.source import Source
from tests import small
from tests.hunts.made import DAY, source

SEARCH = next(each for each in shipped() if each.slug == "retro-search")
SHA256 = "a" * 64


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source(
        tmp_path_factory.mktemp("retro"),
        small.event(1, event_type="dns", dns={"type": "query", "rrname": "Cdn.Evil.test"}),
        small.event(2, event_type="dns", dns={"type": "request", "queries": [{"rrname": "evil.test"}]}),
        small.event(3, event_type="dns", dns={"type": "query", "rrname": "notevil.test"}),
        small.event(4, event_type="http", http={"hostname": "files.test", "url": "/a.ps1?x=1"}),
        small.event(5, event_type="tls", tls={"sni": "evil.test", "ja4": "t13d1517h2_8daaf6152771_b1ff8ab2d16f"}),
        small.event(6, event_type="fileinfo", fileinfo={"filename": "a", "sha256": SHA256}),
        small.event(7, dest_ip="203.0.113.9"),
        small.event(8, src_ip="203.0.113.10"),
    )


@pytest.mark.parametrize(
    ("listed", "kind", "count"),
    [
        ("evil[.]test", "domain", 3),
        ("EVIL.test.", "domain", 3),
        ("hxxps://files[.]test/a.ps1?x=1", "url", 1),
        ("http://files.test/a.ps1", "url", 0),
        (SHA256.upper(), "sha256", 1),
        ("t13d1517h2_8daaf6152771_b1ff8ab2d16f", "ja4", 1),
        ("203.0.113[.]9", "address", 1),
        ("203.0.113.0/24", "network", 2),
    ],
)
def test_what_is_listed_is_found_and_nothing_else(seen: Source, listed: str, kind: str, count: int) -> None:
    (indicator,) = read(listed).indicators
    assert indicator.type == kind
    result = run(seen, Query("*", DAY), SEARCH, (indicator,))
    assert (result.hits, result.state) == ((1, "hits") if count else (0, "clear"))
    if count:
        assert result.frame["Events"].to_list() == [count]


def test_without_a_list_it_waits(seen: Source) -> None:
    result = run(seen, Query("*", DAY), SEARCH)
    assert (result.state, result.why, result.cost) == ("waits", "Paste a list of indicators to start.", 0)


@pytest.mark.parametrize(
    "hostile", ['a" OR *.test', "a.test) OR (*", "evil.test*", "a\\.test", "\x00.test", "..", "-.test", "1.1.1.1/99"]
)
def test_no_word_of_a_list_becomes_a_filter_of_its_own(hostile: str, tmp_path: Path) -> None:
    for each in read(hostile).indicators:
        assert each.type in ("domain", "address"), each
        Query(each.filter())
        assert "*.test" not in each.filter().replace("*.a.test", "")


def test_a_list_that_is_too_long_is_no_clean_answer(seen: Source) -> None:
    listed = read("\n".join(f"unseen-{number}.test" for number in range(201))).indicators
    result = run(seen, Query("*", DAY), SEARCH, listed)
    assert (result.hits, result.exact) == (0, False)
    assert [note.text[:40] for note in result.notes] == ["The first 200 of 201 indicators were loo"]
