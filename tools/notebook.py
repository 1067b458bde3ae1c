"""Runs notebooks and writes what their cells show into them: `python -m tools.notebook NOTEBOOK...`. Jupyter is not needed."""

import ast
import contextlib
import io
import json
import os
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pandas as pd

_SHOWN = ("display.width", 140, "display.max_columns", 10, "display.max_colwidth", 60, "display.max_rows", 20)


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the outputs that its code cells have now, run in order in the current folder.

    Text is what `print` and the last line of a cell give, as text and, where it has that, as HTML; a warning is its sentence.
    """
    names: dict[str, object] = {"__name__": "__main__"}
    cells, number = [], 0
    with pd.option_context(*_SHOWN):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                number += 1
                cell = {**cell, "execution_count": number, "outputs": _outputs("".join(cell["source"]), names, number)}
            cells.append(cell)
    return {**notebook, "cells": cells}


def written(notebook: dict[str, Any]) -> str:
    """The notebook's file."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _outputs(source: str, names: dict[str, object], number: int) -> list[dict[str, Any]]:
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        exec(compile(ast.Module(body, []), f"<cell {number}>", "exec"), names)  # noqa: S102  # our own notebooks
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"<cell {number}>", "eval"), names)  # noqa: S307
    outputs = []
    for name, text in (
        ("stdout", printed.getvalue()),
        ("stderr", "".join(f"{w.category.__name__}: {w.message}\n" for w in told)),
    ):
        if text:
            outputs.append({"output_type": "stream", "name": name, "text": _lines(text)})
    if value is not None:
        data = {"text/plain": _lines(repr(value))}
        if isinstance(value, pd.DataFrame):
            data["text/html"] = _lines(value.to_html(notebook=True))
        outputs.append({"output_type": "execute_result", "execution_count": number, "metadata": {}, "data": data})
    return outputs


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def main(paths: list[str]) -> None:
    """Runs each notebook in an empty folder, with stores of its own, and writes it anew."""
    for path in map(Path, paths):
        place = path.resolve()
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            os.environ["EVELENS_DATA"] = str(Path(folder) / "data")
            place.write_text(written(executed(json.loads(place.read_text("utf-8")))), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
