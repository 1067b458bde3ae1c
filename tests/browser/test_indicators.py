"""A list of indicators from the clipboard to the events, into the case, and into one document without a script."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from connector import Connector
from connector.indicators import read
from tests.browser.conftest import DAY, Server

LIST = "203.0.113[.]77\n198.51.100.0/24\nunseen.example\nGlobal\\mutex\n"


@pytest.mark.long
def test_a_list_leads_to_its_events_and_into_the_case(
    server: Server, page: Page, settled: Callable[[Page], None], small: Connector, tmp_path: Path
) -> None:
    page.goto(f"{server()}/indicators?window={DAY}")
    settled(page)
    page.locator(".st-key-indicators_text textarea").fill(LIST)
    page.get_by_role("button", name="Look for them").click()
    settled(page)
    seen = small.sightings(read(LIST).indicators).seen
    assert len(seen) == 2
    expect(page.locator(".st-key-head-sightings")).to_contain_text(f"{len(seen)} of 3 seen")
    expect(page.locator(".st-key-indicators-given")).to_contain_text("1 not read")
    page.locator(".st-key-more-sightings button").first.click()
    page.locator(".st-key-pin-sightings").get_by_role("button").first.click()
    settled(page)
    page.keyboard.press("Escape")
    page.locator(".st-key-case button").first.click()
    settled(page)
    page.get_by_label("Pin this view as").fill("All of <b>it</b>")
    page.locator(".st-key-case_pin button").click()
    settled(page)
    expect(page.locator(".st-key-case-list")).to_contain_text("2 indicators that were seen")
    page.locator(".st-key-case-document").get_by_text("Pseudonyms for addresses").click()
    page.locator(".st-key-case_make button").click()
    settled(page)
    with page.expect_download() as coming:
        page.locator(".st-key-case_html button").click()
    document = tmp_path / "case.html"
    coming.value.save_as(document)
    page.locator(".st-key-case button").first.click()
    settled(page)

    table = page.locator(".st-key-panel-sightings [data-testid='stDataFrame']")
    for _ in range(3):  # the first click after a popover has closed may be lost
        table.click(position={"x": 200, "y": 34 + 15})
        settled(page)
        page.wait_for_timeout(300)
        if "/events" in page.url:
            break
    page.wait_for_url("**/events?**")
    total = small.count(seen[0].filter)
    assert total == seen[0].count
    expect(page.locator("body")).to_contain_text(f"{total:,}")

    other = page.context.new_page()
    told: list[str] = []
    other.on("console", lambda message: told.append(message.text))
    other.goto(document.as_uri())
    expect(other.locator("h2").first).to_contain_text("indicators that were seen")
    assert "203.0.113.77" not in other.content()
    assert other.evaluate("getComputedStyle(document.querySelector('.events')).fill") == "rgb(181, 204, 224)"
    assert told == []
