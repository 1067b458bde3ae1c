"""What a value does to the filters: shown by what is found, for values that nobody would choose; and the menu around it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from connector import lucene
from connector.config import Config
from connector.query import Query
from connector.source import Source
from connector.sources import eve
from connector.window import Window
from tests import small
from tests.ui.test_frame import ALL, FRAME
from ui import clauses, menu
from ui.chips import chip_filter, live, widened
from ui.clauses import Value
from ui.menu.asked import Asked
from ui.particulars import choices, fields

DAY = Window(datetime(2026, 10, 31, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))

AWKWARD = [
    "", " ", "x y", "x", 'a"b', '"', "a\\b", "\\", "a:b", "http://a.test/?q=1&r=2#f", "*", "?", "a*", "AND", "OR", "NOT", "-1",
    "-", "~x", "+x", "!x", "(a OR b)", ")", "[a TO b]", "{a", "/r/", "^2", "&&", "É", "é", "日本", "a\u202eb", "a\nb", "a\tb",
    "<b>x</b>", "a" * 300, "![x](http://evil.test/x.png)", ":red[x]", "`", "$x$", "true", "7", "{value}", "%2F", "a ", " a",
    "A", "a",
]  # fmt: skip
NUMBERS = [0, 7, 80, 443, 65_535, 2**53 + 1, -5, 1.5]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The small capture, and an event for each awkward value."""
    folder = tmp_path_factory.mktemp("menu")
    texts = [small.event(50 + place, event_type="http", http={"url": value}) for place, value in enumerate(AWKWARD)]
    numbers = [small.event(150 + place, event_type="http", http={"length": value}) for place, value in enumerate(NUMBERS)]
    path = small.write(folder / "eve.json", *texts, *numbers)
    found = eve.open(Config(source="eve", eve_path=(str(path),), data=folder), "eve")
    found.read()
    return found


def count(source: Source, *box: str) -> int:
    filter = "*"
    for chip in box:
        filter = lucene.both(filter, chip_filter(chip))
    return source.trend(Query(filter, DAY)).count


@pytest.mark.parametrize("value", AWKWARD)
def test_only_and_not_mean_exactly_this_value(source: Source, value: str) -> None:
    everything = count(source)
    assert count(source, clauses.only("http.url", value)) == 1
    assert count(source, clauses.without("http.url", value)) == everything - 1


@pytest.mark.parametrize("value", [value for value in AWKWARD if value != "x"])
@pytest.mark.parametrize("first", ["x", "(a OR b)"])
def test_or_lets_this_value_pass_too(source: Source, first: str, value: str) -> None:
    box = widened([clauses.only("http.url", first)], "http.url", clauses.only("http.url", value))
    assert len(box) == 1
    assert count(source, *box) == (1 if value == first else 2)


def test_or_goes_on_for_as_many_values_as_one_likes(source: Source) -> None:
    box: list[str] = []
    for value in AWKWARD:
        box = widened(box, "http.url", clauses.only("http.url", value))
    assert len(box) == 1
    assert count(source, *box) == len(AWKWARD)


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_are_filtered_and_compared(source: Source, number: float) -> None:
    known = count(source, "_exists_:http.length")
    above, below = count(source, clauses.above("http.length", number)), count(source, clauses.below("http.length", number))
    assert above == sum(each > number for each in NUMBERS)
    assert below == sum(each < number for each in NUMBERS)
    assert known - above - below == count(source, clauses.only("http.length", number)) == 1
    assert count(source, clauses.between("http.length", 443, number)) == sum(
        min(443, number) <= each <= max(443, number) for each in NUMBERS
    )


def test_or_widens_the_newest_filter_of_the_field_and_reads_like_a_persons() -> None:
    def box(*known: str, field: str = "dest_port", value: Value = 443) -> list[str]:
        return widened(list(known), field, clauses.only(field, value))

    assert box() == ["dest_port:443"]
    assert box("dest_port:80") == ["dest_port:(80 OR 443)"]
    assert box("dest_port:(80 OR 443)") == ["dest_port:(80 OR 443)"]
    assert box("dest_port:(80 OR 22)", "curl") == ["dest_port:(80 OR 22 OR 443)", "curl"]
    assert box("dest_port:22", "dest_port:80") == ["dest_port:22", "dest_port:(80 OR 443)"]
    assert box(clauses.between("dest_port", 9, 1)) == ["dest_port:([1 TO 9] OR 443)"]
    assert box("src_ip:10.0.0.1", field="src_ip", value="10.0.0.2") == ["src_ip:(10.0.0.1 OR 10.0.0.2)"]


@pytest.mark.parametrize(
    "chip", ["-dest_port:80", "NOT dest_port:80", "~dest_port:80", "src_port:80", "_exists_:dest_port", "80"]
)
def test_or_leaves_other_filters_alone(chip: str) -> None:
    assert widened([chip], "dest_port", "dest_port:443") == [chip, "dest_port:443"]


