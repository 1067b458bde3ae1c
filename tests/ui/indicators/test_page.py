"""The page: a list is taken, told and looked for; what cannot be read is shown; a row opens exactly its events."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from connector.indicators import Indicator, Sighting
from connector.query import Query
from tests import small
from tests.ui.test_frame import ALL, sentences
from ui.indicators import given, rows
from ui.selection import Selection
from ui.snippets import Question, notebook, shell

ROOT = Path(__file__).parents[3]
LIST = "10.0.0[.]1\n192.0.2.0/24\nunseen.test\nGlobal\\mutex\n"


def opened(text: str, **parameters: str | list[str]) -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30)
    for name, value in {"window": ALL, **parameters}.items():
        at.query_params[name] = value
    at.run()
    at.switch_page(str(ROOT / "pages" / "indicators.py")).run()
    at.text_area(key="indicators_text").set_value(text)
    next(each for each in at.button if each.label == "Look for them").click().run()
    assert not at.exception
    return at


@pytest.mark.usefixtures("capture")
def test_a_pasted_list_is_told_and_looked_for() -> None:
    at = opened(LIST)
    said = sentences(at)
    assert "**3 indicators** in the pasted text" in said
    assert "2 of 3 seen" in said
    seen = next(each.value for each in at.dataframe if "Indicator" in each.value)
    assert seen[["Indicator", "Events"]].to_numpy().tolist() == [["192.0.2.0/24", 30], ["10.0.0.1", 10]]
    assert not at.query_params.get("indicators")
    at.button(key="indicators_away").click().run()
    assert at.text_area(key="indicators_text").label == "Indicators"


@pytest.mark.usefixtures("capture")
def test_a_list_that_cannot_be_used_is_one_sentence() -> None:
    at = opened(" ")
    assert "The list is empty" in sentences(at)
    for text, said in (("nothing", "Nothing in the text is a domain"), ('{"a": 1}', "neither STIX 2 nor")):
        at.text_area(key="indicators_text").set_value(text)
        next(each for each in at.button if each.label == "Look for them").click().run()
        assert said in sentences(at)


@pytest.mark.usefixtures("capture")
def test_filters_narrow_what_is_looked_at_and_nothing_seen_says_so() -> None:
    assert "None of them was seen" in sentences(opened("unseen.test", f=["event_type:http"]))
    seen = next(each.value for each in opened(LIST, f=["event_type:http"]).dataframe if "Indicator" in each.value)
    assert seen["Events"].to_list()[0] == 5


def test_a_row_says_how_a_domain_was_seen_and_its_chip_is_its_filter() -> None:
    sighting = Sighting(Indicator("domain", "evil.test"), "exact, subdomain", ("dns.rrname",), 2, None, small.END, 1, 1)
    assert rows.rows([sighting])["Match"].to_list() == ["itself, below"]
    assert rows.clause(sighting) == "dns.rrname:(evil.test OR *.evil.test)"
    address = Sighting(Indicator("address", "10.0.0.1"), "exact", ("src_ip",), 2, None, None, 1, 1)
    assert (rows.clause(address), rows.choices(address)) == ("src_ip:10.0.0.1", (("src_ip", "10.0.0.1"),))


def test_what_a_list_holds_is_told_in_words() -> None:
    assert given.in_words({"address": 2, "sha256": 3, "domain": 1}) == "2 addresses · 3 SHA-256 · 1 domain"


def test_the_same_question_for_a_notebook_and_a_shell() -> None:
    question, asked = Question("indicators", ("indicators.txt",)), Selection("eve", Query("event_type:tls"))
    assert "c.sightings(open('indicators.txt', 'rb').read(), 'event_type:tls')" in notebook(asked, "eve", question)
    assert "python -m connector indicators indicators.txt event_type:tls" in shell(asked, "eve", question)
