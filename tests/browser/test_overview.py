"""The Overview in a browser: true numbers, panels that filter, and text that stays text."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from connector.config import Config
from connector.query import Query
from connector.sources import eve
from connector.window import Window
from tests import captures
from tests.browser.conftest import ATTACKS, DAY, Server

Settled = Callable[[Page], None]


def facts(page: Page) -> dict[str, str]:
    metrics = page.locator(".st-key-facts [data-testid=stMetric]").all()
    return {
        metric.get_by_test_id("stMetricLabel").inner_text(): metric.get_by_test_id("stMetricValue").inner_text()
        for metric in metrics
    }


def chips(page: Page) -> list[str]:
    return [str(chip.get_attribute("aria-label")) for chip in page.locator(".st-key-f [data-tag]").all()]


def test_facts_are_the_counts_of_the_source(
    server: Server, small_capture: Path, tmp_path: Path, page: Page, settled: Settled
) -> None:
    source = eve.open(Config(source="eve", eve_path=(str(small_capture),), data=tmp_path), "eve")
    source.read()
    everything = Query(window=Window.parse(DAY))
    page.goto(f"{server()}/?window={DAY}")
    settled(page)
    shown = facts(page)
    assert shown["All events"] == f"{source.trend(everything).count:,}"
    for number, word in enumerate(("severe", "suspicious", "contextual"), 1):
        alerts = everything.narrowed(f"event_type:alert AND alert.severity:{number}")
        assert shown[word] == f"{source.trend(alerts).count:,}"
    hosts = source.values(everything.narrowed("event_type:alert"), "src_ip", 1).distinct
    assert shown["Hosts with alerts"] == f"{hosts:,}"


@pytest.mark.real
def test_a_real_day_shows_its_known_totals_once_it_is_read(server: Server, page: Page, settled: Settled) -> None:
    known = json.loads(captures.path("expectations.json").read_text())
    page.goto(
        f"{server(eve=captures.path('verify-24h.eve.json.gz'), read=False)}/?window=2026-10-31T00:00:00Z/2026-11-01T00:00:00Z"
    )
    expect(page.get_by_text(re.compile(r"Reading verify-24h.*events so far"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"events so far"))).to_have_count(0, timeout=120_000)
    settled(page)
    shown = facts(page)
    assert shown["All events"] == f"{known['total_events']:,}"
    severities = known["alerts_per_severity"]
    assert [shown[word] for word in ("severe", "suspicious", "contextual")] == [f"{severities[key]:,}" for key in "123"]


def test_a_brush_becomes_the_window(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?window={DAY}")
    settled(page)
    chart = page.locator(".st-key-panel-when svg.marks").bounding_box()
    assert chart is not None
    y = chart["y"] + chart["height"] - 60
    page.mouse.move(chart["x"] + chart["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(chart["x"] + chart["width"] * 0.7, y, steps=4)
    page.mouse.move(chart["x"] + chart["width"] * 0.75, y, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"window=2026-10-31T0[56]%3A\d\d%3A00Z%2F2026-10-31T1[12]%3A\d\d%3A00Z$"))
    settled(page)
    page.go_back()
    settled(page)
    expect(page.locator(".st-key-when button").first).to_contain_text("30 Oct 18:00 – 31 Oct 18:00 UTC")


def test_a_click_on_a_source_filters(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?window={DAY}")
    settled(page)
    page.locator(".st-key-panel-who svg.marks [aria-roledescription=bar]").first.click()
    page.wait_for_timeout(300)
    settled(page)
    assert len(chips(page)) == 1
    assert chips(page)[0].startswith("src_ip:")
    assert facts(page)["Hosts with alerts"] == "1"


def test_a_click_on_a_signature_filters(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?window={DAY}")
    settled(page)
    table = page.locator(".st-key-panel-what [data-testid=stDataFrame]").bounding_box()
    assert table is not None
    page.mouse.click(table["x"] + 250, table["y"] + 50)
    page.wait_for_timeout(300)
    settled(page)
    assert chips(page)[0].startswith("alert.signature.keyword:")


def test_the_severe_alerts_open_as_events_and_back_returns(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?window={DAY}&f=proto:TCP")
    settled(page)
    page.locator(".st-key-show-severe a").click()
    page.wait_for_url(re.compile("/events"))
    settled(page)
    assert chips(page) == ["proto:TCP", "event_type:alert", "alert.severity:1"]
    page.go_back()
    settled(page)
    assert chips(page) == ["proto:TCP"]
    expect(page.locator(".st-key-panel-when")).to_be_visible()


def test_an_empty_window_leads_back_to_the_data(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?window=2026-11-20T00:00:00Z/2026-11-20T06:00:00Z")
    settled(page)
    expect(page.get_by_text("No events in these 6 h")).to_be_visible()
    expect(page.locator("svg.marks").get_by_text("you look here")).to_be_visible()
    page.get_by_role("button", name="Jump to data").click()
    settled(page)
    expect(page.locator(".st-key-when button").first).to_contain_text(re.compile(r"31 Oct 11:5\d – 17:5\d UTC"))
    assert int(facts(page)["All events"].replace(",", "")) > 0


def test_an_attackers_text_is_text_and_breaks_no_layout(
    server: Server, hostile_capture: Path, page: Page, settled: Settled
) -> None:
    page.goto(f"{server(eve=hostile_capture)}/?window=2026-10-31T00:00:00Z/2026-11-01T00:00:00Z")
    settled(page)
    assert facts(page)["severe"] == str(len(ATTACKS))
    cells = page.locator(".st-key-panel-what canvas table[role=grid]").inner_text()
    assert "<img src=x onerror=" in cells
    assert "![pixel](https://attacker.example/pixel.png)" in cells
    assert "lone \ufffd surrogate" in cells
    assert "invoice<U+202E>fdp.exe␀␛[31m" in cells
    assert page.title() == "EveLens"
    assert page.locator("img[src*=attacker], a[href*=attacker], script:text('owned')").count() == 0
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_missing_file_fills_the_panels_and_leaves_the_bar(server: Server, tmp_path: Path, page: Page, settled: Settled) -> None:
    page.goto(server(eve=tmp_path / "absent.json", read=False))
    settled(page)
    expect(page.locator(".st-key-panel-who")).to_contain_text("absent.json")
    expect(page.locator(".st-key-panel-what")).to_contain_text("Try again")
    expect(page.locator(".st-key-frame")).to_be_visible()
    assert "Traceback" not in page.inner_text("body")
