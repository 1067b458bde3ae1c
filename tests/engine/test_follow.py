"""Live reading: every whole line once, whatever rotation and restarts do."""

import gzip
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

from connector.engine.events import first_events
from connector.engine.follow import Follower, Look, follow
from connector.engine.ledger import Ledger
from connector.engine.pieces import pieces
from connector.engine.sealer import MANY, Sealer
from connector.engine.store import Store
from connector.errors import SourceError
from connector.window import Window
from tests.engine import made


def line(number: int) -> bytes:
    return json.dumps(made.event(n=number)).encode() + b"\n"


def append(path: Path, *parts: bytes) -> None:
    with path.open("ab") as file:
        file.write(b"".join(parts))


def held(store: Store) -> list[int]:
    """The numbers of the events in the store, ascending."""
    frame = first_events(store, made.query(window=Window(), limit=None), ("n",), False).frame
    return sorted(frame["n"].tolist())


def damage_the_second_segment(store: Store) -> None:
    path = store.folder / "00000002.segment"
    content = bytearray(path.read_bytes())
    content[store.segments()[1].footer["sections"]["times"][0]] ^= 255
    path.write_bytes(content)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    folder = tmp_path / "log"
    folder.mkdir()
    return folder / "eve.json"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def follower(log: Path, store: Store) -> Follower:
    return Follower([str(log)], store)


def test_what_is_added_is_read_at_the_next_look(log: Path, store: Store, follower: Follower) -> None:
    assert follower.look().events == 0
    append(log, line(0), line(1))
    assert follower.look().events == 2
    assert follower.look().events == 0
    append(log, line(2))
    assert follower.look().events == 1
    assert held(store) == [0, 1, 2]


def test_a_torn_line_waits_for_its_end_even_when_it_could_be_read(log: Path, store: Store, follower: Follower) -> None:
    append(log, line(0), line(1)[:20])
    assert follower.look().events == 1
    append(log, line(1)[20:-1])
    assert follower.look().events == 0
    append(log, b"\n", line(2))
    assert follower.look().events == 2
    assert held(store) == [0, 1, 2]
    (counts,) = store.counts().values()
    assert (counts.read, counts.kept, counts.skipped, counts.quarantined) == (3, 3, 0, 0)


def test_a_renamed_file_is_read_to_its_end_and_the_new_one_from_its_start(log: Path, store: Store, follower: Follower) -> None:
    append(log, line(0))
    follower.look()
    append(log, line(1))
    log.rename(log.with_name("eve.json.1"))
    append(log, line(2))
    assert follower.look().events == 2
    assert held(store) == [0, 1, 2]


def test_a_file_that_is_copied_and_cut_loses_nothing_of_the_copy(log: Path, store: Store, follower: Follower) -> None:
    append(log, *map(line, range(5)))
    follower.look()
    append(log, line(5))
    shutil.copyfile(log, log.with_name("eve.json-20261031"))
    log.write_bytes(b"")
    append(log, line(6))
    follower.look()
    assert held(store) == list(range(7))


