"""What the Code button offers really runs, and asks the same question."""

import shlex
import subprocess
import sys
from pathlib import Path

from connector.config import Config
from connector.query import Query
from connector.window import Window
from ui.selection import Selection
from ui.snippets import notebook, shell

DAY = Window.between("2026-10-30T18:00:00Z", "2026-10-31T18:00:00Z")
HOSTILE = """event_type:"x'; touch /tmp/owned; '$(touch /tmp/owned)`" OR dest_port:53"""


def test_a_filter_is_one_argument_of_the_shell_whatever_it_holds() -> None:
    words = shlex.split(shell(Selection("eve", Query(HOSTILE, DAY)), "eve"))
    assert words == [
        "python",
        "-m",
        "connector",
        "events",
        HOSTILE,
        "--window",
        DAY.text,
        "--limit",
        "1000",
        "--format",
        "ndjson",
    ]


def test_another_source_than_the_first_is_named() -> None:
    selection = Selection("demo", Query())
    assert shell(selection, "eve").startswith("EVELENS_SOURCE=demo python")
    assert "load(source='demo')" in notebook(selection, "eve")
    assert "load" not in notebook(selection, "demo")


def test_all_time_has_its_own_option() -> None:
    assert "--all-time" in shlex.split(shell(Selection("eve", Query()), "eve"))


def test_the_notebook_asks_what_the_page_shows(small_capture: Path, small_config: Config) -> None:
    code = notebook(Selection("eve", Query("event_type:alert", Window(), 7)), "eve")
    environment = {"EVE_PATH": str(small_capture), "EVELENS_DATA": str(small_config.data)}
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"{code}\nprint(len(frame), set(frame['event_type']))"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stdout == "7 {'alert'}\n", ran.stderr
