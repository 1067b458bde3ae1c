"""The frame in a browser: navigation, the bar, and the address that carries its state."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests import small
from tests.browser.conftest import Server
from tools.dashboard import Dashboard, read_files

Settled = Callable[[Page], None]

DAY = "window=2026-10-30T18:00:00Z/2026-10-31T18:00:00Z"
DARK = "rgb(16, 21, 27)"


def background(page: Page, selector: str) -> str:
    return str(page.evaluate("selector => getComputedStyle(document.querySelector(selector)).backgroundColor", selector))


def chips(page: Page) -> list[str]:
    return page.locator(".st-key-f [data-tag] [title]").all_inner_texts()


def test_navigation_moves_between_pages_and_keeps_the_state(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?{DAY}&f=event_type:dns")
    settled(page)
    page.get_by_role("link", name="Events").first.click()
    settled(page)
    expect(page.locator(".st-key-q input").first).to_be_visible()
    assert "/events?" in page.url
    assert chips(page) == ["event_type:dns"]
    page.go_back()
    settled(page)
    expect(page.locator(".st-key-panel-when")).to_be_visible()
    assert chips(page) == ["event_type:dns"]


def test_a_preset_becomes_the_address_and_back_undoes_it(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?window=24h")
    settled(page)
    for name in ("1h", "7d"):
        page.locator(".st-key-presets").get_by_text(name, exact=True).click()
        settled(page)
        assert page.url.endswith(f"window={name}")
    page.go_back()
    settled(page)
    assert page.url.endswith("window=1h")
    expect(page.locator(".st-key-presets [aria-checked=true]")).to_have_text("1h")


def test_from_and_to_become_one_window(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?from=2026-10-31T12:00:00Z&to=2026-10-31T18:00:00Z&f=event_type:dns")
    settled(page)
    assert page.url.endswith("/?f=event_type:dns&window=2026-10-31T12:00:00Z/2026-10-31T18:00:00Z")
    expect(page.locator(".st-key-when button").first).to_contain_text("12:00 – 18:00 UTC")


def test_the_popover_takes_a_length_of_time(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?{DAY}")
    settled(page)
    page.locator(".st-key-when button").first.click()
    field = page.get_by_test_id("stPopoverBody").get_by_test_id("stTextInputField")
    field.fill("90 minutes")
    field.press("Enter")
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text("is not a length of time: use 90m")
    field.fill("90m")
    field.press("Enter")
    settled(page)
    assert page.url.endswith("window=90m")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_arrows_move_by_one_window(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?{DAY}")
    settled(page)
    page.locator(".st-key-earlier button").first.click()
    settled(page)
    expect(page.locator(".st-key-when button").first).to_contain_text("29 Oct 18:00 – 30 Oct 18:00 UTC")
    page.locator(".st-key-later button").first.click()
    settled(page)
    expect(page.locator(".st-key-when button").first).to_contain_text("30 Oct 18:00 – 31 Oct 18:00 UTC")


def test_typed_chips_survive_the_address(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?{DAY}")
    settled(page)
    box = page.locator(".st-key-f input").first
    typed = ["dns.rrname:*.example", '-http.url:"/a,b?c=d&e=#f+g%20"', "Überfall", "x" * 5_000]
    for count, chip in enumerate(typed, 1):
        box.fill(chip)
        box.press("Enter")
        expect(page.locator(".st-key-f [data-tag]")).to_have_count(count)
        settled(page)
    page.reload()
    settled(page)
    shown = page.locator(".st-key-f [data-tag]")
    assert [shown.nth(place).get_attribute("aria-label") for place in range(shown.count())] == typed
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_negated_chip_is_red(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?{DAY}&f=-event_type:dns&f=proto:UDP")
    settled(page)
    assert background(page, '[data-tag][aria-label^="-"]') == "rgb(251, 225, 226)"
    assert background(page, '[data-tag][aria-label^="p"]') == "rgb(225, 234, 251)"


def test_a_wrong_filter_is_one_sentence_under_the_bar(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?{DAY}&f=src_ip:(1")
    settled(page)
    expect(page.locator(".st-key-refusal")).to_contain_text("character")
    expect(page.locator("[class*=st-key-panel-]")).to_have_count(0)
    page.get_by_role("button", name="Drop the filter").click()
    settled(page)
    expect(page.locator(".st-key-panel-when")).to_be_visible()


def test_live_shows_new_events_by_itself(
    serve_app: Callable[..., Dashboard], tmp_path: Path, page: Page, settled: Settled
) -> None:
    path = small.write(tmp_path / "eve.json")
    dashboard = serve_app(eve=path, fresh=True)
    page.goto(f"{dashboard.address}/?window=2026-10-31T00:00:00Z/2026-11-01T00:00:00Z")
    settled(page)
    events = page.locator(".st-key-facts [data-testid=stMetricValue]").last
    expect(events).to_have_text("30")
    page.locator(".st-key-when button").first.click()
    page.locator(".st-key-refresh_every input").first.click()
    page.get_by_role("option", name="Live").click()
    page.keyboard.press("Escape")
    settled(page)
    small.write(path, small.event(0, event_type="dns"))
    read_files(dashboard.log.parent, {"EVE_PATH": str(path)})
    expect(events).to_have_text("31")


def test_the_bar_stays_in_sight(server: Server, page: Page, settled: Settled) -> None:
    page.goto(f"{server()}/?{DAY}")
    settled(page)
    page.locator(".st-key-panel-targets").scroll_into_view_if_needed()
    page.mouse.wheel(0, 2_000)
    page.wait_for_timeout(300)
    assert page.locator(".st-key-frame").bounding_box()["y"] < 80  # type: ignore[index]
    expect(page.locator(".st-key-frame")).to_be_in_viewport()


def test_the_theme_follows_the_system(server: Server, page: Page, settled: Settled) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server()}/?{DAY}")
    settled(page)
    assert background(page, "[data-testid=stApp]") == DARK
    assert background(page, "div:has(> .st-key-frame)") == DARK


def test_a_phone_scrolls_down_only(server: Server, page: Page, settled: Settled) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server()}/?{DAY}")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator(".st-key-presets")).to_be_hidden()
    first, second = page.locator(".st-key-facts [data-testid=stMetric]").all()[:2]
    assert first.bounding_box()["y"] == second.bounding_box()["y"]  # type: ignore[index]
    after, what = page.locator(".st-key-panel-look-at-next"), page.locator(".st-key-panel-what")
    assert after.bounding_box()["y"] < what.bounding_box()["y"]  # type: ignore[index]
