import contextlib
import doctest
import io
import json
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from tools.notebook import executed, written

DOCS = Path(__file__).parents[2] / "docs"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))


def test_there_is_a_notebook() -> None:
    assert [path.name for path in NOTEBOOKS] == ["first-steps.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_shows_what_its_cells_give(path: Path, bare_environment: Path) -> None:
    stored = json.loads(path.read_text("utf-8"))
    now = executed(stored)
    assert [cell.get("outputs") for cell in now["cells"]] == [cell.get("outputs") for cell in stored["cells"]]
    assert written(now) == path.read_text("utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_small_and_tells_nothing_of_its_machine(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text) < 50_000
    assert not [word for word in (str(Path.home()), str(DOCS.parent), tempfile.gettempdir()) if word in text]
    cells = json.loads(text)["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)


@pytest.mark.usefixtures("bare_environment")
def test_examples_of_the_document_answer_what_it_says() -> None:
    said = io.StringIO()
    text = (DOCS / "notebooks.md").read_text("utf-8").replace("\n```", "\n")
    document = doctest.DocTestParser().get_doctest(text, {}, "notebooks.md", "docs/notebooks.md", 0)
    with pd.option_context("display.width", 140, "display.max_columns", 10, "display.max_colwidth", 50):
        result = doctest.DocTestRunner().run(document, out=said.write)
    assert result.attempted > 15
    assert result.failed == 0, said.getvalue()


@pytest.mark.usefixtures("bare_environment")
def test_a_cell_shows_what_it_prints_warns_and_gives() -> None:
    source = ["import warnings\n", "warnings.warn('watch out')\n", "print('printed')\n", "1 + 1"]
    cell = {"cell_type": "code", "id": "one", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    with contextlib.redirect_stdout(io.StringIO()):
        (done,) = executed({"cells": [cell]})["cells"]
    assert done["outputs"] == [
        {"output_type": "stream", "name": "stdout", "text": ["printed\n"]},
        {"output_type": "stream", "name": "stderr", "text": ["UserWarning: watch out\n"]},
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": ["2"]}},
    ]
