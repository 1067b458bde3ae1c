"""Flow as an analyst uses it: on the demonstration, on a real infection, and on what attackers write."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from connector import Connector
from connector.source import Source
from tests import captures
from tests.browser.conftest import ATTACKS, Server
from tests.browser.test_events import DAY, choose
from tests.browser.test_requests import MOST, TOKEN
from tests.wire import serving

Settled = Callable[[Page], None]
INFECTION = "528077631868584"


def opened(page: Page, address: str, settled: Settled, **parameters: str) -> None:
    page.goto(f"{address}/flow?" + "&".join(f"{key}={quote(value)}" for key, value in parameters.items()))
    settled(page)


def lines(page: Page) -> list[str]:
    """What the ladder's lines say to a screen reader, from the top down."""
    drawn = page.locator(".st-key-flow-story svg [aria-roledescription='rect mark'][aria-label^='+']")
    drawn.first.wait_for(state="attached")
    return [str(label) for label in drawn.evaluate_all("found => found.map(each => each.getAttribute('aria-label'))")]


def line(page: Page, words: str) -> Locator:
    return page.locator(f".st-key-flow-story svg [aria-roledescription='rect mark'][aria-label*='{words}']").first


def event(page: Page) -> str:
    """Which event stands beside the story: ``alert 3 of 147 · ...``."""
    return page.locator(".st-key-flow-event p").first.inner_text().removeprefix("Event").strip()


def title(page: Page) -> str:
    return page.locator(".st-key-flow-title").inner_text()


def pressed(page: Page, settled: Settled, key: str) -> str:
    page.keyboard.press(key)
    page.wait_for_timeout(400)
    settled(page)
    return event(page)


def beside(page: Page) -> bool:
    """Whether the event stands beside the story; else it stands below."""
    story, chosen = page.locator(".st-key-flow-story").bounding_box(), page.locator(".st-key-flow-event").bounding_box()
    assert story
    assert chosen
    right = chosen["x"] >= story["x"] + story["width"]
    assert right or chosen["y"] >= story["y"] + story["height"]
    return right


def parameter(page: Page, name: str) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get(name, [])


@pytest.fixture(scope="module")
def busiest(small: Connector) -> str:
    """The flow of the small capture with the most alerts."""
    return str(small.values("flow_id", "event_type:alert").frame["key"].iloc[0])


@pytest.mark.real
@pytest.mark.long
def test_real_flows_and_pairs_are_told_alike_from_a_file_and_from_a_server(
    training_02: Source, server: Server, page: Page, settled: Settled
) -> None:
    asked: list[str] = []
    with serving(training_02, TOKEN, asked=asked) as address:
        dashboard = server(eve=None, env={"SCIRIUS_HOST": address, "SCIRIUS_TOKEN": TOKEN}, fresh=True)
        for words in (INFECTION, "1:9LO0TP5HnEUWLhYR1vusVA0FoJs="):
            asked.clear()
            opened(page, dashboard, settled, flow=words, window="all")
            assert title(page) == "10.4.17.101:49766 → 85.239.53.219:80"
            assert lines(page)[0] == "+0.00 s opened a TCP connection to port 80, flow"
            assert page.locator("[class*=st-key-failed-]").count() == 0
            assert 0 < len(asked) <= MOST
        asked.clear()
        opened(page, dashboard, settled, window="all")
        assert page.locator(".st-key-flow-offers button").count() > 5
        assert len(asked) <= MOST
        files = server(eve=captures.path("training-02.eve.json.gz"))
        opened(page, files, settled, flow=INFECTION)
        told = lines(page)
        assert told[0] == "+0.00 s opened a TCP connection to port 80, flow"
        assert told[-1].startswith("+7 min 3 s ended after 7 min 3 s: 10.1 kB up, 6.3 kB down")
        assert "severe: ET MALWARE Win32/SSLoad Registration Activity (POST)" in told[3]
        assert any("the last three again, 7 times, every 20 s" in each for each in told)
        assert event(page).startswith("alert 1 of 22")
        opened(page, files, settled, flow="10.4.17.101,10.4.17.1")
        assert title(page) == "10.4.17.101 → 10.4.17.1:53"
        assert re.search(r"Flows\s+18", page.locator(".st-key-facts").inner_text())


