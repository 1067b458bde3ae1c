"""DuckDB: what is asked most in columns with types, and the line as JSON for everything else."""

from time import perf_counter

import duckdb

from benchmarks.scale.peers import Asked, report, task

_COLUMNS = {
    "flow_id": "ubigint", "event_type": "varchar", "src_ip": "varchar", "src_port": "integer", "dest_ip": "varchar",
    "dest_port": "integer", "proto": "varchar", "app_proto": "varchar", "host": "varchar", "in_iface": "varchar",
    "community_id": "varchar", "alert.signature": "varchar", "alert.signature_id": "bigint", "alert.severity": "integer",
    "alert.category": "varchar", "http.hostname": "varchar", "http.url": "varchar", "http.status": "integer",
    "http.http_method": "varchar", "http.http_user_agent": "varchar", "http.length": "bigint", "tls.sni": "varchar",
    "tls.subject": "varchar", "tls.version": "varchar", "tls.ja3.hash": "varchar", "fileinfo.filename": "varchar",
    "fileinfo.sha256": "varchar", "fileinfo.size": "bigint", "flow.bytes_toserver": "bigint", "flow.bytes_toclient": "bigint",
    "flow.pkts_toserver": "bigint", "flow.pkts_toclient": "bigint", "flow.state": "varchar", "smb.command": "varchar",
    "smb.filename": "varchar", "ssh.client.software_version": "varchar",
}  # fmt: skip


def main() -> None:
    """Fills the table, and asks it."""
    paths, folder, rounds = task()
    file = folder / "events.duckdb"
    begin = perf_counter()
    database = duckdb.connect(str(file))
    database.execute("set timezone = 'UTC'")
    typed = ", ".join(
        f"try_cast(json_extract_string(json, '{_path(name)}') as {kind}) as \"{name}\"" for name, kind in _COLUMNS.items()
    )
    database.execute(
        "create table events as select try_cast(json_extract_string(json, '$.timestamp') as timestamptz) as timestamp, "
        f"{typed}, json as raw from read_ndjson_objects(?)",
        [list(map(str, paths))],
    )
    database.execute("checkpoint")
    seconds = perf_counter() - begin

    def number(question: str, *values: object) -> int:
        row = database.execute(question, values).fetchone()
        assert row is not None
        return int(row[0])

    def ranged(asked: Asked) -> int:
        name, low, high = asked.range
        return number(f"select count(*) from events where try_cast({_field(name)} as double) between ? and ?", low, high)

    def top(where: str, *values: object) -> object:
        question = f"select src_ip, count(*) from events {where} group by 1 order by 2 desc limit 10"
        return database.execute(question, values).fetchall()

    def newest(asked: Asked) -> object:
        return database.execute("select raw from events order by timestamp desc limit 10000").fetchall()

    ask = {
        "word": lambda asked: str(number("select count(*) from events where contains(raw, ?)", asked.word)),
        "value": lambda asked: number(f"select count(*) from events where {_field(asked.value[0])} = ?", asked.value[1]),
        "exists": lambda asked: number(f"select count(*) from events where {_field(asked.exists)} is not null"),
        "range": ranged,
        "wildcard": lambda asked: number(
            f"select count(*) from events where contains({_field(asked.wildcard[0])}, ?)", asked.wildcard[1]
        ),
        "top": lambda asked: top(""),
        "top of a day": lambda asked: top("where timestamp >= ?::timestamptz and timestamp < ?::timestamptz", *asked.day),
        "newest": newest,
    }
    report(number("select count(*) from events"), seconds, file.stat().st_size, ask, rounds)


def _field(name: str) -> str:
    return f'"{name}"' if name in _COLUMNS else f"json_extract_string(raw, '{_path(name)}')"


def _path(name: str) -> str:
    return "$" + "".join(f'."{part}"' for part in name.split("."))


if __name__ == "__main__":
    main()
