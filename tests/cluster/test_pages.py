"""Every page of the dashboard over a real cluster: true counts, no panel that failed; and what it says when the cluster fails."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from connector.query import Query
from connector.window import Window
from tests.browser.test_overview import Settled, facts
from tests.cluster.conftest import Both
from tests.cluster.node import Node
from tests.faults import Said, answer, speaking
from tools.dashboard import running

DAY = "2026-10-30T18:00:00Z/2026-10-31T18:00:00Z"
PAGES = ("alerts", "events", "fields", "protocols", "graph", "connection")


def test_every_page_opens_on_a_cluster_with_the_counts_of_the_files(
    node: Node,
    made: Both,
    page: Page,
    settled: Settled,
    tmp_path: Path,
) -> None:
    everything = Query(window=Window.parse(DAY))
    flow = made.files.values(everything.narrowed("event_type:alert"), "flow_id", 1).frame["key"].iloc[0]
    environ = {"OPENSEARCH_URL": node.address, "OPENSEARCH_INDEX": "made-*"}
    with running(tmp_path, environ) as dashboard:
        page.goto(f"{dashboard.address}/?window={DAY}")
        settled(page)
        shown = facts(page)
        assert shown["All events"] == f"{made.files.trend(everything).count:,}"
        for number, word in enumerate(("severe", "suspicious", "contextual"), 1):
            alerts = everything.narrowed(f"event_type:alert AND alert.severity:{number}")
            assert shown[word] == f"{made.files.trend(alerts).count:,}"
        assert page.locator("[class*=st-key-failed-]").count() == 0
        expect(page.locator(".st-key-source-chosen input")).to_have_value(re.compile("^OpenSearch at 127"))
        for path in (*PAGES, f"flow?flow={flow}"):
            page.goto(f"{dashboard.address}/{path}{'&' if '?' in path else '?'}window={DAY}")
            settled(page)
            assert page.locator("[class*=st-key-failed-]").count() == 0, path
        assert page.locator(".st-key-panel-conversation, [class*=st-key-flow]").count() > 0


SENTENCES: dict[str, tuple[int, dict[str, object], str]] = {
    "a red index": (503, {"type": "search_phase_execution_exception", "reason": "all shards failed", "root_cause": []},
                    "has lost these indices"),
    "too many questions": (429, {"root_cause": [{"type": "rejected_execution", "reason": "queue is full"}]}, "is busy or down"),
    "a wrong password": (401, {"root_cause": [{"type": "security_exception", "reason": "unknown user"}]}, "denies access"),
}  # fmt: skip


def failing(state: dict[str, str]) -> Callable[[int, bytes], Said]:
    """A cluster that is well until a search comes; then it fails as ``state`` says."""
    fields = {"event_type": {"keyword": {}}, "timestamp": {"date": {}}, "alert.severity": {"long": {}}}

    def say(number: int, request: bytes) -> Said:
        path = request.split(b" ")[1].decode()
        failure = SENTENCES.get(state["fails"])
        if failure and failure[0] == 401:
            return Said(answer(json.dumps({"error": failure[1]}).encode(), 401), go_on=True)
        if path == "/":
            return Said(answer(json.dumps({"version": {"number": "2.19.1", "distribution": "opensearch"}}).encode()), go_on=True)
        if "_field_caps" in path:
            return Said(answer(json.dumps({"fields": fields}).encode()), go_on=True)
        if failure:
            return Said(answer(json.dumps({"error": failure[1]}).encode(), failure[0]), go_on=True)
        late: dict[str, object] = {"timed_out": True, "_shards": {"total": 2, "failed": 0}}
        return Said(answer(json.dumps({"hits": {"total": {"value": 7}, "hits": []}, **late}).encode()), go_on=True)

    return say


@pytest.mark.long
def test_what_a_cluster_does_wrong_is_said_in_its_panels(page: Page, settled: Settled, tmp_path: Path) -> None:
    state = {"fails": ""}
    with speaking(failing(state)) as heard:
        environ = {"OPENSEARCH_URL": heard.address, "OPENSEARCH_USER": "reader", "OPENSEARCH_PASSWORD": "hunter2hunter2"}
        with running(tmp_path, environ) as dashboard:
            for fails in ("a time-out", *SENTENCES):
                state["fails"] = fails
                # Another window each time: what was asked before is remembered.
                page.goto(f"{dashboard.address}/?window={10 + len(fails)}h")
                settled(page)
                sentence = SENTENCES[fails][2] if fails in SENTENCES else "gave up after 30 seconds"
                expect(page.get_by_text(sentence).first).to_be_attached(timeout=20_000)
                assert "hunter2" not in page.content()
