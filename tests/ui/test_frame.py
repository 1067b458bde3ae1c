"""The frame around both pages, on a small capture and a source that is not there."""

import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from connector.sources.eve import EveSource
from tests import small
from tests.ui.conftest import READ_BEHIND, read

FRAME = Path(__file__).parents[2] / "ui" / "frame.py"
ALL = "2026-10-31T00:00:00Z/2026-11-01T00:00:00Z"


def opened(**parameters: str | list[str]) -> AppTest:
    at = AppTest.from_file(str(FRAME), default_timeout=20)
    for name, value in parameters.items():
        at.query_params[name] = value
    return at.run()


def facts(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def sentences(at: AppTest) -> str:
    return "\n".join(element.value for kind in (at.markdown, at.text, at.caption) for element in kind)


@pytest.mark.usefixtures("capture")
def test_an_old_capture_opens_on_its_last_day_and_says_so() -> None:
    at = opened()
    assert not at.exception
    assert facts(at)["All events"] == "30"
    assert "Nothing in the last 24 h. These are the last 24 h of the capture" in sentences(at)


@pytest.mark.usefixtures("capture")
def test_facts_are_the_counts_of_the_window() -> None:
    at = opened(window=ALL)
    assert facts(at) == {
        ":red-badge[severe]": "2",
        ":orange-badge[suspicious]": "2",
        ":gray-badge[contextual]": "1",
        "New signatures": "–",
        "Hosts with alerts": "3",
        "All events": "30",
    }
    assert "2 severe alerts" in sentences(at)


@pytest.mark.usefixtures("capture")
def test_facts_are_compared_where_somebody_looked_before() -> None:
    end = small.END
    at = opened(window=f"{end - timedelta(minutes=15):%Y-%m-%dT%H:%M:%SZ}/{end:%Y-%m-%dT%H:%M:%SZ}")
    events = next(metric for metric in at.metric if metric.label == "All events")
    assert (events.value, events.delta) == ("15", "0")
    assert "No severe alerts in these 15 min, no suspicious, fewer than the 2 in the 15 min before." in sentences(at)


@pytest.mark.usefixtures("capture")
def test_chips_and_lucene_narrow_every_panel() -> None:
    at = opened(window=ALL, f=["event_type:http", "-src_ip:10.0.0.1"], q="http.status:200")
    assert facts(at)["All events"] == "3"
    assert facts(at)[":red-badge[severe]"] == "0"


@pytest.mark.usefixtures("capture")
def test_a_plain_word_is_contained_anywhere_and_says_so() -> None:
    at = opened(window=ALL, f=["curl"])
    assert facts(at)["All events"] == "5"
    assert "`curl`: contains, anywhere in an event." in sentences(at)


@pytest.mark.usefixtures("capture")
def test_a_wrong_filter_is_one_sentence_with_its_position_and_no_panel() -> None:
    at = opened(window=ALL, f=["src_ip:(10.0.0.1"])
    assert not at.exception
    assert not at.metric
    assert "character" in at.text[0].value
    next(button for button in at.button if button.label == "Drop the filter").click().run()
    assert facts(at)["All events"] == "30"


@pytest.mark.usefixtures("capture")
def test_an_empty_window_offers_the_data() -> None:
    at = opened(window="2026-12-01T00:00:00Z/2026-12-02T00:00:00Z")
    assert "**No events in these 24 h**" in sentences(at)
    assert "It ends 30 d 12 h before this window." in sentences(at)
    next(button for button in at.button if button.label == "Jump to data").click().run()
    assert facts(at)["All events"] == "30"


@pytest.mark.usefixtures("capture")
def test_a_filter_without_matches_offers_to_drop_it() -> None:
    at = opened(window=ALL, f=["src_ip:192.0.2.1"])
    assert "Without it there are **30** events in this window." in sentences(at)
    next(button for button in at.button if button.label == "Drop the filter").click().run()
    assert facts(at)["All events"] == "30"


@pytest.mark.usefixtures("capture")
def test_a_window_that_cannot_be_read_is_said_and_replaced_by_the_default() -> None:
    at = opened(window="yesterday")
    assert not at.exception
    assert "yesterday" in at.toast[0].value
    assert facts(at)["All events"] == "30"


def test_presets_and_arrows_move_the_window(capture: Path) -> None:
    recent = datetime.now(UTC) - timedelta(minutes=5)
    small.write(capture, small.event(0, timestamp=f"{recent:%Y-%m-%dT%H:%M:%S.%f}+0000"))
    read()
    at = opened(window="1h")
    assert at.session_state["preset"] == "1h"
    assert facts(at)["All events"] == "1"
    at.button(key="earlier").click().run()
    assert at.session_state["preset"] is None
    assert "**No events in this hour**" in sentences(at)
    at.button(key="later").click().run()
    assert facts(at)["All events"] == "1"


@pytest.mark.usefixtures("capture")
def test_an_attackers_signature_is_text_in_every_sentence() -> None:
    at = opened(window=ALL, f=["alert.severity:2"])
    assert "evil.test" not in "\n".join(markdown.value for markdown in at.markdown)


@pytest.mark.usefixtures("fresh_caches")
def test_a_missing_file_is_one_sentence_in_every_panel(bare_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EveSource, "read_behind", READ_BEHIND)
    monkeypatch.setenv("EVE_PATH", str(bare_environment / "absent.json"))
    at = opened()
    assert not at.exception
    assert any("absent.json" in text.value for text in at.text)
    assert [button.label for button in at.button].count("Try again") >= 4
    assert "Traceback" not in sentences(at)


@pytest.mark.usefixtures("bare_environment", "fresh_caches")
def test_a_dead_server_is_said_without_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    token = "0123456789abcdef0123456789abcdef01234567"
    monkeypatch.setenv("SCIRIUS_HOST", "http://127.0.0.1:9")
    monkeypatch.setenv("SCIRIUS_TOKEN", token)
    at = opened()
    assert not at.exception
    assert any("127.0.0.1:9" in text.value for text in at.text)
    assert token not in sentences(at)


@pytest.mark.usefixtures("bare_environment", "fresh_caches")
def test_a_silent_server_is_waited_for_once_and_not_by_every_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                calls.append(time.monotonic())
                connection.close()

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        monkeypatch.setenv("SCIRIUS_HOST", f"http://127.0.0.1:{listener.getsockname()[1]}")
        monkeypatch.setenv("SCIRIUS_TOKEN", "0" * 40)
        at = opened()
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()
    assert [button.label for button in at.button].count("Try again") >= 4
    assert 1 <= len(calls) <= 6, "a question is two requests, each tried three times"


@pytest.mark.usefixtures("bare_environment", "fresh_caches")
def test_a_setting_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVELENS_SOURCE", "scirius")
    at = opened()
    assert not at.exception
    assert any("SCIRIUS_HOST is not set" in text.value for text in at.text)
