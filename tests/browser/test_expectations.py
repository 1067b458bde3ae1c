"""The ground truth of two real captures, read off the screen."""

import json
import re
from collections import Counter

import pytest
from playwright.sync_api import Page

from tests import captures
from tests.browser.conftest import Server
from tests.browser.test_overview import Settled, facts

_BAR = re.compile(r"from: (\d\d):.*word: (\w+);.*count: ([\d,]+)$")
TRUTH = {
    "verify-24h": ("expectations.json", "2026-10-31T00:00:00Z/2026-11-01T00:00:00Z"),
    "training-02": ("expectations-training-02.json", "2024-04-17T19:00:00Z/2024-04-17T20:00:00Z"),
}


@pytest.mark.real
@pytest.mark.parametrize("name", ["verify-24h", pytest.param("training-02", marks=pytest.mark.long)])
def test_totals_types_hours_and_severities_on_the_screen_are_those_of_the_file(
    name: str, server: Server, page: Page, settled: Settled
) -> None:
    truth, window = TRUTH[name]
    known = json.loads(captures.path(truth).read_bytes())
    address = server(eve=captures.path(f"{name}.eve.json.gz"))
    page.goto(f"{address}/?window={window}")
    settled(page)
    shown = facts(page)
    assert shown["All events"] == f"{known['total_events']:,}"
    severities = known["alerts_per_severity"]
    assert [shown[word] for word in ("severe", "suspicious", "contextual")] == [f"{severities.get(key, 0):,}" for key in "123"]
    page.goto(f"{address}/events?window={window}")
    settled(page)
    labels = page.evaluate(
        "[...document.querySelectorAll('svg.marks [aria-label]')].map(each => each.getAttribute('aria-label'))"
    )
    hours, types = Counter[str](), Counter[str]()
    for hour, word, count in (found.groups() for found in map(_BAR.match, labels) if found):
        hours[f"{window[:10]}T{hour}"] += int(count.replace(",", ""))
        types[word] += int(count.replace(",", ""))
    assert hours == {hour: total for hour, total in known["per_hour_total"].items() if total}
    del types["other"]
    assert len(types) >= 5
    assert types.items() <= known["event_types"].items()