def test_nothing_is_taken_from_a_file_that_gave_way_to_another_while_it_was_read(log: Path) -> None:
    append(log, *map(line, range(5_000)))
    content, ledger = log.read_bytes(), Ledger([])
    found = pieces(log, ledger, 2**16, growing=True)
    first = next(found)
    log.write_bytes(b"".join(map(line, range(5_000, 9_000))))
    with pytest.raises(FileNotFoundError):
        next(found)
    (known,) = ledger.candidates(content)
    assert known == [first.covered]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_copy_that_is_being_made_waits_until_it_is_whole(log: Path, store: Store, pack: Callable[[bytes], bytes]) -> None:
    follower = Follower([str(log.parent)], store)
    append(log, *(json.dumps(made.event(n=number, noise=os.urandom(30).hex())).encode() + b"\n" for number in range(2_000)))
    assert follower.look().events == 2_000
    copy, content = log.with_name("eve.json.1"), pack(log.read_bytes())
    for length in (len(content) // 2, len(content)):
        copy.write_bytes(content[:length])
        assert follower.look() == Look(0)
    log.write_bytes(line(5_000))
    assert follower.look().events == 1
    assert held(store) == [*range(2_000), 5_000]


def test_what_only_begins_like_a_file_is_read_once_it_rests(log: Path, store: Store) -> None:
    follower = Follower([str(log.parent)], store)
    append(log, line(0), line(1))
    follower.look()
    append(log, line(2), line(3))
    follower.look()
    other = log.with_name("eve.json.1")
    other.write_bytes(line(0) + line(1) + line(9))
    assert follower.look().events == 0
    os.utime(other, (time.time() - 60,) * 2)
    assert follower.look().events == 3


def test_files_that_were_never_followed_are_not_read_because_they_lie_beside(log: Path, store: Store, follower: Follower) -> None:
    append(log.with_name("eve.json.old"), line(99))
    append(log, line(0))
    follower.look()
    assert held(store) == [0]


def test_a_new_follower_goes_on_where_the_last_one_stopped(log: Path, store: Store, follower: Follower) -> None:
    append(log, line(0), line(1)[:9])
    follower.look()
    append(log, line(1)[9:])
    log.rename(log.with_name("eve.json.1"))
    append(log, line(2))
    assert Follower([str(log)], Store(store.folder)).look().events == 2
    assert held(store) == [0, 1, 2]


def test_another_writer_between_two_looks_doubles_nothing(log: Path, store: Store, follower: Follower) -> None:
    append(log, line(0))
    follower.look()
    append(log, line(1))
    other = Follower([str(log)], Store(store.folder))
    assert other.look().events == 1
    append(log, line(2))
    follower.look()
    follower.look()
    assert held(store) == [0, 1, 2]


def test_lines_that_cannot_be_read_are_kept_aside_with_the_reason(log: Path, store: Store, follower: Follower) -> None:
    append(log, b"{broken\n", line(0))
    assert follower.look().events == 1
    assert json.loads(store.quarantine.read_text())["line"] == 1


def test_small_segments_are_sealed_and_every_event_stays_who_it_was(log: Path, store: Store, follower: Follower) -> None:
    for number in range(6):
        append(log, line(number), json.dumps({"n": 100 + number}).encode() + b"\n")
        follower.look()
    before = first_events(store, made.query(window=Window(), limit=None), ("n",), False)
    names = [segment.name for segment in store.segments()]
    assert len(names) == 12
    with Sealer(store, silence=0) as sealer:
        sealer.tend()
        sealer.finish()
    assert [segment.name for segment in store.segments()] == ["00000001-00000006.segment", "00000001-00000006.untimed"]
    after = first_events(store, made.query(window=Window(), limit=None), ("n",), False)
    assert (after.ids, after.raw) == (before.ids, before.raw)
    sealed = store.segments()[0]
    assert sealed.arrived().tolist() == [1, 2, 3, 4, 5, 6]
    assert [number for _, number in sealed.origin(range(6))] == [1, 3, 5, 7, 9, 11]
    assert follower.look().events == 0
    append(log, line(50))
    assert follower.look().events == 1
    assert store.generation().endswith("/3/7")


def test_one_event_without_a_time_among_what_is_sealed_is_still_read(log: Path, store: Store, follower: Follower) -> None:
    for number in range(3):
        append(log, line(number), *([json.dumps({"n": 100}).encode() + b"\n"] if number == 1 else []))
        follower.look()
    before = first_events(store, made.query(window=Window(), limit=None), ("n",), False)
    with Sealer(store, silence=0) as sealer:
        sealer.tend()
        sealer.finish()
    assert [segment.name for segment in store.segments()] == ["00000001-00000003.segment", "00000001-00000003.untimed"]
    after = first_events(store, made.query(window=Window(), limit=None), ("n",), False)
    assert (after.ids, after.raw) == (before.ids, before.raw)
    untimed = store.segments()[1]
    assert (untimed.arrived().tolist(), untimed.origin(range(1))[0][1]) == ([2], 3)


def test_parts_that_a_crash_left_beside_their_sealed_whole_do_not_count(log: Path, store: Store, follower: Follower) -> None:
    for number in range(3):
        append(log, line(number))
        follower.look()
    kept = {path.name: path.read_bytes() for path in store.folder.glob("*.segment")}
    with Sealer(store, silence=0) as sealer:
        sealer.tend()
        sealer.finish()
    for name, content in kept.items():
        (store.folder / name).write_bytes(content)
    assert held(Store(store.folder)) == [0, 1, 2]
    append(log, line(3))
    follower.look()
    assert sorted(path.name for path in store.folder.glob("*.segment")) == ["00000001-00000003.segment", "00000004.segment"]


def test_a_file_that_is_emptied_and_filled_again_while_it_is_read_gives_nothing_of_the_other(log: Path) -> None:
    append(log, *map(line, range(100)))
    found = pieces(log, Ledger([]), 500, growing=True)
    next(found)
    log.write_bytes(b"".join(map(line, range(1_000, 1_100))))
    with pytest.raises(FileNotFoundError, match="gave way"):
        next(found)


def test_one_process_at_a_time_follows_into_a_store(store: Store) -> None:
    with Sealer(store), pytest.raises(SourceError, match="Another process"), Sealer(Store(store.folder)):
        pass


def test_a_segment_that_cannot_be_sealed_stays_and_is_told(log: Path, store: Store, follower: Follower) -> None:
    for number in range(3):
        append(log, line(number))
        follower.look()
    damage_the_second_segment(store)
    with Sealer(store, silence=0) as sealer:
        sealer.tend()
        sealer.finish()
        assert "00000002.segment" in sealer.trouble
        sealer.tend()
        sealer.finish()
    assert len(store.segments()) == 3


def test_trouble_with_sealing_is_told_while_following(log: Path, store: Store) -> None:
    follower = Follower([str(log)], store)
    for number in range(MANY + 1):
        append(log, line(number))
        follower.look()
    damage_the_second_segment(store)
    stop, troubles = Event(), []

    def note(look: Look) -> None:
        if look.trouble:
            troubles.append(look.trouble)
            stop.set()

    thread = Thread(target=follow, args=([str(log)], store, stop), kwargs={"on_look": note, "pause": 0.05})
    thread.start()
    thread.join(30)
    stop.set()
    assert "00000002.segment" in troubles[0]
    assert "evelens store repair" in troubles[0]
