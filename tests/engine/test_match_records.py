"""Every recorded query over the real capture: what servers counted is what files count."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from connector import lucene
from connector.engine.match import mask
from connector.engine.segment import Mask, Segment
from connector.engine.store import Store
from connector.errors import QuerySyntaxError, UnsupportedQuery
from connector.source import Source
from tests import captures

Record = dict[str, object]
Answer = tuple[int, int] | str

NOW = datetime(2026, 11, 24, 3, 42, 30, tzinfo=UTC)
"""When the records were taken."""

WIDER: dict[str, str] = {
    "src_ip:10.*": 'src_ip:"10.0.0.0/8"',
    "src_ip:/10\\..*/": 'src_ip:"10.0.0.0/8"',
    "src_ip:10.0.0.0/8": 'src_ip:"10.0.0.0/8"',
    "src_ip:10.0.0.0\\/8": 'src_ip:"10.0.0.0/8"',
    "src_ip:(10.0.0.0/8 OR 192.168.0.0/16)": 'src_ip:("10.0.0.0/8" OR "192.168.0.0/16")',
    "src_ip:10.0.0.0\\/8 OR src_ip:192.168.0.0\\/16": 'src_ip:("10.0.0.0/8" OR "192.168.0.0/16")',
    "src_ip:fe80*": 'src_ip:"fe80::/16"',
    "src_ip:*\\:*": "src_ip.keyword:*\\:*",
    "src_ip:192.168.?.1": "src_ip.keyword:192.168.?.1",
    "event_type:alert AND NOT src_ip:10.* AND NOT src_ip:192.168.*": (
        'event_type:alert AND NOT src_ip:"10.0.0.0/8" AND NOT src_ip:"192.168.0.0/16"'
    ),
}
"""Where a server answers an address by its spelling with nothing or an error: what the analyst meant, in words that it reads."""

PARTIAL = "dest_port:>80 AND <443"
"""Here some of the server's indices failed, so that its count is a floor."""

DAYS_BACK = "@timestamp:[now-24d TO *]"
"""Its line sum was taken later than its count: four events had left the window."""


class Asker:
    """Counts over the events that the server held: those that it refused for their great integers are left out."""

    def __init__(self, segments: tuple[Segment, ...], refused: set[int]) -> None:
        self._segments = segments
        self._lines = [np.array([line for _, line in segment.origin(np.arange(segment.size))], np.int64) for segment in segments]
        self._held = [~np.isin(lines, list(refused)) for lines in self._lines]

    def answer(self, filter: str, now: datetime = NOW) -> Answer:
        """How many events match, and the sum of their line numbers; or in a word why there is no answer."""
        try:
            tree = lucene.parse(filter)
            masks = [mask(segment, tree, now) & held for segment, held in zip(self._segments, self._held, strict=True)]
        except QuerySyntaxError:
            return "refused"
        except UnsupportedQuery:
            return "unsupported"
        return sum(int(found.sum()) for found in masks), self._sum(masks)

    def _sum(self, masks: list[Mask]) -> int:
        return sum(int(lines[found].sum()) for lines, found in zip(self._lines, masks, strict=True))


def loaded(name: str) -> list[Record]:
    records: list[Record] = json.loads(captures.path(name).read_text())["records"]
    return records


def expected(record: Record) -> Answer:
    if record["count"] is None:
        return "refused"
    assert isinstance(record["count"], int)
    line_sum = record.get("line_sum", 0)
    assert isinstance(line_sum, int)
    return record["count"], line_sum


@pytest.fixture(scope="module")
def asker(verify_24h: Source, tmp_path_factory: pytest.TempPathFactory) -> Asker:
    assert verify_24h.span().count == 99_728
    rejected = json.loads(captures.path("rejected-lines.json").read_text())["verify-24h"]["by_reason"]
    # pytest adds a link to the folder beside it
    (folder,) = {path.resolve() for path in tmp_path_factory.getbasetemp().glob("verify-24h*/stores/*")}
    return Asker(Store(folder).segments(), {line for lines in rejected.values() for line in lines})


