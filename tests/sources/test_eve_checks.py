"""The doctor of EVE files."""

import gzip
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connector.answers import Check, Progress
from connector.config import Config
from connector.engine.ingest import unread
from connector.engine.store import Store
from connector.source import open_source
from connector.sources import eve
from tests import small


def opened(folder: Path, *paths: Path, store: str | None = None) -> eve.EveSource:
    return eve.open(Config(source="eve", eve_path=tuple(map(str, paths)), data=folder / "data", store=store), "eve")


def found(source: eve.EveSource, name: str) -> list[Check]:
    return [check for check in source.checks() if check.name == name]


def one(source: eve.EveSource, name: str) -> Check:
    (check,) = found(source, name)
    return check


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    return small.write(tmp_path / "eve.json")


@pytest.fixture
def read(tmp_path: Path, capture: Path) -> eve.EveSource:
    source = opened(tmp_path, capture)
    source.read()
    return source


def store_folder(folder: Path) -> Path:
    (found,) = (folder / "data" / "stores").iterdir()
    return found


def append(path: Path, *events: dict[str, object]) -> None:
    with path.open("a") as file:
        file.writelines(json.dumps(event) + "\n" for event in events)


def test_all_is_well_and_each_thing_is_said_in_order(read: eve.EveSource) -> None:
    checks = read.checks()
    assert [check.name for check in checks] == [
        "files", "permissions", "store", "disk", "keeping", "reading", "lines", "span", "sensors",
    ]  # fmt: skip
    assert {check.state for check in checks} == {"ok"}
    assert {check.cure for check in checks} == {""}
    assert one(read, "files").text == "1 file found: eve.json."
    assert one(read, "lines").text == "30 lines read: 30 events, 0 blank, none that could not be read."
    assert one(read, "span").text == "30 events, from 2026-10-31 11:30:00Z to 2026-10-31 11:59:00Z."
    assert one(read, "sensors").text == "The newest events: sensor-a 2026-10-31 11:59:00Z."


def test_what_is_not_ok_has_a_cure(tmp_path: Path, capture: Path) -> None:
    append(capture, small.event(40, timestamp="soon"), small.event(41, timestamp="1970-01-01T00:00:00Z"))
    with capture.open("ab") as file:
        file.write(b"[]\n")
    text = "".join(json.dumps(small.event(number, event_type="tls")) + "\n" for number in range(50))
    (tmp_path / "cut.json.gz").write_bytes(gzip.compress(text.encode())[:-100])
    gone = tmp_path / "gone.json"
    append(gone, small.event(60))
    source = opened(tmp_path, capture, tmp_path / "cut.json.gz", gone)
    source.read()
    gone.unlink()
    append(capture, small.event(70))
    checks = source.checks()
    assert [check.name for check in checks if check.state != "ok"] == [
        "files", "reading", "lines", "archives", "span", "clock",
    ]  # fmt: skip
    for check in checks:
        assert bool(check.cure) == (check.state != "ok"), check
        assert check.text.endswith(".")
        assert check.text.isprintable()


def test_a_path_that_leads_nowhere_is_a_failure_unless_something_was_read(tmp_path: Path, capture: Path) -> None:
    nowhere = opened(tmp_path, tmp_path / "nowhere.json")
    (check,) = nowhere.checks()
    assert check == Check("files", "failure", f"{tmp_path}/nowhere.json does not exist: check the path.", "Check EVE_PATH.")
    some = opened(tmp_path, capture, tmp_path / "nowhere.json")
    assert [check.state for check in found(some, "files")] == ["warning", "ok"]


def test_a_file_that_was_read_and_is_gone_is_a_warning(read: eve.EveSource, capture: Path) -> None:
    capture.unlink()
    assert [check.state for check in read.checks() if check.state != "ok"] == ["warning"]
    assert one(read, "files").state == "warning"


def test_a_store_by_its_name_needs_no_files_but_must_be_there(tmp_path: Path, capture: Path) -> None:
    assert [check.state for check in opened(tmp_path, store="case").checks()] == ["failure"]
    opened(tmp_path, capture, store="case").read()
    named = opened(tmp_path, store="case")
    assert {check.state for check in named.checks()} == {"ok"}
    assert found(named, "reading") == []


def test_the_demonstration_that_is_not_there_says_how_to_get_it(tmp_path: Path) -> None:
    (check,) = open_source("demo", Config(data=tmp_path)).checks()
    assert (check.name, check.state) == ("files", "failure")
    assert "Start the dashboard" in check.cure


def test_a_file_that_nothing_was_read_of_is_told_with_its_size(tmp_path: Path, capture: Path) -> None:
    source = opened(tmp_path, capture)
    size = f"{capture.stat().st_size / 1_000:.1f} kB"
    check = one(source, "reading")
    assert (check.state, check.text) == ("warning", f"{size} of {size}, in 1 file, have not been read yet.")
    assert one(source, "store").state == "warning"
    assert found(source, "lines") == found(source, "span") == found(source, "sensors") == []


def test_a_file_that_grows_is_told_by_what_is_new(tmp_path: Path, read: eve.EveSource, capture: Path) -> None:
    before = capture.stat().st_size
    append(capture, small.event(40))
    check = one(read, "reading")
    assert check.state == "warning"
    assert check.text.endswith("have not been read yet; growing: eve.json.")
    assert unread([capture], Store(store_folder(tmp_path))) == {capture: capture.stat().st_size - before}
    read.read()
    assert one(read, "reading").state == "ok"


