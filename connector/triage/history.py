"""The history of verdicts: one SQLite file of the data folder, to which is only ever added."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connector import database
from connector.errors import ConfigError
from connector.triage import records
from connector.triage.steps import Step

NAME = "triage.sqlite"

_VERSION = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS steps (
    number INTEGER PRIMARY KEY AUTOINCREMENT, identity TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL, source TEXT NOT NULL, step TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS steps_of_source ON steps (source, at);
"""
_ADD = "INSERT OR IGNORE INTO steps (identity, at, source, step) VALUES (?, ?, ?, ?)"
_TICK = timedelta(microseconds=1)
_AHEAD = timedelta(days=1)
"""What the clock of another machine may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class History:
    """The file. Each call is one transaction, on the disk when it returns: many processes and browsers may share it.

    Every call raises `ConfigError` when the file cannot be used.

    Attributes:
        path: where it lies; made with its folder at the first writing, for its owner only.
        patience: seconds to wait for another writer.
    """

    path: Path
    patience: float = 10.0

    def add(self, *steps: Step) -> tuple[Step, ...]:
        """Adds steps, all of them or none, behind all that there are.

        Returns:
            The steps as they were kept: a later time where the clock of this machine went back.
        """
        with self._writing() as database:
            floor = _newest(database)
            kept: list[Step] = []
            for step in steps:
                floor = max(step.at.astimezone(UTC), floor + _TICK)
                kept.append(replace(step, at=floor))
            database.executemany(_ADD, map(_row, kept))
        return tuple(kept)

    def wake(self, step: Step) -> bool:
        """Adds that a verdict woke, once for each verdict. False when somebody else has said so."""
        with self._writing() as database:
            known = [records.step(text).about for (text,) in database.execute(
                "SELECT step FROM steps WHERE source = ? AND step LIKE '%\"action\": \"wake\"%'", (step.source,))]  # fmt: skip
            if step.about in known:
                return False
            database.execute(_ADD, _row(replace(step, at=max(step.at, _newest(database) + _TICK))))
        return True

    def steps(self, source: str | None = None) -> tuple[Step, ...]:
        """The steps of a source, or of all, in order of time. Without those that this version cannot read."""
        if not self.path.exists():
            return ()
        with self._opened() as database:
            rows = database.execute(
                "SELECT step FROM steps WHERE source = ? OR ? IS NULL ORDER BY at, identity", (source, source)
            ).fetchall()
        return tuple(step for (text,) in rows if (step := _read(text)) is not None)

    def revision(self) -> int:
        """Another number after every addition, also one by another process."""
        if not self.path.exists():
            return 0
        with self._opened() as database:
            found: int = database.execute("SELECT coalesce(max(number), 0) FROM steps").fetchone()[0]
        return found

    def exported(self, source: str | None = None) -> Iterator[str]:
        """Each step as a line of JSON, in order of time."""
        return (records.line(step) + "\n" for step in self.steps(source))

    def imported(self, lines: Iterable[str | bytes]) -> int:
        """Adds what an export holds and this history does not; all of it or nothing. How many steps were new.

        Raises:
            ConfigError: a line is no step, or one of a time to come, which all later ones would have; or the file cannot be used.
        """
        read = list(records.steps(lines))
        if any(step.at > datetime.now(UTC) + _AHEAD for step in read):
            raise ConfigError("A step of these verdicts lies in the future: mend the clock of the machine that exported them.")
        with self._writing() as database:
            before = database.total_changes
            database.executemany(_ADD, map(_row, read))
            return database.total_changes - before

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._opened() as database, database:
            database.execute("BEGIN IMMEDIATE")
            yield database

    def _opened(self) -> AbstractContextManager[sqlite3.Connection]:
        # A step that was shown as kept is kept, also when the power fails.
        return database.opened(self.path, _TABLE, _VERSION, self.patience, "Verdicts", "FULL")


def _newest(database: sqlite3.Connection) -> datetime:
    """The time of the last step; the first that can be written when there is none."""
    (last,) = database.execute("SELECT max(at) FROM steps").fetchone()
    return datetime.min.replace(tzinfo=UTC) if last is None else datetime.fromisoformat(last)


def _row(step: Step) -> tuple[str, str, str, str]:
    return step.identity, step.at.astimezone(UTC).isoformat(timespec="microseconds"), step.source, records.line(step)


def _read(text: str) -> Step | None:
    try:
        return next(records.steps([text]), None)
    except ConfigError:
        return None
