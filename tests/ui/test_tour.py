"""The guided look at the demonstration."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from connector import demo
from connector.query import Query
from tests.ui.conftest import read
from tests.ui.test_frame import FRAME, sentences
from ui import chips, sources
from ui.tour import STEPS

UNTIL = datetime(2026, 10, 31, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tour") / "eve.json"
    demo.write(path, events=2_000, seed=1, until=UNTIL)
    return path


@pytest.fixture
def shown(demonstration: Path, bare_environment: Path, fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    place = sources.settings().data / "demo" / "eve.json"
    place.parent.mkdir(parents=True)
    place.write_bytes(demonstration.read_bytes())
    monkeypatch.setenv("EVELENS_SOURCE", "demo")
    read("demo")


@pytest.mark.usefixtures("shown")
def test_the_tour_leads_through_six_steps_and_ends() -> None:
    at = AppTest.from_file(str(FRAME), default_timeout=30).run()
    pages = []
    for number, step in enumerate(STEPS):
        assert not at.exception
        assert step.says in sentences(at)
        assert (f"{number + 1} of 6" in sentences(at)) == (step.leads is not None)
        pages.append(step.leads and step.leads.page)
        at.button(key="tour-next").click().run()
    assert pages == ["alerts", "flow", "events", "events", "events", "alerts", None]
    assert not [button for button in at.button if button.key == "tour-next"]


@pytest.mark.usefixtures("shown")
def test_the_tour_is_closed_and_stays_so() -> None:
    at = AppTest.from_file(str(FRAME), default_timeout=30).run()
    at.button(key="tour-close").click().run()
    assert "Guided tour" not in sentences(at)
    assert "Guided tour" not in sentences(at.run())


@pytest.mark.usefixtures("capture")
def test_no_tour_on_any_other_source() -> None:
    assert "Guided tour" not in sentences(AppTest.from_file(str(FRAME), default_timeout=30).run())


@pytest.mark.usefixtures("shown")
def test_every_step_has_something_to_see() -> None:
    source = sources.opened("demo")
    for screen in (step.leads for step in STEPS if step.leads):
        assert source.trend(Query(" AND ".join(f"({chips.chip_filter(one)})" for one in screen.filters) or "*")).count > 0
        for pair in screen.text("flow").split(",") if screen.page == "flow" else []:
            assert source.trend(Query(f"ip:{pair}")).count > 0
