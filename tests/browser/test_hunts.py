"""Hunts in a browser: true numbers, a click that shows another hunt, rows that lead to their events."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from connector.hunts import run, shipped
from connector.query import Query
from connector.source import Source
from connector.window import Window
from tests.browser.conftest import DAY, Server
from tests.browser.test_events import lines, parameter
from tests.browser.test_fields import click
from tests.browser.test_overview import chips

Settled = Callable[[Page], None]


def opened(page: Page, address: str, settled: Settled, **parameters: str) -> None:
    page.goto(f"{address}/hunts?" + "&".join(f"{key}={quote(value)}" for key, value in parameters.items()))
    settled(page)


def test_the_scoreboard_is_that_of_the_library_and_leads_to_the_events_of_a_beacon(
    server: Server, page: Page, settled: Settled, small_source: Source
) -> None:
    query = Query(window=Window.parse(DAY))
    known = {each.name: run(small_source, query, each) for each in shipped()}
    opened(page, server(), settled, window=DAY)
    board = page.locator(".st-key-hunts-list [data-testid=stDataFrame]")
    head, *shown = lines(board)
    assert [each for each in head if each] == ["State", "Hunt", "Hits", "Before", "24 h", "First thing to look at", "Reads"]
    rows = {name: hits for _, name, hits, *_ in shown}
    assert len(rows) >= 15
    for name, hits in rows.items():
        assert hits == ("–" if known[name].hits is None else f"{known[name].hits:,}"), name
    detail = page.locator(".st-key-hunts-result")
    first = next(iter(rows))
    expect(detail).to_contain_text(first)
    click(page, settled, board, list(rows).index("Beacons"), x=180)
    assert parameter(page, "hunt") == ["beacons"]
    expect(detail).to_contain_text("Beacons")
    expect(detail).to_contain_text("seconds between two calls")
    _, beacon, *_ = lines(detail.locator("[data-testid=stDataFrame]"))
    source, target = beacon[:2]
    detail.get_by_role("link", name="Events of row 1").click()
    expect(page).to_have_url(re.compile("/events"))
    settled(page)
    assert chips(page) == ["event_type:(http OR tls)", f"src_ip:{source}", f"dest_ip:{target}"]


@pytest.mark.long
def test_text_of_an_attacker_breaks_no_part_of_the_page(
    server: Server, page: Page, settled: Settled, hostile_capture: Path
) -> None:
    address = server(eve=hostile_capture)
    for hunt in ("rarest-signatures", "web-oddities", "<script>"):
        opened(page, address, settled, window="all", hunt=hunt)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(200)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size({"width": 1440, "height": 900})
        assert page.title() == "EveLens"
        assert page.locator("[data-testid=stMain] :is(script, img[src^=http])").count() == 0
        # A link to the events of a row carries its values, encoded: to this server.
        links = page.locator("[data-testid=stMain] a").evaluate_all("links => links.map(link => link.origin)")
        assert set(links) == {address}
        assert page.locator("[class*=st-key-failed-]").count() == 0
