"""A conversation in numbers, and how its head says them."""

from datetime import timedelta

from tests.ui.flow.made import CLIENT, SERVER, START, alert, flow, http, told
from ui import text
from ui.flow.head import chips, end, facts, title


def test_the_record_of_a_flow_says_how_much_and_how_it_ended() -> None:
    totals = told([http(1, "/a"), alert(1, "a"), alert(2, "b", 2), flow(0, 203)]).totals
    assert (totals.started, totals.lasted) == (START, timedelta(seconds=203))
    assert (totals.bytes, totals.packets) == ((63_100, 74_800), (2_410, 2_388))
    assert (totals.ended, totals.state, totals.flows) == (True, "closed", 1)
    assert totals.alerts == {"severe": 1, "suspicious": 1}
    assert facts(totals) == (
        ("Started (UTC)", text.moment(START)),
        ("Lasted", "3 min 23 s"),
        ("Client sent, 2,410 packets", "63.1 kB"),
        ("Server sent, 2,388 packets", "74.8 kB"),
        ("State", "closed"),
        ("Events, 2 alerts", "4"),
    )


def test_without_a_record_bytes_are_a_floor_and_the_end_is_unknown() -> None:
    first, last = (alert(at, "a", flow={"bytes_toserver": up, "bytes_toclient": 5}) for at, up in ((1, 100), (9, 900)))
    said = dict(facts(told([first, last]).totals))
    assert said["Lasted, no end seen"] == "8 s"
    assert said["Client sent"] == "≥ 900 B"
    assert said["State"] == "not recorded"
    assert dict(facts(told([http(0, "/")]).totals))["Client sent"] == "–"


def test_bytes_of_a_flow_that_began_on_the_right_are_counted_the_other_way() -> None:
    turned = flow(0, 9, flow_id=2, src_ip=SERVER, dest_ip=CLIENT)
    totals = told([flow(0, 9), turned], (CLIENT, SERVER)).totals
    assert totals.bytes == (137_900, 137_900)
    assert dict(facts(totals))["Flows"] == "2"


def test_a_title_names_ports_and_says_who_began() -> None:
    ends = told([flow(0, 1)]).ends
    assert ends
    assert title(ends) == "10.0.0.5:50000 → 192.0.2.7:80"
    assert [end("2001:db8::1", "80"), end("2001:db8::1", ""), end("192.0.2.1", "0")] == [
        "[2001:db8::1]:80",
        "2001:db8::1",
        "192.0.2.1",
    ]


def test_chips_are_no_place_for_markup() -> None:
    shown = chips(told([alert(0, "a", app_proto="x] :red-badge[Verified"), flow(0, 1)]).totals)
    assert ":red-badge[1 severe alert]" in shown
    assert "`x] :red-badge[Verified`" in shown
