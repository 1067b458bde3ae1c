"""Standard input, and other streams that are read once."""

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from connector.answers import Progress
from connector.engine import pieces, piped
from connector.engine.ingest import ingest
from connector.engine.piped import ingest_stream
from connector.engine.store import Store
from connector.errors import SourceUnreachable
from tests.engine import made
from tests.engine.test_ingest import ROOT, held, ids, many, zstd


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def pipe() -> Iterator[Callable[[bytes], BinaryIO]]:
    """Real pipes, each with a thread that writes into it a few bytes at first."""
    opened: list[BinaryIO] = []
    threads = []

    def make(content: bytes) -> BinaryIO:
        reading, writing = os.pipe()

        def write() -> None:
            with open(writing, "wb", buffering=0) as out:
                out.write(content[:3])
                rest = memoryview(content)[3:]
                while rest:
                    rest = rest[out.write(rest) :]

        opened.append(os.fdopen(reading, "rb"))
        threads.append(threading.Thread(target=write, daemon=True))
        threads[-1].start()
        return opened[-1]

    yield make
    for file in opened:
        file.close()
    for thread in threads:
        thread.join(10)


Pipe = Callable[[bytes], BinaryIO]


def lines(*events: object) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in events)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress, zstd])
@pytest.mark.parametrize("array", [False, True])
def test_a_stream_is_known_by_its_content(store: Store, pipe: Pipe, pack: Callable[[bytes], bytes], array: bool) -> None:
    events = many(0, 3_000)
    content = json.dumps(events).encode() if array else b"\xef\xbb\xbf" + lines(*events).replace(b"\n", b"\r\n")
    summary = ingest_stream(pipe(pack(content)), store)
    assert (summary.kept, summary.quarantined) == (3_000, 0)
    assert held(store) == list(range(3_000))
    assert store.segments()[0].origin(np.arange(1)) == [("standard input", 1)]


def test_the_same_stream_twice_is_read_once_and_identical_lines_are_all_kept(store: Store, pipe: Pipe) -> None:
    content = lines(*[made.event(n=7)] * 500, *many(0, 100))
    assert ingest_stream(pipe(content), store).kept == 600
    assert ingest_stream(pipe(gzip.compress(content)), store).read == 0
    before = store.generation()
    assert ingest_stream(pipe(content), store).read == 0
    assert store.generation() == before
    assert len(held(store)) == len(set(ids(store))) == 600


