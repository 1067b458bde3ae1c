"""A writer like Suricata, with rotation and torn lines, beside a follower that is killed and started again."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

from connector.engine.follow import Follower, Look, follow
from connector.engine.store import Store
from tests.engine.test_follow import held, line

ROOT = Path(__file__).parents[2]
SECONDS = float(os.environ.get("EVELENS_SOAK_SECONDS", "6"))
RATE = 5_000

FOLLOW = """
import sys
from pathlib import Path
from threading import Event
from connector.engine import sealer
from connector.engine.follow import follow
from connector.engine.store import Store
sealer.MANY = 6
follow([sys.argv[1]], Store(Path(sys.argv[2])), Event(), pause=0.05)
"""


def write(log: Path, seconds: float, rate: int) -> int:
    """Writes numbered events for so long, torn in two, rotated every second by renaming and by copying in turns."""
    chance = random.Random(7)
    begin = rotated = time.monotonic()
    number = rotations = 0
    file = log.open("ab", buffering=0)
    while (now := time.monotonic()) - begin < seconds:
        due = max(int((now - begin) * rate), number + 1)
        content = b"".join(map(line, range(number, due)))
        number = due
        cut = chance.randrange(len(content))
        file.write(content[:cut])
        time.sleep(0.005)
        file.write(content[cut:])
        if now - rotated > 1:
            rotated, rotations = now, rotations + 1
            beside = log.with_name(f"{log.name}.{rotations}")
            if rotations % 2:
                log.rename(beside)
                file.close()
                file = log.open("ab", buffering=0)
            else:
                shutil.copyfile(log, beside)
                file.truncate(0)
        time.sleep(0.02)
    file.close()
    return number


def until_quiet(path: Path, store: Store, pause: float = 0.05) -> list[str]:
    """Follows until two looks in a row bring nothing; gives what hindered."""
    stop, troubles, quiet = Event(), [], time.monotonic()

    def note(look: Look) -> None:
        nonlocal quiet
        quiet = time.monotonic()
        troubles.extend([look.trouble] if look.trouble else [])

    thread = Thread(target=follow, args=([str(path)], store, stop), kwargs={"on_look": note, "pause": pause})
    thread.start()
    while time.monotonic() - quiet < 1:
        time.sleep(0.05)
    stop.set()
    thread.join()
    return troubles


def test_every_event_of_a_rotating_writer_is_there_once(tmp_path: Path) -> None:
    log, store = tmp_path / "eve.json", Store(tmp_path / "store")
    stop = Event()
    thread = Thread(target=follow, args=([str(log)], store, stop), kwargs={"pause": 0.1})
    thread.start()
    written = write(log, SECONDS, RATE)
    deadline = time.monotonic() + 30
    while len(held(store)) < written and time.monotonic() < deadline:
        time.sleep(0.1)
    stop.set()
    thread.join()
    assert held(store) == list(range(written))


def test_a_follower_that_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    folder, store = tmp_path / "log", Store(tmp_path / "store")
    folder.mkdir()
    log = folder / "eve.json"
    log.touch()
    chance = random.Random(3)
    counts = []
    writer = Thread(target=lambda: counts.append(write(log, SECONDS, 1_000)))
    writer.start()
    kills = 0
    while writer.is_alive():
        command = [sys.executable, "-c", FOLLOW, str(folder), str(store.folder)]
        with subprocess.Popen(command, cwd=ROOT) as child:
            time.sleep(chance.uniform(0.3, 1.2))
            child.send_signal(signal.SIGKILL)
        kills += 1
    writer.join()
    assert until_quiet(folder, store) == []
    assert held(store) == list(range(counts[0]))
    assert kills >= 4


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
    until_quiet(log, store)
    assert [json.loads(text)["line"] for text in store.quarantine.read_text().splitlines()] == [2]
