"""Files that were opened in the browser: copied into a folder of this process, each a source of its own, gone when it ends."""

import secrets
import shutil
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from connector.config import Config
from connector.engine.locks import only
from connector.engine.probe import demand_events
from connector.errors import SourceError
from connector.sources import eve
from connector.sources.eve import EveSource
from ui import text

SOURCE = "upload-"
"""What the name of such a source begins with."""

KEPT = timedelta(days=1)
"""What was opened longer ago goes when the next file comes."""

LARGEST = 200
"""Megabytes (2^20 bytes) of a file, as it comes; ``server.maxUploadSize`` says the same."""

MOST = 8
"""Files that may be open at once, of all browsers: each takes its size on the disk, and its store."""

_COPY = "upload.json"
"""The name of every copy: what a browser calls a file is nobody's path."""

_UNBOUNDED_DAYS, _UNBOUNDED_GB = 36_500, 1e6


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody opened.

    Attributes:
        name: the value of the ``source`` parameter: ``upload-`` and 16 hex digits that nobody can guess.
        title: what the file was called, safe to show, different from that of every other one of its owner.
        size: bytes, as it came.
        since: when it came, UTC.
        folder: where it and its store lie.
        owner: the browser that sees it.
    """

    name: str
    title: str
    size: int
    since: datetime
    folder: Path
    owner: str = field(repr=False)

    def source(self, config: Config) -> EveSource:
        """Its events, not yet read.

        Args:
            config: the settings; retention plays no part, for a file that is opened may be years old.
        """
        days = None if config.keep_days is None else _UNBOUNDED_DAYS
        gigabytes = None if config.keep_gb is None else _UNBOUNDED_GB
        paths = (str(self.folder / _COPY),)
        own = replace(config, source="eve", eve_path=paths, store=None, data=self.folder, keep_days=days, keep_gb=gigabytes)
        return eve.open(own, self.name)

    def delete(self) -> None:
        """Removes the copy and its store; whoever reads them must have been stopped. Nothing when they are gone already."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Shelf:
    """The files that are open in this process, under a folder that it has for itself. Safe for threads.

    What a process left behind that could not end in peace is removed when the next one makes its shelf. Where that cannot be
    done it stays; whether files can be kept there is told when one comes.

    Args:
        place: the folder of all shelves.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._folder = place / secrets.token_hex(8)
        self._uploads: dict[str, Upload] = {}
        self._coming: set[str] = set()
        self._lock = Lock()
        self._held = ExitStack()
        with suppress(OSError):
            if place.is_dir():
                with only(place / "lock", wait=True):
                    for folder in place.iterdir():
                        _sweep(folder)

    def add(self, owner: str, name: str, file: BinaryIO) -> Upload:
        """Copies a file and puts it on the shelf.

        Args:
            owner: the browser that may see it.
            name: what the file was called there; only ever shown.
            file: open, at its start.

        Raises:
            SourceUnreachable: it holds no events.
            SourceError: `MOST` files are open already, or the copy cannot be written.
        """
        key = secrets.token_hex(8)
        # Its place is taken before the copy, which takes as long as the file is large.
        with self._lock:
            if len(self._uploads) + len(self._coming) >= MOST:
                raise SourceError(f"{MOST} files are open already: remove one of them first.")
            self._coming.add(key)
        try:
            return self._kept(owner, name, file, key)
        finally:
            with self._lock:
                self._coming.discard(key)

    def owned(self, owner: str) -> tuple[Upload, ...]:
        """The files of a browser, the oldest first."""
        return tuple(each for each in list(self._uploads.values()) if each.owner == owner)

    def older_than(self, moment: datetime) -> tuple[Upload, ...]:
        """The files that were opened before a moment."""
        return tuple(each for each in list(self._uploads.values()) if each.since < moment)

    def find(self, name: str) -> Upload | None:
        """The file of that source; ``None`` when it was removed."""
        return self._uploads.get(name)

    def forget(self, name: str) -> bool:
        """Takes a file off the shelf: nobody opens it any more, and its folder stays. False when it is gone already."""
        with self._lock:
            return self._uploads.pop(name, None) is not None

    def close(self) -> None:
        """Removes everything. For the end of the process."""
        with self._lock:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._uploads.clear()
            self._held.close()

    def _kept(self, owner: str, name: str, file: BinaryIO, key: str) -> Upload:
        folder = self._folder / key
        try:
            self._settle()
            folder.mkdir(mode=0o700)
            with (folder / _COPY).open("wb") as copy:
                shutil.copyfileobj(file, copy, 2**20)
                size = copy.tell()
            demand_events(folder / _COPY)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise SourceError(f"The file cannot be kept in {self._place}: {error.strerror}.") from error
        except SourceError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        with self._lock:
            taken = {each.title for each in self._uploads.values() if each.owner == owner}
            upload = Upload(f"{SOURCE}{key}", _free_title(name, taken), size, datetime.now(UTC), folder, owner)
            self._coming.discard(key)
            self._uploads[upload.name] = upload
        return upload

    def _settle(self) -> None:
        with self._lock:
            if self._folder.is_dir():
                return
            self._place.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Nobody may look between the folder's making and its lock.
            with only(self._place / "lock", wait=True):
                self._folder.mkdir(mode=0o700)
                self._held.enter_context(only(self._folder / "lock", wait=False))


def _sweep(folder: Path) -> None:
    # One that cannot be used, perhaps another user's, keeps none of the others.
    with suppress(OSError):
        if folder.is_dir():
            with only(folder / "lock", wait=False) as free:
                if free:
                    shutil.rmtree(folder, ignore_errors=True)


def _free_title(name: str, taken: set[str]) -> str:
    shown = text.visible(name, 40).strip() or "(no name)"
    titles = (shown if number == 1 else f"{shown} ({number})" for number in range(1, len(taken) + 2))
    return next(title for title in titles if title not in taken)
