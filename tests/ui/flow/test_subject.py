"""What the address names: a flow, a community id or a pair; and nothing else."""

import json
from pathlib import Path

import pytest

from connector.config import Config
from connector.query import Query
from connector.sources import eve
from tests import small
from ui.flow.subject import Subject, between, subject


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("528077631868584", Subject(flow_id=528077631868584)),
        (" 7 ", Subject(flow_id=7)),
        ("1:9LO0TP5HnEUWLhYR1vusVA0FoJs=", Subject(community_id="1:9LO0TP5HnEUWLhYR1vusVA0FoJs=")),
        ("1:9LO0TP5HnEUWLhY 1vusVA0FoJs=", Subject(community_id="1:9LO0TP5HnEUWLhY+1vusVA0FoJs=")),
        ("10.0.0.1,192.0.2.5", Subject(pair=("10.0.0.1", "192.0.2.5"))),
        ("10.0.0.1→192.0.2.5", Subject(pair=("10.0.0.1", "192.0.2.5"))),
        ("10.0.0.1 -> 2001:db8::1", Subject(pair=("10.0.0.1", "2001:db8::1"))),
        ("fe80::1 fe80::2", Subject(pair=("fe80::1", "fe80::2"))),
    ],
)
def test_words_name_a_subject_and_the_subject_says_them_again(words: str, named: Subject) -> None:
    assert subject(words) == named
    assert subject(named.words) == named


@pytest.mark.parametrize(
    "words",
    ["", " ", "x", "-7", "7 OR *", "10.0.0.1", "10.0.0.1,", "10.0.0.1,b", "1,2", "2001:db8::1", "9" * 21, "1:short=", "**"],
)
def test_other_words_name_nothing(words: str) -> None:
    assert subject(words) is None


def test_a_pair_is_all_that_went_between_two_addresses_either_way(tmp_path: Path) -> None:
    back = small.event(40, src_ip="192.0.2.80", dest_ip="10.0.0.1")
    other = small.event(41, src_ip="192.0.2.80", dest_ip="10.0.0.2")
    path = small.write(tmp_path / "eve.json", back, other)
    source = eve.open(Config(source="eve", eve_path=(str(path),), data=tmp_path / "data"), "eve")
    source.read()
    events = source.events(Query(between("10.0.0.1", "192.0.2.80")))
    assert {frozenset((each["src_ip"], each["dest_ip"])) for each in map(json.loads, events.raw)} == {
        frozenset(("10.0.0.1", "192.0.2.80"))
    }
    assert events.total == 1 + sum(each["src_ip"] == "10.0.0.1" for each in small.events())
