"""Protocols in a browser: true answers, clicks that filter, and what was never logged."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from connector import Connector
from tests.browser.conftest import ATTACKS, DAY, Server
from tests.browser.test_events import lines, parameter
from tests.browser.test_fields import brush, click, number
from tests.browser.test_overview import chips
from ui import text

Settled = Callable[[Page], None]


def opened(page: Page, address: str, settled: Settled, **parameters: str) -> None:
    page.goto(f"{address}/protocols?" + "&".join(f"{key}={quote(value)}" for key, value in parameters.items()))
    settled(page)


def panel(page: Page, question: str) -> Locator:
    return page.locator(f".st-key-panel-ask-{question}")


def answer(page: Page, question: str) -> Locator:
    return panel(page, question).locator("[data-testid=stDataFrame]")


def test_the_questions_of_http_are_answered_and_their_answers_filter(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    opened(page, server(), settled, window=DAY)
    count = small.count("event_type:http")
    row = page.locator(".st-key-protocols-row")
    expect(row).to_contain_text(f"http {count:,}")
    expect(page.locator(".st-key-panel-protocol-time")).to_contain_text(f"{count:,} events")
    head, *shown = lines(answer(page, "http-0"))
    assert head[:6] == ["Host", "Events", "URLs", "Most frequent", "User agents", "Most frequent"]
    for host, events, urls, _, agents, *_ in shown[:5]:
        of = f'event_type:http AND http.hostname.keyword:"{host}"'
        assert number(events) == small.count(of)
        assert number(urls) == small.values("http.url", of, size=1_000).distinct
        assert number(agents) == small.values("http.http_user_agent", of, size=1_000).distinct
    click(page, settled, answer(page, "http-0"), 0)
    host = shown[0][0]
    assert chips(page) == [f'http.hostname.keyword:"{host}"']
    expect(panel(page, "http-0")).to_contain_text("1 row")
    page.reload()
    settled(page)
    assert chips(page) == [f'http.hostname.keyword:"{host}"']
    assert [cells[0] for cells in lines(answer(page, "http-0"))[1:]] == [host]
    brush(page, settled, page.locator(".st-key-panel-protocol-time svg.marks"))
    assert parameter(page, "window") != [DAY]


@pytest.mark.long
def test_another_protocol_is_chosen_and_one_that_was_never_logged_says_what_to_switch_on(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    opened(page, server(), settled, window=DAY)
    page.locator(".st-key-protocols-row").get_by_text("ssh", exact=False).first.click()
    expect(page.locator(".st-key-panel-protocol-time")).to_contain_text("ssh over time")
    settled(page)
    assert parameter(page, "protocol") == ["ssh"]
    top = small.values("ssh.client.software_version", "event_type:ssh").frame.iloc[0]
    cells = lines(answer(page, "ssh-0"))[1]
    assert (cells[0], number(cells[1])) == (top["key"], top["count"])
    page.get_by_role("link", name="All ssh events").click()
    expect(page).to_have_url(re.compile("/events"))
    settled(page)
    assert chips(page) == ["event_type:ssh"]
    opened(page, server(), settled, window=DAY, protocol="mqtt")
    expect(page.locator(".st-key-empty")).to_contain_text("mqtt was never logged here")
    expect(page.locator(".st-key-empty code").last).to_contain_text("- mqtt")
    expect(page.get_by_text("Never logged: mqtt", exact=False)).to_be_visible()


def test_text_of_an_attacker_breaks_no_part_of_the_page(
    server: Server, page: Page, settled: Settled, hostile_capture: Path
) -> None:
    address = server(eve=hostile_capture)
    for protocol in ("http", ATTACKS[0], "tls"):
        opened(page, address, settled, window="all", protocol=protocol)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(200)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.title() == "EveLens"
        assert page.locator("[data-testid=stMain] :is(script, img[src^=http], a[href*=attacker])").count() == 0
        assert page.locator("[class*=st-key-failed-]").count() == 0
        if protocol == "http":
            shown = {cells[0] for cells in lines(answer(page, "http-0"))[1:]}
            assert shown == {text.visible(attack, 300) for attack in ATTACKS}
