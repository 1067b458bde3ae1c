"""The pins, in one SQLite file of the data folder."""

import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from connector import database
from connector.errors import ConfigError
from ui.case.pin import Pin, read

MOST = 200
"""Pins of a case."""

_VERSION = 1
_TABLES = "CREATE TABLE IF NOT EXISTS pins (id INTEGER PRIMARY KEY AUTOINCREMENT, place INTEGER NOT NULL, pin TEXT NOT NULL);"


@dataclass(frozen=True, slots=True)
class Store:
    """The file. Each call is one short transaction: many processes and browsers may share it.

    Every call raises `ConfigError` when the file cannot be used.

    Attributes:
        path: where it lies; made at the first writing, for its owner only.
        patience: seconds to wait for another writer.
    """

    path: Path
    patience: float = 2.0

    def pins(self) -> tuple[tuple[int, Pin], ...]:
        """The pins with their numbers, in order. Without those that this version does not know."""
        if not self.path.exists():
            return ()
        with self._opened() as file:
            rows = file.execute("SELECT id, pin FROM pins ORDER BY place, id").fetchall()
        return tuple((int(number), pin) for number, text in rows if (pin := read(text)) is not None)

    def add(self, pin: Pin) -> int:
        """Puts a pin at the end; its number.

        Raises:
            ConfigError: there are too many, or it cannot be kept.
        """
        text = pin.as_text()
        with self._opened() as file, file:
            file.execute("BEGIN IMMEDIATE")
            count, last = file.execute("SELECT COUNT(*), COALESCE(MAX(place), 0) FROM pins").fetchone()
            if count >= MOST:
                raise ConfigError(f"The case has {MOST} pins: remove some first.")
            return file.execute("INSERT INTO pins (place, pin) VALUES (?, ?)", (last + 1, text)).lastrowid or 0

    def replace(self, number: int, pin: Pin) -> bool:
        """Changes what a pin says. False when it is gone."""
        text = pin.as_text()
        with self._opened() as file, file:
            return file.execute("UPDATE pins SET pin = ? WHERE id = ?", (text, number)).rowcount > 0

    def move(self, number: int, steps: int) -> None:
        """Moves a pin down by so many places; up by a number below 0. Nothing when it is gone."""
        with self._opened() as file, file:
            file.execute("BEGIN IMMEDIATE")
            order = [found for (found,) in file.execute("SELECT id FROM pins ORDER BY place, id")]
            if number not in order:
                return
            place = order.index(number)
            order.insert(max(0, place + steps), order.pop(place))
            file.executemany("UPDATE pins SET place = ? WHERE id = ?", list(enumerate(order, 1)))

    def remove(self, number: int) -> bool:
        """Takes a pin away. False when it is gone already."""
        with self._opened() as file, file:
            return file.execute("DELETE FROM pins WHERE id = ?", (number,)).rowcount > 0

    def _opened(self) -> AbstractContextManager[sqlite3.Connection]:
        return database.opened(self.path, _TABLES, _VERSION, self.patience, "The case")