def test_every_recorded_query_finds_what_the_server_found(asker: Asker, record_property: Callable[[str, object], None]) -> None:
    special = {*WIDER, PARTIAL, DAYS_BACK}
    lucene_records, precedence = loaded("lucene-verify.json"), loaded("precedence.json")
    assert (len(lucene_records), len(precedence)) == (710, 1_028)
    answers = {str(record["query"]): asker.answer(str(record["query"])) for record in lucene_records + precedence}
    wrong = {
        query: (answers[query], expected(record))
        for record in lucene_records + precedence
        if (query := str(record["query"])) not in special and answers[query] != expected(record)
    }

    def agreed(records: list[Record]) -> int:
        return sum(record["query"] not in special and record["query"] not in wrong for record in records)

    unsupported = [query for query, answer in answers.items() if answer == "unsupported"]
    first, second = (f"{agreed(records):,} of {len(records):,}" for records in (lucene_records, precedence))
    record_property("lucene", f"{first} as recorded, {len(special)} asserted one by one; precedence: {second}")
    assert wrong == {}
    assert unsupported == []


def test_an_address_by_its_spelling_means_what_was_meant(asker: Asker) -> None:
    assert {query: asker.answer(query) for query in WIDER} == {query: asker.answer(meant) for query, meant in WIDER.items()}
    assert asker.answer("src_ip:10.*") == (11_959, 601_358_083)


def test_the_wider_ones_are_those_that_the_records_name() -> None:
    assert {str(record["query"]) for record in loaded("lucene-verify.json") if record.get("ours") == "wider"} == set(WIDER)


def test_a_partial_count_is_a_floor(asker: Asker) -> None:
    (record,) = (record for record in loaded("lucene-verify.json") if record.get("partial"))
    assert record["query"] == PARTIAL
    count, floor = asker.answer(PARTIAL)[0], record["count"]
    assert isinstance(count, int)
    assert isinstance(floor, int)
    assert count >= floor


def test_now_moves_on(asker: Asker) -> None:
    (record,) = (record for record in loaded("lucene-verify.json") if record["query"] == DAYS_BACK)
    assert asker.answer(DAYS_BACK)[0] == record["count"]
    later = asker.answer(DAYS_BACK, NOW + timedelta(seconds=34))
    assert later == (92_994, record["line_sum"])


LIVE = [
    ("event_type.keyword:(dns http^2 tls)", 9_699),
    ("event_type.keyword:(dns http -tls)", 0),
    ("http.hostname.keyword:(>=a <=b)", 2_815),
    ("http.hostname:>= www", 2_823),
    ("[80 TO 81]", 14_051),
    ('event_type:"dns"AND"udp"', 7_029),
    ("alert.signature:**", 11_438),
    ("alert.signature:[* TO *]", 11_438),
    ("alert.signature.keyword:**", 18_879),
    ("alert.signature.keyword:[* TO *]", 18_879),
    ("dest_port:**", 0),
    ('_exists_:"alert.*"', 18_879),
    (r"alert.\*:*", 18_879),
    ("timestamp.keyword:2026*", 0),
    ("src_ip.raw:127.0.0.1", 7_076),
    (r"tls.version:TLS\ 1.2", 233),
    ('http.request_headers.name:"host user-agent"~99', 0),
    ("alert.signature:tcpv4~3", 6_290),
    ("payload_printable:get~2", 916),
    ("flow.alerted:/T/", 1_683),
    ("/T/", 42_306),
    (r"dest_port:\+80", 6_403),
    ("dest_port:80.", 6_403),
    ("dest_port:.8e2", 6_403),
    ("flow.alerted:[false TO true]", 5_588),
    ("flow.alerted:{* TO true}", 3_905),
    ("tls.notbefore:<2020", 100),
    ("@timestamp:[2026-10 TO *]", 97_531),
    ("@timestamp:[2026-10||/M TO 2026-10||/M]", 97_531),
    ("2026-10-31", 97_531),
    ('src_ip:"10.1.2.3/8"', 11_959),
    ("src_ip:[1.2.3.4 TO 10.0.0.0/8]", 0),
    ("x" * 300, 63),
]
"""Counts that only a live server showed."""


def test_what_a_live_server_counted_is_counted(asker: Asker) -> None:
    counted = {query: asker.answer(query)[0] for query, _ in LIVE}
    assert counted == dict(LIVE)


@pytest.mark.parametrize(("filter", "count"), [("@version:1", 97_531), ("<script>", 97_529)])
def test_the_shippers_version_is_answered_by_name_only(asker: Asker, filter: str, count: int) -> None:
    assert asker.answer(filter)[0] == count
