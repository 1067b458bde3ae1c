"""What stands in place of a page: sentences about an empty window, and about files that are being read."""

from datetime import UTC, datetime, timedelta

from connector.answers import Progress, Span
from connector.query import Query
from connector.window import Window
from ui.states import empty_words, reading_words

NOW = datetime.now(UTC).replace(month=11, day=24, hour=3, minute=0, second=0, microsecond=0)
LAST_HOUR = Query(window=Window.last("1h", NOW), now=NOW)
SPAN = Span(NOW - timedelta(days=25), NOW - timedelta(days=23, hours=1), 105_336)


def test_an_empty_window_says_where_the_data_is() -> None:
    title, sentence = empty_words(LAST_HOUR, SPAN, filters=1)
    assert title == "No events in the last hour"
    assert sentence == (
        "Data exists from **30 Oct 03:00** to **1 Nov 02:00 UTC**, 105,336 events. "
        "It ends 23 d before this window. One filter is on."
    )


def test_a_window_before_the_data_says_so() -> None:
    early = LAST_HOUR.during(Window.last("1h", NOW - timedelta(days=30)))
    assert empty_words(early, SPAN, filters=0)[1].endswith("It begins 5 d after this window.")


def test_a_gap_inside_the_data_claims_nothing_about_its_ends() -> None:
    gap = LAST_HOUR.during(Window.last("1h", NOW - timedelta(days=24)))
    title, sentence = empty_words(gap, SPAN, filters=2)
    assert title == "No events in this hour"
    assert sentence.endswith("105,336 events. 2 filters are on.")


def test_a_source_without_events_says_that() -> None:
    assert empty_words(LAST_HOUR, Span(None, None), filters=0)[0] == "There are no events yet"


def test_reading_says_how_far_it_is() -> None:
    assert reading_words(Progress(0.61, 60_834, 5.2, "eve.json", 80_123_456, 23_400_000)) == (
        "Reading eve.json: 61%, 60,834 events so far, 23.4 MB/s, about 5 s left. You can leave this page; reading goes on."
    )
    assert reading_words(Progress(0.0, 0, None, "![x](http://evil.test/)")).startswith("Reading `![x](http://evil.test/)`: 0%")
