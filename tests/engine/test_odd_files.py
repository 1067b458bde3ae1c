"""Files that are no ordinary ones: each is read rightly, or told in one sentence, and hinders no other."""

import bz2
import gzip
import json
import lzma
import os
import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from connector.config import Config
from connector.engine.files import find_files
from connector.engine.follow import Follower
from connector.engine.ingest import ingest
from connector.engine.store import Store
from connector.errors import SourceUnreachable
from connector.sources import eve
from tests.engine import made
from tests.engine.test_ingest import held, many


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A folder with one good file, which comes last."""
    folder = tmp_path / "logs"
    folder.mkdir()
    made.write(folder / "z.json", many(0, 3))
    return folder


def forbidden(path: Path) -> None:
    path.symlink_to("/proc/self/mem")  # readable by nobody at its start, not even by root


def tar(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        archive.add(path.parent / "z.json")


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "not readable": (forbidden, "Input/output error"),
    "gzip cut in its header": (lambda path: path.write_bytes(gzip.compress(b"{}")[:5]), "before its first line"),
    "zstd cut in its header": (lambda path: path.write_bytes(b"\x28\xb5\x2f\xfd\x00"), "before its first line"),
    "gzip of nothing sensible": (lambda path: path.write_bytes(b"\x1f\x8b" + os.urandom(1_000)), "damaged"),
    "packet capture": (lambda path: path.write_bytes(b"\xd4\xc3\xb2\xa1" + bytes(90)), "a packet capture: let Suricata"),
    "packet capture, compressed": (
        lambda path: path.write_bytes(bz2.compress(b"\x0a\x0d\x0d\x0a" + bytes(90))), "a packet capture"
    ),
    "tar archive": (tar, "a tar archive: unpack"),
    "zip archive": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(90)), "a zip archive: unpack"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_a_file_that_holds_no_events_is_one_sentence_and_hinders_no_other(logs: Path, store: Store, kind: str) -> None:
    make, says = ODD[kind]
    make(logs / "a.json")
    summary = ingest([logs], store)
    assert held(store) == [0, 1, 2]
    (sentence,) = summary.unread
    assert re.fullmatch(rf"{re.escape(str(logs / 'a.json'))} cannot be read: .*{says}[^\n]*\.", sentence)
    assert ingest([logs], store).unread == summary.unread
    with pytest.raises(SourceUnreachable, match=says):
        ingest([logs / "a.json"], store)


@pytest.mark.parametrize("kind", ODD)
def test_nor_does_it_hinder_files_that_are_followed(logs: Path, store: Store, kind: str) -> None:
    make, says = ODD[kind]
    make(logs / "a.json")
    follower = Follower([str(logs)], store)
    assert says in follower.look().trouble
    with (logs / "z.json").open("ab") as file:
        file.write(json.dumps(made.event(n=3)).encode() + b"\n")
    look = follower.look()
    assert (look.events, says in look.trouble) == (1, True)
    (logs / "a.json").unlink()
    made.write(logs / "a.json", many(4, 2))
    assert (follower.look().events, follower.look().trouble) == (2, "")
    assert held(store) == list(range(6))


def test_a_source_shows_the_rest_with_a_note(logs: Path, tmp_path: Path) -> None:
    forbidden(logs / "a.json")
    source = eve.open(Config(source="eve", eve_path=(str(logs),), data=tmp_path / "data"), "eve")
    source.read()
    assert source.span().count == 3
    assert [note.kind for note in source.notes()] == ["partial"]
    assert "a.json cannot be read" in source.notes()[0].text


def test_empty_files_of_every_kind_are_no_error(logs: Path, store: Store) -> None:
    (logs / "a.json").touch()
    for name, pack in (("b.json.gz", gzip.compress), ("c.json.xz", lzma.compress), ("d.json.bz2", bz2.compress)):
        (logs / name).write_bytes(pack(b""))
    (logs / "e.json").write_bytes(b"\xef\xbb\xbf")
    (logs / "f.json").write_bytes(b"\r\n\n  \n")
    (logs / "g.json").write_bytes(b"[ ]")
    summary = ingest([logs], store)
    assert (summary.kept, summary.unread) == (3, ())


def test_a_folder_reads_events_only(logs: Path, store: Store) -> None:
    for name in ("capture.pcap", "log.pcap.1700000000", "fast.log", "stats.log", "suricata.log.1.gz", "eve.json.tmp"):
        (logs / name).write_bytes(b"\xd4\xc3\xb2\xa1 no events")
    (logs / "folder.json").mkdir()
    os.mkfifo(logs / "pipe.json")
    (logs / "loop.json").symlink_to(logs / "loop.json")
    (logs / "gone.json").symlink_to(logs / "nowhere")
    summary = ingest([logs], store)
    assert (summary.read, summary.kept, summary.unread) == (3, 3, ())


def test_what_is_no_file_is_one_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    found, missing = find_files([str(tmp_path / name) for name in ("pipe", "loop", "gone")] + ["/dev/null"])
    assert found == []
    for sentence, says in zip(missing, ("`evelens ingest -`", "leads nowhere", "leads nowhere", "neither"), strict=True):
        assert says in sentence


NAMES = [
    "line\nend.json",
    "\x1b[31mred\x1b[0m.json",
    os.fsdecode(b"\xff\xfe.json"),
    " .json",
    "-eve.json",
    "[a]*?.json",
    "ü…\u202e.json",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_may_hold_anything(logs: Path, tmp_path: Path, name: str) -> None:
    made.write(logs / name, many(3, 3))
    config = Config(source="eve", eve_path=(str(logs), str(logs / name)), data=tmp_path / "data")
    source = eve.open(config, "eve")
    told: list[str] = []
    source.read(lambda progress: told.append(progress.name))
    assert held(source.store) == list(range(6))
    places = [path for segment in source.store.segments() for path, _ in segment.origin(np.arange(segment.size))]
    json.dumps([places, told]).encode()
    "".join([*places, *told]).encode()
    assert len(set(places)) == 2


@pytest.mark.parametrize("name", NAMES)
def test_a_sentence_about_a_name_holds_no_character_that_is_obeyed(tmp_path: Path, store: Store, name: str) -> None:
    forbidden(tmp_path / name)
    with pytest.raises(SourceUnreachable) as caught:
        ingest([tmp_path / name], store)
    assert str(caught.value).isprintable()
    (tmp_path / name).unlink()
    with pytest.raises(SourceUnreachable) as caught:
        ingest([tmp_path / name], store)
    assert str(caught.value).isprintable()


def test_a_file_that_is_replaced_at_the_same_path_is_another(logs: Path, store: Store) -> None:
    ingest([logs], store)
    made.write(logs / "new", many(3, 3)).replace(logs / "z.json")
    assert ingest([logs], store).kept == 3
    assert held(store) == list(range(6))


def test_a_file_that_grows_while_it_is_read_is_read_on_the_next_time(logs: Path, store: Store) -> None:
    path = logs / "z.json"
    grown = Event()

    def grow(_: object) -> None:
        if not grown.is_set():
            grown.set()
            with path.open("ab") as file:
                file.write(b"".join(json.dumps(each).encode() + b"\n" for each in many(3, 3)))

    ingest([path], store, grow)
    ingest([path], store)
    assert held(store) == list(range(6))


def test_rotation_and_compression_name_files_in_many_ways(tmp_path: Path, store: Store) -> None:
    packs: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress}
    stems = ["eve.json", "eve.json.1", "eve.json-20261031", "eve-2026-10-31.json", "eve.json.2026-10-31-12"]
    logs = tmp_path / "logs"
    logs.mkdir()
    number = 0
    for stem in stems:
        for ending, pack in {"": bytes, **packs}.items():
            path = made.write(logs / (stem + ending), many(number, 2))
            path.write_bytes(pack(path.read_bytes()))
            number += 2
    assert ingest([logs], store).kept == number
    assert ingest([logs, logs / "eve.json", logs / "*.gz"], store).read == 0
    assert held(store) == list(range(number))


@pytest.mark.parametrize("pack", [bytes, bz2.compress])
def test_a_long_array_is_read_whatever_it_is_packed_with(tmp_path: Path, store: Store, pack: Callable[[bytes], bytes]) -> None:
    """bzip2 gives nothing before it has read 900 kB."""
    path = tmp_path / "export.json"
    path.write_bytes(pack(json.dumps([made.event(n=n, noise=os.urandom(200).hex()) for n in range(5_000)]).encode()))
    assert ingest([path], store).kept == 5_000


def test_crlf_and_byte_order_marks_are_no_part_of_an_event(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "eve.json"
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(json.dumps(each).encode() for each in many(0, 5)) + b"\r\n\r\n")
    summary = ingest([path], store)
    assert (summary.kept, summary.quarantined, summary.mended, summary.skipped) == (5, 0, 1, 1)
    assert held(store) == list(range(5))


def test_the_number_of_a_line_is_right_after_a_line_that_had_no_end(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "eve.json"
    path.write_bytes(json.dumps(made.event(n=0)).encode())
    for stamp in (1, 2, 3):
        os.utime(path, ns=(stamp, stamp))
        ingest([path], store)
    with path.open("ab") as file:
        file.write(b"\n" + json.dumps(made.event(n=1)).encode() + b"\n")
    ingest([path], store)
    assert store.segments()[-1].origin(np.arange(1)) == [(str(path), 2)]


def test_the_letters_of_an_archive_in_a_line_make_it_none(logs: Path, store: Store) -> None:
    for shift in range(5):
        events = [made.event(http={"url": "/?" + "x" * shift + "ustar" * 60}), made.event()]
        made.write(logs / f"eve-{shift}.json", events)
    assert ingest([logs], store, workers=0).kept == 3 + 2 * 5
