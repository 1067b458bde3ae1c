"""Untrusted text, numbers and times as a person reads them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import text

HIDDEN = [
    "\x00",
    "\x1b",
    "\n",
    "\r",
    "\t",
    "\x7f",
    "\x85",
    "\u200b",
    "\u200f",
    "\u202e",
    "\u2028",
    "\u2066",
    "\ufeff",
    "\U000e0041",
]


@pytest.mark.parametrize("character", HIDDEN)
def test_hidden_characters_become_visible_marks(character: str) -> None:
    shown = text.visible(f"invoice{character}fdp.exe")
    assert character not in shown
    assert shown.startswith("invoice")
    assert shown.endswith("fdp.exe")
    assert len(shown) > len("invoicefdp.exe")


def test_lone_surrogates_become_the_replacement_character() -> None:
    assert text.visible("a\ud800b") == "a\ufffdb"


@given(st.text(st.characters(exclude_categories=())))
def test_every_text_can_be_sent_to_a_browser(given: str) -> None:
    text.visible(given).encode()
    text.code(given).encode()


def test_long_text_is_cut_and_says_so() -> None:
    shown = text.visible("A" * 5_000)
    assert len(shown) == 501
    assert shown.endswith("A…")
    assert text.visible("A" * 5_000, None) == "A" * 5_000


def test_missing_text_is_empty() -> None:
    assert text.visible(None) == ""


@pytest.mark.parametrize("payload", ["`", "``", "a`b", "`![x](http://evil.test/x.png)`", "\\`", "` ``` `"])
def test_code_spans_hold_any_run_of_backticks(payload: str) -> None:
    span = text.code(payload)
    fence = span[: len(span) - len(span.lstrip("`"))]
    inside = span[len(fence) : -len(fence)]
    assert span.endswith(fence)
    assert payload in inside
    assert fence not in inside


@given(st.text())
def test_a_code_span_is_one_line_with_a_fence_that_its_text_lacks(given: str) -> None:
    span = text.code(given)
    fence = span[: len(span) - len(span.lstrip("`"))]
    assert fence
    assert "\n" not in span
    assert span.endswith(fence)
    assert fence not in span[len(fence) : -len(fence)]


def test_empty_code_says_that_it_is_empty() -> None:
    assert text.code("") == "`(empty)`"
    assert text.code("  ") == "`(blank)`"


@pytest.mark.parametrize("word", ["eve.json", "10.20.4.101", "sensor-hq", "3 MB"])
def test_harmless_words_stay_plain(word: str) -> None:
    assert text.plain(word) == word


@pytest.mark.parametrize(
    "word", ["**b**", "[a](b)", ":red[x]", "www.evil.test", "http://evil.test", "a -> b", "$x$", "<b>", "a__b"]
)
def test_words_that_markdown_would_read_become_code(word: str) -> None:
    assert text.plain(word) == f"`{word}`"


def test_numbers_have_thousands_and_changes_a_sign() -> None:
    assert text.number(53_635) == "53,635"
    assert [text.change(value) for value in (1_934, -12, 0)] == ["+1,934", "-12", "0"]


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 B"), (112, "112 B"), (999, "999 B"), (999_990, "1.0 MB"), (16_210, "16.2 kB"), (3.2e9, "3.2 GB")]
)
def test_bytes_are_decimal(count: float, shown: str) -> None:
    assert text.size(count) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (0.35, "0.35 s"),
        (81, "81 s"),
        (95, "1 min 35 s"),
        (1_200, "20 min"),
        (12_060, "3 h 21 min"),
        (86_400, "24 h"),
        (129_600, "36 h"),
        (187_200, "2 d 4 h"),
        (604_800, "7 d"),
        (-95, "-1 min 35 s"),
    ],
)
def test_lengths_of_time_have_at_most_two_units(seconds: float, shown: str) -> None:
    assert text.span(timedelta(seconds=seconds)) == shown


def test_moments_are_utc_and_name_the_year_when_it_is_another() -> None:
    moment = datetime(2026, 10, 31, 15, 38, 21, 123_456, timezone(timedelta(hours=1)))
    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert text.moment(moment, now=now) == "31 Oct 14:38:21"
    assert text.moment(moment, seconds=False, now=now) == "31 Oct 14:38"
    assert text.moment(moment, now=now.replace(year=2027)) == "31 Oct 2026 14:38:21"
    assert text.clock(moment) == "14:38:21.123"


def test_addresses_are_as_short_as_they_can_be() -> None:
    assert text.address("2001:0db8:0000:0000:0000:0000:0000:0001") == "2001:db8::1"
    assert text.address("10.20.4.101") == "10.20.4.101"
    assert text.address("not\nan address") == "not↵an address"
    assert text.address(None) == ""
