"""Values that lie in several segments: each is one value, with the sum of its events."""

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.engine import answer
from connector.engine.ingest import ingest
from connector.engine.store import Store
from connector.query import Query

Number = int | float

VALUES: dict[str, Callable[[random.Random], Number]] = {
    "ports": lambda dice: dice.randrange(65_536) % 50,
    "below zero": lambda dice: dice.randrange(-40, 3),
    "far apart": lambda dice: dice.choice([-(2**62), -1, 0, 5, 2**40, 2**62]),
    "beyond 63 bits": lambda dice: 2**63 + dice.randrange(9),
    "on both sides of 63 bits": lambda dice: dice.choice([7, 2**63 + 1, 2**64 - 1]),
    "fractions": lambda dice: dice.choice([0.5, -2.25, 1e300]),
}


@pytest.mark.parametrize("kind", VALUES)
def test_numbers_of_several_segments_are_added_up(kind: str, tmp_path: Path) -> None:
    dice = random.Random(kind)
    counts: Counter[Number] = Counter()
    store = Store(tmp_path / "store")
    for number in range(3):
        held = [VALUES[kind](dice) for _ in range(120)]
        counts.update(held)
        lines = [json.dumps({"timestamp": "2026-10-31T10:00:00Z", "n": value}) for value in held]
        (tmp_path / f"{number}.json").write_text("\n".join(lines) + "\n")
        ingest([tmp_path / f"{number}.json"], store, workers=0)
    assert len(store.segments()) == 3
    found = answer.values(store, Query(), "n", 200, False)
    assert list(zip(found.frame["key"].tolist(), found.frame["count"].tolist(), strict=True)) == sorted(
        counts.items(), key=lambda pair: (-pair[1], pair[0])
    )
    assert found.distinct == len(counts)
