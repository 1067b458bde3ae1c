"""The embedded engine and a real cluster count the same; where they do not, for one of few reasons, each asserted here."""

import json
import re
from collections.abc import Callable, Iterable
from itertools import islice

import pytest

from connector.errors import ConnectorError
from connector.query import Query
from connector.source import Source
from tests import captures
from tests.cluster.asked import filters
from tests.cluster.conftest import Both
from tests.test_docs import written

Answer = tuple[int, tuple[str, ...]] | str

REASONS: dict[str, Callable[[str, Answer], bool]] = {
    "More than 1,024 clauses are too many for a cluster: it refuses, or its answer says so.": lambda filter, cluster: (
        filter.count(" OR ") > 1_000 and (cluster == "BadResponse" or bool(cluster[1]))
    ),
}
"""Why counts may differ: at most ten, each with how it is recognized."""


def recorded(every: int) -> list[str]:
    """Every so many-th of the recorded filters."""
    names = ("lucene-verify.json", "precedence.json")
    found = [record["query"] for name in names for record in json.loads(captures.path(name).read_text())["records"]]
    return found[::every]


def answer(source: Source, filter: str) -> Answer:
    try:
        trend = source.trend(Query(filter))
    except ConnectorError as error:
        return type(error).__name__
    return trend.count, tuple(note.text for note in trend.notes)


def differing(both: Both, asked: Iterable[str]) -> dict[str, tuple[Answer, Answer]]:
    """The filters that are counted in another way, or partly, and for none of the reasons."""
    found: dict[str, tuple[Answer, Answer]] = {}
    for filter in asked:
        files, cluster = answer(both.files, filter), answer(both.cluster, filter)
        if files != cluster and not any(fits(filter, cluster) for fits in REASONS.values()):
            found[filter] = files, cluster
    return found


@pytest.mark.real
def test_recorded_filters_are_counted_alike(mixed: Both) -> None:
    asked = recorded(every=12)
    assert len(asked) > 140
    assert differing(mixed, asked) == {}


@pytest.mark.real
def test_made_filters_are_counted_alike(mixed: Both) -> None:
    assert differing(mixed, islice(filters(mixed.files, seed=7), 80)) == {}


def test_filters_over_the_demonstration_are_counted_alike(made: Both) -> None:
    assert differing(made, islice(filters(made.files, seed=7), 80)) == {}


def test_the_reasons_are_few_and_documented() -> None:
    text = re.sub(r"\s+", " ", written("docs/sources.md"))
    assert len(REASONS) <= 10
    assert [reason for reason in REASONS if reason not in text] == []
