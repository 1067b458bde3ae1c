"""The chart of growth."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks.scale import Timing, growth


def runs(tmp_path: Path, *amounts: int) -> list[dict[str, Any]]:
    notes = tmp_path / "notes.jsonl"
    for amount in amounts:
        timings = [Timing(what, "all", [amount / 1e5, amount / 1e4]) for what in growth.DRAWN]
        growth.note(notes, amount, [*timings, Timing("one flow", "a day", [1.0])])
    return [json.loads(line) for line in notes.read_text().splitlines()]


def test_the_chart_has_a_line_a_question_and_names_that_do_not_lie_over_each_other(tmp_path: Path) -> None:
    drawn = ElementTree.fromstring(growth.chart(runs(tmp_path, 100_000, 1_000_000, 10_000_000)))
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}polyline"))) == len(growth.DRAWN)
    names = [each for each in drawn.iter("{http://www.w3.org/2000/svg}text") if (each.text or "").startswith(growth.DRAWN)]
    places = sorted(float(each.attrib["y"]) for each in names)
    assert len(places) == len(growth.DRAWN)
    assert all(below - above >= 14 for above, below in pairwise(places))


def test_one_number_of_events_is_no_growth(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two numbers"):
        growth.chart(runs(tmp_path, 1_000, 1_000))
