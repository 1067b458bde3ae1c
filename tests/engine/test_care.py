"""A store that is looked after: checked, repaired, measured, and kept small."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector.engine import answer, care
from connector.engine.damage import forgotten, left_out
from connector.engine.ingest import ingest
from connector.engine.store import Store
from connector.window import Window
from tests.engine import made
from tests.engine.test_follow import held

NOW = datetime(2026, 11, 3, 15, tzinfo=UTC)


def on(day: int, number: int) -> dict[str, object]:
    return {"timestamp": f"2026-10-{day:02d}T08:00:00.000000+0000", "event_type": "flow", "n": number, "text": "x" * 500}


@pytest.fixture
def days(tmp_path: Path) -> Store:
    """Four days, a file and so a segment each, the third one with an event without a time."""
    store = Store(tmp_path / "store")
    for day in range(28, 32):
        lines = [on(day, day), on(day, 100 + day), *([{"n": 7}] if day == 30 else [])]
        ingest([made.write(tmp_path / f"{day}.json", lines)], store)
    return store


def damage(store: Store, name: str, section: str) -> None:
    path = store.folder / name
    (found,) = (segment for segment in store.segments() if segment.name == name)
    content = bytearray(path.read_bytes())
    content[found.footer["sections"][section][0]] ^= 255
    path.write_bytes(content)


def test_a_whole_store_is_whole(days: Store) -> None:
    found = [*care.check(days)]
    assert [each.events for each in found] == [2, 2, 2, 1, 2]
    assert [each.reason for each in found] == [""] * 5


def test_a_flipped_bit_is_found_named_and_left_out_and_repair_reads_it_again(days: Store, tmp_path: Path) -> None:
    damage(days, "00000002.segment", "postings")
    store = Store(days.folder)
    assert [each.name for each in care.check(store) if each.reason] == ["00000002.segment"]
    assert 29 not in held(store)
    assert care.repair(store) == ["00000002.segment"]
    assert ingest([tmp_path / "29.json"], store).kept == 2
    assert held(store) == [7, 28, 29, 30, 31, 128, 129, 130, 131]
    assert not [each for each in care.check(store) if each.reason and not each.name.endswith(".damaged")]


@pytest.mark.parametrize("place", [0, -1])
def test_bytes_that_no_answer_depends_on_are_compared_too(days: Store, place: int) -> None:
    path = days.folder / "00000002.segment"
    content = bytearray(path.read_bytes())
    if place:
        content = content * 2  # what leads to everything else still lies at the end
    else:
        content[0] ^= 255
    path.write_bytes(content)
    assert [each.name for each in care.check(Store(days.folder)) if each.reason] == ["00000002.segment"]


def test_damaged_events_without_a_time_are_missing_until_they_are_read_again(days: Store, tmp_path: Path) -> None:
    damage(days, "00000003.untimed", "blocks")
    store = Store(days.folder)
    assert [each.name for each in care.check(store) if each.reason] == ["00000003.untimed"]
    with store.writing():
        pass
    assert left_out(store) == ("00000003.untimed.damaged",)
    assert care.repair(store) == []
    assert ingest([tmp_path / "30.json"], store).kept == 3
    assert left_out(store) == ()
    assert held(store) == [7, 28, 29, 30, 31, 128, 129, 130, 131]


def test_events_with_a_time_stay_when_the_others_cannot_be_read_again(days: Store, tmp_path: Path) -> None:
    damage(days, "00000003.untimed", "blocks")
    (tmp_path / "30.json").unlink()
    store = Store(days.folder)
    assert care.repair(store) == ["00000003.untimed"]
    assert left_out(store) == ("00000003.untimed.damaged",)
    assert held(store) == [28, 29, 30, 31, 128, 129, 130, 131]


def test_events_without_a_time_are_not_deleted_with_the_damaged_segment_of_their_batch(days: Store) -> None:
    damage(days, "00000003.segment", "blocks")
    assert care.repair(Store(days.folder)) == ["00000003.segment"]
    assert (days.folder / "00000003.untimed.damaged").exists()


@pytest.mark.parametrize("content", [b"", b"{}", b'{"id": "1234", "before": "2026-10-30T00:00:01.000000", "check": 7}'])
def test_a_damaged_record_of_what_was_dropped_is_told(days: Store, content: bytes) -> None:
    care.drop_before(days, datetime(2026, 10, 28, 9, tzinfo=UTC))
    (days.folder / "store.json").write_bytes(content)
    store = Store(days.folder)
    assert forgotten(store) == "store.json"
    assert left_out(store) == ()
    assert care.repair(store) == ["store.json"]
    assert forgotten(store) == "store.json.damaged"
    (days.folder / "store.json.damaged").unlink()
    assert forgotten(store) == ""


def test_the_size_is_said_by_day(days: Store) -> None:
    found = care.size(days)
    assert [each.day and each.day.day for each in found] == [28, 29, 30, 31, None]
    assert [each.events for each in found] == [2, 2, 2, 2, 1]
    assert all(each.bytes > 0 for each in found)


def test_dropped_events_are_gone_and_not_read_again(days: Store, tmp_path: Path) -> None:
    generation = days.generation()
    assert care.drop_before(days, datetime(2026, 10, 30, tzinfo=UTC)) == 4
    assert held(days) == [7, 30, 31, 130, 131]
    assert days.generation() != generation
    assert ingest(tmp_path.glob("*.json"), days).kept == 0
    assert held(Store(days.folder)) == [7, 30, 31, 130, 131]
    assert answer.span(days).first == datetime(2026, 10, 30, 8, tzinfo=UTC)
    assert sorted(path.name for path in days.folder.glob("*.segment")) == [
        "00000001-00000002.segment", "00000003.segment", "00000004.segment"
    ]  # fmt: skip


def test_a_bound_inside_a_segment_hides_its_older_events(tmp_path: Path) -> None:
    store = made.store(tmp_path, on(28, 1), on(29, 2), on(30, 3))
    assert care.drop_before(store, datetime(2026, 10, 29, 8, tzinfo=UTC)) == 1
    assert held(store) == [2, 3]
    assert (answer.span(store).count, answer.span(store).untimed) == (2, 0)
    assert answer.trend(store, made.query("n:1", Window())).count == 0
    assert care.drop_before(store, datetime(2026, 10, 28, tzinfo=UTC)) == 0


def test_an_open_store_of_another_process_shows_nothing_dropped(days: Store) -> None:
    other = Store(days.folder)
    assert len(held(other)) == 9
    care.drop_before(days, datetime(2026, 10, 31, tzinfo=UTC))
    assert held(other) == [31, 131]


def test_whole_days_are_kept_by_age(days: Store) -> None:
    assert care.keep(days, days=4, gigabytes=None, now=NOW) == 4
    assert held(days) == [7, 30, 31, 130, 131]
    assert care.keep(days, days=4, gigabytes=None, now=NOW) == 0
    assert care.keep(days, days=None, gigabytes=None) == 0


def test_whole_days_are_kept_by_size_and_the_newest_always(days: Store) -> None:
    two = sum(each.bytes for each in care.size(days) if each.day and each.day.day >= 30)
    assert care.keep(days, days=None, gigabytes=two / 1e9) == 4
    assert care.keep(days, days=None, gigabytes=two / 1e9) == 0
    care.keep(days, days=None, gigabytes=0)
    assert 31 in held(days)
