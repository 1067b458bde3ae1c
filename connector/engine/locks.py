"""Rights that one process at a time has, by a lock on a file: it goes with the process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from connector.errors import SourceError

_PAUSE = 0.02


class AlreadyFollowed(SourceError):
    """Another process reads into the store as events come in."""


@contextmanager
def only(path: Path, wait: bool) -> Iterator[bool]:
    """Holds the lock on a file, which is made where it is missing and then names the process.

    Args:
        path: the file.
        wait: whether to wait for whoever has it.

    Yields:
        Whether the lock is held.
    """
    with path.open("a+") as lock:
        while not (held := _taken(lock.fileno())) and wait:
            sleep(_PAUSE)
        if held:
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
        yield held


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
