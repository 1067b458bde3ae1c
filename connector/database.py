"""SQLite files of the data folder: opened for one short transaction at a time, so that processes and browsers may share them."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from connector.errors import ConfigError


@contextmanager
def opened(
    path: Path, tables: str, version: int, patience: float, what: str, synchronous: str = "NORMAL"
) -> Iterator[sqlite3.Connection]:
    """The file with its tables; made with its folder where it is missing, for its owner only.

    Args:
        path: the file.
        tables: the statements that make the tables.
        version: of the tables.
        patience: seconds to wait for another writer.
        what: what lies in it, for people: the first words of a sentence.
        synchronous: of SQLite: ``FULL`` keeps what was written also when the power fails.

    Raises:
        ConfigError: it cannot be used.
    """
    try:
        if not path.exists():
            path.parent.mkdir(0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(path, timeout=patience)) as database:
            database.execute(f"PRAGMA synchronous = {synchronous}")
            _prepare(database, tables, version)
            yield database
    except (sqlite3.Error, OSError) as error:
        raise ConfigError(f"{what} cannot be used, because of {path} ({error}): free it, or move it away.") from error


def _prepare(database: sqlite3.Connection, tables: str, wanted: int) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == wanted:
        return
    if version > wanted:
        raise sqlite3.DatabaseError("it was written by a newer version")
    # Readers and one writer at once; two that make the tables at the same time make the same ones.
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(f"BEGIN IMMEDIATE; {tables} PRAGMA user_version = {wanted}; COMMIT;")
