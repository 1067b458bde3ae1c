"""Many small segments made into few: every answer, and all that is known of the files, stays what it was."""

import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from connector.config import Config
from connector.engine import answer, care, joining
from connector.engine.build import build
from connector.engine.events import first_events
from connector.engine.fields import fields, stats
from connector.engine.groups import groups
from connector.engine.ingest import ingest
from connector.engine.joining import join
from connector.engine.ledger import Ledger
from connector.engine.pieces import pieces
from connector.engine.sealer import Sealer
from connector.engine.sealing import FEW
from connector.engine.store import Store
from connector.sources import eve
from connector.window import Window
from tests.engine import made
from tests.engine.mixed import EVENTS, UNTIMED
from tests.engine.test_follow import held

ROOT = Path(__file__).parents[2]
JOIN = """
import sys
from pathlib import Path
from connector.engine.joining import join
from connector.engine.store import Store
join(Store(Path(sys.argv[1])))
"""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Thirty files; events without a time, blank lines and lines that cannot be read among them."""
    folder = tmp_path / "files"
    folder.mkdir()
    found = []
    for number in range(30):
        more = [*UNTIMED, b"", b"{torn"] if number % 7 == 3 else []
        found.append(made.write(folder / f"eve.json.{number:02d}", [*EVENTS[30 * number : 30 * number + 30], *more]))
    return found


@pytest.fixture
def store(tmp_path: Path, files: list[Path]) -> Store:
    found = Store(tmp_path / "store")
    ingest(files, found)
    assert len(found.segments()) == 34
    return found


def told(store: Store) -> list[object]:
    """Everything that a store says of its events and of the files that they came from."""
    found: list[object] = []
    for filter, limit in (("*", None), ("name:a OR tags:b", 100), ("*dns* AND n:[100 TO 901]", 100)):
        query = made.query(filter, Window(), limit)
        events = first_events(store, query, None, False)
        found += [events.frame, events.ids, events.raw, events.total, answer.trend(store, query), fields(store, query).frame]
        found += [answer.values(store, query, field, 9, True).frame for field in ("name", "mixed", "tags")]
        found += [groups(store, query, ("event_type", "name"), 50, "last", 5).frame, stats(store, query, "n")]
        found.append(answer.timeline(store, query, "name", 9, 5).frame)
    found += [answer.span(store), store.counts(), store.cut_files(), store.quarantine.read_bytes()]
    found += sorted(map(str, store.ranges()))
    rows = [(*place, at) for each in store.segments()
            for place, at in zip(each.origin(np.arange(each.size)), each.arrived().tolist(), strict=True)]  # fmt: skip
    return [_plain(each) if isinstance(each, pd.DataFrame) else each for each in found] + sorted(rows)


def _plain(frame: pd.DataFrame) -> str:
    """A number that is written as 80 and as 80.0 is one value: which of the two is shown is chance."""
    return str(frame.to_dict("list")).replace("80.0", "80")


def test_many_small_segments_become_one_and_nothing_else_changes(store: Store, files: list[Path]) -> None:
    before = told(store)
    join(store)
    assert [segment.name for segment in store.segments()] == ["00000001-00000030.segment", "00000001-00000030.untimed"]
    assert told(store) == before
    assert told(Store(store.folder)) == before
    assert [each.reason for each in care.check(store)] == ["", ""]
    assert ingest(files, store).read == 0
    with files[3].open("ab") as file:
        file.write(b'{"n": 5000}\n')
    assert ingest(files, store).kept == 1


def test_whoever_reads_a_small_segment_goes_on_after_it_was_joined(store: Store) -> None:
    old = store.segments()
    join(store)
    assert sum(len(segment.lines(range(segment.size))) for segment in old) == 908


def test_what_is_joined_is_as_large_as_a_segment_may_be_and_no_larger(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connector.engine.sealing.LARGE", 300)
    before = told(store)
    join(store)
    assert [segment.size for segment in store.segments() if segment.timed] == [300, 300, 300]
    assert told(store) == before


def test_large_events_are_joined_a_few_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    timed = [segment for segment in store.segments() if segment.timed]
    monkeypatch.setattr("connector.engine.sealing.HEAVIEST", sum(segment.reader.size for segment in timed[:6]))
    before = told(store)
    join(store)
    assert max(segment.size for segment in store.segments()) < 300
    assert len(store.segments()) < 34
    assert told(store) == before


def test_large_ones_are_written_by_processes_of_their_own(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connector.engine.sealing.LARGE", 300)
    monkeypatch.setattr(joining, "SMALL", 100)
    before = told(store)
    join(store)
    assert len(store.segments()) == 6
    assert told(store) == before


def test_a_few_are_left_as_they_are(tmp_path: Path) -> None:
    store, path = Store(tmp_path / "store"), tmp_path / "eve.json"
    for number in range(FEW - 1):
        ingest([made.write(path.with_suffix(f".{number}"), [made.event(n=number)])], store)
    join(store)
    assert len(store.segments()) == FEW - 1


def test_days_that_will_be_dropped_stay_apart(tmp_path: Path) -> None:
    store, start = Store(tmp_path / "store"), datetime(2026, 10, 28, 21, tzinfo=UTC)
    for number in range(32):
        stamp = (start + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
        ingest([made.write(tmp_path / f"{number}.json", [made.event(timestamp=stamp, n=number)])], store)
    sizes = [(each.day, each.events) for each in care.size(store)]
    join(store, whole_days=True)
    assert [segment.size for segment in store.segments()] == [1, 1, 1, 24, 5]
    assert [(each.day, each.events) for each in care.size(store)] == sizes
    assert care.keep(store, days=1, gigabytes=None, now=datetime(2026, 10, 30, 9, tzinfo=UTC)) == 3
    assert held(store) == list(range(3, 32))


def test_a_damaged_part_keeps_its_neighbours_as_they_are(store: Store) -> None:
    part = store.segments()[5]
    content = bytearray((store.folder / part.name).read_bytes())
    content[part.footer["sections"]["times"][0]] ^= 255
    (store.folder / part.name).write_bytes(content)
    join(Store(store.folder))
    assert len(Store(store.folder).segments()) == 34
    with store.writing():
        assert not [*store.folder.glob("*.unfinished")]


def test_a_kill_at_any_moment_loses_and_doubles_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(store)
    names = {segment.name for segment in store.segments()}
    dice, longest, killed = random.Random(5), 2.0, 0
    while len(names) == 34 or killed < 3:
        with subprocess.Popen([sys.executable, "-c", JOIN, str(store.folder)], cwd=ROOT) as child:
            begun = time.monotonic()
            try:
                child.wait(dice.uniform(longest / 2, longest))
                longest = time.monotonic() - begun
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
                killed += 1
        assert told(Store(store.folder)) == before
        names = {segment.name for segment in Store(store.folder).segments()}
        if len(names) < 34 and killed >= 3:
            break
    assert len(names) == 2


def test_a_crash_between_two_steps_counts_every_event_once(store: Store) -> None:
    before = told(store)
    kept = {path.name: path.read_bytes() for path in [*store.folder.glob("*.segment"), *store.folder.glob("*.untimed")]}
    join(store)
    (whole, untimed) = sorted(store.folder.glob("*-*"))
    halves = whole.read_bytes(), untimed.read_bytes()
    for name, content in kept.items():
        (store.folder / name).write_bytes(content)
    assert told(Store(store.folder)) == before  # the parts were not taken away yet
    whole.unlink()
    assert told(Store(store.folder)) == before  # only the events without a time were put in place
    whole.with_suffix(".segment.unfinished").write_bytes(halves[0])
    with Store(store.folder).writing():
        assert not [*store.folder.glob("*-*")]
    assert told(Store(store.folder)) == before


def test_small_ones_between_larger_ones_are_sealed_while_events_come_in(store: Store, tmp_path: Path) -> None:
    before = held(store)
    with Sealer(store, silence=1_000) as sealer:
        sealer.tend()  # thirty of them, the newest ones, may still grow
        sealer.finish()
        assert len(store.segments()) == 34
        ingest([made.write(tmp_path / "large.json", [made.event(n=number) for number in range(5_000)])], store)
        sealer.tend()
        sealer.finish()
    assert [segment.size for segment in store.segments()] == [900, 8, 5_000]
    assert held(store) == sorted([*before, *range(5_000)])


def test_what_was_joined_while_it_was_sealed_is_not_sealed_over(store: Store) -> None:
    before = told(store)
    with Sealer(store, silence=0) as sealer, store.writing():
        sealer.tend()
        deadline = time.monotonic() + 20
        while not [*store.folder.glob("00000001-00000030.untimed.*sealing")]:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        other = Store(store.folder)
        joining.seal([each for each in other.segments()[:5] if each.name.endswith(".segment")], store.new_paths(1, 4)[0])
        joining.seal([each for each in other.segments()[:5] if each.name.endswith(".untimed")], store.new_paths(1, 4)[1])
        store.commit(1, 4)
    assert told(store) == before
    assert not [*store.folder.glob("*.sealing")]


def test_a_folder_of_many_files_is_read_into_few_segments(files: list[Path], tmp_path: Path) -> None:
    config = Config(source="eve", eve_path=(str(files[0].parent),), data=tmp_path / "data")
    source = eve.open(config, "eve")
    source.read()
    assert len(source.store.segments()) == 2
    assert source.span().count == 908


def test_what_is_committed_between_others_while_they_are_sealed_is_not_lost(tmp_path: Path) -> None:
    paths = [made.write(tmp_path / f"e{number}.json", EVENTS[10 * number : 10 * number + 10]) for number in range(9)]
    writer, store = Store(tmp_path / "store"), Store(tmp_path / "store")
    with Sealer(store, silence=0) as sealer:
        with writer.writing():
            ledger = Ledger([])
            for number, path in enumerate(paths, 1):
                piece = next(pieces(path, ledger, 2**20))
                build(piece.data, piece.covered, number, *writer.new_paths(number))
                if number != 4:
                    writer.commit(number)
            for _ in range(2):  # the second look finds that nothing came since the first
                sealer.tend()
            assert sealer._under_way is not None
            writer.commit(4)
        sealer.finish()
    assert sorted(covered.path for covered in store.ranges()) == sorted(map(str, paths))


def test_a_damaged_part_does_not_keep_others_from_being_joined_and_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connector.engine.sealing.LARGE", 300)
    before = sum(segment.size for segment in store.segments())
    first = joining._many(store, False)
    assert len(first) > 1
    broken = store.folder / first[0][0].name
    content = bytearray(broken.read_bytes())
    content[first[0][0].footer["sections"]["blocks"][0]] ^= 255
    broken.write_bytes(content)
    join(store)
    assert sum(segment.size for segment in store.segments()) == before
    assert len(joining._many(store, False)) == 1
    assert list(store.folder.glob("*.unfinished")) == []
