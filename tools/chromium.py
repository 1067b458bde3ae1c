"""The system's Chromium under Playwright, and when a page of ours is at rest."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser of its own accord asks its maker for updates and experiments: none of that here.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Before its first run an app is "notRunning" too, but has drawn nothing.
_IDLE = """() => {
  const app = document.querySelector('[data-testid=stApp]')
  return app?.dataset.testScriptState === 'notRunning'
    && app.querySelector('[data-testid=stMain] [data-testid=stElementContainer]') !== null
    && app.querySelector('[data-stale=true], [data-testid=stSkeleton]') === null
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for as long as the block runs.

    Raises:
        FileNotFoundError: the system has none.
    """
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        raise FileNotFoundError("There is no Chromium in PATH: install it, or Google Chrome.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def settled(page: Page, seconds: float = 30) -> None:
    """Returns once the app has run its script and drawn the result: at rest at four looks in a row.

    Polls, because the page's security policy forbids what ``wait_for_function`` does.

    Raises:
        TimeoutError: it is still busy after ``seconds``.
    """
    quiet = 0
    for _ in range(int(seconds * 20)):
        quiet = quiet + 1 if page.evaluate(_IDLE) else 0
        if quiet == 4:
            return
        page.wait_for_timeout(50)
    raise TimeoutError(f"{page.url} is still busy after {seconds:g} s.")
