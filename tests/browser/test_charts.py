"""What charts say in a browser."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server


def test_a_bar_says_in_utc_when_its_bucket_begins(server: Server, page: Page, settled: Callable[[Page], None]) -> None:
    page.goto(f"{server()}/?window=2026-10-30T18:00:00Z/2026-10-31T18:00:00Z")
    settled(page)
    page.locator(".st-key-panel-when svg.marks [aria-roledescription='rect mark']").last.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text(re.compile(r"31 Oct \d\d:[024]0"))
