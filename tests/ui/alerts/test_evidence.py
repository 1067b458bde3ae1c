"""What is gathered for one alert, from a capture."""

from datetime import timedelta
from pathlib import Path

from connector.query import Query
from tests import small
from tests.ui.alerts.flows import CLIENT, NOON, OTHER, SERVER, alert, ended, event
from tests.ui.conftest import read
from ui.alerts.evidence import gathered
from ui.alerts.statements import After, Evidence
from ui.facts import Event
from ui.selection import Selection

HERE = Selection("eve", Query("event_type:alert AND src_ip:192.0.2.200"))
HOUR = 3_600


def gather(capture: Path, *events: Event, seen: Event | None = None) -> Evidence:
    late = event("stats", 2 * HOUR, src_ip="10.9.9.9", flow_id=1)
    small.write(capture, *(dict(each) for each in (event("stats", -30 * HOUR, flow_id=1), *events, late)))
    read()
    return gathered(HERE, seen or alert(), NOON)


def following(capture: Path, *events: Event, seen: Event | None = None) -> After:
    after = gather(capture, *events, seen=seen).after
    assert after is not None
    return after


def elsewhere(kind: str, seconds: float, to: str, **more: object) -> Event:
    return event(kind, seconds, flow_id=int(1_000 + seconds), dest_ip=to, **more)


def test_the_flow_is_whole_whatever_the_filters_of_the_page_are(capture: Path) -> None:
    found = gather(capture, alert(), event("http", 1), ended(9, 900))
    assert [each["event_type"] for each in found.flow] == ["alert", "http", "flow"]
    assert not found.cut


def test_hosts_are_new_when_the_day_before_does_not_have_them(capture: Path) -> None:
    known = "198.51.100.1"
    after = following(
        capture, alert(), elsewhere("tls", -60, known), elsewhere("tls", 60, known), elsewhere("http", 95, OTHER),
        elsewhere("http", 99, OTHER),
    )  # fmt: skip
    assert [contact.address for contact in after.new] == [OTHER]
    assert after.new[0].first == NOON + timedelta(seconds=95)
    assert (after.host, after.active, after.again, after.whole) == (CLIENT, 2, None, True)
    assert (after.base, after.covered) == (timedelta(days=1), timedelta(hours=1))


def test_a_flow_that_began_before_the_alert_makes_no_host_new(capture: Path) -> None:
    begun = (NOON - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
    assert following(capture, alert(), elsewhere("flow", 60, OTHER, flow={"start": begun})).new == ()


def test_the_other_end_is_contacted_again_only_in_another_flow(capture: Path) -> None:
    assert following(capture, alert(), event("http", 5)).again is None
    again = following(capture, alert(), event("http", 5), elsewhere("http", 95, SERVER)).again
    assert again is not None
    assert (again.address, again.first) == (SERVER, NOON + timedelta(seconds=95))


def test_asking_a_resolver_again_says_nothing(capture: Path) -> None:
    asked = alert(proto="UDP", dest_port=53, app_proto="dns")
    assert following(capture, asked, elsewhere("dns", 95, SERVER), seen=asked).again is None


def test_what_a_host_answers_it_did_not_begin(capture: Path) -> None:
    answers = (
        elsewhere("dns", 10, OTHER, src_port=53),
        elsewhere("alert", 11, OTHER),
        elsewhere("fileinfo", 12, OTHER),
        elsewhere("dhcp", 13, OTHER),
    )
    assert following(capture, alert(), *answers).active == 0


def test_data_that_end_early_are_said(capture: Path) -> None:
    small.write(capture, dict(alert()), dict(event("tls", 600)))
    read()
    after = gathered(HERE, alert(), NOON).after
    assert after is not None
    assert after.covered == timedelta(minutes=10)


def test_an_alert_without_a_time_an_address_or_a_flow_is_still_shown(capture: Path) -> None:
    bare = {"event_type": "alert", "alert": {"signature": "x"}}
    found = gather(capture, alert())
    assert gathered(HERE, alert(), None).after is None
    assert gathered(HERE, bare, NOON) == Evidence(bare, NOON, (bare,))
    assert found.flow
