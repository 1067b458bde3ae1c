"""``python -m benchmarks.pages``: every page, over a million events of the demonstration and over a real day."""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.pages import Act, acts
from connector import demo
from connector.config import Config
from connector.query import Query
from connector.source import open_source
from connector.window import Window
from tools.chromium import chromium
from tools.dashboard import ROOT, environment, read_files, running

_REAL = Path(os.environ.get("EVELENS_TEST_DATA") or ROOT.parent / "shared" / "data") / "verify-24h.eve.json.gz"
_UNTIL = datetime(2026, 10, 31, 18, tzinfo=UTC)
_FOUR, _SIXTEEN = 4, 16


def main() -> None:
    """Prints the tables; a line whose bounds do not hold is marked."""
    parser = ArgumentParser(prog="python -m benchmarks.pages", description="From an act in Chromium to its page at rest.")
    parser.add_argument("--events", type=int, default=1_000_000, help="of the demonstration (default: 1000000)")
    arguments = parser.parse_args()
    say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with TemporaryDirectory(prefix="evelens-bench-") as name:
        folder = Path(name)
        made = folder / "eve.json"
        demo.write(made, events=arguments.events, until=_UNTIL)
        # The window before must hold events too: two halves of a real day, the two days of the demonstration.
        for title, path, hours in ((f"{arguments.events:,} events of the demonstration", made, 24), (_REAL.name, _REAL, 12)):
            if path.is_file():
                say(f"\n{title}{' ' * max(0, 44 - len(title))}   median      p95   wanted, ms")
                _measure(folder / path.stem.split(".")[0], path, timedelta(hours=hours))
            else:
                say(f"\n{path.name} is missing: EVELENS_TEST_DATA names its folder.")


def _measure(folder: Path, path: Path, length: timedelta) -> None:
    folder.mkdir(exist_ok=True)
    settings = {"EVE_PATH": str(path)}
    read_files(folder, settings)
    window, flow = _subject(folder, path, length)
    with running(folder, settings) as dashboard, chromium() as browser:
        for act in acts.of_pages(browser, dashboard.address, window, flow):
            say(str(act))
        alone = acts.together(browser, dashboard.address, window, 1)
        say(str(alone))
        say(str(acts.together(browser, dashboard.address, window, _FOUR, alone.median)))
        say(str(acts.together(browser, dashboard.address, window, _SIXTEEN)))
    say("\nProcessor time without a browser, ms: the script when every answer is known; what the engine adds when none is")
    for cost in _costs(folder, settings, window, flow):
        say(str(cost))


def _subject(folder: Path, path: Path, length: timedelta) -> tuple[str, int]:
    """The last window of the capture, and the flow with most events in it."""
    source = open_source("eve", Config(source="eve", eve_path=(str(path),), data=folder / "data"))
    last = source.span().last
    assert last is not None
    window = Window.last(length, last + timedelta(milliseconds=1))
    flows = source.values(Query(window=window), "flow_id", 1).frame
    return window.text, int(flows["key"].iloc[0])


def _costs(folder: Path, settings: dict[str, str], window: str, flow: int) -> Iterator[Act]:
    command = [sys.executable, "-m", "benchmarks.pages.script", window, str(flow)]
    # Each run without a browser is warned about.
    env = environment(folder, settings) | {"STREAMLIT_LOGGER_LEVEL": "error"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            found = json.loads(line)
            yield Act(f"{found['page']}, script", [found["script"]])
            yield Act(f"{found['page']}, engine", [found["engine"]])
    if process.returncode:
        raise SystemExit(process.returncode)


def say(line: str) -> None:
    """A line on stdout, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
