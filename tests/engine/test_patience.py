"""Questions that take too long."""

from pathlib import Path

import pytest

from connector.engine import answer
from connector.engine.groups import groups
from connector.engine.patience import TookTooLong, patience
from tests.engine import made


@pytest.mark.parametrize("filter", ["*", "event_type:flow"])
def test_a_question_without_time_is_given_up_and_says_what_to_do(tmp_path: Path, filter: str) -> None:
    store = made.store(tmp_path, made.event(n=1))
    for question in (
        lambda: answer.trend(store, made.query(filter)),
        lambda: answer.values(store, made.query(filter), "n", 10, False),
        lambda: groups(store, made.query(filter), ("n",), 10, "count", 0),
    ):
        with patience(-1), pytest.raises(TookTooLong, match=r"given up: narrow the window or the filter\."):
            question()
        with patience(10):
            question()


def test_no_limit_is_in_force_unless_it_is_said(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(n=1))
    with patience(-1):
        pass
    assert answer.trend(store, made.query()).count == 1
