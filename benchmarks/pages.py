"""From a click on a preset to a page at rest, in Chromium, on the demonstration."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from benchmarks import Measurement
from connector import demo
from tools.chromium import chromium, settled
from tools.dashboard import read_files, running

_BOUND = 300.0
_CLICKS = 10
_PRESETS = ("6h", "24h")
_PAGES = {"Overview": "/", "Events": "/events"}
# Clicks inside the page and looks at every frame, so that no round trip to the browser is in the time.
_CLICK = """async (label) => {
  const app = document.querySelector('[data-testid=stApp]')
  const idle = () => app.dataset.testScriptState === 'notRunning' && !app.querySelector('[data-stale=true]')
  const frame = () => new Promise(requestAnimationFrame)
  const button = [...document.querySelectorAll('.st-key-preset button')].find(one => one.innerText.trim() === label)
  const begin = performance.now()
  button.click()
  while (idle() && performance.now() - begin < 2000) await frame()
  while (!idle()) await frame()
  await frame()
  return performance.now() - begin
}"""


def measure(folder: Path) -> Iterator[Measurement]:
    """A measurement for each page: the median of ten clicks, after both presets were opened once."""
    capture = folder / "eve.json"
    demo.write(capture)
    settings = {"EVE_PATH": str(capture)}
    read_files(folder, settings)
    with running(folder, settings) as dashboard, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900}, timezone_id="UTC")
        for name, path in _PAGES.items():
            page.goto(dashboard.address + path)
            settled(page)
            times = list(_clicks(page))
            yield Measurement(f"rerun of {name} in Chromium, click to rest", median(times), "ms", _BOUND)


def _clicks(page: Page) -> Iterator[float]:
    for label in _PRESETS:
        page.evaluate(_CLICK, label)
        settled(page)
    for label in islice(cycle(_PRESETS), _CLICKS):
        yield page.evaluate(_CLICK, label)
        settled(page)
