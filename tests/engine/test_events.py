"""Everything that matches, a few events at a time."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from connector.answers import Events, Note, Progress
from connector.engine import pieces
from connector.engine.cache import Cache
from connector.engine.events import batches, first_events
from connector.engine.ingest import ingest
from connector.engine.layout import BLOB, Blob
from connector.engine.segment import BLOCK, Segment
from connector.engine.store import Store
from connector.query import Query
from connector.source import Source
from connector.window import Window
from tests.engine import made
from tests.engine.mixed import MORNING


def taken(store: Store, query: Query, size: int = 100, columns: tuple[str, ...] | None = None) -> list[Events]:
    return list(batches(store, query, columns, None, size))


def ids(found: list[Events]) -> list[str]:
    return [name for batch in found for name in batch.ids]


def damage(path: Path, row: int) -> None:
    """Damages the lines of a segment that are compressed together with those of a row."""
    segment = Segment(path, Cache(0))
    blocks = segment.reader.array(Blob(*segment.footer["sections"]["blocks"]), BLOB)
    block = Blob(*blocks[row // BLOCK].item())
    with path.open("r+b") as file:
        file.seek(block.at + block.stored // 2)
        file.write(b"\0\xff\0\xff")


@pytest.mark.parametrize("size", [1, 7, 100, 5_000])
@pytest.mark.parametrize("limit", [None, 1, 250])
@pytest.mark.parametrize("filter", ["*", "event_type:dns"])
def test_all_batches_together_are_the_events_in_their_order(store: Store, size: int, limit: int | None, filter: str) -> None:
    for window in (MORNING, Window()):
        query = made.query(filter, window, limit)
        whole = first_events(store, query, None, False)
        found = taken(store, query, size)
        assert ids(found) == list(whole.ids)
        assert [line for batch in found for line in batch.raw] == list(whole.raw)
        assert {batch.total for batch in found} == {whole.total}
        assert [len(batch.ids) for batch in found[:-1]] == [size] * (len(found) - 1)
        assert 0 < len(found[-1].ids) <= size
        assert all(batch.exact and not batch.notes and len(batch.frame) == len(batch.ids) for batch in found)


def test_batches_hold_the_columns_that_were_asked(store: Store) -> None:
    query = made.query("*", Window(), None)
    found = pd.concat([batch.frame for batch in taken(store, query, 97, ("n", "timestamp"))], ignore_index=True)
    assert found["n"].tolist() == first_events(store, query, ("n",), False).frame["n"].tolist()
    assert list(found) == ["n", "timestamp"]
    bare = taken(store, query, 500, ())
    assert [batch.frame.shape for batch in bare] == [(500, 0), (402, 0)]
    assert [len(batch.raw) for batch in bare] == [500, 402]


def test_nothing_that_matches_is_no_batch(store: Store, tmp_path: Path) -> None:
    assert taken(store, made.query("event_type:nosuch")) == []
    assert taken(Store(tmp_path / "empty"), made.query(limit=None)) == []


def test_nothing_is_asked_before_the_first_batch_is_taken(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(n=1))
    waiting = batches(store, made.query(limit=None), ("n",), None, 10)
    ingest([made.write(tmp_path / "more.json", [made.event(n=2)])], store)
    assert sorted(next(waiting).frame["n"]) == [1, 2]


def test_events_that_come_later_do_not_appear(tmp_path: Path) -> None:
    store = made.store(tmp_path, *(made.event(n=n) for n in range(30)))
    found = batches(store, made.query(limit=None), ("n",), None, 10)
    first = next(found)
    ingest([made.write(tmp_path / "more.json", [made.event(n=99)])], store)
    assert sorted([*first.frame["n"], *(n for batch in found for n in batch.frame["n"])]) == list(range(30))
    assert first_events(store, made.query(), None, False).total == 31


def test_progress_is_told_after_each_batch(store: Store) -> None:
    told: list[Progress] = []
    found = list(batches(store, made.query("*", Window(), 300), None, told.append, 100))
    assert [(round(each.share, 3), each.events, each.name) for each in told] == [(0.333, 100, ""), (0.667, 200, ""), (1, 300, "")]
    assert (told[-1].seconds_left, len(found)) == (0, 3)
    assert all(each.seconds_left is not None and each.seconds_left >= 0 for each in told)


def test_what_progress_raises_ends_all(store: Store) -> None:
    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(batches(store, made.query("*", Window(), None), None, stop, 100))


def test_a_closed_iterator_gives_no_more(store: Store) -> None:
    found = batches(store, made.query("*", Window(), None), None, None, 100)
    next(found)
    assert isinstance(found, Iterator)
    found.close()  # type: ignore[attr-defined]
    assert list(found) == []


@pytest.fixture
def halves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two segments: 300 older events and 300 newer ones."""
    monkeypatch.setattr(pieces, "MOST_LINES", 300)
    second = [f"2026-10-31T12:{n // 60:02}:{n % 60:02}Z" for n in range(600)]
    return made.store(tmp_path, *(made.event(timestamp=moment, n=n) for n, moment in enumerate(second)))


@pytest.mark.parametrize(("row", "kept"), [(0, list(range(599, 427, -1))), (299, [])])
def test_damage_on_the_way_is_noted_and_doubles_nothing(halves: Store, row: int, kept: list[int]) -> None:
    newer = halves.segments()[1]
    damage(halves.folder / newer.name, row)
    found = taken(halves, made.query(limit=None), 43, ("n",))
    numbers = [n for batch in found for n in batch.frame["n"]]
    assert numbers == [*kept, *range(299, -1, -1)]
    missing = 300 - len(kept)
    note = Note("partial", f"{newer.name} of the store is damaged: {missing} of the events are missing.")
    for batch in found[len(kept) // 43 :]:
        assert (batch.total, batch.exact, batch.notes) == (600, False, (note,))
    assert all(batch.exact for batch in found[: len(kept) // 43])
    assert halves.damaged() == (newer.name,)


def test_damage_after_the_last_whole_batch_is_told_by_an_empty_one(halves: Store) -> None:
    older = halves.segments()[0]
    damage(halves.folder / older.name, 0)
    damage(halves.folder / older.name, 299)
    told: list[Progress] = []
    found = list(batches(halves, made.query(limit=None), None, told.append, 300))
    assert [len(batch.frame) for batch in found] == [300, 0]
    assert [note.text for note in found[-1].notes] == [f"{older.name} of the store is damaged: 300 of the events are missing."]
    assert told[-1].share == 1


def test_a_real_day_in_batches_is_every_event_once(verify_24h: Source) -> None:
    query = Query("*", limit=None)
    found = [name for batch in verify_24h.batches(query, ()) for name in batch.ids]
    assert found == list(verify_24h.events(query, ()).ids)
    assert len(set(found)) == len(found) == 99_728
