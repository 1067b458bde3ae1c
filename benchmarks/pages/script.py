"""What a page costs without a browser: ``python -m benchmarks.pages.script WINDOW FLOW``, in the environment of a dashboard.

Prints a line of JSON for each page: milliseconds of processor time of its script when every answer is known, and of what comes
on top when none is.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time

from streamlit.testing.v1 import AppTest

from benchmarks.pages import PAGES
from ui import sources

_ROOT = Path(__file__).parents[2]
_ROUNDS = 7


def main(window: str, flow: str) -> None:
    """Asks every page."""
    name = sources.settings().source
    sources.opened(name).read()
    for page in PAGES:
        known = median(_costs(page, {"window": window, "flow": flow}, [""] * (_ROUNDS + 1)))
        asked = median(
            _costs(page, {"window": window, "flow": flow}, [f"NOT src_port:{number}" for number in range(_ROUNDS + 1)])
        )
        sys.stdout.write(json.dumps({"page": page, "script": known, "engine": max(asked - known, 0.0)}) + "\n")
        sys.stdout.flush()


def _costs(page: str, parameters: dict[str, str], filters: list[str]) -> Iterator[float]:
    """Of each filter but the first, which is there to have everything imported."""
    for number, filter in enumerate(filters):
        at = AppTest.from_file(str(_ROOT / "ui" / "frame.py"), default_timeout=120)
        at.query_params.update(parameters)
        if filter:
            at.query_params["f"] = filter
        if page != "overview":
            at.switch_page(str(_ROOT / "pages" / f"{page}.py"))
        begin = process_time()
        at.run()
        took = (process_time() - begin) * 1_000
        if at.exception:
            raise SystemExit(f"{page}: {at.exception[0].message}")
        if number:
            yield took


if __name__ == "__main__":
    main(*sys.argv[1:])
