"""What sensors lost, as sentences and marks."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from connector.losses import Losses
from connector.window import Window
from ui import sensors

START = datetime(2026, 10, 31, 14, tzinfo=UTC)
DAY = Window(START - timedelta(hours=12), START + timedelta(hours=12))


def losses(*steps: tuple[str | None, int, int, int, int | None]) -> Losses:
    """Sensor, begin and end in minutes after 14:00, lost and all packets."""
    frame = pd.DataFrame(steps, columns=["sensor", "begin", "end", "lost", "packets"])
    times = {name: pd.to_datetime([START + timedelta(minutes=at) for at in frame[name]], utc=True) for name in ("begin", "end")}
    kinds = {
        "sensor": "string",
        "begin": "datetime64[us, UTC]",
        "end": "datetime64[us, UTC]",
        "lost": "int64",
        "packets": "Int64",
    }
    return Losses(frame.assign(**times).astype(kinds))


def test_a_sensor_that_lost_packets_is_told_with_share_number_and_times() -> None:
    found = losses(("sensor-2", 10, 20, 60_000, 2_000_000), ("sensor-2", 20, 40, 60_331, 1_881_000))
    assert sensors.sentences(found, DAY) == [
        "sensor-2 dropped 3.1 % of its packets (120,331) between 14:10 and 14:40: what it saw then is not all."
    ]
    assert sensors.quiet(found) == ""


def test_several_stretches_are_told_as_one_sentence_with_the_worst() -> None:
    found = losses(("a", 0, 10, 10, 1_000), ("a", 30, 40, 400, 1_000), ("a", 50, 60, 10, 1_000))
    assert sensors.sentences(found, DAY) == [
        "a dropped 14.0 % of its packets (420) in 3 stretches between 14:00 and 15:00, "
        "most of all between 14:30 and 14:40 (40.0 %): what it saw then is not all."
    ]


def test_what_is_hardly_anything_is_told_in_one_quiet_line() -> None:
    found = losses(("sensor-hq", 0, 10, 3, 1_000_000), ("sensor-hq", 30, 40, 5, 1_000_000))
    assert sensors.sentences(found, DAY) == []
    assert sensors.quiet(found) == "sensor-hq dropped 8 packets, never as much as 0.1 % at a time."


def test_no_loss_is_no_sentence() -> None:
    assert sensors.sentences(losses(), DAY) == []
    assert sensors.quiet(losses()) == ""


def test_the_worst_sensor_comes_first_and_the_fourth_is_only_counted() -> None:
    found = losses(*((f"s{number}", 0, 10, 10 * number, 1_000) for number in (1, 4, 2, 5, 3)))
    told = sensors.sentences(found, DAY)
    assert [sentence.split()[0] for sentence in told] == ["s5", "s4", "s3", "2"]
    assert told[3] == "2 more sensors dropped 30 packets."


def test_a_sensor_without_a_name_and_a_number_of_packets_is_told_too() -> None:
    assert sensors.sentences(losses((None, 0, 10, 70, None)), DAY) == [
        "The sensor dropped 70 packets between 14:00 and 14:10: what it saw then is not all."
    ]


def test_long_windows_name_the_day() -> None:
    week = Window(START - timedelta(days=7), START)
    assert " between 31 Oct 14:00 and 31 Oct 14:10:" in sensors.sentences(losses(("a", 0, 10, 70, 100)), week)[0].replace(
        " 2026", ""
    )


@pytest.mark.parametrize("name", ["**bold** ![x](https://attacker.example/x.png)", "a\nb\u202e", "x" * 500])
def test_a_name_is_text(name: str) -> None:
    (sentence,) = sensors.sentences(losses((name, 0, 10, 70, 100)), DAY)
    assert len(sentence) < 200
    assert "\n" not in sentence
    assert "\n" not in sensors.quiet(losses((name, 0, 10, 1, 1_000_000)))


def test_stretches_of_two_sensors_are_never_one() -> None:
    found = losses(("a", 0, 10, 70, 100), ("b", 10, 20, 70, 100))
    assert [(each.sensor, each.lost) for each in sensors.stretches(found)] == [("a", 70), ("b", 70)]
