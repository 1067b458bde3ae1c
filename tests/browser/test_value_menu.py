"""The value menu and the Filters popover in a browser: from a click to what is found."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from connector import Connector
from tests.browser.conftest import ATTACKS, DAY, Server
from tests.browser.test_events import HEAD, parameter
from tests.browser.test_overview import chips, facts

Settled = Callable[[Page], None]


def click(page: Page, drawn: Locator, row: int, x: int, row_height: int = 31) -> None:
    """A click in a row of a table; from the right when ``x`` is negative."""
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box
    place = box["x"] + x if x > 0 else box["x"] + box["width"] + x
    # A table takes no click of a pointer that has not come over it first.
    page.mouse.move(place, box["y"] + HEAD / 2)
    page.wait_for_timeout(300)
    page.mouse.click(place, box["y"] + HEAD + row_height * row + row_height / 2)


def press(page: Page, settled: Settled, name: str) -> None:
    """A button of the open menu, which closes it."""
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)


def events(page: Page) -> int:
    return int(facts(page)["All events"].replace(",", ""))


def test_a_value_is_left_out_widened_and_grouped_by(server: Server, page: Page, settled: Settled, small: Connector) -> None:
    page.goto(f"{server()}/?window={DAY}")
    settled(page)
    first, second = small.values("src_ip", qfilter="event_type:alert").frame["key"][:2]
    dots = page.locator(".st-key-panel-who svg.marks text:has-text('⋯')")
    dots.first.click()
    expect(page.get_by_role("dialog").locator("code").nth(2)).to_have_text(f"src_ip:{first}", timeout=20_000)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)
    dots.first.click()
    press(page, settled, "Not")
    assert chips(page) == [f"-src_ip:{first}"]
    assert events(page) == small.count(f"NOT src_ip:{first}")
    page.locator(".st-key-panel-who svg.marks [aria-roledescription=bar]").first.click()
    expect(page.locator(".st-key-f [data-tag]")).to_have_count(2)
    settled(page)
    assert chips(page) == [f"-src_ip:{first}", f"src_ip:{second}"]
    table = page.locator(".st-key-panel-what [data-testid=stDataFrame]")
    click(page, table, 0, -20)
    page.get_by_role("menuitem", name="Only this").click()
    expect(page.locator(".st-key-f [data-tag]")).to_have_count(3)
    settled(page)
    assert chips(page)[2].startswith("alert.signature.keyword:")
    click(page, page.locator(".st-key-panel-pairs [data-testid=stDataFrame]"), 0, -20)
    page.get_by_role("menuitem", name="Group, compare").click()
    page.get_by_role("dialog").get_by_role("link", name="Group by").click()
    page.wait_for_url(re.compile("/fields"))
    settled(page)
    assert (parameter(page, "field"), parameter(page, "view")) == (["src_ip"], ["field"])
    assert len(chips(page)) == 3
    expect(page.locator(".st-key-field-head")).to_contain_text("1 value")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_filters_are_suspended_turned_round_edited_and_removed(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    page.goto(f"{server()}/?window={DAY}&f=proto:UDP&f=-event_type:dns&f=dest_port:53")
    settled(page)
    page.locator(".st-key-filters button:visible").click()
    inside = page.locator(".st-key-filters-inside")
    inside.locator("[data-testid=stCheckbox]").nth(1).click()
    expect(page.locator(".st-key-f [data-tag]").nth(1)).to_have_attribute("aria-label", "~-event_type:dns")
    settled(page)
    assert events(page) == small.count("proto:UDP AND dest_port:53")
    inside.get_by_text("not", exact=True).first.click()
    expect(page.locator(".st-key-f [data-tag]").first).to_have_attribute("aria-label", "-proto:UDP")
    settled(page)
    box = inside.get_by_label("Filter", exact=True).nth(2)
    box.fill("dest_port:(80 OR 443)")
    box.press("Enter")
    expect(page.locator(".st-key-f [data-tag]").nth(2)).to_have_attribute("aria-label", "dest_port:(80 OR 443)")
    settled(page)
    assert events(page) == small.count("NOT proto:UDP AND dest_port:(80 OR 443)")
    assert parameter(page, "f") == ["-proto:UDP", "~-event_type:dns", "dest_port:(80 OR 443)"]
    page.reload()
    settled(page)
    assert chips(page) == ["-proto:UDP", "~-event_type:dns", "dest_port:(80 OR 443)"]


def test_the_menu_of_an_attackers_value_shows_text_and_means_that_value(
    server: Server, page: Page, settled: Settled, hostile_capture: Path, tmp_path: Path
) -> None:
    links = '[[link]]\nname = "Names"\nfields = ["http.url", "dest_port"]\nurl = "https://tool.example/{value}"\n'
    (tmp_path / "links.toml").write_text(links)
    address = server(eve=hostile_capture, env={"EVELENS_DATA": str(tmp_path)})
    page.goto(f"{address}/fields?window=all&field=http.url")
    settled(page)
    for row in range(len(ATTACKS)):
        click(page, page.locator(".st-key-panel-field-top [data-testid=stDataFrame]"), row, -20)
        page.get_by_role("menuitem", name="Group, compare").click()
        sheet = page.get_by_role("dialog")
        expect(sheet.locator(".st-key-menu-copies code")).to_have_count(2, timeout=20_000)
        settled(page)
        copied = json.loads(sheet.locator(".st-key-menu-copies code").last.inner_text())
        assert copied["http.url"] in [re.sub("[\ud800-\udfff]", "\ufffd", attack) for attack in ATTACKS]
        assert sheet.locator("script, img, b, a[href*='//attacker']").count() == 0
        for link in sheet.locator("a[href^=http]").all():
            assert re.fullmatch(r"https://tool\.example/[\w.~%-]+", str(link.get_attribute("href")))
        assert page.title() == "EveLens"
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        settled(page)
    click(page, page.locator(".st-key-panel-field-top [data-testid=stDataFrame]"), 0, -20)
    page.get_by_role("menuitem", name="Only this").click()
    expect(page.locator(".st-key-field-head")).to_contain_text("in 2 of 2 events")
    page.goto(f"{address}/events?window=all")
    settled(page)
    click(page, page.locator(".st-key-events-list [data-testid=stDataFrame]"), 0, 250, 29)
    page.get_by_role("tab", name="All fields").click()
    fields = page.locator(".st-key-events-detail [data-testid=stDataFrame]:visible").first
    find = page.locator(".st-key-find_in_event input")
    find.fill("dest_port")
    find.press("Enter")
    settled(page)
    click(page, fields, 0, 60, 26)
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("link", name="Names")).to_have_attribute("href", "https://tool.example/80")
    press(page, settled, "Above")
    assert chips(page) == ["dest_port:>80"]
