"""The row of protocols: which ones, with what counts, and what is said of the others."""

import pandas as pd
import pytest
import streamlit as st

from ui.protocols import choice
from ui.protocols.declared import protocols


def types(**counts: int) -> pd.DataFrame:
    return pd.DataFrame({"key": list(counts), "count": list(counts.values())})


def test_protocols_stand_in_the_order_of_the_file_with_the_events_of_all_their_types() -> None:
    assert choice.counts(types(dns=5, ftp_data=2, ftp=3, http=1, stats=9)) == {"http": 1, "dns": 5, "ftp": 5}


def test_the_others_are_named_once() -> None:
    ever = {name: 1 for name in protocols() if name != "arp"}
    present = {name: 1 for name in ever if name not in ("tls", "quic")}
    assert choice.absent_words(present, ever) == "Nothing here of tls, quic. Never logged: arp."
    assert choice.absent_words(ever | {"arp": 1}, ever | {"arp": 1}) == ""


@pytest.mark.parametrize(("named", "expected"), [("tls", "tls"), ("", "dns"), ("no such <protocol>", "dns"), ("ssh", "ssh")])
def test_the_address_chooses_else_the_first_with_events(named: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {"protocol": named})
    assert choice.chosen({"dns": 4, "tls": 1}).name == expected


def test_without_any_events_http_is_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    assert choice.chosen({}).name == "http"
