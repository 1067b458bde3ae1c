"""The declared questions over real captures: they are answered, and the counts are those of a plain recount."""

import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from connector.config import Config
from connector.query import Query
from connector.source import Source
from connector.sources import eve
from tests import captures, small
from tests.ui.protocols.asked import Asked
from ui import text
from ui.fields import values
from ui.protocols import answers, rows
from ui.protocols.declared import How, Question, protocols
from ui.rankings import MISSING

_NOBODY = {"What are the mails about?": "needs a setting", "Which log-ins failed?": "none of ftp did"}
"""Questions that nothing in the day of real events answers."""


def over(source: Source, name: str) -> Asked:
    return Asked("eve", Query(), source).narrowed(protocols()[name].filter)


def asked(name: str, ask: str) -> Question:
    (found,) = (question for question in protocols()[name].questions if question.ask == ask)
    return found


@pytest.fixture(scope="module")
def events() -> dict[str, list[dict[str, Any]]]:
    """The events of four protocols, read without anything of ours."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in ("http", "dns", "tls", "ssh")}
    with gzip.open(captures.path("verify-24h.eve.json.gz")) as lines:
        for line in lines:
            for name in found:
                if f'"event_type":"{name}"'.encode() in line:
                    event = json.loads(line)
                    if event["event_type"] == name:
                        found[name].append(event)
    return found


@pytest.mark.parametrize("name", list(protocols()))
def test_every_question_of_a_protocol_that_occurs_has_an_answer(name: str, verify_24h: Source) -> None:
    of = over(verify_24h, name)
    assert of.trend().count
    for question in protocols()[name].questions:
        if question.how == "numbers":
            assert of.narrowed(question.only).stats(question.fields[0]).count
        elif question.ask not in _NOBODY or (name, question.ask) == ("smb", "Which log-ins failed?"):
            found = answers.answered(of, question)
            assert not found.rows.frame.empty, question.ask
            assert len(found.rows.frame) == len(found.rows.filters) == len(found.rows.choices)
            assert found.notes == ()
            one = of.narrowed(question.only)
            for clause in found.rows.filters[0]:
                one = one.narrowed(clause)
            if question.how != "equal":
                assert one.trend().count == found.rows.frame["Events"].iloc[0], question.ask


def test_hosts_have_the_urls_and_user_agents_of_a_recount(verify_24h: Source, events: dict[str, list[dict[str, Any]]]) -> None:
    count: Counter[str] = Counter()
    urls: dict[str, set[str]] = defaultdict(set)
    agents: dict[str, set[str]] = defaultdict(set)
    for event in events["http"]:
        http = event.get("http", {})
        host = values.shown("http.hostname", http["hostname"]) if "hostname" in http else MISSING
        count[host] += 1
        urls[host] |= {http["url"]} if "url" in http else set()
        agents[host] |= {http["http_user_agent"]} if "http_user_agent" in http else set()
    rows = answers.answered(over(verify_24h, "http"), asked("http", "Which hosts were asked for what?")).rows.frame
    assert dict(zip(rows["key0"], rows["Events"], strict=True)) == dict(count)
    for row in rows.itertuples():
        assert (row.count1, row.count2) == (len(urls[row.key0]), len(agents[row.key0]))
        assert row.top1.split("  ·  ")[0] in {text.visible(url, 60) for url in urls[row.key0]} | {""}


def test_self_signed_certificates_are_those_of_a_recount(verify_24h: Source, events: dict[str, list[dict[str, Any]]]) -> None:
    expected = Counter(
        event["tls"]["subject"]
        for event in events["tls"]
        if "subject" in event["tls"] and event["tls"]["subject"] == event["tls"].get("issuerdn")
    )
    rows = answers.answered(over(verify_24h, "tls"), asked("tls", "Which certificates are self-signed?")).rows.frame
    assert rows.groupby("key0")["Events"].sum().to_dict() == dict(expected)


def test_names_of_both_shapes_of_dns_are_added_up(verify_24h: Source, events: dict[str, list[dict[str, Any]]]) -> None:
    names: Counter[str] = Counter()
    for event in events["dns"]:
        dns = event["dns"]
        if dns.get("type") in ("query", "request"):
            found = {each["rrname"] for each in dns.get("queries", []) if "rrname" in each}
            names.update(found | ({dns["rrname"]} if "rrname" in dns else set()))
    rows = answers.answered(over(verify_24h, "dns"), asked("dns", "Which names were asked for?")).rows
    assert rows.count == len(names)
    top = sorted(names.values(), reverse=True)
    assert rows.frame["Events"].tolist() == top[: len(rows.frame)]


def test_ssh_software_is_that_of_a_recount(verify_24h: Source, events: dict[str, list[dict[str, Any]]]) -> None:
    servers: dict[str, set[str]] = defaultdict(set)
    count: Counter[str] = Counter()
    for event in events["ssh"]:
        software = event["ssh"].get("client", {}).get("software_version")
        if software is not None:
            count[software] += 1
            servers[software].add(event["dest_ip"])
    rows = answers.answered(over(verify_24h, "ssh"), asked("ssh", "Which software connects?")).rows.frame
    found = rows[rows["key0"] != MISSING]
    assert dict(zip(found["key0"], found["Events"], strict=True)) == dict(count)
    assert dict(zip(found["key0"], found["count2"], strict=True)) == {name: len(each) for name, each in servers.items()}


@pytest.fixture
def of_small(tmp_path: Path) -> Asked:
    """The http events of the small capture: they have no host."""
    source = eve.open(Config(source="eve", eve_path=(str(small.write(tmp_path / "eve.json")),), data=tmp_path / "data"), "eve")
    source.read()
    return over(source, "http")


def test_a_field_that_was_never_logged_is_named(of_small: Asked) -> None:
    failed = asked("http", "Which requests failed?")
    assert answers.answered(of_small, failed).rows.frame.empty
    assert answers.never_logged(of_small, failed) == ("http.hostname",)


def test_a_field_that_is_logged_but_not_here_is_not_called_missing(of_small: Asked) -> None:
    assert answers.answered(of_small, asked("http", "Which requests carry a command?")).rows.frame.empty
    assert answers.never_logged(of_small, asked("http", "Which requests carry a command?")) == ()


def test_more_combinations_than_are_counted_are_said(of_small: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MANY", 2)
    (note,) = answers.answered(of_small, asked("http", "Which hosts were asked for what?")).notes
    assert note.kind == "cut"
    assert note.text == "Different values are counted in the 2 most frequent combinations."


@pytest.mark.parametrize(("how", "fields"), [("groups", ("http.hostname", "src_ip")), ("equal", ("src_ip", "dest_ip"))])
def test_that_only_some_combinations_were_looked_at_is_said(
    of_small: Asked, monkeypatch: pytest.MonkeyPatch, how: How, fields: tuple[str, ...]
) -> None:
    question = Question("Who?", (fields,), ("One", "Other"), how)
    whole = answers.answered(of_small, question)
    assert (whole.rows.count, whole.notes) == (0, ())
    monkeypatch.setattr(answers, "MANY", 2)
    monkeypatch.setattr(rows, "SHOWN", 2)
    found = answers.answered(of_small, question)
    assert found.rows.count is None
    (note,) = found.notes
    assert (note.kind, note.text) == ("cut", "Only the 2 most frequent combinations were looked at.")
