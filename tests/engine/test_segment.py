from pathlib import Path

import numpy as np
import pytest

from connector.engine.cache import ENTRY, Cache
from connector.engine.segment import DamagedSegment, Segment
from tests.engine import made


def lines() -> list[bytes | dict[str, object]]:
    return [made.event(n=n, big=2**70 + n, name=f"name {n}", ok=n % 2 == 0) for n in range(500)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (found,) = made.store(tmp_path, *lines()).folder.glob("*.segment")
    return found


def read_all(segment: Segment) -> None:
    """Touches every part of the file."""
    rows = np.arange(segment.size)
    segment.lines(rows)
    segment.ids(rows)
    segment.origin(rows)
    assert len(segment.times) == segment.size
    for column in segment.columns():
        assert len(column.rows) == len(column.codes)
        assert len(column.values) == column.length
    assert len(segment.pool) > 0
    for index, token in enumerate(segment.tokens.to_pylist()):
        assert segment.token_ids(token).tolist() == segment.postings(index).tolist()


def test_a_column_gives_the_rows_that_hold_what_is_picked(path: Path) -> None:
    segment = Segment(path, Cache(2**20))
    column = segment.column("ok", "boolean")
    assert column is not None
    assert column.mask(np.array([False, True])).tolist() == [n % 2 == 0 for n in range(500)]
    assert column.exists().all()
    assert segment.column("ok", "string") is None
    assert segment.columns("nothing") == ()


@pytest.mark.parametrize("field", ["several", "some", "one"])
def test_whichever_values_are_picked_their_rows_are_found(tmp_path: Path, field: str) -> None:
    values = [{"several": [n % 5, n // 2 % 5], "one": n % 4, **({"some": n % 3} if n % 2 else {})} for n in range(20)]
    column = made.segment(tmp_path, *(made.event(**each) for each in values)).column(field, "number")
    assert column is not None
    for number in range(2**column.length):
        ok = np.array([bool(number >> place & 1) for place in range(column.length)])
        wanted = {column.values[code] for code in np.flatnonzero(ok).tolist()}
        held = {
            row for row, code in zip(column.rows.tolist(), column.codes.tolist(), strict=True) if column.values[code] in wanted
        }
        assert set(np.flatnonzero(column.mask(ok)).tolist()) == held


def test_decoded_parts_are_kept_within_their_bound(path: Path) -> None:
    cache = Cache(2**16)
    segment = Segment(path, cache)
    read_all(segment)
    assert 0 < cache.used <= 2**16
    read_all(segment)


def test_one_part_larger_than_the_bound_is_kept_alone() -> None:
    cache = Cache(10)
    assert cache.get("a", lambda: ("small", 5)) == "small"
    assert cache.get("b", lambda: ("large", 50)) == "large"
    assert cache.used == 50 + ENTRY
    assert cache.get("b", lambda: ("made again", 50)) == "large"
    assert cache.get("a", lambda: ("again", 5)) == "again"
    assert cache.used == 5 + ENTRY


@pytest.mark.parametrize("content", [b"", b"{}", b"EVELENS\x01" * 40])
def test_a_foreign_file_is_no_segment(tmp_path: Path, content: bytes) -> None:
    foreign = tmp_path / "foreign.segment"
    foreign.write_bytes(content)
    with pytest.raises(DamagedSegment, match=r"foreign\.segment"):
        Segment(foreign, Cache(2**20))


def test_a_file_that_breaks_off_is_damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedSegment):
        Segment(path, Cache(2**20))


def test_every_flipped_bit_is_found_before_it_is_answered(path: Path) -> None:
    whole = path.read_bytes()
    expected = [Segment(path, Cache(2**20)).event(row) for row in range(500)]
    missed = 0
    for place in range(0, len(whole), 101):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        try:
            segment = Segment(path, Cache(2**20))
            read_all(segment)
        except DamagedSegment:
            continue
        missed += 1  # only where nothing is read from: the padding between parts, and the first bytes
        assert [segment.event(row) for row in range(500)] == expected
    assert missed <= 12
