"""What a panel's table says of itself."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from connector.query import Query
from connector.window import Window
from tests import small
from tests.ui import row_menu
from tests.ui.conftest import read
from tests.ui.test_frame import FRAME
from ui.chips import chip_filter
from ui.protocols import panels
from ui.protocols.declared import Question
from ui.protocols.rows import Rows
from ui.selection import Selection

PAGE = Path(__file__).parents[3] / "pages" / "protocols.py"


def rows(count: int | None, **columns: list[object]) -> Rows:
    frame = pd.DataFrame(columns)
    return Rows(frame, ((),) * len(frame), ((),) * len(frame), count)


@pytest.mark.parametrize(("count", "expected"), [(2, "2 rows"), (1_204, "2 of 1,204 rows"), (None, "at least 2 rows")])
def test_how_many_rows_there_are_is_said(count: int | None, expected: str) -> None:
    assert panels.extent(rows(count, Events=[2, 1])) == expected
    assert panels.extent(rows(1, Events=[2])) == "1 row"


def test_columns_have_the_names_of_the_question_and_the_width_of_their_text() -> None:
    question = Question("Who?", (("a.b", "a.c", "a.d"),), ("Host", "URLs", "User agents"), "profile")
    found = rows(1, key0=["x"], Events=[1], count1=[1], top1=["/" * 500], count2=[0], top2=[""])
    drawn = panels.columns(question, found)
    labels = [column["label"] for column in drawn.values()]
    assert labels == ["Host", "Events", "URLs", "Most frequent", "User agents", "Most frequent"]
    assert drawn["key0"]["width"] < drawn["top1"]["width"] <= 430
    assert panels.is_wide(question)
    assert not panels.is_wide(Question("Who?", (("a.b", "a.c"),), ("Host", "URLs"), "profile"))


@pytest.mark.parametrize(("entry", "left"), [("Only this", 5), ("Not this", 1)])
def test_the_menu_of_a_row_means_all_that_the_row_counts(
    bare_environment: Path, fresh_caches: None, monkeypatch: pytest.MonkeyPatch, entry: str, left: int
) -> None:
    old = [{"type": "query", "rrname": name} for name in ("a.test", "a.test", "a.test", "b.test")]
    shapes = [*old, *[{"type": "query", "queries": [{"rrname": "a.test"}]}] * 2]
    events = [small.event(40 + number, event_type="dns", dns=each) for number, each in enumerate(shapes)]
    monkeypatch.setenv("EVE_PATH", str(small.write(bare_environment / "eve.json", *events)))
    read()
    at = AppTest.from_file(str(FRAME), default_timeout=30)
    at.query_params["window"], at.query_params["protocol"] = "all", "dns"
    at.run()
    at.switch_page(str(PAGE)).run()
    names = row_menu.table(at, "key0", "Share")
    assert (names.value["key0"].iloc[0], names.value["Events"].iloc[0]) == ("a.test", 5)
    assert row_menu.entries(names) == ["Only this", "Not this", "Group, compare, copy, open …"]
    row_menu.click(at, names, entry)
    (chip,) = at.session_state["f"]
    dns = Selection("eve", Query("event_type:dns", Window()))
    assert dns.narrowed(chip_filter(chip)).trend().count == left
