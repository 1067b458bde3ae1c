"""Files that were opened in the browser: whose they are, and that nothing of them stays."""

import bz2
import gzip
import io
import json
import lzma
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from connector.config import Config
from connector.errors import ConfigError, SourceError, SourceUnreachable
from connector.query import Query
from connector.sources.eve import EveSource
from tests import small
from ui import sources
from ui.uploads import LARGEST, MOST, Shelf, Upload


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return small.write(tmp_path / "eve.json").read_bytes()


def added(shelf: Shelf, content: bytes, name: str = "eve.json", owner: str = "me") -> Upload:
    return shelf.add(owner, name, io.BytesIO(content))


@pytest.mark.parametrize("packed", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_file_is_a_source_of_its_own_plain_or_packed(tmp_path: Path, content: bytes, packed: Callable[[bytes], bytes]) -> None:
    upload = added(Shelf(tmp_path / "uploads"), packed(content))
    source = upload.source(Config(data=tmp_path, keep_days=1))
    source.read()
    assert source.name == upload.name
    assert upload.name.startswith("upload-")
    assert source.trend(Query()).count == 30, "kept, although it is older than the retention of other stores"
    assert not (tmp_path / "stores").exists()


def test_an_array_of_events_is_read_too(tmp_path: Path, content: bytes) -> None:
    array = json.dumps([json.loads(line) for line in content.splitlines()], indent=2).encode()
    source = added(Shelf(tmp_path / "uploads"), array).source(Config(data=tmp_path))
    source.read()
    assert source.trend(Query()).count == 30


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (b"", "it is empty"),
        (b"\n \n", "it is empty"),
        (b"PK\x03\x04 and more", "it is a zip archive: unpack it first"),
        (b"\xd4\xc3\xb2\xa1\x02\x00", "it is a packet capture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 5_000, "none of its first lines is an event"),
        (b"ts,uid,id.orig_h\n1,2,3\n", "it holds no event"),
        (b'{"ts": 1, "uid": "C1"}\n' * 3, "it holds no event"),
        (gzip.compress(b"hello " * 100, mtime=0)[:10], "it breaks off, or is damaged"),
    ],
)
def test_a_file_without_events_is_refused_in_a_sentence_and_leaves_nothing(tmp_path: Path, what: bytes, reason: str) -> None:
    shelf = Shelf(tmp_path / "uploads")
    with pytest.raises(SourceUnreachable, match=f"^This is no EVE file: {reason}"):
        added(shelf, what)
    assert shelf.owned("me") == ()
    assert not [path for path in (tmp_path / "uploads").glob("*/*") if path.name != "lock"]


def test_a_name_is_shown_and_never_a_path(tmp_path: Path, content: bytes) -> None:
    shelf = Shelf(tmp_path / "uploads")
    upload = added(shelf, content, "../../../../tmp/evil\u202egnp.exe\n")
    assert upload.title == "../../../../tmp/evil<U+202E>gnp.exe↵"
    assert [path.name for path in upload.folder.iterdir()] == ["upload.json"]
    assert upload.folder.parent.parent == tmp_path / "uploads"
    assert len(added(shelf, content, "A" * 500).title) == 41


def test_files_of_one_name_are_told_apart(tmp_path: Path, content: bytes) -> None:
    shelf = Shelf(tmp_path / "uploads")
    assert [added(shelf, content).title for _ in range(3)] == ["eve.json", "eve.json (2)", "eve.json (3)"]
    assert added(shelf, content, owner="another").title == "eve.json"


def test_a_file_is_its_owners_alone(tmp_path: Path, content: bytes) -> None:
    shelf = Shelf(tmp_path / "uploads")
    upload = added(shelf, content, owner="me-5ecret")
    assert shelf.owned("me-5ecret") == (upload,)
    assert shelf.owned("another") == ()
    assert "me-5ecret" not in repr(upload)


def test_a_removed_file_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    shelf = Shelf(tmp_path / "uploads")
    upload = added(shelf, content)
    upload.source(Config(data=tmp_path)).read()
    assert shelf.forget(upload.name)
    assert shelf.find(upload.name) is None
    assert not shelf.forget(upload.name)
    upload.delete()
    upload.delete()
    assert not upload.folder.exists()