def test_reading_is_told_while_it_goes_on_and_when_it_failed(tmp_path: Path, capture: Path) -> None:
    source = opened(tmp_path, capture)
    source._behind.progress = Progress(0.25, 10, None, "eve.json")
    assert one(source, "reading").text == "The files are being read: 25% so far."
    source._behind.progress, source._behind.failure = None, "The disk is full."
    assert one(source, "reading").text == "The files could not be read to their end: The disk is full."


def test_lines_that_could_not_be_read_are_told_with_where_they_are(tmp_path: Path, capture: Path) -> None:
    with capture.open("ab") as file:
        file.write(b"\xef\xbb\xbf" + json.dumps(small.event(40)).encode() + b"\n{\n[]\n\n")
    source = opened(tmp_path, capture)
    source.read()
    check = one(source, "lines")
    assert check.text == "34 lines read: 31 events, 1 blank, 1 mended, 2 that could not be read: 2 of eve.json."
    assert str(store_folder(tmp_path) / "quarantine.jsonl") in check.cure


def test_a_damaged_part_is_a_warning_and_with_no_other_a_failure(tmp_path: Path, read: eve.EveSource, capture: Path) -> None:
    (part,) = store_folder(tmp_path).glob("*.segment")
    content = part.read_bytes()
    part.unlink()
    part.write_bytes(content[:-1])
    again = opened(tmp_path, capture)
    assert [(check.name, check.state) for check in again.checks()][-1] == ("store", "failure")
    assert part.name in one(again, "store").text
    append(capture, *(small.event(number) for number in range(50, 60)))
    again.read()
    assert one(again, "store").state == "warning"
    assert "Delete" in one(again, "store").cure


def test_a_cut_archive_is_named(tmp_path: Path, capture: Path) -> None:
    packed = tmp_path / "eve.json.gz"
    packed.write_bytes(gzip.compress(capture.read_bytes())[:-100])
    source = opened(tmp_path, packed)
    source.read()
    assert one(source, "archives").text == "Cut off, and read up to the cut: eve.json.gz."


@pytest.mark.parametrize(("opens", "lost"), [("eve.json", True), ("", False)])
def test_a_file_that_another_took_the_place_of_is_told_unless_it_is_still_read(
    tmp_path: Path, capture: Path, opens: str, lost: bool
) -> None:
    source = opened(tmp_path, tmp_path / opens)
    source.read()
    new = tmp_path / "new"
    append(new, *(small.event(number, event_type="tls") for number in range(3)))
    capture.rename(tmp_path / "eve.json.1")
    new.rename(capture)
    source.read()
    assert one(source, "span").text.startswith("33 events")
    told = [check.text.partition(". ")[0] for check in found(source, "replaced")]
    assert told == (["Replaced by another file of the same name: eve.json 1 time"] if lost else [])


def test_times_that_are_missing_or_cannot_be_are_counted(tmp_path: Path) -> None:
    soon = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    path = tmp_path / "eve.json"
    append(path, small.event(1), small.event(2, timestamp="soon"), small.event(3, timestamp=soon))
    append(path, small.event(4, timestamp="1970-01-01T00:00:07Z"), small.event(5, timestamp=soon))
    source = opened(tmp_path, path)
    source.read()
    assert [check.state for check in found(source, "span")] == ["ok", "warning"]
    assert found(source, "span")[1].text.startswith("1 of 5 events have no usable time")
    assert [check.text for check in found(source, "clock")] == ["2 events of the future.", "1 event from before 1980."]


def test_events_without_any_time_are_a_warning_alone(tmp_path: Path) -> None:
    append(tmp_path / "eve.json", {"event_type": "dns"}, {"event_type": "dns"})
    source = opened(tmp_path, tmp_path / "eve.json")
    source.read()
    (check,) = found(source, "span")
    assert check.text.startswith("2 of 2 events have no usable time")
    assert found(source, "sensors") == []


def test_a_sensor_that_fell_silent_while_others_went_on_is_named(tmp_path: Path) -> None:
    path = tmp_path / "eve.json"
    append(path, small.event(0), small.event(60 * 25, host="quiet\x1b[2J\nsensor"), small.event(60, host="sensor-c"))
    source = opened(tmp_path, path)
    source.read()
    check = one(source, "sensors")
    assert check.state == "warning"
    assert check.cure == "Look at quiet [2J sensor: nothing came for more than a day while others went on."
    assert check.text.isprintable()


def test_a_full_disk_is_a_warning(read: eve.EveSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eve.holdings, "_LEAST_FREE", 10**18)
    assert one(read, "disk").state == "warning"
    assert "EVELENS_DATA" in one(read, "disk").cure


def test_a_store_that_others_may_read_is_a_warning(tmp_path: Path, read: eve.EveSource) -> None:
    folder = store_folder(tmp_path)
    folder.chmod(0o755)
    check = one(read, "permissions")
    assert (check.state, check.cure) == ("warning", f"Take their rights away: chmod 700 {folder}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")
def test_what_may_not_be_read_is_a_failure_and_no_error(tmp_path: Path, read: eve.EveSource, capture: Path) -> None:
    append(capture, small.event(40))
    capture.chmod(0)
    assert one(read, "reading").state == "failure"
    store_folder(tmp_path).chmod(0)
    try:
        assert read.checks()[-1].name == "permissions"
        assert read.checks()[-1].state == "failure"
    finally:
        store_folder(tmp_path).chmod(0o700)


def test_a_data_folder_that_cannot_be_is_a_failure(tmp_path: Path, capture: Path) -> None:
    (tmp_path / "file").write_text("")
    source = eve.open(Config(source="eve", eve_path=(str(capture),), data=tmp_path / "file"), "eve")
    check = one(source, "permissions")
    assert check.state == "failure"
    assert "EVELENS_DATA" in check.cure
