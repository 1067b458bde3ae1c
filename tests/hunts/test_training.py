"""A real infection of ten minutes: the scoreboard names what an analyst would."""

import pytest

from connector.hunts import Result, run, shipped
from connector.query import Query
from connector.source import Source
from connector.window import Window

PATIENT, HOME = "10.4.17.101", "85.239.53.219"
"""The infected machine, and where it calls home."""


@pytest.fixture(scope="module")
def board(training_02: Source) -> dict[str, Result]:
    """Every hunt over the hour of the infection."""
    window = Window.between("2024-04-17T19:00:00Z", "2024-04-17T20:00:00Z")
    return {each.slug: run(training_02, Query("*", window), each) for each in shipped()}


def column(result: Result, name: str) -> list[object]:
    return result.frame[name].to_list()


def test_the_hunts_that_hit_are_those_that_the_infection_left_traces_for(board: dict[str, Result]) -> None:
    assert {name for name, result in board.items() if result.hits} == {
        "address-lookups", "attack-response-payloads", "beacons", "indicators-in-payloads", "rarest-signatures",
        "rendezvous-services", "short-executable-names", "sweeps", "trivial-delivery", "web-oddities",
    }  # fmt: skip
    assert [name for name, result in board.items() if result.state == "failed"] == []


def test_the_installer_is_found_where_it_came_from(board: dict[str, Result]) -> None:
    assert board["trivial-delivery"].frame[["URL", "Host", "Source"]].to_numpy().tolist() == [
        ["/share/avp.msi", "krd6.com", PATIENT]
    ]
    assert column(board["short-executable-names"], "File") == ["/share/avp.msi"]


def test_the_call_home_is_the_only_beacon_every_twenty_seconds(board: dict[str, Result]) -> None:
    (row,) = board["beacons"].frame.to_dict("records")
    assert (row["Source"], row["Target"], row["Proto"], row["Every"]) == (PATIENT, HOME, "http", "20 s")
    assert row["Calls"] >= 15
    assert row["Jitter"] < 5


def test_the_lookup_of_its_own_address_and_the_proxy_are_named(board: dict[str, Result]) -> None:
    assert board["address-lookups"].frame[["Name", "Source"]].to_numpy().tolist() == [["api.ipify.org", PATIENT]]
    assert column(board["rendezvous-services"], "Name") == ["corsproxy.io"]


def test_what_malware_and_server_said_is_shown(board: dict[str, Result]) -> None:
    signatures = set(column(board["attack-response-payloads"], "Signature"))
    assert {"ET MALWARE Win32/SSLoad Registration Response", "ET MALWARE Win32/SSLoad Tasking Response"} <= signatures


def test_requests_to_a_bare_address_and_of_the_file_share_are_odd(board: dict[str, Result]) -> None:
    hosts = set(column(board["web-oddities"], "Host"))
    assert hosts == {HOME, "krd6.com"}


def test_what_was_not_logged_is_said(board: dict[str, Result]) -> None:
    assert board["smb-failed-logons"].why == "Never logged here: events of type smb."
    assert board["new-values"].state == "waits"
