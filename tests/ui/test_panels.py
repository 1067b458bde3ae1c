"""A panel keeps its failure to itself, and says it in one sentence."""

import logging

import pytest
from streamlit.testing.v1 import AppTest

TOKEN = "0123456789abcdef0123456789abcdef01234567"


def page() -> None:
    import streamlit as st

    from connector.errors import SourceUnreachable
    from ui.panels import panel

    with panel("What", "signatures"):
        st.text("drawn before the failure")
        raise SourceUnreachable("The server did not answer within 30 s: ask for a shorter window, or try again.")
    with panel("Who"):
        raise ZeroDivisionError("0123456789abcdef0123456789abcdef01234567")
    with panel("When"):
        st.text("alive")


def markup_page() -> None:
    from connector.errors import BadResponse
    from ui.panels import panel

    with panel("What"):
        raise BadResponse("The server sent ![x](http://evil.test/x.png)\x1b[31m\ud800 instead of JSON")


def notes_page() -> None:
    from connector.answers import Note
    from ui.panels import notes

    notes((Note("partial", "At least 10,000 alerts."), Note("skipped", "12 lines of **eve**.json could not be read.")))
    notes(())


def test_a_failed_panel_leaves_its_neighbours_alive() -> None:
    at = AppTest.from_function(page, default_timeout=10).run()
    assert not at.exception
    assert "alive" in [text.value for text in at.text]


def test_a_connectors_error_says_what_failed_and_what_to_do() -> None:
    at = AppTest.from_function(page, default_timeout=10).run()
    texts = [text.value for text in at.text]
    assert "The server did not answer within 30 s." in texts
    assert "Ask for a shorter window, or try again." in texts
    assert "drawn before the failure" not in texts
    assert at.caption[0].value.startswith("SourceUnreachable · ")
    assert " UTC · request " in at.caption[0].value


def test_another_error_shows_an_id_that_the_log_has_and_no_details(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="evelens"):
        at = AppTest.from_function(page, default_timeout=10).run()
    caption = at.caption[1].value
    assert caption.startswith("ZeroDivisionError · ")
    request = caption.rpartition(" ")[2]
    assert any(f"request {request}:" in record.getMessage() and record.exc_info for record in caplog.records)
    shown = [element.value for kind in (at.text, at.markdown, at.caption) for element in kind]
    assert not any(TOKEN in text or "Traceback" in text for text in shown)


def test_each_failed_panel_can_be_tried_again() -> None:
    at = AppTest.from_function(page, default_timeout=10).run()
    assert [button.label for button in at.button] == ["Try again", "Try again"]
    at.button[0].click().run()
    assert not at.exception


def test_what_a_server_sent_is_shown_as_text() -> None:
    at = AppTest.from_function(markup_page, default_timeout=10).run()
    assert at.text[0].value == "The server sent ![x](http://evil.test/x.png)␛[31m\ufffd instead of JSON"
    assert "evil" not in "".join(markdown.value for markdown in at.markdown)


def test_notes_are_a_chip_and_a_sentence_each() -> None:
    at = AppTest.from_function(notes_page, default_timeout=10).run()
    assert [text.value for text in at.text] == ["At least 10,000 alerts.", "12 lines of **eve**.json could not be read."]
    chips = "".join(markdown.value for markdown in at.markdown)
    assert "Partial" in chips
    assert "Skipped" in chips
