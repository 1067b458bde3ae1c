"""What a tired analyst, a stranger's link, a broken file and a server that answers in parts must not do to the pages."""

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests import small
from tests.browser.conftest import Server
from tools.dashboard import ROOT, environment, free_port, read_files

Settled = Callable[[Page], None]

DAY = "2026-10-31T00:00:00Z/2026-11-01T00:00:00Z"
TOKEN = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="session")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The thirty events of `small`, and an HTTP event whose text a spreadsheet would run."""
    folder = tmp_path_factory.mktemp("hostile")
    return small.write(folder / "eve.json", small.event(40, event_type="http", http={"url": " \t=1+1", "hostname": "＝1+1"}))


@pytest.fixture(scope="session")
def many_alerts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A severe alert that is older than the newest 10,000 alerts, all of them contextual."""
    path = tmp_path_factory.mktemp("many") / "eve.json"
    start = datetime(2026, 10, 31, tzinfo=UTC)
    with path.open("w") as file:
        for number in range(10_001):
            alert = {"signature": "EVELENS TEST", "signature_id": 1_000_001, "severity": 3 if number else 1}
            moment = (start + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
            file.write(json.dumps(small.event(0, event_type="alert", alert=alert, timestamp=moment)) + "\n")
    return path


@pytest.fixture(scope="session")
def scirius(tmp_path_factory: pytest.TempPathFactory, many_alerts: Path) -> Iterator[str]:
    """The address of a server with the caps of a real one, over `many_alerts`."""
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    read_files(folder, {"EVE_PATH": str(many_alerts)})
    command = [sys.executable, "-m", "connector", "serve", "--port", str(port), "--eve", str(many_alerts), "--as-recorded"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment(folder, {"EVELENS_TOKEN": TOKEN}), stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except URLError as error:
            if hasattr(error, "code"):
                return  # it refuses, so it answers
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not start.")


def facts(page: Page) -> dict[str, str]:
    return {
        metric.get_by_test_id("stMetricLabel").inner_text(): metric.get_by_test_id("stMetricValue").inner_text()
        for metric in page.locator(".st-key-facts [data-testid=stMetric]").all()
    }


def truth(page: Page) -> str:
    return page.locator(".st-key-truth p").first.inner_text()


def test_the_link_names_the_source_and_back_returns_to_the_one_before(
    server: Server, capture: Path, page: Page, settled: Settled
) -> None:
    other = {"SCIRIUS_HOST": f"http://127.0.0.1:{free_port()}", "SCIRIUS_TOKEN": TOKEN}
    address = server(eve=capture, env=other)
    page.goto(f"{address}/?window={DAY}")
    settled(page)
    page.locator(".st-key-source-chosen input").click()
    page.get_by_role("option", name="Scirius").click()
    page.wait_for_timeout(300)
    settled(page)
    assert page.url.endswith("&source=scirius")
    assert page.locator("[class*=st-key-failed-]").count() > 1
    page.go_back()
    page.wait_for_timeout(300)
    settled(page)
    assert facts(page)["All events"] == "31"
    page.goto(f"{address}/?window={DAY}&source=scirius")
    settled(page)
    assert page.locator(".st-key-failed-who").count() == 1


def test_a_link_to_a_source_that_is_not_here_says_so(server: Server, capture: Path, page: Page, settled: Settled) -> None:
    page.goto(f"{server(eve=capture)}/?window={DAY}&source=%3Cb%3Enope")
    settled(page)
    expect(page.get_by_text("'<b>nope' is no source here: this is the first one.")).to_be_visible()


def test_a_window_that_is_none_stays_said_for_as_long_as_it_is_in_the_link(
    server: Server, capture: Path, page: Page, settled: Settled
) -> None:
    page.goto(f"{server(eve=capture)}/?window=yesterday")
    settled(page)
    said = page.get_by_text("'yesterday' is not a length of time: use 90m, 36h, 7d or 2w. Until then this is the default window.")
    expect(said).to_be_visible()
    page.locator(".st-key-refresh button").first.click()
    page.wait_for_timeout(300)
    settled(page)
    expect(said).to_be_visible()
    page.locator(".st-key-presets").get_by_text("7d", exact=True).click()
    settled(page)
    expect(said).to_have_count(0)


def test_the_first_and_the_last_years_break_no_panel_and_no_arrow(
    server: Server, capture: Path, page: Page, settled: Settled
) -> None:
    for path, window in (
        ("/", "0001-01-01T00:00:00Z/2026-12-31T00:00:00Z"),
        ("/events", "0001-01-01T00:00:00Z/0001-01-02T00:00:00Z"),
        ("/", "9999-12-31T00:00:00Z/9999-12-31T23:59:59.999999Z"),
    ):
        page.goto(f"{server(eve=capture)}{path}?window={window}")
        settled(page)
        assert page.locator("[class*=st-key-failed-]").count() == 0
        for name in ("earlier", "later"):
            arrow = page.locator(f".st-key-{name} button").first
            if arrow.is_enabled():
                arrow.click()
                page.wait_for_timeout(300)
                settled(page)
            assert "encountered an error" not in page.inner_text("body")


def test_jump_to_data_from_thousands_of_years_arrives(server: Server, capture: Path, page: Page, settled: Settled) -> None:
    page.goto(f"{server(eve=capture)}/?window=3000-01-01T00:00:00Z/5900-01-01T00:00:00Z")
    settled(page)
    page.get_by_role("button", name="Jump to data").click()
    page.wait_for_timeout(300)
    settled(page)
    assert facts(page)["All events"] == "31"


@pytest.mark.parametrize("path", ["/", "/events"])
def test_lines_that_cannot_be_read_are_said_where_there_is_nothing_else(
    server: Server, tmp_path: Path, page: Page, settled: Settled, path: str
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("not JSON\n[1]\n{\n")
    page.goto(server(eve=broken) + path)
    settled(page)
    expect(page.get_by_text("There are no events yet")).to_be_visible()
    expect(page.get_by_text("3 lines of broken.json could not be read")).to_be_visible()


def test_what_people_type_for_not_must_and_in_a_row_is_understood(
    server: Server, capture: Path, page: Page, settled: Settled
) -> None:
    counts = {
        "NOT event_type:http": 25,
        "!event_type:http": 25,
        "+event_type:http": 6,
        '"TEST signature"': 4,
        '-"TEST signature"': 27,
    }
    page.goto(f"{server(eve=capture)}/events?window={DAY}")
    settled(page)
    box = page.locator(".st-key-f input").first
    for chip, count in counts.items():
        box.fill(chip)
        box.press("Enter")
        expect(page.locator(".st-key-truth p").first).to_contain_text(f"All {count} events")
        box.press("Backspace")
        expect(page.locator(".st-key-f [data-tag]")).to_have_count(0)


def test_a_formula_behind_blanks_or_in_full_width_is_defused_in_the_csv(
    server: Server, capture: Path, page: Page, settled: Settled
) -> None:
    page.goto(f"{server(eve=capture)}/events?window={DAY}&columns=http.url,http.hostname")
    settled(page)
    page.locator(".st-key-export button").first.click()
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV, these columns").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8"), newline="")))
    assert ["' \t=1+1", "'＝1+1"] in rows