def test_a_stream_that_grew_is_read_from_where_it_ended(store: Store, pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_LINES", 100)
    ingest_stream(pipe(lines(*many(0, 1_000))), store)
    again = ingest_stream(pipe(lines(*many(0, 1_250))), store)
    assert (again.read, again.kept) == (250, 250)
    assert held(store) == list(range(1_250))
    numbers = [number for segment in store.segments() for _, number in segment.origin(np.arange(segment.size))]
    assert numbers == list(range(1, 1_251))


def test_a_file_and_a_stream_of_the_same_content_are_read_once(tmp_path: Path, store: Store, pipe: Pipe) -> None:
    path = made.write(tmp_path / "eve.json", many(0, 5_000))
    ingest([path], store)
    assert ingest_stream(pipe(path.read_bytes()), store).read == 0
    with path.open("ab") as file:
        file.write(lines(*many(5_000, 10)))
    assert ingest_stream(pipe(path.read_bytes()), store).kept == 10
    assert ingest([path], store).read == 0
    assert ingest([path], store).read == 0
    assert held(store) == list(range(5_010))


def test_a_stream_that_only_begins_like_another_is_another(store: Store, pipe: Pipe) -> None:
    long = [made.event(n=n, text="x" * 1_000) for n in range(100)]
    ingest_stream(pipe(lines(*long, *many(100, 10))), store)
    assert ingest_stream(pipe(lines(*long, *many(200, 10))), store).kept == 110
    assert len(set(ids(store))) == 220


def test_a_gap_in_a_stream_is_filled_when_it_comes_again(store: Store, pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_LINES", 100)
    content = lines(*many(0, 1_050))
    ingest_stream(pipe(content), store)
    for arrival in (1, 4, 5, 11):
        (store.folder / f"{arrival:08d}.segment").unlink()
    assert ingest_stream(pipe(content), store).kept == 350
    assert held(store) == list(range(1_050))
    assert [name for name in os.listdir(store.folder) if "unfinished" in name] == []


def test_an_archive_that_breaks_off_gives_every_line_before_the_cut_and_says_so(store: Store, pipe: Pipe) -> None:
    content = gzip.compress(lines(*[made.event(n=n, noise=os.urandom(30).hex()) for n in range(5_000)]))
    kept = ingest_stream(pipe(content[: len(content) // 2]), store).kept
    assert 2_000 < kept < 3_000
    assert store.cut_files() == ["standard input"]
    assert ingest_stream(pipe(content[: len(content) // 2]), store).read == 0
    assert store.cut_files() == ["standard input"]
    assert ingest_stream(pipe(content), store).kept == 5_000 - kept
    assert held(store) == list(range(5_000))
    assert store.cut_files() == []


def test_an_element_that_is_an_array_is_no_array_when_it_comes_again(store: Store, pipe: Pipe) -> None:
    content = b"[[1], " + json.dumps(made.event(n=1)).encode() + b"]"
    assert ingest_stream(pipe(content), store).quarantined == 1
    assert ingest_stream(pipe(content), store).read == 0
    assert held(store) == [1]


def test_progress_of_a_stream_is_bytes_and_a_rate(store: Store, pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_LINES", 1_000)
    content = lines(*many(0, 3_000))
    told: list[Progress] = []
    ingest_stream(pipe(content), store, told.append)
    assert [(progress.share, progress.seconds_left) for progress in told] == [(0, None)] * (len(told) - 1) + [(1, 0)]
    assert sorted({progress.events for progress in told}) == [0, 1_000, 2_000, 3_000]
    assert [progress.bytes for progress in told] == sorted(progress.bytes for progress in told)
    assert told[-1].bytes == len(content)
    assert all(progress.rate > 0 for progress in told[1:])
    assert {progress.name for progress in told} == {"standard input"}


def test_a_long_stream_is_built_by_several_processes(store: Store, pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piped, "_PIECE", 2**20)
    content = lines(*[made.event(n=n, text="x" * 2_000) for n in range(2_500)])
    assert ingest_stream(pipe(content), store, workers=2).kept == 2_500
    assert len(store.segments()) > 3
    assert held(store) == list(range(2_500))


def test_a_stream_without_line_ends_takes_no_more_memory_than_its_longest_part(store: Store, pipe: Pipe) -> None:
    """200 MB without a line end, in a process that may take half of that."""
    code = (
        "import sys, resource\nfrom pathlib import Path\nfrom connector.engine import pieces, piped\n"
        "from connector.engine.store import Store\npieces.LONGEST = piped._PIECE = piped.SMALL = 2**22\n"
        "base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "found = piped.ingest_stream(sys.stdin.buffer, Store(Path(sys.argv[1])), workers=0)\n"
        "print(found.quarantined, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(store.folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    for _ in range(200):
        child.stdin.write(b"x" * 2**20)
    out, _ = child.communicate(timeout=60)
    quarantined, kilobytes = map(int, out.split())
    unit = 1 if sys.platform == "darwin" else 1_024
    assert quarantined == 50
    assert kilobytes * unit < 100 * 2**20
    assert store.quarantine.stat().st_size < 80 * 2**20
    records = [json.loads(line) for line in store.quarantine.read_text().splitlines()]
    assert {record["line"] for record in records} == {1}
    assert sum(record["length"] for record in records) == 200 * 2**20


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "before it held anything"),
        (gzip.compress(b"{}", mtime=0)[:5], "before its first line"),
        (b"\xd4\xc3\xb2\xa1" + bytes(100), "packet capture"),
    ],
)
def test_a_stream_without_events_is_one_sentence(store: Store, content: bytes, says: str) -> None:
    with pytest.raises(SourceUnreachable, match=says):
        ingest_stream(io.BytesIO(content), store)
    assert not store.folder.exists()


def test_a_terminal_is_one_sentence(store: Store) -> None:
    ours, theirs = os.openpty()
    with open(theirs, "rb", closefd=True) as terminal, pytest.raises(SourceUnreachable, match="terminal: pipe events"):
        ingest_stream(terminal, store)
    os.close(ours)


class _Broken(io.RawIOBase):
    """Gives an archive's first bytes, then fails."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, size: int = -1, /) -> bytes:
        block, self._content = self._content[:size], self._content[size:]
        if not block:
            raise OSError(5, "Input/output error")
        return block


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd])
def test_a_stream_that_fails_is_one_sentence_and_what_came_before_counts_once_it_is_a_piece(
    store: Store, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piped, "SMALL", 1_000)
    monkeypatch.setattr(piped, "_PIECE", 2**16)
    content = lines(*[made.event(n=n, noise=os.urandom(30).hex()) for n in range(5_000)])
    with pytest.raises(SourceUnreachable, match="can be read no further: Input/output error"):
        ingest_stream(_Broken(pack(content)), store, workers=0)  # type: ignore[arg-type]
    before = held(store)
    assert before == list(range(len(before)))
    assert 0 < len(before) < 5_000
    ingest_stream(io.BytesIO(content), store, workers=0)
    assert held(store) == list(range(5_000))
