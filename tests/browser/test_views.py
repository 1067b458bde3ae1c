"""Saved views, the history of questions, links and completion in a browser: what is opened is the screen that was kept."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DAY, Server

Settled = Callable[[Page], None]

DNS = f"window={DAY}&f=event_type:dns&f=-dest_port:5353&q=proto:UDP&columns=timestamp,dns.queries.rrname"


def screen(url: str) -> tuple[str, dict[str, list[str]]]:
    """The page and the parameters of an address, however they are written."""
    parts = urlsplit(url)
    return parts.path, parse_qs(parts.query)


def chips(page: Page) -> list[str | None]:
    return [tag.get_attribute("aria-label") for tag in page.locator(".st-key-f [data-tag]").all()]


def truth(page: Page) -> str:
    return page.locator(".st-key-truth p").first.inner_text()


def open_popover(page: Page, key: str, settled: Settled) -> None:
    page.locator(f".st-key-{key} button").first.click()
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
    settled(page)


def test_a_view_brings_back_its_screen_and_only_that(
    server: Server, browser: Browser, page: Page, settled: Settled, tmp_path: Path
) -> None:
    address = server()
    page.goto(f"{address}/events?{DNS}")
    settled(page)
    kept = truth(page)
    open_popover(page, "views", settled)
    page.get_by_label("Save this screen as").fill("<b>DNS</b> *names*")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“<b>DNS</b> *names*” is saved.")).to_be_visible()

    other = f"{address}/?window=7d&f=src_ip:10.20.4.101&q=proto:TCP&sort=first"
    page.goto(other)
    settled(page)
    steps = page.evaluate("history.length")
    open_popover(page, "views", settled)
    page.get_by_role("button", name="<b>DNS</b> *names*").click()
    page.wait_for_url(re.compile(r"/events\?.*columns="))
    settled(page)
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    assert screen(page.url) == screen(f"{address}/events?{DNS}")
    assert (chips(page), truth(page)) == (["event_type:dns", "-dest_port:5353"], kept)
    assert page.evaluate("history.length") == steps + 1

    with browser.new_context(viewport={"width": 1440, "height": 900}) as elsewhere:
        second = elsewhere.new_page()
        second.goto(page.url)
        settled(second)
        assert (chips(second), truth(second)) == (["event_type:dns", "-dest_port:5353"], kept)

    page.go_back()
    page.wait_for_url(re.compile(r"window=7d"))
    settled(page)
    assert screen(page.url) == screen(other)
    assert chips(page) == ["src_ip:10.20.4.101"]

    open_popover(page, "views", settled)
    page.get_by_role("radio", name="Export and import").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export the only view").click()
    download.value.save_as(tmp_path / "views.json")
    page.get_by_role("radio", name="Views", exact=True).click()
    page.locator(".st-key-view-delete-0 button").first.click()
    expect(page.get_by_text("“<b>DNS</b> *names*” is deleted.")).to_be_visible()
    page.get_by_role("radio", name="Export and import").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(tmp_path / "views.json")
    page.get_by_role("button", name="Add the 1 new").click()
    page.get_by_role("radio", name="Views", exact=True).click()
    expect(page.get_by_role("button", name="<b>DNS</b> *names*")).to_be_visible()


@pytest.mark.long
def test_the_history_asks_again_and_a_link_keeps_the_window(
    server: Server, browser: Browser, page: Page, settled: Settled
) -> None:
    address = server()
    for path in (f"events?window={DAY}&f=event_type:tls&columns=tls.sni", f"alerts?window={DAY}&f=alert.severity:1"):
        page.goto(f"{address}/{path}")
        settled(page)
    open_popover(page, "views", settled)
    page.get_by_role("radio", name="History").click()
    settled(page)
    table = page.get_by_test_id("stPopoverBody").get_by_test_id("stDataFrame")
    # A table is a canvas: 35 pixels of head, then 29 a row; the newest question comes first.
    table.click(position={"x": 60, "y": 35 + 29 + 14})
    page.wait_for_url(re.compile(r"/events\?"))
    settled(page)
    asked = screen(f"{address}/events?window={DAY}&f=event_type:tls&columns=tls.sni")
    assert screen(page.url) == asked

    page.locator(".st-key-presets").get_by_text("6h", exact=True).click()
    page.wait_for_url(re.compile("window=6h"))
    settled(page)
    open_popover(page, "link", settled)
    moving, fixed = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").all_inner_texts()
    assert screen(moving) == screen(page.url)
    assert screen(fixed)[1]["window"] != ["6h"]
    with browser.new_context() as elsewhere:
        second = elsewhere.new_page()
        second.goto(fixed.strip())
        settled(second)
        expect(second.locator(".st-key-when button p").first).to_have_text(
            page.locator(".st-key-when button p").first.inner_text()
        )


@pytest.mark.long
def test_a_filter_is_completed_from_fields_and_their_top_values(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?window={DAY}")
    settled(page)
    open_popover(page, "filters", settled)
    field = page.locator(".st-key-complete_field input")
    field.fill("http.host")
    field.press("Enter")
    settled(page)
    page.locator("[class*=st-key-complete_value-] input").click()
    first = page.get_by_role("option").first
    value, _, count = (part.strip() for part in first.inner_text().partition("·"))
    first.click()
    settled(page)
    page.locator(".st-key-complete_only button").click()
    page.wait_for_url(re.compile("f=http.hostname"))
    settled(page)
    assert len(chips(page)) == 1
    assert value in str(chips(page)[0])
    events = page.locator(".st-key-facts [data-testid=stMetricValue]").last
    expect(events).to_have_text(count)
