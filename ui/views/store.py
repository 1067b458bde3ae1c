"""Saved views and the history of questions, in one SQLite file of the data folder."""

import json
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connector import database
from connector.errors import ConfigError
from ui.views.screen import Screen, recorded

KEPT = 50
"""Questions of the history; older ones go."""

_VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS views (name TEXT PRIMARY KEY COLLATE NOCASE, screen TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS questions (
    identity TEXT PRIMARY KEY, screen TEXT NOT NULL, count INTEGER NOT NULL, exact INTEGER NOT NULL, asked TEXT NOT NULL
);
"""
_ADD = "INSERT OR IGNORE INTO views VALUES (?, ?)"
_REPLACE = "INSERT OR REPLACE INTO views VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class View:
    """A screen with a name."""

    name: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked.

    Attributes:
        screen: how to ask it again; its ``source`` names the source that was asked.
        count: the events that matched.
        exact: false when there were at least so many.
        asked: when, UTC.
    """

    screen: Screen
    count: int
    exact: bool
    asked: datetime

    @property
    def identity(self) -> str:
        """What makes two questions the same: page, source, window and filters; on Flow also the conversation."""
        screen = self.screen
        keys = ("source", "window", "q", *(("flow",) if screen.page == "flow" else ()))
        return json.dumps([screen.page, screen.filters, [screen.text(key) for key in keys]])


@dataclass(frozen=True, slots=True)
class Store:
    """The file. Each call is one short transaction: many processes and browsers may share it.

    Every call raises `ConfigError` when the file cannot be used, and every writing when the screen could not be read back.

    Attributes:
        path: where it lies; made with its folder at the first writing, for its owner only.
        patience: seconds to wait for another writer.
    """

    path: Path
    patience: float = 2.0

    def views(self) -> tuple[View, ...]:
        """All views by name. Without those that this version does not know."""
        rows = self._read("SELECT name, screen FROM views ORDER BY name COLLATE NOCASE")
        return tuple(View(name, screen) for name, text in rows if isinstance(name, str) and (screen := _screen(text)) is not None)

    def save(self, view: View, replace: bool = False) -> bool:
        """Keeps a view. False when there is one of that name, in either case of letters, and it shall not be replaced."""
        return self._write(_REPLACE if replace else _ADD, (view.name, _text(view.screen)))

    def save_all(self, views: tuple[View, ...]) -> None:
        """Keeps several, all of them or none; those of the same names are replaced."""
        with self._opened() as file, file:
            file.executemany(_REPLACE, [(view.name, _text(view.screen)) for view in views])

    def rename(self, name: str, new: str) -> bool:
        """Gives a view another name. False when that one is taken, or the view is gone."""
        return self._write("UPDATE OR IGNORE views SET name = ? WHERE name = ?", (new, name))

    def delete(self, name: str) -> bool:
        """Takes a view away. False when it is gone already."""
        return self._write("DELETE FROM views WHERE name = ?", (name,))

    def questions(self) -> tuple[Question, ...]:
        """The history, newest first, at most `KEPT`. Without those that this version does not know."""
        rows = self._read("SELECT screen, count, exact, asked FROM questions ORDER BY asked DESC, rowid DESC LIMIT ?", (KEPT,))
        return tuple(question for row in rows if (question := _question(*row)) is not None)

    def note(self, question: Question) -> None:
        """Puts a question at the head of the history, once."""
        asked = question.asked.astimezone(UTC).isoformat(timespec="microseconds")
        row = (question.identity, _text(question.screen), question.count, question.exact, asked)
        with self._opened() as file, file:
            file.execute("REPLACE INTO questions VALUES (?, ?, ?, ?, ?)", row)
            file.execute(
                "DELETE FROM questions WHERE rowid NOT IN (SELECT rowid FROM questions ORDER BY asked DESC, rowid DESC LIMIT ?)",
                (KEPT,),
            )

    def forget(self) -> None:
        """Empties the history."""
        self._write("DELETE FROM questions", ())

    def _read(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        if not self.path.exists():
            return []
        with self._opened() as file:
            return file.execute(statement, values).fetchall()

    def _write(self, statement: str, values: tuple[object, ...]) -> bool:
        with self._opened() as file, file:
            return file.execute(statement, values).rowcount > 0

    def _opened(self) -> AbstractContextManager[sqlite3.Connection]:
        return database.opened(self.path, _TABLES, _VERSION, self.patience, "Saved views and history")


def _text(screen: Screen) -> str:
    record = screen.as_record()
    try:
        recorded(record)
    except ConfigError as error:
        raise ConfigError(f"This screen cannot be kept. {error}") from error
    return json.dumps(record)


def _screen(text: str | bytes) -> Screen | None:
    try:
        return recorded(json.loads(text))
    except (ConfigError, ValueError, RecursionError):
        return None


def _question(text: str | bytes, count: object, exact: object, asked: str) -> Question | None:
    # SQLite keeps any kind of value in any column.
    screen = _screen(text)
    if screen is None or not isinstance(count, int):
        return None
    try:
        return Question(screen, count, bool(exact), datetime.fromisoformat(asked).astimezone(UTC))
    except (TypeError, ValueError, OverflowError):
        return None
