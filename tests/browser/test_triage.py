"""The queue as an analyst works through it: without the mouse, with notes, and with a second browser beside."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from connector import Connector
from tests.browser.conftest import Server
from tests.browser.test_alerts import foot, opened, press, rank, rest, title

Settled = Callable[[Page], None]


def shown(page: Page) -> list[str]:
    """What the choice of states says."""
    return page.locator(".st-key-state_chosen button").all_inner_texts()


def alerts(page: Page) -> int:
    """How many alerts are shown."""
    found = re.search(r"of ([\d,]+) alerts?", foot(page))
    assert found
    return int(found[1].replace(",", ""))


def test_twenty_groups_are_decided_without_the_mouse(
    server: Server, page: Page, settled: Settled, small: Connector, browser: Browser
) -> None:
    address = server(fresh=True, env={"EVELENS_USER": "ann"})
    opened(page, address, settled)
    total = small.count("event_type:alert")
    assert alerts(page) == total
    first = title(page)
    for key in "exfx" * 5:
        press(page, settled, key)
        assert rank(page) == 1
    groups = small.groups(("alert.signature", "src_ip"), "event_type:alert", size=10_000, order="severity").frame
    assert foot(page).startswith(f"{len(groups) - 20} groups of ")
    left = alerts(page)
    assert foot(page).split(".")[0].endswith(f"{total - left:,} in other states")
    press(page, settled, "z")
    assert alerts(page) > left
    page.keyboard.press("n")
    dialog = page.locator("[role=dialog]")
    expect(dialog).to_be_visible()
    dialog.locator("textarea").fill("beacon, x-ray <b>not bold</b>")
    dialog.locator(".st-key-note-escalated button").click()
    rest(page, settled)
    page.locator(".st-key-state_chosen button").nth(1).click()
    rest(page, settled)
    assert title(page) == first
    page.locator(".st-key-alert-tabs").get_by_role("tab", name="History").click()
    rest(page, settled)
    expect(page.locator("[class*=st-key-step-]").first).to_contain_text("ann · escalated")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id="UTC", locale="en-GB")
    other = context.new_page()
    opened(other, address, settled)
    assert shown(other)[1:] == shown(page)[1:]
    other.locator(".st-key-matching_open button").first.click()
    settled(other)
    close = other.locator(".st-key-matching-closed button")
    expect(close).to_have_text(f"Close {alerts(other):,}")
    close.click()
    rest(other, settled)
    expect(other.locator(".st-key-groups-done")).to_contain_text("Nothing is open")
    press(page, settled, "j")
    assert shown(page) == shown(other), "the other browser's step shows at the next rerun"
    press(other, settled, "z")
    context.close()
    assert page.locator("[class*=st-key-failed-]").count() == 0
