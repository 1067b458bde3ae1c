"""What a store keeps in memory is bounded, whatever it holds."""

import sys
from pathlib import Path

import numpy as np

from connector.engine import answer
from connector.engine.cache import Cache, footprint
from connector.engine.directory import Directory
from connector.engine.fields import fields
from connector.engine.parts import find_parts
from connector.engine.store import Store
from connector.source import Source
from connector.window import Window
from tests.engine import made


def test_many_small_values_count_with_what_they_take_beside_their_content() -> None:
    cache = Cache(2**20)
    for number in range(10_000):
        cache.get(("codes", number), lambda: (np.zeros(1, np.uint8), 1))
    assert cache.used <= 2**20
    assert len(cache._kept) < 2_000


def test_numbers_of_python_count_as_what_they_take() -> None:
    numbers = np.array([2**40 + number for number in range(1_000)], object)
    assert footprint(numbers) > 1_000 * sys.getsizeof(2**40)
    assert footprint([b"x" * 100]) > sys.getsizeof(b"x" * 100)
    assert footprint(np.zeros(10)) == 80


def test_every_answer_over_a_real_day_is_the_same_with_little_memory(verify_24h: Source) -> None:
    roomy: Store = verify_24h.store  # type: ignore[attr-defined]
    tight = Store(roomy.folder, 2**20)
    for filter in ("*", "*curl*", "src_ip:[10.0.0.0 TO 10.1.0.0]"):
        query = made.query(filter, Window())
        assert answer.trend(tight, query) == answer.trend(roomy, query)
        assert answer.values(tight, query, "flow_id", 10, False).frame.equals(
            answer.values(roomy, query, "flow_id", 10, False).frame
        )
    assert fields(tight, made.query()).frame.equals(fields(roomy, made.query()).frame)
    largest = max(size for _, size in tight._cache._kept.values())
    assert tight._cache.used <= max(2**20, largest)
    largest = max(size for _, size in tight.masks._kept.values())
    assert tight.masks.used <= max(2**16, largest)


def test_rows_that_all_count_take_no_memory(tmp_path: Path) -> None:
    store = made.store(tmp_path, *(made.event(n=number) for number in range(100)))
    query = made.query(window=Window())
    (part,) = find_parts(store, store.segments(), query, query.window)
    assert part.mask.strides == (0,)
    assert part.rows.tolist() == list(range(100))


def test_segments_share_the_names_of_their_fields(tmp_path: Path) -> None:
    first, second = (made.segment(tmp_path / name, made.event(nested={"inner": 1})) for name in _folders(tmp_path))
    directories = [Directory.read(segment.reader) for segment in (first, second)]
    assert all(mine is theirs for mine, theirs in zip(*(each.paths for each in directories), strict=True))


def _folders(folder: Path) -> list[str]:
    for name in ("a", "b"):
        (folder / name).mkdir()
    return ["a", "b"]