def test_or_finds_what_either_finds_whatever_a_person_wrote(source: Source) -> None:
    for chip in ("dest_port:80 OR dest_port:22", "dest_port:>90 dest_port:[1 TO 3]", "(src_port:40001)", "src_port:4000?"):
        field = "src_port" if "src_port" in chip else "dest_port"
        (box,) = widened([chip], field, clauses.only(field, 40_002))
        wanted = lucene.any_of(chip, clauses.only(field, 40_002))
        assert count(source, box) == source.trend(Query(wanted, DAY)).count


def test_a_missing_field_is_kept_or_left_out(source: Source) -> None:
    without_url = count(source, clauses.only("http.url", None))
    assert 0 < without_url < count(source)
    assert without_url + count(source, clauses.without("http.url", None)) == count(source)


def test_every_plain_value_of_an_event_has_a_menu_and_finds_the_event(tmp_path: Path) -> None:
    event = small.event(
        1, event_type="dns", tags=["a", "a", ["b"]], none=None, deep={"x": True, "y": [{"z": 1.5}, {"z": "q"}, None]}, empty=[]
    )
    rows = choices(event)
    assert len(rows) == len(fields(event))
    named = [value for row in rows for value in row]
    assert {("tags", "a"), ("tags", "b"), ("deep.x", True), ("deep.y.z", 1.5), ("deep.y.z", "q")} <= set(named)
    assert () in rows, "an empty list has no value"
    path = small.write(tmp_path / "eve.json", event)
    found = eve.open(Config(source="eve", eve_path=(str(path),), data=tmp_path), "eve")
    found.read()
    of_event = lucene.both("event_type:dns", "*")
    for field, value in named:
        assert found.trend(Query(lucene.both(of_event, clauses.only(field, value)), DAY)).count == 1, field


def test_what_a_click_opens_in_a_table_holds_no_word_of_an_event() -> None:
    evil = "![x](http://evil.test/x.png)"
    entries = menu.labels([((evil, evil),), (("a", evil), ("b", None)), ()])
    assert evil not in str(entries.to_list())
    assert [len(each) for each in entries] == [4, 3, 0]


def sheet(asked: clauses.Choices, *box: str, page: str = "overview") -> AppTest:
    """The dashboard with the menu open."""
    at = AppTest.from_file(str(FRAME), default_timeout=20)
    at.query_params["f"], at.query_params["window"] = list(box), ALL
    at.session_state["menu"] = Asked(asked, page)
    return at.run()


@pytest.mark.usefixtures("capture")
def test_the_menu_shows_its_value_as_text_and_says_how_to_copy_it() -> None:
    at = sheet((("http.url", "a\u202eb`<b>"),))
    assert not at.exception
    shown = [each.value for each in at.code]
    assert shown[-3:] == ["a<U+202E>b`<b>", 'http.url.keyword:"a<U+202E>b`<b>"', '{"http.url": "a\\u202eb`<b>"}']
    assert any("Invisible characters are shown as marks" in each.value for each in at.caption)
    assert not {"Above", "Below", "Between"} & {each.label for each in at.button}


@pytest.mark.usefixtures("capture")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("menu-only", ["dest_port:80", "dest_port:443"]),
        ("menu-not", ["dest_port:80", "-dest_port:443"]),
        ("menu-or", ["dest_port:(80 OR 443)"]),
        ("menu-above", ["dest_port:80", "dest_port:>443"]),
        ("menu-below", ["dest_port:80", "dest_port:<443"]),
        ("menu-between", ["dest_port:80", "dest_port:[443 TO 443]"]),
    ],
)
def test_a_button_of_the_menu_does_its_work_and_closes_it(name: str, expected: list[str]) -> None:
    at = sheet((("dest_port", 443),), "dest_port:80")
    at.button(key=name).click().run()
    assert not at.exception
    assert at.session_state["f"] == expected
    assert at.session_state["menu"] is None


@pytest.mark.usefixtures("capture")
def test_of_several_values_one_is_chosen() -> None:
    at = sheet((("src_ip", "10.0.0.1"), ("dest_ip", None)))
    which = next(each for each in at.selectbox if each.label == "Which value")
    assert which.options == ["src_ip: 10.0.0.1", "dest_ip: (missing)"]
    which.select_index(1).run()
    at.button(key="menu-not").click().run()
    assert at.session_state["f"] == ["_exists_:dest_ip"]


@pytest.mark.usefixtures("capture")
def test_a_menu_that_was_left_open_does_not_follow_to_another_page() -> None:
    at = sheet((("src_ip", "10.0.0.1"),), page="events")
    assert not at.exception
    assert not [each for each in at.button if each.key == "menu-only"]
    assert at.session_state["menu"] is None, "nor is it open again on the way back"


def test_suspended_filters_do_not_filter(source: Source) -> None:
    assert live(["~a", "b", "-c", "~-d", "-", "~"]) == ["b", "-c"]
    assert count(source, "~event_type:alert", "~curl") == count(source)
