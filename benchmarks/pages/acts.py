"""Acts in a real browser, and how long each takes until its page is at rest."""

from collections.abc import Callable, Iterator
from itertools import cycle, islice
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.pages import PAGES, Act
from tools.chromium import settled

_ROUNDS = 20
_OPENINGS = 5
_RERUN = (250.0, 500.0)
_FILTER = (None, 700.0)
_OPENED = (None, 2_000.0)
_AT_ONCE = 4.0
"""So many times what one session takes may each of four take."""

_ARROWS = (".st-key-earlier button", ".st-key-later button")
_FILTER_BOX = ".st-key-filter-box input"
_FACTS = ".st-key-facts [data-testid=stMetricValue]"

# Watches inside the page, frame by frame, so that no round trip to the browser is in the time. It begins with the next click or
# Enter. Not from the first quiet frame on: a script may end, and what it drew may only then be taken over.
_WATCH = """() => {
  const app = document.querySelector('[data-testid=stApp]')
  const idle = () => app.dataset.testScriptState === 'notRunning'
    && !app.querySelector('[data-stale=true], [data-testid=stSkeleton]')
  const frame = () => new Promise(requestAnimationFrame)
  window.took = new Promise(done => {
    const begin = async event => {
      if (event.type === 'keydown' && event.key !== 'Enter') return
      for (const type of ['click', 'keydown']) removeEventListener(type, begin, true)
      const start = performance.now()
      while (idle() && performance.now() - start < 3000) await frame()
      let end = performance.now()
      for (let quiet = 0; quiet < 3; quiet++) {
        await frame()
        if (!idle()) { quiet = -1; continue }
        if (quiet === 0) end = performance.now()
      }
      done(end - start)
    }
    for (const type of ['click', 'keydown']) addEventListener(type, begin, true)
  })
}"""
_TOOK = "() => window.took"
_CLICK = "selector => document.querySelector(selector).click()"


def of_pages(browser: Browser, address: str, window: str, flow: int) -> Iterator[Act]:
    """For every page: opened in a browser that knows the files, another window, a filter never asked before."""
    with _context(browser) as context:
        page = context.new_page()
        page.goto(address)
        settled(page)
        for number, name in enumerate(PAGES):
            target = _address(address, name, window, flow)
            yield Act(f"{name}, opened", [_opened(page, target) for _ in range(_OPENINGS)], _OPENED)
            if name == "connection":
                continue  # it asks nothing of a window or a filter
            yield Act(f"{name}, another window", list(_windows(page)), _RERUN)
            yield Act(f"{name}, a new filter", list(_filters(page, target, number)), _FILTER)


def together(browser: Browser, address: str, window: str, sessions: int, alone: float | None = None) -> Act:
    """Another window on the Overview, in so many sessions at the same moment.

    Args:
        browser: shared by all sessions, as its processor time is.
        address: of the dashboard.
        window: the later of two windows that lie side by side.
        sessions: how many.
        alone: the milliseconds of one session; what is wanted is four times that.

    Raises:
        RuntimeError: a session did not show the facts that the others show.
    """
    with _context(browser) as context:
        pages = [context.new_page() for _ in range(sessions)]
        for page in pages:
            page.goto(_address(address, "overview", window, 0))
            settled(page, 60)
        times = []
        for number, arrow in enumerate(islice(cycle(_ARROWS), 2 + _ROUNDS // 2)):
            for page in pages:
                page.evaluate(_WATCH)
            for page in pages:
                page.evaluate(_CLICK, arrow)
            took = [page.evaluate(_TOOK) for page in pages]
            for page in pages:
                settled(page, 60)
            shown = {tuple(page.locator(_FACTS).all_inner_texts()) for page in pages}
            if len(shown) != 1:
                raise RuntimeError(f"Sessions show different facts of the same window: {sorted(shown)}.")
            times += took if number > 1 else []
        bound = alone * _AT_ONCE if alone else None
        return Act(f"overview, another window, {sessions} at once", times, (bound, None))


def _context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id="UTC", locale="en-GB")


def _address(address: str, name: str, window: str, flow: int) -> str:
    path = "" if name == "overview" else name
    return f"{address}/{path}?window={quote(window, safe='/:')}" + (f"&flow={flow}" if name == "flow" else "")


def _opened(page: Page, address: str) -> float:
    """From the address to a page at rest. The last looks at rest are not counted: `settled` takes four."""
    page.goto("about:blank")
    page.goto(address, wait_until="commit")
    settled(page, 60)
    ended: float = page.evaluate("() => performance.now()")
    return ended - 200


def _windows(page: Page) -> Iterator[float]:
    """The window before and this one again, in turn, after both were looked at."""
    for number, arrow in enumerate(islice(cycle(_ARROWS), 2 + _ROUNDS)):
        took = _timed(page, lambda arrow=arrow: page.evaluate(_CLICK, arrow))
        if number > 1:
            yield took


def _filters(page: Page, address: str, offset: int) -> Iterator[float]:
    """A filter that nobody has asked before, typed into the box. Each begins on the page without one, to which Back leads."""
    for number in range(_ROUNDS):
        box = page.locator(_FILTER_BOX)
        box.click()
        page.keyboard.insert_text(f"NOT src_port:{1_000 + number + 100 * offset}")
        yield _timed(page, lambda: page.keyboard.press("Enter"))
        page.goto(address)
        settled(page, 60)


def _timed(page: Page, act: Callable[[], object]) -> float:
    page.evaluate(_WATCH)
    act()
    took: float = page.evaluate(_TOOK)
    settled(page, 60)
    return took
