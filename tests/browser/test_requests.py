"""What opening a page asks of a Scirius server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from connector.source import Source
from tests.browser.conftest import Server
from tests.browser.test_overview import Settled
from tests.wire import serving

TOKEN = "5ecret" * 6
DAY = "2026-10-31T00:00:00Z/2026-11-01T00:00:00Z"
AFTERNOON = "2026-10-31T12:00:00Z/2026-10-31T18:00:00Z"
MOST = 40


@pytest.fixture(scope="module")
def scirius(verify_24h: Source) -> Iterator[tuple[str, list[str]]]:
    """A server over a real day, with the habits that were recorded, and the paths that were asked of it."""
    asked: list[str] = []
    with serving(verify_24h, TOKEN, as_recorded=True, asked=asked) as address:
        yield address, asked


@pytest.mark.parametrize(
    ("path", "window"),
    [
        ("/?", "all"),
        pytest.param("/alerts?", "all", marks=pytest.mark.long),
        pytest.param("/fields?view=changes&", AFTERNOON, marks=pytest.mark.long),
        pytest.param("/protocols?", DAY, marks=pytest.mark.long),
        pytest.param("/hunts?", AFTERNOON, marks=pytest.mark.long),
        pytest.param("/graph?weight=bytes&", AFTERNOON, marks=pytest.mark.long),
    ],
)
def test_a_page_costs_at_most_forty_requests(
    scirius: tuple[str, list[str]], server: Server, page: Page, settled: Settled, path: str, window: str
) -> None:
    address, asked = scirius
    dashboard = server(eve=None, env={"SCIRIUS_HOST": address, "SCIRIUS_TOKEN": TOKEN}, fresh=True)
    asked.clear()
    page.goto(f"{dashboard}{path}window={window}")
    settled(page)
    page.wait_for_timeout(500)
    settled(page)
    assert page.locator("[class*=st-key-failed-]").count() == 0
    assert 5 <= len(asked) <= MOST
