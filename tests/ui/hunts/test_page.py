"""The page over a small capture: all hunts, one chosen, a site's own, and rules."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from connector.hunts import FOLDER, catalogue
from tests import small
from tests.ui.conftest import read
from tests.ui.test_frame import FRAME, sentences
from ui.hunts import asked, sigma
from ui.sources import settings

PAGE = Path(__file__).parents[3] / "pages" / "hunts.py"

RULE = """title: Pages
level: high
logsource:
    category: webserver
detection:
    sel:
        c-uri|contains: '/page/'
    condition: sel
---
title: Processes
logsource:
    category: process_creation
    product: windows
detection:
    sel:
        Image: x
    condition: sel
"""


def opened(**parameters: str) -> AppTest:
    at = AppTest.from_file(str(FRAME), default_timeout=30)
    at.query_params["window"] = "all"
    for name, value in parameters.items():
        at.query_params[name] = value
    at.run()
    return at.switch_page(str(PAGE)).run()


def board(at: AppTest) -> dict[str, tuple[list[str], str]]:
    """State and hits of each hunt."""
    frame = next(each.value for each in at.dataframe if "Hunt" in each.value)
    return {row["Hunt"]: (list(row["State"]), row["Hits"]) for row in frame.to_dict("records")}


@pytest.mark.usefixtures("capture")
def test_hunts_lists_files_of_the_site_and_rules_are_asked_and_each_says_what_it_found() -> None:
    own, rules = settings().data / FOLDER, settings().data / sigma.FOLDER
    own.mkdir(parents=True)
    rules.mkdir(parents=True)
    (own / "own.yaml").write_text("name: '**Own**'\nquestion: Who?\nfilter: event_type:http\n")
    (own / "wrong.yaml").write_text("name: [")
    (rules / "own.yml").write_text(RULE)
    at = opened(hunt="rarest-signatures")
    assert not at.exception
    found = board(at)
    assert len(found) == 31
    assert found["Rarest signatures per source"] == ([], "5")
    assert found["Failed logons over SMB"] == (["waits"], "–")
    assert found["**Own**"] == ([], "3")
    said = sentences(at)
    assert "wrong.yaml is no hunt: line 1 is no YAML." in said
    assert "Which signatures did a source set off only once?" in said
    assert "**What to do next**" in said
    assert "Nothing is compared: all time: nothing before." in said
    rows = next(each.value for each in at.dataframe if "Signature" in each.value)
    assert small.MARKUP in rows["Signature"].to_list()
    assert "event_type:alert, by src_ip, alert.signature, at most 1 event" in {code.value for code in at.code}
    asked_rules = next(each.value for each in at.dataframe if "Rule" in each.value)
    assert asked_rules[["Rule", "Hits", "Hosts"]].to_numpy().tolist() == [["Pages", 5, 3]]
    assert "2 rules, 1 with hits, 1 not supported" in said
    assert "Processes: It is about windows process_creation, which is not in EVE events." in said
    at.session_state["hunt"] = "own"
    at.run()
    assert "**`**Own**`**" in sentences(at)
    at.session_state["hunt"] = "retro-search"
    at.run()
    assert "Paste a list of indicators to start." in sentences(at)
    at.text_area(key=asked.LIST).set_value("192.0.2[.]80\nwhat?").run()
    assert board(at)["Retro search"] == ([], "1")
    said = sentences(at)
    assert "1 indicator." in said
    assert "Events of row 1" in {link.label for link in at.get("page_link")}
    assert "No indicator, and left out: what?." in said


@pytest.mark.usefixtures("capture")
def test_the_filters_of_the_bar_are_saved_as_a_hunt() -> None:
    at = opened(q="event_type:http")
    at.session_state["hunt-save"] = True
    at.run()
    at.text_input(key="hunt_name").set_value("Web of ours")
    at.text_input(key="hunt_question").set_value("Who browses?")
    next(each for each in at.button if each.label == "Save" and "hunt-form" in str(each.form_id)).click().run()
    assert not at.exception
    own = catalogue(settings().data).find("web-of-ours")
    assert (own.filter, own.question, own.fields) == ("event_type:http", "Who browses?", (("src_ip", "dest_ip"),))
    assert board(at)["Web of ours"] == ([], "3")
    assert "is saved" in sentences(at)


@pytest.mark.usefixtures("bare_environment", "fresh_caches")
def test_a_server_is_asked_little_at_once_and_the_rest_on_demand(monkeypatch: pytest.MonkeyPatch, bare_environment: Path) -> None:
    monkeypatch.setattr(asked, "reads_files", lambda name: False)
    monkeypatch.setenv("EVE_PATH", str(small.write(bare_environment / "eve.json")))
    read()
    at = opened()
    first = len(board(at))
    assert 0 < first < 30
    assert "Not asked, so that the server is not asked too much at once:" in sentences(at)
    at.button(key="hunts-ask").click().run()
    assert first < len(board(at)) <= 30
