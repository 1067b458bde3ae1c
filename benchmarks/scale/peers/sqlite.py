"""SQLite with FTS5, laid out as EveBox lays it out: the line as it is, its values in a full-text index, and an index of times."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from fileinput import FileInput
from pathlib import Path
from time import perf_counter

from benchmarks.scale.material import leaves
from benchmarks.scale.peers import Asked, report, task

_TABLES = """
pragma journal_mode = wal;
pragma synchronous = normal;
create table events (id integer primary key, timestamp integer not null, archived integer default 0, escalated integer default 0,
                     history text default '[]', source text);
create virtual table fts using fts5(source_values, content='');
create index events_timestamp on events(timestamp);
"""
_BATCH = 5_000

Row = tuple[int, int, str, str]


def main() -> None:
    """Fills the tables, and asks them."""
    paths, folder, rounds = task()
    file = folder / "events.sqlite"
    begin = perf_counter()
    database = sqlite3.connect(file)
    database.executescript(_TABLES)
    events = 0
    for batch in _batches(paths):
        with database:
            database.executemany("insert into events(id, timestamp, source) values (?, ?, ?)", [row[:3] for row in batch])
            database.executemany("insert into fts(rowid, source_values) values (?, ?)", [(row[0], row[3]) for row in batch])
        events += len(batch)
    database.execute("pragma wal_checkpoint(truncate)")
    seconds = perf_counter() - begin

    def number(question: str, *values: object) -> int:
        return int(database.execute(question, values).fetchone()[0])

    def field(name: str) -> str:
        return "json_extract(source, '$" + "".join(f'."{part}"' for part in name.split(".")) + "')"

    def ranged(asked: Asked) -> int:
        name, low, high = asked.range
        return number(f"select count(*) from events where {field(name)} between ? and ?", low, high)

    def top(where: str, *values: object) -> list[object]:
        question = f"select {field('src_ip')} as key, count(*) from events {where} group by key order by 2 desc limit 10"
        return database.execute(question, values).fetchall()

    def wildcard(asked: Asked) -> int:
        name, part = asked.wildcard
        return number(f"select count(*) from events where {field(name)} like ?", f"%{part}%")

    ask = {
        "word": lambda asked: str(number("select count(*) from fts where fts match ?", f'"{asked.word}"')),
        "value": lambda asked: number(f"select count(*) from events where {field(asked.value[0])} = ?", asked.value[1]),
        "exists": lambda asked: number(f"select count(*) from events where {field(asked.exists)} is not null"),
        "range": ranged,
        "wildcard": wildcard,
        "top": lambda asked: top(""),
        "top of a day": lambda asked: top("where timestamp >= ? and timestamp < ?", *map(_nanos, asked.day)),
        "newest": lambda asked: database.execute("select source from events order by timestamp desc limit 10000").fetchall(),
    }
    report(events, seconds, file.stat().st_size, ask, rounds)


def _batches(paths: Sequence[Path]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    with FileInput(paths, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            event = json.loads(line)
            values = " ".join(str(leaf) for _, leaf in leaves(event))
            batch.append((number, _nanos(event["timestamp"]), line, values))
            if len(batch) == _BATCH:
                yield batch
                batch = []
    yield batch


def _nanos(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp() * 1e9)


if __name__ == "__main__":
    main()
