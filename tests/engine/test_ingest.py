import bz2
import gzip
import json
import lzma
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pyarrow as pa
import pytest

from connector.answers import Progress
from connector.engine import pieces
from connector.engine.files import find_files
from connector.engine.ingest import ingest
from connector.engine.store import Store
from connector.errors import SourceError, SourceUnreachable
from tests import captures
from tests.engine import made

ROOT = Path(__file__).parents[2]
IMPORTS = """
import sys
from pathlib import Path
from connector.engine.ingest import ingest
from connector.engine.store import Store
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def many(first: int, number: int) -> list[dict[str, object]]:
    return [made.event(n=n) for n in range(first, first + number)]


def held(store: Store) -> list[object]:
    """The numbers of all events, sorted: none may be lost, none doubled."""
    return sorted(segment.event(row)["n"] for segment in store.segments() for row in range(segment.size))


def ids(store: Store) -> list[str]:
    return [name for segment in store.segments() for name in segment.ids(np.arange(segment.size))]


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, store: Store) -> None:
    path = made.write(tmp_path / "eve.json", many(0, 10))
    assert ingest([path], store).kept == 10
    before = store.generation()
    path.chmod(0o600)
    told: list[Progress] = []
    again = ingest([path], store, told.append)
    assert (again.read, again.bytes, told) == (0, 0, [])
    assert store.generation() == before


def test_a_file_that_grew_is_read_from_where_it_ended(tmp_path: Path, store: Store) -> None:
    path = made.write(tmp_path / "eve.json", many(0, 10))
    ingest([path], store)
    first = ids(store)
    with path.open("ab") as file:
        file.write(b"".join(json.dumps(each).encode() + b"\n" for each in many(10, 5)))
    again = ingest([path], store)
    assert (again.read, again.kept) == (5, 5)
    assert held(store) == list(range(15))
    assert set(first) < set(ids(store))
    assert [number for segment in store.segments() for _, number in segment.origin(np.arange(segment.size))] == list(range(1, 16))


def test_a_rotated_file_is_known_under_its_new_name(tmp_path: Path, store: Store) -> None:
    path = made.write(tmp_path / "eve.json", many(0, 10))
    ingest([path], store)
    with path.open("ab") as file:
        file.write(json.dumps(made.event(n=10)).encode() + b"\n")
    packed = tmp_path / "eve.json.1.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    made.write(path, many(11, 4))
    assert ingest([tmp_path], store).kept == 5
    assert held(store) == list(range(15))


def test_the_same_file_twice_or_under_two_names_is_read_once(tmp_path: Path, store: Store) -> None:
    path = made.write(tmp_path / "eve.json", many(0, 10))
    copy = tmp_path / "copy.json.gz"
    copy.write_bytes(gzip.compress(path.read_bytes()))
    assert ingest([path, path, tmp_path, copy], store).kept == 10
    assert ingest([copy, path], store).read == 0
    assert held(store) == list(range(10))


def test_identical_lines_are_different_events_also_across_files(tmp_path: Path, store: Store) -> None:
    made.write(tmp_path / "a.json", [made.event(n=0), *[made.event(n=7)] * 3])
    made.write(tmp_path / "b.json", [made.event(n=1), *[made.event(n=7)] * 3])
    assert ingest([tmp_path], store).kept == 8
    assert held(store) == [0, 1, 7, 7, 7, 7, 7, 7]
    assert len(set(ids(store))) == 8
    assert all(len(name) == 16 and int(name, 16) >= 0 for name in ids(store))


def test_the_id_of_an_event_is_the_same_in_another_store(tmp_path: Path, store: Store) -> None:
    path = made.write(tmp_path / "eve.json", many(0, 10))
    ingest([path], store)
    other = Store(tmp_path / "other")
    ingest([path.rename(tmp_path / "moved.json")], other)
    assert sorted(ids(store)) == sorted(ids(other))


def test_a_file_that_only_begins_like_another_is_another(tmp_path: Path, store: Store) -> None:
    long = [made.event(n=n, text="x" * 1_000) for n in range(100)]
    made.write(tmp_path / "a.json", [*long, *many(100, 10)])
    made.write(tmp_path / "b.json", [*long, *many(200, 10)])
    assert ingest([tmp_path], store).kept == 220
    assert len(set(ids(store))) == 220
    assert ingest([tmp_path], store).read == 0


def test_a_file_that_was_cut_and_filled_again_is_another(tmp_path: Path, store: Store) -> None:
    path = made.write(tmp_path / "eve.json", many(0, 10))
    ingest([path], store)
    made.write(path, many(10, 3))
    assert ingest([path], store).kept == 3
    assert held(store) == list(range(13))


def test_a_last_line_that_is_still_being_written_is_read_once_it_is_whole(tmp_path: Path, store: Store) -> None:
    path = made.write(tmp_path / "eve.json", many(0, 2))
    whole = json.dumps(made.event(n=2)).encode()
    with path.open("ab") as file:
        file.write(whole[:30])
    assert ingest([path], store).quarantined == 1
    os.utime(path, ns=(1, 1))
    assert ingest([path], store).read == 0
    (counts,) = store.counts().values()
    assert (counts.read, counts.kept, counts.quarantined) == (3, 2, 1)
    with path.open("ab") as file:
        file.write(whole[30:])
    assert ingest([path], store).kept == 1
    with path.open("ab") as file:
        file.write(b"\n" + json.dumps(made.event(n=3)).encode() + b"\n")
    assert ingest([path], store).kept == 1
    assert held(store) == list(range(4))
    (counts,) = store.counts().values()
    assert (counts.kept, counts.quarantined) == (4, 0)
    last = store.segments()[-1]
    assert last.origin(np.arange(1)) == [(str(path), 4)]


def test_a_file_of_bad_lines_only_is_remembered(tmp_path: Path, store: Store) -> None:
    path = made.write(tmp_path / "eve.json", [b"nonsense", b"", b"[1]"])
    summary = ingest([path], store)
    assert (summary.read, summary.kept, summary.skipped, summary.quarantined) == (3, 0, 1, 2)
    assert ingest([path], store).read == 0
    records = [json.loads(line) for line in summary.quarantine.read_text().splitlines()]
    assert [(record["line"], record["offset"]) for record in records] == [(1, 0), (3, 10)]


def test_an_empty_file_is_no_error_and_hides_no_other(tmp_path: Path, store: Store) -> None:
    (tmp_path / "a.json").touch()
    made.write(tmp_path / "b.json", many(0, 3))
    assert ingest([tmp_path], store).kept == 3
    made.write(tmp_path / "a.json", many(3, 3))
    assert ingest([tmp_path], store).kept == 3


def test_events_without_a_usable_time_lie_in_segments_of_their_own(tmp_path: Path, store: Store) -> None:
    lines = [made.event(n=0), {"n": 1}, made.event(n=2, timestamp="soon"), made.event(n=3, timestamp="1970-01-01T00:00:00Z")]
    ingest([made.write(tmp_path / "eve.json", lines)], store)
    timed, untimed = store.segments()
    assert [timed.event(row)["n"] for row in range(timed.size)] == [3, 0]
    assert [untimed.event(row)["n"] for row in range(untimed.size)] == [1, 2]
    assert (timed.timed, untimed.timed, timed.arrivals, untimed.arrivals) == (True, False, (1, 1), (1, 1))
    assert timed.first == np.datetime64(0, "us")
    assert np.isnat(untimed.times).all()


def zstd(data: bytes) -> bytes:
    packed: bytes = pa.compress(data, "zstd", asbytes=True)
    return packed


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd])
def test_compressed_files_are_known_by_their_content(tmp_path: Path, store: Store, pack: Callable[[bytes], bytes]) -> None:
    path = made.write(tmp_path / "eve.json", many(0, 5_000))
    path.write_bytes(pack(path.read_bytes()))
    assert ingest([path], store).kept == 5_000


def test_several_compressed_files_one_after_the_other_are_one(tmp_path: Path, store: Store) -> None:
    parts = [made.write(tmp_path / "part", many(first, 10)).read_bytes() for first in (0, 10)]
    path = tmp_path / "eve.json.gz"
    path.write_bytes(b"".join(map(gzip.compress, parts)) + b"\0" * 512)
    assert ingest([path], store).kept == 20
    assert store.cut_files() == []


def test_a_gzip_file_that_breaks_off_gives_every_line_before_the_cut(tmp_path: Path, store: Store) -> None:
    lines = [made.event(n=n, noise=os.urandom(30).hex()) for n in range(5_000)]
    data = made.write(tmp_path / "whole", lines).read_bytes()
    packed = gzip.compress(data)
    path = tmp_path / "eve.json.gz"
    path.write_bytes(packed[: len(packed) // 2])
    kept = ingest([path], store).kept
    assert 2_000 < kept < 3_000
    assert held(store) == list(range(kept))
    assert store.cut_files() == [str(path)]
    path.write_bytes(packed)
    assert ingest([path], store).kept == 5_000 - kept
    assert held(store) == list(range(5_000))
    assert store.cut_files() == []
    assert [counts.quarantined for counts in store.counts().values()] == [0]


def test_pieces_are_cut_at_line_ends_and_hold_no_more_lines_than_a_segment(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MOST_LINES", 100)
    path = made.write(tmp_path / "eve.json", many(0, 1_050))
    assert ingest([path], store).kept == 1_050
    assert [segment.size for segment in store.segments()] == [100] * 10 + [50]
    assert held(store) == list(range(1_050))
    numbers = [number for segment in store.segments() for _, number in segment.origin(np.arange(segment.size))]
    assert numbers == list(range(1, 1_051))


def test_processes_build_what_one_process_builds(tmp_path: Path, store: Store) -> None:
    lines = [made.event(n=n, text="x" * 2_000) for n in range(6_000)]
    path = made.write(tmp_path / "eve.json", [*lines, b"nonsense"])
    told: list[Progress] = []
    summary = ingest([path], store, told.append, workers=2)
    assert (summary.kept, summary.quarantined) == (6_000, 1)
    assert len(store.segments()) > 1
    assert held(store) == list(range(6_000))
    alone = Store(tmp_path / "alone")
    ingest([path], alone, workers=0)
    assert sorted(ids(alone)) == sorted(ids(store))
    assert [progress.share for progress in told] == sorted(progress.share for progress in told)
    assert told[0] == Progress(0.0, 0, None, "eve.json")
    assert told[-1] == Progress(1.0, 6_000, 0.0, "eve.json", path.stat().st_size, told[-1].rate)
    assert summary.bytes / summary.seconds == pytest.approx(told[-1].rate, rel=0.2)


def test_a_gap_that_an_interruption_left_is_filled_and_nothing_is_doubled(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MOST_LINES", 100)
    path = made.write(tmp_path / "eve.json", many(0, 1_050))
    ingest([path], store)
    for arrival in (1, 4, 5, 11):
        (store.folder / f"{arrival:08d}.segment").unlink()
    assert len(held(store)) == 700
    assert ingest([path], store).kept == 350
    assert held(store) == list(range(1_050))
    assert ingest([path], store).read == 0


def test_ctrl_c_leaves_a_store_that_answers_and_the_rest_is_read_later(tmp_path: Path, store: Store) -> None:
    path = made.write(tmp_path / "eve.json", [made.event(n=n, text=f"{n} " + "x" * 900) for n in range(40_000)])
    code = IMPORTS + "ingest([sys.argv[1]], Store(Path(sys.argv[2])), lambda progress: print(progress.events, flush=True))"
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path), str(store.folder)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"0\n"
    assert int(child.stdout.readline()) > 0
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=30)
    assert child.returncode != 0
    before = held(store)
    assert 0 < len(before) < 40_000
    assert len(set(map(str, before))) == len(before)
    assert ingest([path], store, workers=0).kept == 40_000 - len(before)
    assert held(store) == list(range(40_000))
    assert [name for name in os.listdir(store.folder) if "unfinished" in name] == []


def test_a_second_writer_waits_for_the_first(tmp_path: Path, store: Store) -> None:
    path = made.write(tmp_path / "eve.json", many(0, 10))
    code = IMPORTS + "print(ingest([sys.argv[1]], Store(Path(sys.argv[2]))).kept)"
    command = [sys.executable, "-c", code, str(path), str(store.folder)]
    with store.writing():
        assert (store.folder / "lock").read_text() == str(os.getpid())
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        begin = monotonic()
        while child.poll() is None and monotonic() - begin < 1:
            sleep(0.05)
        assert child.poll() is None
        assert held(store) == []
    out, _ = child.communicate(timeout=30)
    assert out == b"10\n"
    assert held(store) == list(range(10))


def test_a_folder_gives_eve_files_and_what_rotation_made_of_them(tmp_path: Path) -> None:
    wanted = ["eve.json", "eve.json.1", "eve.json.gz", "eve.json.2.gz", "eve.json-20261031", "eve.json-20261031.gz",
              "eve-2026-10-31.json", "eve.json.zst", "EVE.JSON"]  # fmt: skip
    others = ["fast.log", "eve.json.tmp", "stats.log.gz", "eve.jsonl", "notes.txt", "eve.unfinished"]
    for name in wanted + others:
        (tmp_path / name).touch()
    (tmp_path / "folder.json").mkdir()
    found, missing = find_files([str(tmp_path)])
    assert {path.name for path in found} == set(wanted)
    assert missing == []
    assert {path.name for path in find_files([str(tmp_path / "eve*.gz")])[0]} == {
        "eve.json.gz", "eve.json.2.gz", "eve.json-20261031.gz"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "says"), [("nowhere.json", "does not exist"), ("*.nothing", "matches no file"), (".", "holds no EVE files")]
)
def test_a_path_that_leads_nowhere_is_one_sentence(tmp_path: Path, store: Store, path: str, says: str) -> None:
    with pytest.raises(SourceUnreachable, match=says) as caught:
        ingest([tmp_path / path], store)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_store_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = made.write(tmp_path / "eve.json", many(0, 3))
    with pytest.raises(SourceError, match="cannot be written"):
        ingest([path], Store(tmp_path / "file" / "store"))


def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "eve.json"
    path.symlink_to("/proc/self/mem")  # readable by nobody at its start
    with pytest.raises(SourceUnreachable, match="cannot be read"):
        ingest([path], store)


@pytest.mark.real
def test_a_real_day_is_small_on_disk(tmp_path: Path, store: Store) -> None:
    summary = ingest([captures.path("verify-24h.eve.json.gz")], store)
    assert (summary.read, summary.kept, summary.bytes) == (99_728, 99_728, 131_080_628)
    assert sum(path.stat().st_size for path in store.folder.iterdir()) < 0.3 * summary.bytes
    assert len(set(ids(store))) == 99_728
