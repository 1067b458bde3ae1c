"""Graph in a browser: the picture answers clicks, what is chosen filters and hides, and the address says it all."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from connector import Connector
from connector.source import Source
from tests.browser.conftest import ATTACKS, Server
from tests.browser.test_events import lines, parameter
from tests.browser.test_fields import click
from tests.browser.test_overview import chips
from ui.graph.choice import Choice
from ui.graph.network import Network, network
from ui.graph.places import places

Settled = Callable[[Page], None]
EVENING = "2026-10-31T12:00:00Z/2026-10-31T18:00:00Z"
PICTURE = "[data-testid=stEChartsChart]"
ROW = 27


@pytest.fixture(scope="session")
def library(small_source: Source) -> Connector:
    """The small capture through the library: what the screen must agree with."""
    return Connector.over(small_source).set_query_timeframe(*EVENING.split("/"))


def opened(page: Page, address: str, settled: Settled, **parameters: str) -> None:
    page.goto(f"{address}/graph?" + "&".join(f"{key}={quote(value)}" for key, value in parameters.items()))
    settled(page)
    expect(page.locator(PICTURE)).to_be_visible()


def table(page: Page) -> Locator:
    return page.locator(".st-key-graph-beside [data-testid=stDataFrame]").first


def click_node(page: Page, settled: Settled, drawn: Network, value: str) -> None:
    """Clicks an end in the picture: where it stands follows from the pairs alone."""
    where = places(len(drawn.nodes), [(link.source, link.target) for link in drawn.links])
    box = page.locator(PICTURE).bounding_box()
    assert box
    low, extent = where.min(axis=0), np.ptp(where, axis=0)
    room = np.array((box["width"] - 150, box["height"] - 76))
    scale = (room / extent).min()
    corner = np.array((box["x"] + 40, box["y"] + 48)) + (room - scale * extent) / 2
    number = next(number for number, node in enumerate(drawn.nodes) if node.value == value)
    x, y = corner + scale * (where[number] - low)
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    expect(page.locator(".st-key-graph-name")).to_have_text(value)
    settled(page)


def test_an_end_is_clicked_hidden_and_the_link_shows_the_same_to_another(
    server: Server, page: Page, browser: Browser, settled: Settled, library: Connector
) -> None:
    opened(page, server(), settled, window=EVENING)
    answer = library.pairs("src_ip", "dest_ip", size=10_000)
    drawn = network(answer.frame.assign(weight=answer.frame["count"]), None, Choice())
    said = page.locator(".st-key-graph-truth")
    expect(said).to_contain_text(f"{len(drawn.links)} strongest of {answer.distinct:,} pairs")
    expect(said).to_contain_text(re.compile(rf"{len(drawn.nodes)} ends, \d+ new"))
    assert lines(table(page))[1][:3] == [*answer.frame.iloc[0][["source", "target"]], f"{answer.frame.iloc[0]['count']:,}"]
    hub = drawn.nodes[0].value
    click_node(page, settled, drawn, hub)
    own = answer.frame[(answer.frame["source"] == hub) | (answer.frame["target"] == hub)]
    expect(page.locator(".st-key-graph-beside")).to_contain_text(re.compile(r"source of [\d,]+ pairs?, [\d,]+ events?"))
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page).to_have_url(re.compile("hide="))
    settled(page)
    assert parameter(page, "hide") == [hub]
    left = answer.distinct - len(own)
    expect(said).to_contain_text(re.compile(rf"(of|All) {left:,} pairs"))
    expect(page.get_by_role("button", name="Hidden: 1 · show again")).to_be_visible()
    shown = lines(table(page))
    other = browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id="UTC")
    try:
        there = other.new_page()
        there.goto(page.url)
        settled(there)
        expect(there.locator(".st-key-graph-truth p").first).to_have_text(said.locator("p").first.inner_text())
        assert lines(table(there)) == shown
    finally:
        other.close()
    page.get_by_role("button", name="Hidden: 1 · show again").click()
    expect(said).to_contain_text(f"of {answer.distinct:,} pairs")


@pytest.mark.long
def test_a_row_is_chosen_walked_along_and_becomes_a_filter(
    server: Server, page: Page, settled: Settled, library: Connector
) -> None:
    opened(page, server(), settled, window=EVENING, ends="src_ip,dest_port", layout="sankey", most="50")
    answer = library.pairs("src_ip", "dest_port", size=10_000)
    source, target, count = answer.frame.iloc[0]
    beside = page.locator(".st-key-graph-beside")
    click(page, settled, table(page), 0, row_height=ROW)
    expect(page.locator(".st-key-graph-name")).to_have_text(f"{source} → {target}")
    expect(beside).to_contain_text(f"{count:,} events")
    page.get_by_role("button", name="Only", exact=True).click()
    expect(page).to_have_url(re.compile("f="))
    settled(page)
    assert chips(page) == [f"src_ip:{source}", f"dest_port:{target}"]
    expect(page.locator(".st-key-graph-truth")).to_contain_text("One pair")
    with page.expect_navigation():
        page.get_by_role("link", name="Open events").click()
    settled(page)
    assert "/events" in page.url
    expect(page.locator(".st-key-truth")).to_contain_text(f"{count:,}")


def test_names_of_an_attacker_are_drawn_as_names(
    server: Server, page: Page, settled: Settled, hostile_capture: Path, console: list[str]
) -> None:
    for layout in ("network", "sankey"):
        opened(page, server(eve=hostile_capture), settled, ends="http.url,src_ip", layout=layout, window="all")
        expect(page.locator(".st-key-graph-truth")).to_contain_text(f"All {len(ATTACKS)} pairs")
        box = page.locator(PICTURE).bounding_box()
        assert box
        for step in range(1, 10):
            page.mouse.move(box["x"] + box["width"] * 0.22, box["y"] + box["height"] * step / 10)
        click(page, settled, table(page), 0, row_height=ROW)
        expect(page.locator(".st-key-graph-name")).to_be_visible()
    assert page.title() == "EveLens"
    assert page.locator("[data-testid=stMain] script, [data-testid=stMain] img[src^=http]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert [text for text in console if "404 (Not Found)" not in text] == []
