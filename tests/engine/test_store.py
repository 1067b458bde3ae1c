import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import pytest

from connector.answers import Progress
from connector.engine import care
from connector.engine.ingest import ingest
from connector.engine.record import NAME
from connector.engine.store import Store
from connector.errors import SourceUnreachable
from tests.engine import made

ROOT = Path(__file__).parents[2]


def grow(path: Path, store: Store, n: int) -> None:
    with path.open("ab") as file:
        file.write(json.dumps(made.event(n=n)).encode() + b"\n")
    ingest([path], store)


def test_a_store_that_is_not_there_is_empty(tmp_path: Path) -> None:
    store = Store(tmp_path / "nothing")
    assert store.segments() == ()
    assert store.counts() == {}
    assert store.generation() == Store(tmp_path / "nothing").generation()
    store.drop()
    assert not (tmp_path / "nothing").exists()


def test_the_generation_changes_with_every_batch_and_only_then(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    path = tmp_path / "eve.json"
    seen = [store.generation()]
    for n in range(3):
        grow(path, store, n)
        ingest([path], store)
        seen.append(store.generation())
        assert Store(tmp_path / "store").generation() == seen[-1]
    assert len(set(seen)) == 4
    assert [segment.arrivals[0] for segment in store.segments()] == [1, 2, 3]


def test_an_open_store_sees_what_another_process_adds(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(n=0))
    assert len(store.segments()) == 1
    path = made.write(tmp_path / "more.json", [made.event(n=1)])
    code = """
import sys
from pathlib import Path
from connector.engine.ingest import ingest
from connector.engine.store import Store
ingest([sys.argv[1]], Store(Path(sys.argv[2])))
"""
    subprocess.run([sys.executable, "-c", code, str(path), str(store.folder)], cwd=ROOT, timeout=60, check=True)
    assert [segment.size for segment in store.segments()] == [1, 1]


def test_a_batch_that_was_not_committed_does_not_count_and_is_cleared_away(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(n=0), {"n": 1})
    names = sorted(os.listdir(store.folder))
    for name in ("00000002.segment.unfinished", "00000002.untimed.unfinished", "00000003.untimed"):
        (store.folder / name).write_bytes((store.folder / "00000001.segment").read_bytes())
    assert len(store.segments()) == 2
    with store.writing():
        assert sorted(os.listdir(store.folder)) == names


def test_what_a_killed_writer_still_writes_does_not_touch_what_the_next_one_writes(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(n=0))
    with (tmp_path / "eve.json").open("ab") as file:
        file.write(json.dumps(made.event(n=1)).encode() + b"\n")
    killed = Store(store.folder).new_paths(2)[0]
    with ExitStack() as stack:
        late: list[BinaryIO] = []

        def write_on(progress: Progress) -> None:
            late.append(late[0] if late else stack.enter_context(killed.open("wb", buffering=0)))
            late[0].write(b"late")

        ingest([tmp_path / "eve.json"], store, write_on)
    assert [segment.event(0)["n"] for segment in store.segments()] == [0, 1]
    assert [found.reason for found in care.check(Store(store.folder))] == ["", ""]
    with store.writing():
        assert not [name for name in os.listdir(store.folder) if name.endswith("unfinished")]


def test_a_damaged_segment_is_set_aside_and_what_it_covered_is_read_again(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(n=0))
    grow(tmp_path / "eve.json", store, 1)
    (store.folder / "00000001.segment").write_bytes(b"nonsense")
    again = Store(store.folder)
    assert [segment.arrivals[0] for segment in again.segments()] == [2]
    assert again.damaged() == ("00000001.segment",)
    assert ingest([tmp_path / "eve.json"], again).kept == 1
    assert sorted(segment.event(0)["n"] for segment in again.segments()) == [0, 1]
    assert again.damaged() == ("00000001.segment.damaged",)


def test_a_dropped_store_is_empty_and_shows_nothing_old_when_it_is_filled_again(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(n=0), b"nonsense")
    before = store.generation()
    assert [segment.event(0)["n"] for segment in store.segments()] == [0]
    Store(store.folder).drop()
    assert store.segments() == ()
    assert not store.quarantine.exists()
    other = made.write(tmp_path / "other.json", [made.event(n=7)])
    ingest([other], Store(store.folder))
    assert [segment.event(0)["n"] for segment in store.segments()] == [7]
    assert store.generation() != before


def test_counts_are_kept_by_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    first = made.write(tmp_path / "a.json", [made.event(n=0), b"nonsense", b"", b"\xef\xbb\xbf{}"])
    second = made.write(tmp_path / "b.json", [made.event(n=1), b"[]"])
    ingest([first, second], store)
    counts = {Path(path).name: count for path, count in store.counts().items()}
    assert (counts["a.json"].read, counts["a.json"].kept, counts["a.json"].skipped) == (4, 2, 1)
    assert (counts["a.json"].quarantined, counts["a.json"].mended) == (1, 1)
    assert (counts["b.json"].read, counts["b.json"].quarantined) == (2, 1)


def test_a_record_that_cannot_be_read_hides_nothing_of_what_was_dropped(tmp_path: Path) -> None:
    store = made.store(tmp_path, made.event(n=0))
    record = store.folder / NAME
    record.unlink()
    record.symlink_to("/proc/self/mem")  # an error at every read, not even root is told otherwise
    for question in (store.segments, store.generation, lambda: store.writing().__enter__()):
        with pytest.raises(SourceUnreachable, match=r"store\.json cannot be read"):
            question()
    assert record.is_symlink()
