"""A field in numbers, compared with numpy over made events, and with what a real server said of a real day."""

import json
from pathlib import Path

import numpy as np
import pytest

from connector.answers import Stats
from connector.engine.fields import stats
from connector.engine.store import Store
from connector.query import Query
from connector.source import Source
from tests import captures
from tests.engine import made
from tests.engine.mixed import MORNING, held, inside


@pytest.mark.parametrize("field", ["n", "alert.severity", "mixed", "src_ip", "tags", "nosuch"])
@pytest.mark.parametrize("filter", ["*", "event_type:dns"])
def test_numbers_are_those_of_a_loop_over_the_events(store: Store, field: str, filter: str) -> None:
    values = [held(event, field) for event in inside(kind=filter.partition(":")[2])]
    numbers = [float(value) for each in values for value in each if type(value) in (int, float)]  # type: ignore[arg-type]
    found = stats(store, made.query(filter, MORNING), field)
    assert found.count == sum(map(bool, values))
    assert found.distinct == len({(type(value) in (int, float), value) for each in values for value in each})
    if not numbers:
        assert (found.least, found.greatest, found.mean, dict(found.percentiles)) == (None, None, None, {})
        return
    assert (found.least, found.greatest) == (min(numbers), max(numbers))
    assert found.mean == pytest.approx(np.mean(numbers), rel=1e-14)
    assert list(found.percentiles.values()) == pytest.approx(np.percentile(numbers, list(found.percentiles)).tolist(), rel=1e-14)


def test_a_value_twice_in_one_event_counts_once(tmp_path: Path) -> None:
    twice = made.store(tmp_path, made.event(x=[1, 1, 1.0]), made.event(x=[4, "4"]), made.event(x="4"))
    found = stats(twice, made.query(), "x")
    assert (found.count, found.distinct, found.least, found.greatest, found.mean) == (3, 3, 1, 4, 2.5)


def test_no_event_has_no_numbers(store: Store, tmp_path: Path) -> None:
    assert stats(store, made.query("event_type:nosuch", MORNING), "n") == Stats(0, 0)
    assert stats(Store(tmp_path / "empty"), made.query(), "n") == Stats(0, 0)


@pytest.mark.parametrize("field", ["http.status", "http.length", "dns.id", "icmp_type", "vlan"])
def test_numbers_of_a_real_day_are_those_that_a_real_server_gave(verify_24h: Source, field: str) -> None:
    """Fields that none of the lines has which that server rejected."""
    recorded = json.loads(captures.path("aggs-verify.json").read_bytes())
    expected, found = recorded["stats"][field], verify_24h.stats(Query("*"), field)
    assert (found.least, found.greatest, found.distinct) == (expected["min"], expected["max"], recorded["cardinality"][field])
    assert found.mean == pytest.approx(expected["avg"], rel=1e-14)
    if field != "vlan":  # a server counts values, of which an event may hold several
        assert found.count == expected["count"]
