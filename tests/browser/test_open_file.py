"""A file that is opened in the browser: looked at by that browser alone, and gone when it is removed."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect

from tests import small
from tests.browser.test_overview import Settled, facts
from tools.dashboard import Dashboard


def given(page: Page, name: str, content: bytes) -> None:
    box = page.locator(".st-key-panel-opened input[type=file]")
    box.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})


def test_a_file_is_opened_looked_at_and_removed(
    serve_app: Callable[..., Dashboard], browser: Browser, page: Page, settled: Settled, tmp_path: Path
) -> None:
    dashboard = serve_app(fresh=True)
    uploads = dashboard.log.parent / "data" / "uploads"
    page.goto(f"{dashboard.address}/connection")
    settled(page)
    panel = page.locator(".st-key-panel-opened")
    expect(panel).to_contain_text("200 MB")

    given(page, "<img src=x> **photo**.png", b"\x89PNG\r\n\x1a\n" + bytes(9_000))
    expect(page.locator(".st-key-open-refused-told")).to_be_visible()
    settled(page)
    expect(panel).to_contain_text("<img src=x> **photo**.png: This is no EVE file: it holds no event.")
    assert "source=" not in page.url
    assert not list(uploads.glob("*/*/*"))

    given(page, "../evil **name**.json.gz", gzip.compress(small.write(tmp_path / "eve.json").read_bytes()))
    expect(page).to_have_url(re.compile(r"source=upload-[0-9a-f]{16}"))
    settled(page)
    expect(panel).to_contain_text("../evil **name**.json.gz")
    expect(panel).to_contain_text("30 events, 31 Oct", timeout=30_000)
    expect(panel).not_to_contain_text("This is no EVE file")
    settled(page)
    assert "UploadedFileManager" not in urlopen(f"{dashboard.address}/_stcore/metrics").read().decode(), "its bytes lie in memory"
    assert [path.name for path in uploads.glob("*/*/*.json")] == ["upload.json"]

    panel.get_by_role("link", name="Look at it").click()
    expect(page.locator(".st-key-facts")).to_be_visible()
    settled(page)
    assert facts(page)["All events"] == "30"
    page.reload()
    settled(page)
    assert facts(page)["All events"] == "30", "a browser finds its file again"

    stranger = browser.new_context()
    other = stranger.new_page()
    other.goto(page.url)
    settled(other)
    expect(other.get_by_text("is no source here")).to_be_visible()
    assert facts(other)["All events"] != "30"
    stranger.close()

    page.goto(page.url.replace("/?", "/connection?"))
    settled(page)
    panel.get_by_role("button", name="Remove").click()
    expect(page).not_to_have_url(re.compile("source=upload-"))
    settled(page)
    expect(panel.get_by_role("button", name="Remove")).to_have_count(0)
    assert not list(uploads.glob("*/*/*")), "neither file nor store stays"
