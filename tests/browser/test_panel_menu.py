"""What a sensor lost is told on the Overview, and the dots of its panels hold files and code."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import small
from tests.browser.conftest import DAY, Server
from tests.browser.test_overview import Settled

HOSTILE = "![x](https://attacker.example/x.png) **sensor**"


@pytest.fixture(scope="module")
def lossy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small capture, and a sensor that lost packets from 11:40 to 11:50."""
    reports = [
        small.event(
            number,
            event_type="stats",
            host=HOSTILE,
            stats={"capture": {"kernel_packets": packets, "kernel_drops": drops}},
        )
        for number, packets, drops in ((29, 1_000, 0), (19, 2_000, 0), (9, 3_000, 300), (0, 4_000, 300))
    ]
    path = tmp_path_factory.mktemp("lossy") / "eve.json"
    return small.write(path, *reports)


def test_a_lossy_sensor_is_told_and_a_panel_gives_its_rows_and_its_question(
    server: Server, page: Page, settled: Settled, lossy: Path
) -> None:
    page.goto(f"{server(eve=lossy)}/?window=2026-10-31T11:00:00Z/2026-10-31T12:00:00Z")
    settled(page)
    sentence = f"{HOSTILE} dropped 30.0 % of its packets (300) between 11:40 and 11:50: what it saw then is not all."
    expect(page.locator(".st-key-sensor-0")).to_contain_text(sentence)
    expect(page.locator(".st-key-panel-when .role-mark path[aria-label*='lost 30.0 %']")).to_have_count(1)

    panel = page.locator(".st-key-panel-who")
    assert page.get_by_test_id("stPopoverBody").count() == 0
    panel.get_by_role("button", name="More").click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body).to_contain_text("event_type:alert")
    settled(page)
    code = body.get_by_test_id("stCode")
    expect(code.first).to_contain_text("c.groups(('src_ip', 'alert.severity'), 'event_type:alert'")
    expect(code.last).to_contain_text("jq -c 'select(")
    with page.expect_download() as download:
        body.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "who.csv"
    head, *rows = Path(download.value.path()).read_text("utf-8").splitlines()
    assert head.startswith("src_ip,alert.severity,count,")
    assert len(rows) == 3
    with page.expect_download() as download:
        body.get_by_role("button", name="NDJSON").click()
    assert Path(download.value.path()).read_text("utf-8").count('"event_type": "alert"') == 5


@pytest.mark.long
def test_a_popover_keeps_letters_to_itself_its_button_can_be_read_and_charts_are_saved_as_pictures(
    server: Server, page: Page, settled: Settled
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server()}/alerts?window={DAY}")
    settled(page)
    title = page.locator(".st-key-alert-title")
    first = title.inner_text()
    page.locator(".st-key-alerts-more button").first.click()
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text("c.groups(")
    settled(page)
    page.keyboard.press("j")
    page.wait_for_timeout(500)
    settled(page)
    assert title.inner_text() == first
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    page.keyboard.press("j")
    expect(title).not_to_have_text(first)
    settled(page)
    page.locator(".st-key-when button").first.click()
    apply = page.get_by_test_id("stPopoverBody").get_by_role("button", name="Apply")
    expect(apply).to_have_css("background-color", "rgb(122, 167, 255)")
    expect(apply).to_have_css("color", "lch(0 0 0)")
    page.keyboard.press("Escape")
    for address, chart in (
        ("", "[class*=st-key-pulse-] [data-testid=stVegaLiteChart]"),
        ("graph", "[data-testid=stEChartsChart]"),
    ):
        if address:
            page.goto(f"{server()}/{address}?window={DAY}")
            settled(page)
        page.locator(chart).hover()
        with page.expect_download() as download:
            page.locator(f"[data-testid=stFullScreenFrame]:has({chart.split()[-1]})").get_by_role(
                "button", name="Download as PNG"
            ).click()
        assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