@pytest.mark.usefixtures("bare_environment", "fresh_caches")
def test_a_file_that_is_being_opened_elsewhere_is_closed_before_it_is_removed(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sources.add_upload("eve.json", io.BytesIO(content))
    opening, go = Event(), Event()
    closed: list[Path] = []
    read_behind, close = EveSource.read_behind, EveSource.close

    def read_late(source: EveSource) -> None:
        opening.set()
        assert go.wait(30)
        read_behind(source)

    def close_and_tell(source: EveSource) -> None:
        assert sources.shelf().find(upload.name) is None, "who asks now would open it anew"
        close(source)
        assert upload.folder.is_dir()
        closed.append(upload.folder)

    monkeypatch.setattr(EveSource, "read_behind", read_late)
    monkeypatch.setattr(EveSource, "close", close_and_tell)
    other = Thread(target=sources.opened, args=(upload.name,))
    other.start()
    assert opening.wait(30)
    remover = Thread(target=sources.remove_upload, args=(upload.name,))
    remover.start()
    go.set()
    other.join()
    remover.join()
    assert closed == [upload.folder]
    assert not upload.folder.exists()
    with pytest.raises(ConfigError, match="This file was removed"):
        sources.opened(upload.name)


@pytest.mark.usefixtures("bare_environment", "fresh_caches")
def test_a_file_that_nobody_opened_is_removed_unopened(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = sources.add_upload("eve.json", io.BytesIO(content))
    read: list[str] = []
    monkeypatch.setattr(EveSource, "read_behind", lambda source: read.append(source.name))
    sources.remove_upload(upload.name)
    assert read == []
    assert not upload.folder.exists()


def test_no_more_files_than_there_may_be(tmp_path: Path, content: bytes) -> None:
    shelf = Shelf(tmp_path / "uploads")
    for number in range(MOST):
        added(shelf, content, owner=str(number))
    with pytest.raises(SourceError, match="remove one of them first"):
        added(shelf, content)


def test_a_file_that_is_still_coming_has_its_place(tmp_path: Path, content: bytes) -> None:
    shelf = Shelf(tmp_path / "uploads")

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            with pytest.raises(SourceError, match="remove one of them first"):
                added(shelf, content)
            return super().read(size)

    for _ in range(MOST - 1):
        added(shelf, content)
    shelf.add("me", "slow.json", Slow(content))
    assert len(shelf.owned("me")) == MOST


def test_a_file_that_could_not_be_opened_gives_its_place_back(tmp_path: Path, content: bytes) -> None:
    shelf = Shelf(tmp_path / "uploads")
    for _ in range(MOST + 1):
        with pytest.raises(SourceUnreachable):
            added(shelf, b"no event")
    assert [added(shelf, content).size for _ in range(MOST)] == [len(content)] * MOST


def test_a_folder_that_cannot_be_used_costs_the_opening_of_files_and_nothing_else(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "uploads"
    (place / "lock").mkdir(parents=True)
    shelf = Shelf(place)
    assert shelf.owned("me") == ()
    with pytest.raises(SourceError, match=r"^The file cannot be kept in .*uploads: Is a directory\.$"):
        added(shelf, content)


def test_a_folder_that_cannot_be_removed_keeps_no_other_one(tmp_path: Path) -> None:
    place = tmp_path / "uploads"
    for name in ("a", "b", "c"):
        (place / name).mkdir(parents=True)
    (place / "b" / "lock").mkdir()
    Shelf(place)
    assert [path.name for path in place.iterdir() if path.is_dir()] == ["b"]


def test_old_files_are_named(tmp_path: Path, content: bytes) -> None:
    shelf = Shelf(tmp_path / "uploads")
    upload = added(shelf, content)
    now = datetime.now(UTC)
    assert shelf.older_than(now + timedelta(seconds=1)) == (upload,)
    assert shelf.older_than(now - timedelta(days=1)) == ()


def test_a_shelf_that_ends_leaves_nothing_and_others_alone(tmp_path: Path, content: bytes) -> None:
    first, second = Shelf(tmp_path / "uploads"), Shelf(tmp_path / "uploads")
    gone, kept = added(first, content), added(second, content)
    first.close()
    assert not gone.folder.parent.exists()
    assert kept.folder.is_dir()


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "uploads"
    living = Shelf(place)
    alive = added(living, content)
    code = "import os, sys, pathlib; from ui.uploads import Shelf; shelf = Shelf(pathlib.Path(sys.argv[1])); " \
           "shelf.add('x', 'x', open(sys.argv[2], 'rb')); os._exit(9)"  # fmt: skip
    killed = subprocess.run(
        [sys.executable, "-c", code, str(place), str(tmp_path / "eve.json")], cwd=Path(__file__).parents[2], check=False
    )
    assert killed.returncode == 9
    assert len([path for path in place.iterdir() if path.is_dir()]) == 2, "its own, and that of the one that lives"
    Shelf(place).close()
    assert alive.folder.is_dir()
    assert [path.name for path in place.iterdir() if path.is_dir()] == [alive.folder.parent.name]
    living.close()


def test_the_limit_of_the_page_is_that_of_the_server() -> None:
    settings = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["server"]["maxUploadSize"] == LARGEST
