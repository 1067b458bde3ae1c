"""Following when the disk is full, and what is set aside meanwhile. A writer that rotates, and kills: `tests/soak`."""

import json
from pathlib import Path

from connector.engine.follow import Follower, Look
from connector.engine.store import Store
from tests.engine.test_follow import held, line


def test_a_full_disk_is_told_and_reading_goes_on_when_there_is_room(tmp_path: Path) -> None:
    log, store = tmp_path / "eve.json", Store(tmp_path / "store")
    log.write_bytes(line(0) + b"{torn\n" + line(1))
    store.folder.mkdir()
    store.quarantine.symlink_to("/dev/full")  # whatever is written there meets a full disk
    follower = Follower([str(log)], store)
    assert follower.look().trouble == f"The disk of {store.folder} is full: make room, and reading goes on by itself."
    assert held(store) == []
    store.quarantine.unlink()
    assert follower.look() == Look(2)
    assert held(store) == [0, 1]


def test_the_record_of_what_was_set_aside_survives(tmp_path: Path) -> None:
    log, store = tmp_path / "eve.json", Store(tmp_path / "store")
    log.write_bytes(line(0) + b"{torn\n" + line(1))
    assert Follower([str(log)], store).look() == Look(2)
    assert [json.loads(text)["line"] for text in store.quarantine.read_text().splitlines()] == [2]
