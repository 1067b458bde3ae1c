"""Fields in a browser: true counts, clicks that filter, and what has changed."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from connector import Connector, Window
from tests import captures
from tests.browser.conftest import ATTACKS, DAY, Server
from tests.browser.test_events import HEAD, lines, parameter
from tests.browser.test_overview import chips
from ui import text
from ui.rankings import EMPTY

Settled = Callable[[Page], None]
EVENING = "2026-10-31T12:00:00Z/2026-10-31T18:00:00Z"
ROW = 31


def opened(page: Page, address: str, settled: Settled, **parameters: str) -> None:
    page.goto(f"{address}/fields?" + "&".join(f"{key}={quote(value)}" for key, value in parameters.items()))
    settled(page)


def table(page: Page, panel: str) -> Locator:
    return page.locator(f".st-key-panel-{panel} [data-testid=stDataFrame]")


def click(page: Page, settled: Settled, drawn: Locator, row: int, x: int = 40, row_height: int = ROW) -> None:
    box = drawn.bounding_box()
    assert box
    # A table takes no click of a pointer that has not come over it first.
    page.mouse.move(box["x"] + x, box["y"] + HEAD / 2)
    page.wait_for_timeout(300)
    page.mouse.click(box["x"] + x, box["y"] + HEAD + row_height * row + row_height / 2)
    page.wait_for_timeout(300)
    settled(page)


def brush(page: Page, settled: Settled, marks: Locator) -> None:
    chart = marks.bounding_box()
    assert chart
    y = chart["y"] + 40
    page.mouse.move(chart["x"] + chart["width"] * 0.5, y)
    page.mouse.down()
    page.mouse.move(chart["x"] + chart["width"] * 0.7, y, steps=6)
    page.mouse.up()
    page.wait_for_timeout(500)
    settled(page)


def number(cell: str) -> int:
    return int(cell.replace(",", ""))


def test_a_field_its_values_and_their_brush_are_walked(server: Server, page: Page, settled: Settled, small: Connector) -> None:
    opened(page, server(), settled, window=DAY)
    known = small.fields().frame
    expect(page.locator(".st-key-panel-fields-list")).to_contain_text(f"{len(known):,} in all {small.count():,} events")
    head, *shown = lines(table(page, "fields-list"))
    assert head == ["Field", "In", "Type", "Events", "Example"]
    expected = known.sort_values("count", ascending=False, kind="stable")
    for cells, (_, field) in zip(shown[:12], expected.iterrows(), strict=False):
        assert [cells[0], cells[2], number(cells[3])] == [field["field"], field["type"], field["count"]]
    brush(page, settled, page.locator(".st-key-panel-field-time svg.marks"))
    (window,) = parameter(page, "window")
    assert DAY.split("/")[0] < window.split("/")[0] < window.split("/")[1] < DAY.split("/")[1]
    page.go_back()
    settled(page)
    box = page.locator(".st-key-find_any_field input")
    box.fill("event_type")
    box.press("Enter")
    page.wait_for_timeout(300)
    settled(page)
    click(page, settled, table(page, "fields-list"), 0, row_height=26)
    assert parameter(page, "field") == ["event_type"]
    top = small.values("event_type").frame
    shown = lines(table(page, "field-top"))[1:]
    assert [(cells[0], number(cells[2])) for cells in shown[:5]] == list(zip(top["key"], top["count"], strict=True))[:5]
    click(page, settled, table(page, "field-top"), 1)
    assert chips(page) == [f"event_type:{top['key'][1]}"]
    expect(page.locator(".st-key-field-head")).to_contain_text("1 value")


def test_numbers_have_percentiles_and_a_rarest_value(server: Server, page: Page, settled: Settled, small: Connector) -> None:
    opened(page, server(), settled, window=DAY, field="flow.bytes_toserver")
    stats = small.stats("flow.bytes_toserver")
    facts = page.locator(".st-key-field-facts").inner_text()
    assert re.search(rf"greatest\s+{stats.greatest:,}", facts)
    assert re.search(r"median\s+[\d,.]+", facts)
    assert page.locator(".st-key-panel-field-numbers svg.marks .mark-rect path").count() > 3
    rare = small.values("flow.bytes_toserver", rarest=True).frame
    shown = lines(table(page, "field-rare"))[1:6]
    assert [(cells[0], number(cells[1])) for cells in shown] == [
        (str(key), count) for key, count in zip(rare["key"], rare["count"], strict=True)
    ][:5]


def test_what_has_changed_has_the_numbers_behind_its_rank(server: Server, page: Page, settled: Settled, small: Connector) -> None:
    opened(page, server(), settled, window="all", view="changes")
    expect(page.locator(".st-key-panel-what-has-changed")).to_contain_text("all time: nothing before")
    page.get_by_role("button", name="The second half of the data against the first").click()
    page.wait_for_timeout(300)
    settled(page)
    expect(page.locator(".st-key-changed-head")).to_contain_text("before")
    opened(page, server(), settled, window=EVENING, view="changes")
    expect(page.locator(".st-key-changed-head")).to_contain_text(re.compile(r"values of these 6 h differ from the 6 h before"))
    expect(page.locator(".st-key-panel-changed-values")).to_contain_text("(now - before) / √(now + before)")
    head, *shown = lines(table(page, "changed-values"))
    assert head[:6] == ["Change", "Field", "Value", "Now", "Before", "Effect"]
    strengths = []
    for kind, field, value, now, before, effect, _ in shown[:10]:
        small.set_query_timeframe(*EVENING.split("/"))
        matching = small.count(f'{field}:"{value}"')
        small.set_query_timeframe("2026-10-31T06:00:00Z", "2026-10-31T12:00:00Z")
        assert (number(now), number(before)) == (matching, small.count(f'{field}:"{value}"'))
        assert float(effect) == pytest.approx((number(now) - number(before)) / (number(now) + number(before)) ** 0.5, abs=0.06)
        assert ("new" in kind) == (number(before) == 0)
        strengths.append(abs(float(effect)))
    assert strengths == sorted(strengths, reverse=True)
    page.locator(".st-key-against_open button").first.click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="All of its time").click()
    expect(page.locator(".st-key-changed-head")).to_contain_text("of these 6 h differ from all time")
    settled(page)
    assert parameter(page, "against") == ["all"]
    expect(page.locator(".st-key-panel-changed-values")).to_contain_text(re.compile(r"with f = 6 h / 47 h 5\d min"))
    head, (_, field, value, now, there, *_), *_ = lines(table(page, "changed-values"))
    assert head[3:5] == ["Here", "There"]
    small.set_query_timeframe(*EVENING.split("/"))
    assert number(now) == small.count(f'{field}:"{value}"')
    assert number(there) == small.set_window(Window()).count(f'{field}:"{value}"')
    small.set_query_timeframe(*DAY.split("/"))
    click(page, settled, table(page, "changed-values"), 0)
    assert len(chips(page)) == 1


def test_tables_of_groups_are_added_taken_away_and_kept_in_the_address(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    opened(page, server(), settled, window=DAY, groups="proto;src_ip,dest_ip")
    page.locator(".st-key-fields-views").get_by_text("Groups").click()
    settled(page)
    assert parameter(page, "view") == ["groups"]
    expect(page.locator("[class*=st-key-panel-group-]")).to_have_count(2)
    top = small.values("proto").frame.iloc[0]
    cells = lines(table(page, "group-0"))[1]
    assert (cells[0], number(cells[2])) == (top["key"], top["count"])
    box = page.locator(".st-key-groups-fields input")
    for field in ("event_type", "app_proto"):
        box.fill(field)
        box.press("Enter")
        page.wait_for_timeout(300)
        settled(page)
    page.locator("body").press("Escape")
    page.locator(".st-key-groups-add button").click()
    settled(page)
    assert parameter(page, "groups") == ["event_type,app_proto;proto;src_ip,dest_ip"]
    page.locator(".st-key-group-away-1 button").first.click()
    settled(page)
    assert parameter(page, "groups") == ["event_type,app_proto;src_ip,dest_ip"]
    page.reload()
    settled(page)
    expect(page.locator("[class*=st-key-panel-group-]")).to_have_count(2)
    click(page, settled, table(page, "group-0"), 0)
    assert len(chips(page)) == 1
    assert chips(page)[0].startswith("event_type:")
    page.locator(".st-key-panel-group-1").get_by_text("Bars", exact=True).click()
    expect(page.locator(".st-key-panel-group-1 svg.marks [aria-roledescription=bar]")).to_have_count(12)
    settled(page)
    page.locator(".st-key-panel-group-1").get_by_text("Sankey", exact=True).click()
    streams = page.locator(".st-key-panel-group-1 [data-testid=stEChartsChart]")
    expect(streams).to_be_visible()
    settled(page)
    assert parameter(page, "groups") == ["event_type,app_proto;src_ip,dest_ip:sankey"]
    expect(page.locator(".st-key-group-head-1")).to_contain_text("the first 40 of ")
    box = streams.bounding_box()
    assert box
    for step in range(20):
        # The stops of the first field stand below each other, a dozen pixels apart.
        page.mouse.move(box["x"] + 196, box["y"] + 10 + 3 * step)
        page.mouse.click(box["x"] + 196, box["y"] + 10 + 3 * step)
        page.wait_for_timeout(200)
        if len(chips(page)) > 1:
            break
    settled(page)
    assert chips(page)[1].startswith("src_ip:")


@pytest.mark.real
@pytest.mark.long
def test_the_values_of_a_real_day_are_those_of_the_file(server: Server, page: Page, settled: Settled) -> None:
    known = json.loads(captures.path("expectations.json").read_bytes())
    address = server(eve=captures.path("verify-24h.eve.json.gz"))
    for field, name, only in (("src_ip", "top_src_ip", ""), ("alert.signature", "alerts_per_signature", "event_type:alert")):
        truth = known[name]
        opened(page, address, settled, window="2026-10-31T00:00:00Z/2026-11-01T00:00:00Z", field=field, q=only)
        head = page.locator(".st-key-field-head").inner_text()
        assert f"in {truth['total']:,} of {18_210 if only else 99_728:,} events" in head
        assert f"{truth['distinct']:,} values" in head
        shown = [(cells[0], number(cells[2])) for cells in lines(table(page, "field-top"))[1:8]]
        expected = [(text.address(key) if field == "src_ip" else str(key) or EMPTY, count) for key, count in truth["top"]]
        assert shown == expected[: len(shown)]
        assert len(shown) >= 7


def test_text_of_an_attacker_breaks_no_part_of_the_page(
    server: Server, page: Page, settled: Settled, hostile_capture: Path
) -> None:
    address = server(eve=hostile_capture)
    for view, field in (("field", "http.url"), ("field", ATTACKS[0]), ("changes", ""), ("groups", "")):
        opened(page, address, settled, window="all", view=view, field=field, groups="http.url,host;alert.signature")
        if field in ATTACKS:
            expect(page.locator(".st-key-panel-field-top")).to_contain_text("No event that matches has this field.")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(200)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.title() == "EveLens"
        assert page.locator("[data-testid=stMain] :is(script, img[src^=http], a[href*=attacker])").count() == 0
        assert page.locator("[class*=st-key-failed-]").count() == 0