def test_a_story_is_walked_with_clicks_and_keys(server: Server, page: Page, settled: Settled, busiest: str) -> None:
    opened(page, server(), settled, window=DAY)
    page.locator(".st-key-flow-offers button").first.click()
    page.wait_for_timeout(600)
    settled(page)
    assert "→" in title(page)
    assert parameter(page, "flow")
    page.go_back()
    page.wait_for_timeout(600)
    settled(page)
    assert page.get_by_text("Which flow?").is_visible()
    opened(page, server(), settled, flow=busiest)
    assert event(page).startswith("alert 1 of")
    for _ in range(2):
        line(page, "asked for").click()
        page.wait_for_timeout(400)
        settled(page)
        assert event(page).startswith("http 1 of"), "a second click keeps it"
    after = pressed(page, settled, "j")
    assert not after.startswith("http 1 of")
    assert pressed(page, settled, "k").startswith("http 1 of")
    page.locator(".st-key-flow-switch").get_by_role("radio", name=re.compile(r"^http \d")).click()
    page.wait_for_timeout(400)
    settled(page)
    grid = page.locator(".st-key-flow-story [data-testid=stDataFrame] canvas table[role=grid]")
    grid.wait_for(state="attached")
    heads = grid.evaluate("grid => [...grid.rows[0].cells].map(cell => cell.textContent)")
    assert {"Time UTC", "Method", "URL", "Status"} <= set(heads)
    box = page.locator(".st-key-flow-story [data-testid=stDataFrame]").bounding_box()
    assert box
    page.mouse.click(box["x"] + 250, box["y"] + 34 + 29 + 14)
    page.wait_for_timeout(400)
    settled(page)
    assert event(page).startswith("http 2 of")
    for width, right in ((1440, True), (1280, False), (390, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(400)
        assert beside(page) == right
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_event_and_its_flow_lead_to_each_other(server: Server, page: Page, settled: Settled, busiest: str) -> None:
    page.goto(f"{server()}/events?window={DAY}&f=flow_id:{busiest}&f=event_type:alert")
    settled(page)
    choose(page, settled, 0)
    page.get_by_role("link", name="The story of this flow").click()
    page.wait_for_timeout(800)
    settled(page)
    assert parameter(page, "flow") == [busiest]
    count = event(page).split("alert ")[1].split(" · ")[0]
    assert count.split(" of ")[0] == count.split(" of ")[1], "the newest alert is still the chosen event"
    opened(page, server(), settled, flow=busiest, window="2026-10-01T00:00:00Z/2026-10-02T00:00:00Z")
    shown = title(page)
    page.get_by_role("link", name="All events of the pair").click()
    page.wait_for_timeout(800)
    settled(page)
    assert parameter(page, "window") == ["all"], "the window did not hold the flow"
    assert "events" in page.locator(".st-key-truth p").first.inner_text()
    page.go_back()
    expect(page).to_have_url(re.compile("/flow[?]"))
    settled(page)
    assert title(page) == shown


def test_one_act_is_one_step_of_the_history(server: Server, page: Page, settled: Settled, busiest: str) -> None:
    opened(page, server(), settled, flow=busiest, window="2026-10-01T00:00:00Z/2026-10-02T00:00:00Z")
    first = page.url
    page.get_by_role("link", name="All events of the pair").click()
    expect(page).to_have_url(re.compile("/events[?]"))
    settled(page)
    second = page.url
    page.locator(".st-key-f input").fill("proto:TCP")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("proto%3ATCP"))
    settled(page)
    page.go_back()
    settled(page)
    assert page.url == second, "a filter that was typed is undone"
    page.go_back()
    expect(page).to_have_url(first)
    settled(page)
    assert page.locator(".st-key-flow-title").inner_text()
    page.go_forward()
    expect(page).to_have_url(second)


def test_text_of_an_attacker_breaks_no_part_of_the_page(
    server: Server, page: Page, settled: Settled, hostile_capture: Path, console: list[str]
) -> None:
    address = server(eve=hostile_capture)
    opened(page, address, settled, flow="192.0.2.66,198.51.100.7", window="all")
    assert len(lines(page)) == 3 * len(ATTACKS)
    for _ in ATTACKS:
        assert page.title() == "EveLens"
        assert page.locator("[data-testid=stMain] :is(script, img[src^=http])").count() == 0
        assert set(page.evaluate("[...document.links].map(link => link.hostname)")) <= {"127.0.0.1", "localhost"}
        pressed(page, settled, "j")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [text for text in console if "404" not in text] == []
