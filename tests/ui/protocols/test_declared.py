"""The declared questions: each can be asked, and asks for what Suricata writes."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector import demo, lucene
from connector.query import EVERYTHING, Query
from connector.source import Source
from tests import captures
from ui.connection import unlogged
from ui.protocols.declared import Protocol, Question, numeric, protocols

_COMMON = {"src_ip", "dest_ip", "dest_port", "proto", "app_proto"}
ALL = [(protocol, question) for protocol in protocols().values() for question in protocol.questions]
each_question = pytest.mark.parametrize(("protocol", "question"), ALL, ids=[f"{each.name}: {asked.ask}" for each, asked in ALL])


def paths(value: object, path: str = "") -> set[str]:
    """The dotted paths of an event's values."""
    match value:
        case dict():
            return {found for key, inner in value.items() for found in paths(inner, f"{path}.{key}" if path else key)}
        case list():
            return {found for inner in value for found in paths(inner, path)}
    return {path}


def test_http_stands_first_and_begins_with_the_hosts_their_urls_and_user_agents() -> None:
    first = next(iter(protocols().values()))
    assert first.name == "http"
    assert first.questions[0].how == "profile"
    assert first.questions[0].forms == (("http.hostname", "http.url", "http.http_user_agent"),)


def test_every_protocol_has_three_to_six_questions() -> None:
    asked = (
        "http dns tls quic smb ssh smtp krb5 rdp ftp fileinfo flow anomaly dhcp nfs tftp mqtt snmp sip dcerpc ldap pgsql modbus"
    )
    assert set(asked.split()) <= set(protocols())
    assert {each.name: len(each.questions) for each in protocols().values() if not 3 <= len(each.questions) <= 6} == {}


def test_a_protocol_of_several_types_asks_for_all_of_them() -> None:
    assert protocols()["ftp"].filter == "event_type:(ftp OR ftp_data)"
    assert protocols()["dns"].filter == "event_type:dns"


@each_question
def test_a_question_can_be_asked(protocol: Protocol, question: Question) -> None:
    assert question.ask.endswith("?")
    lengths = {len(form) for form in question.forms}
    assert len(lengths) == 1
    assert lengths <= ({1} if question.how in ("values", "rarest", "numbers") else {1, 2, 3})
    assert len(question.names) == (0 if question.how == "numbers" else lengths.pop())
    assert len(question.forms) == 1 or question.how in ("values", "rarest", "profile", "spread")
    assert len({form[0] for form in question.forms}) == 1 or question.how in ("values", "rarest")
    assert not question.new or question.how in ("values", "rarest")
    lucene.parse(lucene.both(protocol.filter, question.only))
    assert question.only == EVERYTHING or question.only == question.only.strip()
    assert not question.logs or question.logs.startswith("- ")


def test_no_question_is_asked_twice() -> None:
    for protocol in protocols().values():
        assert len({each.ask for each in protocol.questions}) == len(protocol.questions)


@pytest.mark.real
def test_every_declared_field_is_one_that_suricata_writes(tmp_path: Path) -> None:
    with captures.path("fields.tsv").open(encoding="utf-8") as lines:
        known = {row["path"].replace("[]", "") for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
    demo.write(tmp_path / "eve.json", events=4_000, seed=1, until=datetime(2026, 10, 31, 18, tzinfo=UTC))
    for line in (tmp_path / "eve.json").read_bytes().splitlines():
        known |= paths(json.loads(line))
    declared = {name for _, question in ALL for name in question.fields}
    assert declared - known - _COMMON == set()


def test_the_fields_that_hold_numbers_are_named(verify_24h: Source) -> None:
    types = verify_24h.fields(Query()).frame.set_index("field")["type"]
    declared = {name for _, question in ALL for name in question.fields if name in types.index}
    assert {name for name in declared if types[name] == "integer"} == numeric()


def test_a_type_that_nobody_described_is_switched_on_by_its_name() -> None:
    assert unlogged.written((unlogged.kind("modbus"),)).endswith("types:\n        - modbus")
    assert unlogged.kind("tls") in unlogged.KINDS
