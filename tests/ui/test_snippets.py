"""What the Code button offers really runs, and asks the same question."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from connector.query import Query
from connector.window import Window
from tests import small
from ui.selection import Selection
from ui.snippets import curl, notebook, shell

ROOT = Path(__file__).parents[2]
DAY = Window.between("2026-10-30T18:00:00Z", "2026-10-31T18:00:00Z")
HOSTILE = """event_type:"x'; touch /tmp/owned; '$(touch /tmp/owned)`" OR dest_port:53"""


def test_a_filter_is_one_argument_of_the_shell_whatever_it_holds() -> None:
    words = shlex.split(shell(Selection("eve", Query(HOSTILE, DAY)), "eve").replace("\\\n", ""))
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
    assert "os.environ[\"EVELENS_SOURCE\"] = 'demo'" in notebook(selection, "eve")
    assert "os.environ" not in notebook(selection, "demo")


def test_all_time_has_its_own_option() -> None:
    assert "--all-time" in shlex.split(shell(Selection("eve", Query()), "eve"))


@pytest.mark.parametrize("source", ["eve", "demo"])
def test_the_notebook_asks_what_the_page_shows(tmp_path: Path, source: str) -> None:
    path = tmp_path / ("demo/eve.json" if source == "demo" else "eve.json")
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(event) + "\n" for event in small.events()))
    code = notebook(Selection(source, Query("event_type:alert", Window(), 3)), "eve")
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"{code}\nprint(len(frame), set(frame['event_type']))"],
        env={"EVE_PATH": str(path), "EVELENS_DATA": str(tmp_path), "PATH": "", "HOME": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stdout == "3 {'alert'}\n", ran.stderr


def test_the_call_of_the_api_holds_the_question_and_no_token() -> None:
    words = shlex.split(curl(Selection("eve", Query(HOSTILE, DAY)), "http://127.0.0.1:8501/events?q=x").replace("\\\n", ""))
    assert words[:3] == ["curl", "-G", "http://127.0.0.1:8501/rest/rules/es/events_tail/"]
    assert words[4] == "Authorization: Token $EVELENS_TOKEN"
    assert words[6] == f"qfilter={HOSTILE}"
    assert words[8:] == ["from_date=1793383200000", "-d", "to_date=1793469599999", "-d", "page_size=1000"]


@pytest.mark.parametrize("text", ["a\x15touch /tmp/owned\n", "\x1b[201~x", "it's \x07 \\ $HOME `id`", "\u202eabc", "ü\x85b"])
def test_a_command_holds_no_character_that_a_terminal_obeys_and_means_the_same(text: str) -> None:
    command = shell(Selection("eve", Query(f'http.url:"{text}"', DAY)), "eve")
    assert command.replace("\\\n", "").isprintable()
    said = subprocess.run(["bash", "-c", "printf '%s\\0' " + command.replace("\\\n", "")], capture_output=True, check=True).stdout
    assert f'http.url:"{text}"'.encode() in said.split(b"\0")
    assert curl(Selection("eve", Query(f'http.url:"{text}"', DAY)), "http://127.0.0.1/").replace("\\\n", "").isprintable()


def test_a_filter_that_begins_with_a_hyphen_is_no_option(tmp_path: Path) -> None:
    path = tmp_path / "eve.json"
    path.write_text("".join(json.dumps(event) + "\n" for event in small.events()))
    words = shlex.split(shell(Selection("eve", Query("-event_type:flow")), "eve").replace("\\\n", ""))
    environment = {"EVE_PATH": str(path), "EVELENS_DATA": str(tmp_path), "PATH": "", "HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, *words[1:]], env=environment, cwd=ROOT, capture_output=True, check=True)
    types = [json.loads(line)["event_type"] for line in ran.stdout.splitlines()]
    assert types
    assert "flow" not in types
