"""Views as a file: what goes out comes in again, and what is not ours does not."""

import json

import pytest

from connector.errors import ConfigError
from ui.views.exchange import read, written
from ui.views.screen import Screen
from ui.views.store import View

VIEWS = (
    View("DNS", Screen.of("events", {"f": ("event_type:dns", '-http.url:"/ü?<b>"'), "window": ("24h",)})),
    View("All alerts", Screen("alerts")),
)


def file(*views: object, **more: object) -> bytes:
    return json.dumps({"kind": "evelens views", "version": 1, "views": views} | more).encode()


def test_exported_views_come_in_again() -> None:
    assert read(written(VIEWS)) == VIEWS


def test_a_source_is_no_part_of_a_view() -> None:
    (view,) = read(file({"name": "a", "page": "events", "source": "scirius"}))
    assert view.screen == Screen("events")


def test_a_name_is_made_visible_and_short() -> None:
    (view,) = read(file({"name": f"  a\u202eb\n{'x' * 200}", "page": "events"}))
    assert view.name == f"a<U+202E>b {'x' * 80}"[:80]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"[]",
        b"null",
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"kind": "evelens views"}',
        file(kind="something else"),
        file(version=2),
        file(views={}),
        file(*[{"name": "a", "page": "events"}] * 1_001),
        file("a"),
        file({"page": "events"}),
        file({"name": " \n", "page": "events"}),
        file({"name": "a", "page": "nowhere"}),
        file({"name": "a", "page": "events", "__class__": "os.system"}),
        file({"name": "good", "page": "events"}, {"name": "a", "page": "events", "f": [None]}),
        b" " * 1_000_001,
    ],
)
def test_what_is_not_ours_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(ConfigError) as caught:
        read(content)
    assert str(caught.value).endswith((".", "text.", "here."))
    assert len(str(caught.value)) < 200
