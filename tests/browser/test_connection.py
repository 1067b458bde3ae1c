"""Connection in a browser: the doctor's answers, and a server that is connected without an editor."""

import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from connector.config import Config
from connector.source import Source
from connector.sources import eve
from tests import small
from tests.browser.test_events import lines
from tests.wire import serving
from tools.dashboard import Dashboard

Settled = Callable[[Page], None]
TOKEN = "5ecret" * 6


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The small capture, which a server answers from."""
    folder = tmp_path_factory.mktemp("served")
    made = eve.open(Config(source="eve", eve_path=(str(small.write(folder / "eve.json")),), data=folder), "eve")
    made.read()
    return made


@pytest.fixture(scope="module")
def scirius(source: Source) -> Iterator[str]:
    """The address of that server."""
    with serving(source, TOKEN) as address:
        yield address


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small capture, and a line in it that is no event."""
    path = small.write(tmp_path_factory.mktemp("torn") / "eve.json")
    path.write_text(f"{path.read_text()}this is no event\n")
    return path


def opened(page: Page, address: str, settled: Settled) -> None:
    page.goto(f"{address}/connection")
    settled(page)


def filled(page: Page, settled: Settled, host: str, token: str) -> None:
    for name, words in (("host", host), ("token", token)):
        box = page.locator(f"[class*=st-key-connect-{name}] input")
        box.fill(words)
        box.press("Tab")
        page.wait_for_timeout(200)
        settled(page)
    page.locator(".st-key-connect-save button").click()
    expect(page.locator(".st-key-connect-outcome")).to_be_visible(timeout=60_000)
    settled(page, 60)


def test_the_checks_are_those_of_the_doctor(
    serve_app: Callable[..., Dashboard], page: Page, settled: Settled, torn: Path
) -> None:
    dashboard = serve_app(eve=torn)
    opened(page, dashboard.address, settled)
    head, *shown = lines(page.locator("[data-testid=stDataFrame]").first)
    assert head == ["Result", "Check", "Found", "What to do"]
    known = eve.open(Config(source="eve", eve_path=(str(torn),), data=dashboard.log.parent / "data"), "eve").checks()
    by_name = {check.name.lower(): check.text for check in known}
    assert [cells[1].lower() for cells in shown] == [check.name.lower() for check in known]
    assert [cells[2] for cells in shown if cells[1] in ("Files", "Span")] == [by_name[name] for name in ("files", "span")]
    headline = page.locator(".st-key-doctor-head p").first
    expect(headline).to_contain_text(re.compile(rf"{len(known)} checks, .* UTC · [\d.]+ m?s"))
    told = page.locator("[class*=st-key-doctor-told-]")
    expect(told).to_contain_text(["1 of eve.json."])
    expect(told).to_contain_text(["Look into "])
    panel = page.locator(".st-key-panel-unlogged")
    expect(panel.get_by_test_id("stCode")).to_contain_text("- tls:")
    absent = [row[0] for row in lines(panel.get_by_test_id("stDataFrame"))]
    assert "dns" in absent
    assert not {"alert", "flow", "http"} & set(absent)
    before = headline.inner_text()
    page.wait_for_timeout(1_100)
    page.locator(".st-key-doctor-again button").click()
    page.wait_for_timeout(300)
    settled(page)
    assert headline.inner_text() != before
    page.locator(".st-key-doctor-report button").first.click()
    report = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    expect(report).to_contain_text("Everything in the files has been read.")
    page.keyboard.press("Escape")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_server_is_connected_without_an_editor_and_its_token_shown_nowhere(
    serve_app: Callable[..., Dashboard], page: Page, settled: Settled, scirius: str
) -> None:
    dashboard = serve_app(fresh=True)
    path = dashboard.log.parent / ".env"
    opened(page, dashboard.address, settled)
    expect(page.locator(".st-key-panel-settings")).to_contain_text(f"{path}, which does not exist yet")
    filled(page, settled, scirius, "wrong-token")
    expect(page.locator(".st-key-connect-outcome")).to_contain_text("Not saved")
    assert not path.exists()
    filled(page, settled, scirius, TOKEN)
    expect(page.locator(".st-key-connect-outcome")).to_contain_text("Saved")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"SCIRIUS_TOKEN={TOKEN}\n" in path.read_text()
    assert page.locator("[class*=st-key-connect-token] input").input_value() == ""
    assert TOKEN not in page.url
    assert TOKEN not in page.content()
    page.get_by_role("button", name="Show its events").click()
    settled(page)
    expect(page.locator(".st-key-doctor-head")).to_contain_text("Scirius at 127.0.0.1")
    page.get_by_role("link", name="Overview").first.click()
    settled(page)
    assert "source=scirius" in page.url
    log = dashboard.log.read_text("utf-8", "replace")
    assert TOKEN not in log
    assert "wrong-token" not in log
