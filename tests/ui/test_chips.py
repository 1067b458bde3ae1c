"""From what a person types into the filter box to Lucene: shown by what matches."""

from datetime import UTC, datetime

import pytest

from connector import lucene
from connector.config import Config
from connector.query import Query
from connector.source import Source
from connector.sources import eve
from connector.window import Window
from tests import small
from ui.chips import chip_filter, is_word

DAY = Window(datetime(2026, 10, 31, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("chips")
    extra = small.event(
        40, event_type="http", src_ip="fe80::1", http={"url": "http://a.test/x", "http_user_agent": "python curl client"}
    )
    opened = eve.open(Config(source="eve", eve_path=(str(small.write(folder / "eve.json", extra)),), data=folder), "eve")
    opened.read()
    return opened


def found(source: Source, chip: str) -> int:
    return source.trend(Query(chip_filter(chip), DAY)).count


@pytest.mark.parametrize(
    "chip", ["src_ip:10.0.0.1", "-dest_port:53", "alert.severity:[1 TO 2]", "(a:1 OR b:2)", "_exists_:http.url", "dns.\\*:x"]
)
def test_a_field_with_a_value_is_lucene(chip: str) -> None:
    assert not is_word(chip)


@pytest.mark.parametrize(
    "chip", ["passwd", "-passwd", "http://evil.test/a", "fe80::1", "aa:bb:cc:dd:ee:ff", "error: none", "10:30"]
)
def test_a_plain_word_is_not_lucene(chip: str) -> None:
    assert is_word(chip)


def test_a_word_finds_events_that_contain_it_anywhere(source: Source) -> None:
    assert found(source, "curl") == 6
    assert found(source, "ERL") == 0
    assert found(source, "rl/8") == 5


def test_a_leading_minus_negates_both_kinds(source: Source) -> None:
    everything = found(source, "")
    for chip in ("curl", "event_type:alert"):
        assert 0 < found(source, chip) < everything
        assert found(source, chip) + found(source, f"-{chip}") == everything


def test_an_address_finds_its_events(source: Source) -> None:
    assert found(source, "fe80::1") == 1


def test_a_missing_field_as_our_pages_filter_it_is_lucene(source: Source) -> None:
    chip = lucene.negated(lucene.exists("alert.signature"))
    assert not is_word(chip)
    assert found(source, chip) == found(source, "-_exists_:alert.signature") > 0


def test_a_blank_chip_filters_nothing() -> None:
    assert chip_filter("  ") == "*"
    assert chip_filter("-") == "*"
