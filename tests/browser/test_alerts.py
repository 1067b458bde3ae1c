"""Alerts as an analyst uses them: a real browser, a real dashboard, the real engine."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from connector import Connector
from connector.config import Config
from connector.sources import eve
from tests import captures
from tests.browser.conftest import ATTACKS, DAY, LONG, Server
from tests.browser.test_events import lines
from tests.browser.test_hostile import TOKEN, many_alerts, scirius

__all__ = ["many_alerts", "scirius"]

Settled = Callable[[Page], None]
REAL_DAY = "2026-10-31T00:00:00Z/2026-11-01T00:00:00Z"
HEAD, ROW, PAGE = 34, 33, 18


@pytest.fixture(scope="session")
def small(small_capture: Path, tmp_path_factory: pytest.TempPathFactory) -> Connector:
    """The small capture through the library: what the screen must agree with."""
    source = eve.open(Config(source="eve", eve_path=(str(small_capture),), data=tmp_path_factory.mktemp("library")), "eve")
    source.read()
    return Connector.over(source).set_query_timeframe(*DAY.split("/"))


def opened(page: Page, address: str, settled: Settled, more: str = "", window: str = DAY) -> None:
    page.goto(f"{address}/alerts?window={window}{more}")
    settled(page)


def table(page: Page) -> Locator:
    return page.locator(".st-key-alerts-list [data-testid=stDataFrame]")


def rows(page: Page) -> list[list[str]]:
    return lines(table(page))[1:]


def title(page: Page) -> str:
    return page.locator(".st-key-alert-title").inner_text()


def foot(page: Page) -> str:
    return page.locator(".st-key-groups-foot p").first.inner_text()


def rest(page: Page, settled: Settled) -> None:
    page.wait_for_timeout(300)
    settled(page)


def choose(page: Page, settled: Settled, row: int) -> None:
    box = table(page).bounding_box()
    assert box
    page.mouse.click(box["x"] + 250, box["y"] + HEAD + ROW * row + ROW / 2)
    rest(page, settled)


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def rank(page: Page) -> int:
    """The place of the group in detail, from 1."""
    return int(page.locator(".st-key-alert-head p").nth(1).inner_text().split(" of ")[0].replace(",", ""))


def group_by(page: Page, settled: Settled, name: str) -> None:
    page.locator(".st-key-by_open button").first.click()
    settled(page)
    page.get_by_role("button", name=name, exact=True).click()
    rest(page, settled)


def beside(page: Page) -> bool:
    """Whether the group stands beside the table; else it stands below."""
    page.wait_for_timeout(400)
    listed, detail = table(page).bounding_box(), page.locator(".st-key-alerts-detail").bounding_box()
    assert listed
    assert detail
    right = detail["x"] > listed["x"] + listed["width"]
    assert right or detail["y"] > listed["y"] + listed["height"]
    return right


def press(page: Page, settled: Settled, key: str) -> None:
    page.keyboard.press(key)
    rest(page, settled)


def texts(page: Page) -> list[str]:
    """The signature of each row in sight."""
    return [row[1] for row in rows(page)]


def test_the_page_is_walked_with_clicks_and_keys(
    server: Server, page: Page, settled: Settled, small: Connector, console: list[str]
) -> None:
    opened(page, server(), settled)
    expected = small.groups(("alert.signature", "src_ip"), "event_type:alert", size=10_000, order="severity").frame
    assert foot(page).startswith(f"{len(expected)} groups of {small.count('event_type:alert'):,} alerts.")
    shown = rows(page)
    assert [row[1:3] for row in shown] == expected[["alert.signature", "src_ip"]].head(PAGE).to_numpy().tolist()
    assert [int(row[3]) for row in shown] == expected["count"].head(PAGE).to_list()
    said = page.locator(".st-key-outcome").inner_text()
    assert all(word in said for word in ("Attempted", "Blocked", "Answered", "Followed up"))
    first = texts(page)
    assert title(page) == first[0]
    press(page, settled, "k")
    assert title(page) == first[0], "there is none before the first"
    press(page, settled, "j")
    assert title(page) == first[1]
    for row in (3, 3):
        choose(page, settled, row)
        assert (title(page), rank(page)) == (first[row], row + 1), "a second click on it changes nothing"
    choose(page, settled, PAGE - 1)
    press(page, settled, "j")
    assert rank(page) == PAGE + 1
    assert title(page) == texts(page)[0] != first[0]
    press(page, settled, "k")
    assert texts(page) == first
    assert title(page) == first[-1]
    page.get_by_role("button", name="Page 2", exact=True).click()
    rest(page, settled)
    assert (rank(page), title(page)) == (PAGE + 1, texts(page)[0])
    # Streamlit asks for its own health under the page's address first, and finds it above.
    assert [line for line in console if "404" not in line] == []


def test_a_group_leads_to_its_alerts_its_flow_its_pairs_and_its_rule(server: Server, page: Page, settled: Settled) -> None:
    opened(page, server(), settled)
    place = next(place for place, row in enumerate(rows(page)) if int(row[3]) > 1)
    count = rows(page)[place][3]
    choose(page, settled, place)
    leaf = page.locator(".st-key-alert-leaf p").first
    assert leaf.inner_text().startswith("Newest of ")
    page.get_by_role("button", name="Older alert").click()
    rest(page, settled)
    assert leaf.inner_text().startswith("Number 2, newest first, of ")
    page.locator("[class*=st-key-events-attempted] button").first.click()
    rest(page, settled)
    assert lines(page.locator("[data-testid=stPopoverBody] [data-testid=stDataFrame]"))[1][1] == "alert"
    page.keyboard.press("Escape")
    page.locator(".st-key-alert-actions a").first.click()
    rest(page, settled)
    assert urlsplit(page.url).path == "/events"
    expect(page.locator(".st-key-truth p").first).to_contain_text(f"All {count} events")
    page.go_back()
    rest(page, settled)
    assert rank(page) == place + 1, "the choice outlives the way there"
    page.get_by_role("link", name="Open flow").click()
    rest(page, settled)
    assert urlsplit(page.url).path == "/flow"
    expect(page.locator(".st-key-flow-title")).to_contain_text("→")
    page.go_back()
    rest(page, settled)
    page.get_by_role("tab", name="Rule").click()
    rest(page, settled)
    assert "alert " in page.locator(".st-key-alerts-detail [data-testid=stCode]:visible").first.inner_text()
    page.get_by_role("tab", name="Pairs").click()
    rest(page, settled)
    pairs = page.locator("[class*=st-key-group-pairs-] [data-testid=stDataFrame]")
    source, target = lines(pairs)[1][:2]
    box = pairs.bounding_box()
    assert box
    page.mouse.click(box["x"] + 40, box["y"] + HEAD + 14)
    rest(page, settled)
    assert parameters(page)["f"] == [f"src_ip:{source}", f"dest_ip:{target}"]


def test_the_grouping_lies_in_the_link_and_back_restores_the_one_before(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    opened(page, server(), settled, "&by=ip")
    expect(page.locator(".st-key-failed-groups")).to_contain_text("ip means two fields")
    group_by(page, settled, "Source × target")
    assert page.locator("[class*=st-key-failed-]").count() == 0
    assert parameters(page)["by"] == ["src_ip,dest_ip"]
    assert lines(table(page))[0][:4] == ["Severity", "Source", "Target", "Alerts"]
    groups = small.groups(("src_ip", "dest_ip"), "event_type:alert", size=10_000, order="severity")
    assert foot(page).startswith(f"{len(groups.frame)} groups of ")
    before = texts(page)
    group_by(page, settled, "Target")
    assert lines(table(page))[0][:2] == ["Severity", "Target"]
    page.go_back()
    rest(page, settled)
    assert texts(page) == before
    opened(page, server(), settled, "&by=dest_port,proto&sort=count")
    head, *shown = lines(table(page))
    assert head[:4] == ["Severity", "Port", "proto", "Alerts"]
    expected = small.groups(("dest_port", "proto"), "event_type:alert", size=PAGE).frame
    assert [int(row[3]) for row in shown] == expected["count"].to_list()


def test_without_alerts_the_newest_is_one_click_away_and_a_phone_scrolls_down_only(
    server: Server, page: Page, settled: Settled
) -> None:
    opened(page, server(), settled, window="2026-10-31T17:59:59.999Z/2026-10-31T17:59:59.9999Z")
    expect(page.get_by_role("button", name="Jump to data")).to_be_visible()
    opened(page, server(), settled, "&f=event_type:dns")
    empty = page.locator(".st-key-empty")
    expect(empty).to_contain_text("No alerts in these 24 h")
    expect(empty).to_contain_text("There is no alert that matches the filter at any other time either.")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Drop the filter").click()
    rest(page, settled)
    assert not beside(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    assert beside(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert not beside(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_severe_alerts_older_than_what_a_server_hands_out_are_one_click_away(
    server: Server, scirius: str, page: Page, settled: Settled
) -> None:
    address = server(eve=None, env={"SCIRIUS_HOST": scirius, "SCIRIUS_TOKEN": TOKEN})
    opened(page, address, settled, window=REAL_DAY)
    assert foot(page).startswith("At least 1 group of 10,001 alerts.")
    expect(page.locator(".st-key-alert-about")).to_contain_text("of them among the newest")
    expect(page.locator(".st-key-older-severe")).to_contain_text("1 severe alert is older than these.")
    page.get_by_role("button", name="Only severe").click()
    rest(page, settled)
    assert foot(page).startswith("1 group of 1 alert.") or foot(page).startswith("At least 1 group of 1 alert.")
    assert rows(page)[0][0] == "severe"
    assert page.locator(".st-key-older-severe").count() == 0


def test_text_of_an_attacker_breaks_no_part_of_the_page(
    server: Server, page: Page, settled: Settled, hostile_capture: Path
) -> None:
    page.goto(f"{server(eve=hostile_capture)}/alerts?by=http.url,alert.category,host")
    settled(page)
    for place in range(len(ATTACKS)):
        assert page.title() == "EveLens"
        assert page.locator("[data-testid=stMain] :is(script, img[src^=http], a[href*='attacker.example/'])").count() == 0
        assert page.locator("[class*=st-key-failed-]").count() == 0
        assert LONG not in page.locator("[data-testid=stMain]").inner_text()
        if place == 0:
            page.get_by_role("tab", name="Pairs").click()
        if place == 2:
            page.get_by_role("tab", name="Rule").click()
        press(page, settled, "j")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.real
@pytest.mark.long
def test_groups_of_a_real_capture_are_those_of_the_file(server: Server, page: Page, settled: Settled) -> None:
    known = json.loads(captures.path("expectations.json").read_bytes())
    address = server(eve=captures.path("verify-24h.eve.json.gz"))
    truth = known["alerts_per_signature"]
    opened(page, address, settled, "&by=alert.signature&sort=count", REAL_DAY)
    assert foot(page).startswith(f"{truth['distinct']} groups of {known['alerts']:,} alerts.")
    assert [(row[1], int(row[2])) for row in rows(page)] == [(name or "(empty)", count) for name, count in truth["top"][:PAGE]]


@pytest.mark.real
@pytest.mark.long
def test_a_real_infection_is_answered_and_followed_up(server: Server, page: Page, settled: Settled) -> None:
    opened(
        page, server(eve=captures.path("training-02.eve.json.gz")), settled, window="2024-04-17T19:00:00Z/2024-04-17T20:00:00Z"
    )
    choose(page, settled, texts(page).index("ET MALWARE Win32/SSLoad Registration Activity (POST)"))
    expect(page.locator(".st-key-alerts-detail")).to_contain_text("answered, and more followed")
    said = page.locator(".st-key-outcome").inner_text()
    assert "10.4.17.101 asked 85.239.53.219 for POST /api/gateway." in said
    assert "85.239.53.219 answered 200 with 74 B of application/json" in said
    assert "10.4.17.101 went on in the same flow, 23 more requests, the first at 19:38:10." in said
