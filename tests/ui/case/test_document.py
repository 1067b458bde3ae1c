"""The document: counts that are asked anew, nothing that runs, nothing from elsewhere, and pseudonyms all over it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from connector.indicators import Indicator
from connector.triage import History, Member, Verdict, new_step
from connector.triage.history import NAME
from tests import small
from tests.ui.conftest import read
from ui import sources
from ui.case.chapters import TABLES, asked
from ui.case.document import Document, document
from ui.case.marked import markdown
from ui.case.pin import Pin
from ui.case.web import page
from ui.views.screen import Screen

WINDOW = f"{small.END - timedelta(minutes=30):%Y-%m-%dT%H:%M:%SZ}/{small.END:%Y-%m-%dT%H:%M:%SZ}"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
EVENT = (
    b'{"timestamp":"2026-10-31T11:00:00+0000","event_type":"http","src_ip":"10.0.0.1","dest_ip":"192.0.2.80",'
    b'"http":{"hostname":"%b","url":"/x"}}'
)


def pin(title: str = "A title", page: str = "events", note: str = "", **parts: str) -> Pin:
    screen = Screen.of(page, {"source": ("eve",), "window": (WINDOW,), **{key: (text,) for key, text in parts.items()}})
    return Pin(title, note, screen, NOW, "analyst", 3)


PINS = [
    pin(f"Title {small.MARKUP}", note=f"From 10.0.0.1 {small.MARKUP}\nsecond line", f="event_type:http"),
    pin("Alerts", "alerts"),
    pin("A flow", "flow", flow="10.0.0.1,192.0.2.80"),
    replace(pin("Gone"), screen=pin().screen.having("source", "upload-1")),
    replace(pin("An event"), event=(EVENT % small.MARKUP.encode()).decode()),
    replace(pin("Sightings", "indicators"), indicators=(Indicator("network", "10.0.0.0/30"), Indicator("domain", "unseen.test"))),
]


@pytest.fixture
def made(capture: Path) -> Document:
    return document(f"Case {small.MARKUP}", "analyst", PINS, hidden=False)


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_every_question_is_asked_anew(made: Document) -> None:
    http, alerts, flow, gone, event, seen = made.chapters
    assert http.counted == "5 events; 3 when it was pinned"
    assert alerts.counted == "5 events; 3 when it was pinned"
    assert next(table.title for table in alerts.tables) == "Signatures, worst first"
    assert flow.counted.startswith(f"{sum(small.event(n)['src_ip'] == '10.0.0.1' for n in range(30))} events")
    assert gone.lacking[0].startswith("The question was not answered.")
    assert "10.0.0.1" in event.lines
    assert [row[1:5] for row in seen.tables[0].rows] == [("10.0.0.0/30", "exact", "src_ip", "30")]
    assert sum(alerts.picture.alerts if alerts.picture else ()) == 5
    assert len(made.new) == 1
    assert made.new[0].note.startswith("Not known")


def test_the_page_runs_nothing_and_asks_nobody(made: Document) -> None:
    html = page(made)
    elements = Elements(html).found
    assert {tag for tag, _ in elements} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "br", "span", "strong", "code", "pre", "table",
        "thead", "tbody", "tr", "th", "td", "svg", "g", "rect", "line", "text",
    }  # fmt: skip
    assert not [
        name for _, attributes in elements for name in attributes if name in ("href", "src", "style") or name.startswith("on")
    ]
    (policy,) = (
        attributes["content"] or "" for _, attributes in elements if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") >= 4


def test_markdown_holds_markup_in_code_spans_only(made: Document) -> None:
    whole = markdown(made)
    assert "onerror" in whole
    outside = re.sub(r"(?ms)^(```+)$.*?^\1$", "", whole)
    outside = re.sub(r"(`+)[^`].*?\1", "", outside)
    assert "<img" not in outside
    assert "![" not in outside


def test_pseudonyms_stand_for_every_address(capture: Path) -> None:
    made = document("Case of 10.0.0.1", "analyst", PINS, hidden=True)
    for written in (page(made), markdown(made)):
        assert not re.findall(r"(?<![\d.])(?:10\.0\.0\.\d|192\.0\.2\.80)(?![\d])", written)
        assert "Addresses are pseudonyms" in written
    first, second = made.title.split()[-1], made.chapters[0].pin.note.split()[1]
    assert first == second


def test_every_table_says_what_it_lacks(capture: Path) -> None:
    read()
    assert len(TABLES) == 4
    (chapter,) = document("x", "a", [pin("all")], hidden=False).chapters
    assert all(len(row) == len(table.columns) for table in chapter.tables for row in table.rows)


def test_verdicts_about_its_alerts_are_told(capture: Path) -> None:
    (kept,) = PINS[1:2]
    about = asked(kept)
    groups = (Member((f"sig {small.MARKUP}", None), "event_type:alert"),)
    verdict = Verdict(about.identity(), "escalated", "*", about.query.window, NOW, fields=("a", "b"), members=groups, count=5)
    steps = [
        new_step("ann", replace(verdict, reason="beacon", note=f"to whom {small.MARKUP}")),
        new_step("bob", replace(verdict, state="closed", filter="src_ip:203.0.113.250")),
        (taken := new_step("bob", verdict)),
        new_step("bob", taken, "undo"),
    ]
    History(sources.settings().data / NAME).add(*steps)
    made = document("Case", "ann", [kept], hidden=False)
    (table,) = [each for each in made.chapters[0].tables if each.title == "Verdicts in force"]
    assert [row[:5] for row in table.rows] == [
        ("escalated", f"sig {small.MARKUP} · (missing)", "5", f"beacon: to whom {small.MARKUP}", "ann")
    ]
    assert small.MARKUP not in page(made)
