"""A writer like Suricata: it tears lines, and its file is rotated by renaming and by copying in turns."""

import random
import shutil
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from connector.engine.store import Store
from tests.engine.test_follow import line

ROOT = Path(__file__).parents[2]

KEPT = 20
"""Files that rotation keeps: older ones are deleted."""


def write(log: Path, seconds: float, rate: int, seed: int = 7) -> int:
    """Writes numbered events for so long, torn in two, rotated every second; gives their number."""
    chance = random.Random(seed)
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
            log.with_name(f"{log.name}.{rotations - KEPT}").unlink(missing_ok=True)
        time.sleep(0.02)
    file.close()
    return number


def numbers(store: Store) -> npt.NDArray[np.int64]:
    """The numbers of the events in the store, ascending: read from the columns, so that there may be millions."""
    columns = [column for segment in store.segments() if (column := segment.column("n", "number"))]
    found = [np.zeros(0, np.int64), *(column.values[column.codes] for column in columns)]
    return np.sort(np.concatenate(found).astype(np.int64))
