"""The dots of a panel cost nothing while they are closed, and hold the answer and its question when they are open."""

import json
import shlex
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from connector.query import Query
from connector.window import Window
from tests import small
from ui import detail
from ui.selection import Selection
from ui.snippets import Question, notebook, shell

ROOT = Path(__file__).parents[2]
HALF = Window.between(small.END - timedelta(minutes=15), small.END).text
QUESTIONS = (
    Question("values", ("src_ip",), 10),
    Question("values", ("src_ip",), 10, rarest=True),
    Question("groups", ("src_ip", "alert.severity"), 100, "severity"),
    Question("timeline", ("event_type",), 5, buckets=12),
    Question("timeline", buckets=12),
    Question("pairs", ("src_ip", "dest_ip"), 100),
    Question("fields"),
    Question("stats", ("dest_port",)),
)


def page() -> None:
    import streamlit as st

    from connector.answers import Note
    from connector.query import Query
    from ui import panel_menu
    from ui.panels import panel
    from ui.selection import Selection
    from ui.snippets import Question

    alerts = Selection("eve", Query("event_type:alert"))
    found = alerts.values("src_ip")
    with panel("Who", "by source") as head:
        head("**known** late")
        lacking = (Note("partial", "Counted from the newest 10 of 20 events."),)
        panel_menu.draw(head, alerts, (Question("values", ("src_ip",), 10),), found.frame, lacking)
        st.text("drawn")


@pytest.mark.usefixtures("capture")
def test_closed_dots_hold_nothing() -> None:
    at = AppTest.from_function(page, default_timeout=20).run()
    assert not at.exception
    assert [each.value for each in at.code] == []
    assert at.markdown[0].value == "**Who**  :small[:gray[**known** late]]"


@pytest.mark.usefixtures("capture")
def test_open_dots_hold_files_code_and_what_the_answer_lacks() -> None:
    at = AppTest.from_function(page, default_timeout=20)
    at.session_state["more-who"] = True
    at.run()
    assert not at.exception
    assert "Counted from the newest 10 of 20 events." in [each.value for each in at.text]
    codes = [each.value for each in at.code]
    assert "answer = c.values('src_ip', 'event_type:alert', size=10)" in codes[0]
    assert "values src_ip event_type:alert" in codes[1]
    assert codes[2] == "event_type:alert"
    assert codes[3].startswith("jq -c 'select(")
    assert [each.label for each in at.get("download_button")] == ["CSV", "Parquet", "NDJSON"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("asked")
    small.write(made / "eve.json")
    return made


def ran(folder: Path, command: list[str]) -> str:
    environ = {"EVE_PATH": str(folder / "eve.json"), "EVELENS_DATA": str(folder), "PATH": "", "HOME": str(folder)}
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_question_runs_in_a_notebook(folder: Path) -> None:
    asked = Selection("eve", Query("event_type:(alert OR flow)"))
    questions = [each for each in QUESTIONS if each.method != "stats"]
    codes = [f"{notebook(asked, 'eve', each)}\nprint(len(frame) > 0, notes)" for each in questions]
    assert ran(folder, [sys.executable, "-W", "ignore", "-c", "\n".join(codes)]) == "True ()\n" * len(questions)


@pytest.mark.parametrize("question", [QUESTIONS[1], QUESTIONS[2], QUESTIONS[3], QUESTIONS[5], Question("fields")])
def test_every_question_runs_in_a_shell(folder: Path, question: Question) -> None:
    words = shlex.split(shell(Selection("eve", Query("event_type:alert")), "eve", question).replace("\\\n", ""))
    assert len(ran(folder, [sys.executable, *words[1:]]).splitlines()) >= 2


def test_a_file_that_was_opened_is_named_as_a_file() -> None:
    asked = Selection("upload-0123456789abcdef", Query("*", Window()))
    for questions in ((), *((question,) for question in QUESTIONS), QUESTIONS):
        assert "Connector(eve='eve.json')" in notebook(asked, "eve", *questions)
        assert "--eve eve.json" in shell(asked, "eve", *questions)
        assert "upload-" not in notebook(asked, "eve", *questions) + shell(asked, "eve", *questions)


def test_questions_of_two_windows_are_asked_of_each(folder: Path) -> None:
    later = Selection("eve", Query("*", Window.between(small.END - timedelta(minutes=10), small.END)))
    earlier = later.before()
    questions = Question("values", ("src_ip",), 10), Question("values", ("event_type",), 10, of=earlier)
    code = f"{notebook(later, 'eve', *questions)}\nprint([int(frame['count'].sum()) for frame in frames])"
    assert ran(folder, [sys.executable, "-W", "ignore", "-c", code]) == "[10, 10]\n"
    commands = shell(later, "eve", *questions).split("\n\n")
    assert [command.count("--window") for command in commands] == [1, 1]


def test_questions_of_two_sources_name_each() -> None:
    code = notebook(Selection("eve", Query()), "eve", QUESTIONS[0], Question("fields", of=Selection("demo", Query())))
    assert code.startswith("import os\n")
    assert code.index("= 'eve'") < code.index("c.values(") < code.index("= 'demo'") < code.index("c.fields(")


PANELS: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    ("overview", {}, {"look-at-next": "answers.append(c.groups(('src_ip', 'dest_ip', 'alert.signature')"}),
    ("alerts", {}, {"alert-group": "c.timeline(", "alert": "c.get_events_df('(flow_id:"}),
    ("events", {}, {"event": "c.get_events_df('(flow_id:"}),
    (
        "flow",
        {"flow": "10.0.0.1,192.0.2.80"},
        {"flow": "c.get_events_df('((src_ip:", "flow-event": "c.get_events_df('(flow_id:"},
    ),
    ("fields", {"view": "groups"}, {"group-0": "c.groups(('src_ip', 'dest_ip'), '*', size=200, order='count')"}),
    ("fields", {"view": "changes", "window": HALF}, {"changed-values": "answers.append(c.values('src_ip'", "changed-fields": ""}),
    ("graph", {}, {"graph": "c.pairs('src_ip', 'dest_ip', '*', size=10000)"}),
    ("graph", {"weight": "bytes"}, {"graph": "c.set_page_size(10000)"}),
    (
        "protocols",
        {"protocol": "http"},
        {"protocol-time": "c.timeline(", "ask-http-0": "answers.append(c.groups(('http.hostname',)"},
    ),
)


@pytest.mark.usefixtures("capture")
def test_every_panel_has_its_dots() -> None:
    for page, address, panels in PANELS:
        at = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30)
        for name, value in ({"window": "all"} | address).items():
            at.query_params[name] = value
        for dots in panels:
            at.session_state[f"more-{dots}"] = True
        at.run()
        if page != "overview":
            at.session_state["event"] = at.session_state["selection"].events(("timestamp",)).ids[0]
            at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert not at.exception
        assert [each.label for each in at.get("download_button")] == ["CSV", "Parquet", "NDJSON"] * len(panels), page
        codes = [each.value for each in at.code]
        assert all(any(asked in code for code in codes) for asked in panels.values()), (page, codes)


@pytest.mark.usefixtures("capture")
def test_the_question_of_one_event_finds_it_and_no_other() -> None:
    for raw in Selection("eve", Query()).events().raw[::7]:
        assert detail.alone("eve", json.loads(raw)).events().raw == (raw,)
    assert detail.alone("eve", {"flow_id": 7, "timestamp": "never"}).query.window == Window()
