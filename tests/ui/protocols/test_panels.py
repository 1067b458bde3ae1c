"""What a panel's table says of itself."""

import pandas as pd
import pytest

from ui.protocols import panels
from ui.protocols.declared import Question
from ui.protocols.rows import Rows


def rows(count: int | None, **columns: list[object]) -> Rows:
    frame = pd.DataFrame(columns)
    return Rows(frame, ((),) * len(frame), ((),) * len(frame), count)


@pytest.mark.parametrize(("count", "expected"), [(2, "2 rows"), (1_204, "2 of 1,204 rows"), (None, "the first 2 rows")])
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
