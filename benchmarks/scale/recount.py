"""Random filters, counted again in plain Python: no benchmark of wrong answers."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.scale.material import Leaf, Material, is_plain, leaves
from connector.lucene import exists
from connector.lucene.write import escaped

AMOUNT = 10


def filters(asked: Material, seed: int) -> list[tuple[str, list[dict[str, Any]]]]:
    """Ten filters, each with its clauses as plain data: two clauses that must hold, the second one denied half of the time."""
    dice = random.Random(seed)
    texts = [(path, text) for path, text in asked.terms if isinstance(text, str) and is_plain(text)]
    made = []
    for number in range(AMOUNT):
        path, text = dice.choice(texts)
        field, low = dice.choice(asked.numbers)
        clauses: list[dict[str, Any]] = [
            {"kind": "value", "field": path, "value": text},
            {"kind": "range", "field": field, "low": low, "high": low * 3 + 100},
            {"kind": "word", "word": dice.choice(asked.words)},
            {"kind": "exists", "field": dice.choice(asked.fields)},
        ]
        first = clauses.pop(number % len(clauses))
        both = [first, {**dice.choice(clauses), "denied": dice.random() < 0.5}]
        made.append((" AND ".join(map(_text, both)), both))
    return made


def _text(clause: dict[str, Any]) -> str:
    return ("NOT " if clause.get("denied") else "") + _bare(clause)


def _bare(clause: dict[str, Any]) -> str:
    match clause:
        case {"kind": "value", "field": field, "value": value}:
            return f"{escaped(field)}:{escaped(value)}"
        case {"kind": "range", "field": field, "low": low, "high": high}:
            return f'{escaped(field)}:["{low}" TO "{high}"]'
        case {"kind": "exists", "field": field}:
            return exists(field)
        case _:
            return escaped(clause["word"])


def counts(paths: Sequence[Path], asked: Sequence[list[dict[str, Any]]]) -> list[int]:
    """How many events of the files match each filter; a process a file, as many at once as there are cores."""

    def run(path: Path) -> list[int]:
        command = [sys.executable, "-m", __name__, str(path), json.dumps(asked)]
        found: list[int] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        return found

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return [sum(each) for each in zip(*threads.map(run, paths), strict=True)]


def count(path: Path, asked: Sequence[list[dict[str, Any]]]) -> list[int]:
    """How many events of one file match each filter."""
    found = [0] * len(asked)
    with path.open("rb") as file:
        for line in file:
            held = list(leaves(json.loads(line)))
            for number, clauses in enumerate(asked):
                found[number] += all(_holds(held, clause) for clause in clauses)
    return found


def _holds(held: Sequence[tuple[str, Leaf]], clause: dict[str, Any]) -> bool:
    return _matches(held, clause) is not clause.get("denied", False)


def _matches(held: Sequence[tuple[str, Leaf]], clause: dict[str, Any]) -> bool:
    match clause:
        case {"kind": "value", "field": field, "value": value}:
            return any(path == field and _has_word(leaf, value) for path, leaf in held)
        case {"kind": "range", "field": field, "low": low, "high": high}:
            return any(path == field and not isinstance(leaf, str | bool) and low <= leaf <= high for path, leaf in held)
        case {"kind": "exists", "field": field}:
            return any(path == field or path.startswith(field + ".") for path, _ in held)
        case _:
            return any(_has_word(leaf, clause["word"]) for _, leaf in held)


def _has_word(leaf: Leaf, word: str) -> bool:
    return isinstance(leaf, str) and word.lower() in leaf.lower().split()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(count(Path(sys.argv[1]), json.loads(sys.argv[2]))))
