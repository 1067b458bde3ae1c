"""EveLens and its peers side by side, in one run over the same files."""

import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.scale import peers
from benchmarks.scale.material import Material
from benchmarks.scale.peers import QUESTIONS, Asked, Outcome
from connector.lucene.write import escaped, exists, term
from connector.query import Query
from connector.source import Source
from connector.window import Window

_ROUNDS = 3


def rounds(asked: Material, day: Window, seed: int) -> list[Asked]:
    """What everybody is asked: three rounds, nothing twice."""
    dice = random.Random(seed)
    assert day.start is not None
    assert day.end is not None
    texts = [(path, text) for path, text in asked.terms if isinstance(text, str) and not path.startswith("stats.")]
    # In an array, json_extract finds no text: what everybody can count is asked, so that the answers can be compared.
    plain = [
        (path, text)
        for path, text in texts
        if path in ("tls.sni", "http.hostname", "fileinfo.sha256", "smb.filename", "http.url")
    ]
    numbers = [
        (path, n) for path, n in asked.numbers if path in ("dest_port", "flow.bytes_toclient", "fileinfo.size", "http.length")
    ]
    fields = ("tls.sni", "smb.filename", "http.http_refer", "ssh.client.software_version", "fileinfo.sha256")
    pieces = [
        (path, part) for path, part in asked.pieces if path in ("http.url", "tls.sni", "http.hostname", "fileinfo.filename")
    ]
    bounds = day.start.isoformat(), day.end.isoformat()
    picked = zip(dice.sample(asked.words, _ROUNDS), dice.sample(plain, _ROUNDS), dice.sample(fields, _ROUNDS),
                 dice.sample(numbers, _ROUNDS), dice.sample(pieces, _ROUNDS), strict=True)  # fmt: skip
    return [Asked(word, value, field, (name, low, low * 2 + 10), piece, bounds)
            for word, value, field, (name, low), piece in picked]  # fmt: skip


def ours(source: Source, asked: Sequence[Asked]) -> tuple[dict[str, float], dict[str, list[int]]]:
    """The median of each question, and what was counted where peers count it too."""
    times: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    counts: dict[str, list[int]] = {}
    for each in asked:
        day = Window.between(*map(datetime.fromisoformat, each.day))
        field, low, high = each.range
        for name, filter in {
            "word": escaped(each.word),
            "value": term(*each.value),
            "exists": exists(each.exists),
            "range": f'{escaped(field)}:["{low}" TO "{high}"]',
            "wildcard": f"{escaped(each.wildcard[0])}:*{each.wildcard[1]}*",
        }.items():
            begin = perf_counter()
            count = source.trend(Query(filter)).count
            times[name].append((perf_counter() - begin) * 1_000)
            counts.setdefault(name, []).append(count)
        for name, query in {"top": Query(), "top of a day": Query(window=day)}.items():
            begin = perf_counter()
            source.values(query, "src_ip")
            times[name].append((perf_counter() - begin) * 1_000)
        begin = perf_counter()
        source.events(Query(limit=10_000), ())
        times["newest"].append((perf_counter() - begin) * 1_000)
    return {name: median(each) for name, each in times.items()}, counts


def side_by_side(source: Source, mine: Outcome, paths: Sequence[Path], folder: Path, asked: Sequence[Asked]) -> Iterator[str]:
    """The lines of the table, once all are ready. A count that differs from ours is marked."""
    milliseconds, counts = ours(source, asked)
    found = {"EveLens": Outcome(mine.events, mine.seconds, mine.disk, mine.memory, milliseconds, counts)}
    names = {"json.loads": "plain", "json_normalize": "frame", "SQLite + FTS5": "sqlite"}
    if find_spec("duckdb"):
        names["DuckDB"] = "duck"
    for name, module in names.items():
        found[name] = peers.run(module, paths, folder / module, asked)
    yield f"{'':<22}" + "".join(f"{name:>18}" for name in found)
    for what, show in _ROWS.items():
        yield f"{what:<22}" + "".join(f"{show(each):>18}" for each in found.values())
    for what in QUESTIONS:
        cells = [f"{each.milliseconds[what]:,.1f} ms" if what in each.milliseconds else "-" for each in found.values()]
        yield f"{what:<22}" + "".join(f"{cell:>18}" for cell in cells)
    yield from _differences(found, counts)


_ROWS: dict[str, Callable[[Outcome], str]] = {
    "events": lambda each: f"{each.events:,}",
    "events a second": lambda each: f"{each.events / each.seconds:,.0f}",
    "disk": lambda each: f"{each.disk / 1e6:,.0f} MB" if each.disk else "-",
    "memory": lambda each: f"{each.memory / 1e6:,.0f} MB",
}


def _differences(found: Mapping[str, Outcome], counts: Mapping[str, list[int]]) -> Iterator[str]:
    whole = found["EveLens"].events
    for name, each in found.items():
        for what, theirs in each.counts.items():
            if each.events == whole and theirs != counts[what][: len(theirs)]:
                yield f"{name} counted {theirs} for {what}, EveLens {counts[what]}"


def disk(folder: Path) -> int:
    """Bytes of the files in a folder."""
    return sum(entry.stat().st_size for entry in os.scandir(folder) if entry.is_file())
