"""The pages as the README shows them: the demonstration with a fixed seed and end, light and dark, desk and phone."""

import sys
from datetime import UTC, datetime
from io import BytesIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser

from connector import demo
from tools.chromium import chromium, settled
from tools.dashboard import ROOT, read_files, running

OUT = ROOT / "docs" / "screenshots"
_UNTIL = datetime(2026, 10, 31, 18, tzinfo=UTC)
_WINDOW = "window=2026-10-30T18:00:00Z/2026-10-31T18:00:00Z"
_FLOW = "10.20.4.101,203.0.113.77"
_PAGES = {
    "overview": "/?",
    "alerts": "/alerts?",
    "events": "/events?",
    "flow": f"/flow?flow={_FLOW}&",
    "fields": "/fields?",
    "protocols": "/protocols?",
    "graph": "/graph?",
    "hunts": "/hunts?",
    "indicators": "/indicators?",
    "connection": "/connection?",
}
_SIZES = {1440: 900, 390: 844}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Writes a picture for each page, scheme and width."""
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        capture = folder / "data" / "demo" / "eve.json"
        capture.parent.mkdir(parents=True)
        demo.write(capture, seed=1, until=_UNTIL)
        settings = {"EVELENS_SOURCE": "demo"}
        read_files(folder, settings)
        with running(folder, settings) as dashboard, chromium() as browser:
            for page, scheme, width in product(_PAGES, _SCHEMES, _SIZES):
                path = OUT / f"{page}-{scheme}-{width}.png"
                path.write_bytes(_picture(browser, dashboard.address + _PAGES[page] + _WINDOW, scheme, width))
                sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB\n")


def _picture(browser: Browser, address: str, scheme: Literal["light", "dark"], width: int) -> bytes:
    """A PNG of 256 colours: a third of the size, and no colour is off by more than an eye can tell."""
    context = browser.new_context(
        viewport={"width": width, "height": _SIZES[width]}, color_scheme=scheme, timezone_id="UTC", locale="en-GB"
    )
    page = context.new_page()
    page.goto(address)
    settled(page)
    page.wait_for_timeout(1_000)  # charts draw after the script has ended
    shot = Image.open(BytesIO(page.screenshot()))
    context.close()
    small = BytesIO()
    # Without the k-means round, a colour that covers few pixels (a square of the legend) comes out as another one.
    shot.convert("RGB").quantize(256, kmeans=1, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    main()