def test_alerts_are_named_among_the_other_events_of_the_chart(
    server: Server, capture: Path, page: Page, settled: Settled
) -> None:
    page.goto(f"{server(eve=capture)}/?window={DAY}")
    settled(page)
    expect(page.locator(".st-key-panel-when")).to_contain_text("other: alert")


def test_a_severe_alert_older_than_what_a_server_hands_out_is_counted(
    server: Server, scirius: str, page: Page, settled: Settled
) -> None:
    page.goto(f"{server(eve=None, env={'SCIRIUS_HOST': scirius, 'SCIRIUS_TOKEN': TOKEN})}/?window={DAY}")
    settled(page)
    shown = facts(page)
    assert (shown["severe"], shown["contextual"]) == ("1", "10,000")
    expect(page.locator(".st-key-headline")).to_contain_text("1 severe alert")


def test_a_wrong_token_is_one_whole_sentence_and_what_to_do(server: Server, scirius: str, page: Page, settled: Settled) -> None:
    wrong = TOKEN[::-1]
    page.goto(f"{server(eve=None, env={'SCIRIUS_HOST': scirius, 'SCIRIUS_TOKEN': wrong})}/?window={DAY}")
    settled(page)
    what, cure = page.locator(".st-key-failed-who [data-testid=stText]").all_inner_texts()
    assert what.startswith(f"{scirius} denies access (403")
    assert what.endswith(").")
    assert cure == "Check SCIRIUS_TOKEN and the rights of its user."
    assert wrong not in page.content()
