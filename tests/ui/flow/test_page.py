"""The page as a whole: one flow, a community id, a pair, and none of them."""

import json
from pathlib import Path

import pytest

from tests import small
from tests.ui.conftest import read
from tests.ui.flow.made import CLIENT, SERVER, alert, event, flow, http
from tests.ui.test_frame import AppTest, facts, sentences

PAGE = Path(__file__).parents[3] / "pages" / "flow.py"
FRAME = Path(__file__).parents[3] / "ui" / "frame.py"
COMMUNITY = "1:9LO0TP5HnEUWLhYR1vusVA0FoJs="


@pytest.fixture
def conversations(bare_environment: Path, fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small capture, a flow of nine events, and another one of the same pair."""
    own = [flow(0, 60), *(each for at in (1, 21, 41, 61) for each in (http(at, "/tasks"), alert(at, "EVELENS tasking")))]
    other = flow(100, 160, flow_id=78, src_port=50_001)
    named = [each | {"community_id": COMMUNITY} for each in own]
    path = small.write(bare_environment / "eve.json", *named, other)
    monkeypatch.setenv("EVE_PATH", str(path))
    read()
    return path


def opened(**parameters: str) -> AppTest:
    at = AppTest.from_file(str(FRAME), default_timeout=30)
    for name, value in parameters.items():
        at.query_params[name] = value
    at.run()
    at.switch_page(str(PAGE)).run()
    assert not at.exception
    return at


@pytest.mark.usefixtures("conversations")
def test_a_flow_is_told_whatever_the_window_is() -> None:
    at = opened(flow="77", window="1h")
    assert "10.0.0.5:50000 → 192.0.2.7:80" in sentences(at)
    assert facts(at)["Events, 4 alerts"] == "9"
    assert facts(at)["State"] == "closed"
    assert "alert 1 of 4" in sentences(at)


@pytest.mark.usefixtures("conversations")
def test_a_community_id_and_a_pair_are_told_on_the_same_page() -> None:
    assert facts(opened(flow=COMMUNITY))["Events, 4 alerts"] == "9"
    pair = opened(flow=f"{CLIENT},{SERVER}")
    assert facts(pair)["Flows"] == "2"
    assert facts(pair)["Events, 4 alerts"] == "10"
    turned = opened(flow=f"{SERVER},{CLIENT}")
    assert "192.0.2.7:80 ↔ 10.0.0.5" in sentences(turned)


@pytest.mark.usefixtures("conversations")
def test_without_a_flow_the_page_offers_those_with_alerts() -> None:
    at = opened(window="all")
    assert "Which flow?" in sentences(at)
    offered = [button for button in at.button if button.key and button.key.startswith("flow-offer-")]
    assert "10.0.0.5 → 192.0.2.7" in offered[0].label
    offered[0].click().run()
    assert facts(at)["Events, 4 alerts"] == "9"


@pytest.mark.usefixtures("conversations")
@pytest.mark.parametrize(
    ("words", "said"),
    [("nonsense", "`nonsense` names no flow"), ("4242", "holds no event of 4242"), ("9.9.9.9,8.8.8.8", "holds no event")],
)
def test_what_cannot_be_shown_says_why_and_offers_others(words: str, said: str) -> None:
    at = opened(flow=words, window="all")
    assert said in sentences(at).replace("`4242`", "4242")
    assert "Flows with alerts in this window" in sentences(at)


@pytest.mark.usefixtures("conversations")
def test_a_flow_is_opened_by_typing_it() -> None:
    at = opened(window="all")
    at.text_input(key="flow-asked").set_value("10.0.0.5 → 192.0.2.7").run()
    assert facts(at)["Flows"] == "2"


@pytest.mark.usefixtures("conversations")
def test_the_events_of_a_type_stand_in_a_table_with_their_own_columns() -> None:
    at = opened(flow="77")
    at.segmented_control(key="flow-view").set_value("http").run()
    assert not at.exception
    (table,) = [frame.value for frame in at.dataframe if "http.url" in frame.value]
    assert table["http.url"].tolist() == ["/tasks"] * 4


def test_an_id_that_stands_for_two_flows_says_so(
    bare_environment: Path, fresh_caches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = event("http", 5, src_ip="10.9.9.9", dest_ip="10.8.8.8", http={"url": "/x"})
    path = bare_environment / "eve.json"
    path.write_text("".join(json.dumps(each) + "\n" for each in (http(0, "/"), http(1, "/"), stranger)))
    monkeypatch.setenv("EVE_PATH", str(path))
    read()
    assert "One event lies between other addresses" in sentences(opened(flow="77"))
