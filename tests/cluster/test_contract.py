"""The suite of every source, against a real cluster: the tests themselves are in `tests.test_contract`."""

from datetime import datetime, timedelta

import pytest

from connector.query import Query
from connector.window import Window
from tests import test_contract as suite
from tests.cluster.conftest import Both

pytestmark = pytest.mark.real

OWN = ("test_events_are_equal", "test_true_and_one_are_two_values")
"""The first is below; the second is about events that a mapping cannot hold side by side: see `test_differences`."""

SHARED = [
    name
    for name, test in vars(suite).items()
    if name.startswith("test_") and name not in OWN and "day" not in test.__code__.co_varnames
]  # what is said of a whole day there is said of a server's caps
globals().update({name: getattr(suite, name) for name in SHARED})


@pytest.fixture(scope="module")
def pair(mixed: Both) -> suite.Pair:
    part = Window.between("2026-10-31T02:00:00.123Z", "2026-10-31T16:00:00.789Z")
    return suite.Pair(mixed.files, mixed.cluster, Window.between("2026-10-31", "2026-11-01"), part)


def before(times: list[datetime], ids: tuple[str, ...]) -> set[str]:
    """The events that do not share the millisecond in which an answer is cut: these have no order in a cluster."""
    return {id for id, time in zip(ids, times, strict=True) if abs(time - times[-1]) >= timedelta(milliseconds=1)}


@pytest.mark.parametrize("filter", suite.FILTERS)
@pytest.mark.parametrize("oldest_first", [False, True])
def test_events_are_equal_but_for_the_order_within_a_millisecond(pair: suite.Pair, filter: str, oldest_first: bool) -> None:
    for window in suite.windows(pair)[1:]:
        query = Query(filter, window, 60)
        files, server = pair.files.events(query, None, oldest_first), pair.server.events(query, None, oldest_first)
        assert (files.total, files.exact, files.cut) == (server.total, server.exact, server.cut)
        files_at, server_at = ([*each.frame["timestamp"].dt.floor("ms")] for each in (files, server))
        assert files_at == server_at
        kept = before(files_at, files.ids) if files.cut else {*files.ids}
        assert kept == (before(server_at, server.ids) if server.cut else {*server.ids})
        lines = dict(zip(files.ids, files.raw, strict=True))
        assert {id: line for id, line in zip(server.ids, server.raw, strict=True) if id in kept} == {
            id: lines[id] for id in kept
        }, "byte for byte as written"
        if kept:
            suite.equal(
                *(
                    suite.settled(each.frame[[id in kept for id in each.ids]].dropna(axis="columns", how="all"))
                    for each in (files, server)
                )
            )
