"""Events as an analyst uses it: a real browser, a real dashboard, the real engine."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from connector import Connector
from tests import captures
from tests.browser.conftest import ATTACKS, DAY, LONG, Server
from ui.event_headlines import headline

Settled = Callable[[Page], None]
HEAD, ROW = 34, 29


def opened(page: Page, address: str, settled: Settled, **parameters: str | list[str]) -> None:
    pairs = [(key, value) for key, values in parameters.items() for value in ([values] if isinstance(values, str) else values)]
    page.goto(f"{address}/events?" + "&".join(f"{key}={quote(value)}" for key, value in pairs))
    settled(page)


def table(page: Page) -> Locator:
    return page.locator(".st-key-events-list [data-testid=stDataFrame]")


def lines(drawn: Locator) -> list[list[str]]:
    """The text of a table that is drawn on a canvas: its head, then the rows in sight."""
    grid = drawn.locator("canvas table[role=grid]")
    grid.wait_for(state="attached")
    found: list[list[str]] = grid.evaluate("grid => [...grid.rows].map(row => [...row.cells].map(cell => cell.textContent))")
    return found


def choose(page: Page, settled: Settled, row: int) -> None:
    box = table(page).bounding_box()
    assert box
    page.mouse.click(box["x"] + 250, box["y"] + HEAD + ROW * row + ROW / 2)
    page.wait_for_timeout(400)
    settled(page)


def truth(page: Page) -> str:
    return page.locator(".st-key-truth p").first.inner_text()


def chosen(page: Page) -> str | None:
    found = page.locator(".st-key-event-headline")
    return found.inner_text() if found.count() else None


def parameter(page: Page, name: str) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get(name, [])


def test_a_table_says_of_how_many_events_it_shows_the_newest(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    total = small.count()
    assert total > 1_000
    opened(page, server(), settled, window=DAY)
    assert truth(page) == f"1,000 newest of {total:,} events"
    alerts = small.count("event_type:alert")
    opened(page, server(), settled, window=DAY, f="event_type:alert")
    assert truth(page).startswith(f"All {alerts:,} events")


def test_the_rows_are_the_newest_events_of_the_library(server: Server, page: Page, settled: Settled, small: Connector) -> None:
    opened(page, server(), settled, window=DAY)
    expected = small.events(columns=["timestamp", "src_ip", "dest_ip"]).frame
    for shown, (_, event) in zip(lines(table(page))[1:11], expected.head(10).iterrows(), strict=True):
        assert shown[0] == f"{event['timestamp']:%Y-%m-%d %H:%M:%S}+00:00"
        assert shown[2:4] == [event["src_ip"], event["dest_ip"]]


def test_a_click_anywhere_in_a_row_shows_that_event_whole(server: Server, page: Page, settled: Settled, small: Connector) -> None:
    opened(page, server(), settled, window=DAY)
    raw = small.events().raw
    for row in (0, 7, 3):
        choose(page, settled, row)
        assert chosen(page) == headline(json.loads(raw[row]))
    page.get_by_role("tab", name="JSON").click()
    settled(page)
    written = page.locator(".st-key-events-detail [data-testid=stCode]:visible").inner_text()
    assert json.loads(written) == json.loads(raw[3])


def test_the_chosen_event_stays_the_same_when_other_rows_come_and_go(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    opened(page, server(), settled, window=DAY)
    raw = [json.loads(line) for line in small.events().raw]
    row = next(place for place, event in enumerate(raw[3:14], 3) if event["event_type"] != raw[0]["event_type"])
    choose(page, settled, row)
    assert chosen(page) == headline(raw[row])
    add_filter(page, settled, f"-event_type:{raw[0]['event_type']}")
    assert chosen(page) == headline(raw[row]), "the event is still listed, in another row"
    add_filter(page, settled, f"-event_type:{raw[row]['event_type']}")
    assert chosen(page) is None, "the event is gone, and no other one is shown in its place"


def add_filter(page: Page, settled: Settled, words: str) -> None:
    box = page.locator(".st-key-f input")
    box.fill(words)
    box.press("Enter")
    page.wait_for_timeout(300)
    settled(page)


def test_escape_puts_the_event_away(server: Server, page: Page, settled: Settled) -> None:
    opened(page, server(), settled, window=DAY)
    choose(page, settled, 2)
    assert chosen(page)
    page.locator("body").press("Escape")
    page.wait_for_timeout(400)
    settled(page)
    assert chosen(page) is None


def test_only_this_source_becomes_a_filter_and_drops_its_column(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    opened(page, server(), settled, window=DAY)
    choose(page, settled, 1)
    source = json.loads(small.events().raw[1])["src_ip"]
    page.get_by_role("button", name="Only this source").click()
    settled(page)
    assert parameter(page, "f") == [f"src_ip:{source}"]
    assert f"{small.count(f'src_ip:{source}'):,} events" in truth(page)
    heads = lines(table(page))[0]
    assert "Target" in heads
    assert "Source" not in heads


def test_values_of_a_field_are_counted_over_everything_that_matches(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    opened(page, server(), settled, window=DAY, field="event_type")
    top = small.values("event_type").frame.iloc[0]
    grid = page.locator(".st-key-events-rail [data-testid=stDataFrame]").nth(1)
    value, share = lines(grid)[1]
    assert value == top["key"]
    assert float(share) == pytest.approx(100 * top["count"] / small.count())
    box = grid.bounding_box()
    assert box
    page.mouse.click(box["x"] + 40, box["y"] + HEAD + 13)
    page.wait_for_timeout(400)
    settled(page)
    page.locator(".st-key-value-only button").click()
    settled(page)
    assert parameter(page, "f") == [f"event_type:{top['key']}"]


def test_the_share_of_a_field_says_of_which_events_it_is(server: Server, page: Page, settled: Settled) -> None:
    opened(page, server(), settled, window=DAY)
    assert re.search(r"Fields\s+\d+ of the newest 1,000", page.locator(".st-key-events-rail p").first.inner_text())


def test_columns_of_the_link_are_those_of_the_table(server: Server, page: Page, settled: Settled) -> None:
    opened(page, server(), settled, window=DAY, columns="timestamp,dns.queries.rrname,no.such.field", f="event_type:dns")
    head, first, *_ = lines(table(page))
    assert head == ["Time UTC", "dns.queries.rrname", "no.such.field"]
    assert first[1]


def test_columns_are_chosen_one_after_the_other_and_kept_in_the_link(server: Server, page: Page, settled: Settled) -> None:
    opened(page, server(), settled, window=DAY, columns="timestamp,sentence")
    page.locator(".st-key-columns_open button").first.click()
    for field in ("http.status", "http.url"):
        box = page.locator(".st-key-columns_chosen input")
        box.fill(field)
        box.press("Enter")
        page.wait_for_timeout(400)
        settled(page)
    assert parameter(page, "columns") == ["timestamp,sentence,http.status,http.url"]
    page.get_by_role("button", name="The usual ones").click()
    settled(page)
    assert parameter(page, "columns") == []


def test_a_brush_on_the_histogram_becomes_the_window(server: Server, page: Page, settled: Settled) -> None:
    opened(page, server(), settled, window=DAY)
    before = truth(page)
    box = page.locator("[class*=st-key-histogram-]").bounding_box()
    assert box
    page.mouse.move(box["x"] + 500, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 800, box["y"] + 50, steps=6)
    page.mouse.up()
    page.wait_for_timeout(500)
    settled(page)
    (window,) = parameter(page, "window")
    assert DAY.split("/")[0] < window.split("/")[0] < window.split("/")[1] < DAY.split("/")[1]
    assert truth(page) != before


@pytest.mark.long
def test_a_second_filter_is_marked_and_two_events_stand_beside_each_other(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    opened(page, server(), settled, window=DAY)
    shown = truth(page)
    box = page.locator(".st-key-mark_typed input")
    box.fill("dest_port:53")
    box.press("Enter")
    line = page.locator(".st-key-marked")
    expect(line).to_contain_text(f"{small.count('dest_port:53'):,} of {small.count():,} events")
    settled(page)
    assert (parameter(page, "mark"), truth(page)) == (["dest_port:53"], shown)
    page.locator("[class*=st-key-histogram-] svg.marks path[aria-label*=marked]").first.wait_for(state="attached")
    raw = [json.loads(event) for event in small.events().raw[:12]]
    other = next(row for row, event in enumerate(raw) if event["event_type"] != raw[0]["event_type"])
    choose(page, settled, 0)
    page.get_by_role("button", name="Compare with another").click()
    expect(page.locator(".st-key-compared-waits")).to_be_visible()
    settled(page)
    choose(page, settled, other)
    assert chosen(page) == headline(raw[other])
    expect(page.locator(".st-key-compared-headline")).to_contain_text(headline(raw[0]))
    grid = page.locator(".st-key-events-detail [data-testid=stDataFrame]").first
    rows = [cells[0] for cells in lines(grid)[1:]]
    place = rows.index("event_type")
    assert lines(grid)[1 + place][1:3] == [raw[other]["event_type"], raw[0]["event_type"]]
    area = grid.bounding_box()
    assert area
    x = area["x"] + area["width"] * 0.75
    page.mouse.move(x, area["y"] + HEAD / 2)
    page.wait_for_timeout(300)
    page.mouse.click(x, area["y"] + HEAD + 26 * place + 13)
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("code").nth(2)).to_have_text(f"event_type:{raw[0]['event_type']}")
    dialog.get_by_role("button", name="Mark", exact=True).click()
    expect(line).to_contain_text(f"event_type:{raw[0]['event_type']}")


def test_exports_hold_what_is_shown(server: Server, page: Page, settled: Settled, small: Connector) -> None:
    opened(page, server(), settled, window=DAY, f="event_type:alert", columns="timestamp,event_type,alert.signature")
    page.locator(".st-key-export button").first.click()
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="NDJSON, whole events").click()
    raw = small.events("event_type:alert").raw
    assert download.value.path().read_bytes() == b"".join(line + b"\n" for line in raw)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV, these columns").click()
    cells = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8"), newline="")))
    assert cells[0] == ["timestamp", "event_type", "alert.signature"]
    assert len(cells) == len(raw) + 1
    assert {row[1] for row in cells[1:]} == {"alert"}


def test_a_word_that_exists_only_inside_longer_ones_is_one_click_away(
    server: Server, page: Page, settled: Settled, small: Connector
) -> None:
    whole, inside = small.count("http.http_user_agent:Mozilla"), small.count("http.http_user_agent:*Mozilla*")
    assert (whole, inside > 0) == (0, True), "the capture does not show the point"
    opened(page, server(), settled, window=DAY, q="http.http_user_agent:Mozilla")
    line = page.locator(".st-key-hint-0")
    assert f"0 events; http.http_user_agent:*Mozilla* finds {inside:,}" in line.inner_text()
    line.get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"Mozilla([*]|%2A)"))
    settled(page)
    assert parameter(page, "q") == ["http.http_user_agent:*Mozilla*"]
    assert f"{inside:,} events" in truth(page)


@pytest.mark.real
@pytest.mark.long
def test_the_hint_counts_right_on_a_real_capture(server: Server, page: Page, settled: Settled) -> None:
    capture = captures.path("verify-24h.eve.json.gz")
    opened(page, server(eve=capture), settled, window="2026-10-31T00:00:00Z/2026-11-01T00:00:00Z", q="http.http_user_agent:curl")
    assert "0 events; http.http_user_agent:*curl* finds 456" in page.locator(".st-key-hint-0").inner_text()


def test_a_broken_filter_says_where_and_the_bar_stays(server: Server, page: Page, settled: Settled) -> None:
    opened(page, server(), settled, window=DAY, q='event_type:"alert')
    assert page.locator(".st-key-refusal").is_visible()
    assert page.locator(".st-key-q input").input_value() == 'event_type:"alert'


def test_text_of_an_attacker_breaks_no_part_of_the_page(
    server: Server, page: Page, settled: Settled, hostile_capture: Path
) -> None:
    opened(
        page,
        server(eve=hostile_capture),
        settled,
        field="http.url",
        columns="timestamp,event_type,sentence,http.url,alert.signature",
    )
    for number in range(len(ATTACKS)):
        row = 2 * number + number % 2  # each attack once, in an alert or in an HTTP event
        width = 390 if number == len(ATTACKS) - 1 else 1440
        page.set_viewport_size({"width": width, "height": 900})
        choose(page, settled, row)
        assert chosen(page), f"row {row}"
        for name in ("All fields", "JSON", "Payload", "Summary"):
            page.get_by_role("tab", name=name).click()
        assert page.title() == "EveLens"
        assert page.locator("[data-testid=stMain] :is(script, img[src^=http], a[href*=attacker])").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert LONG not in page.locator("[data-testid=stMain]").inner_text(), "5,000 characters are only in the JSON, which is hidden"


def test_the_event_stands_beside_the_table_only_where_there_is_room(server: Server, page: Page, settled: Settled) -> None:
    opened(page, server(), settled, window=DAY)
    choose(page, settled, 1)
    for width, beside in ((1440, True), (1200, False), (390, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(400)
        listed, detail = table(page).bounding_box(), page.locator(".st-key-events-detail").bounding_box()
        assert listed
        assert detail
        assert (detail["x"] > listed["x"] + listed["width"]) == beside
        assert (detail["y"] > listed["y"] + listed["height"]) == (not beside)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_unreachable_file_leaves_the_bar_and_says_so_once_a_panel(
    server: Server, page: Page, settled: Settled, tmp_path: Path
) -> None:
    opened(page, server(eve=tmp_path / "missing.json", read=False), settled)
    assert page.locator(".st-key-frame").is_visible()
    assert page.locator("[class*=st-key-failed-]").count() >= 1
    assert "Traceback" not in page.locator("[data-testid=stMain]").inner_text()
