"""Who talks to whom, and which way."""

from tests.ui.flow.made import CLIENT, SERVER, alert, event, flow, http
from ui.flow.ends import Ends, ends


def test_the_record_of_a_flow_knows_who_began() -> None:
    assert ends([alert(0, "answer", src_ip=SERVER, src_port=80, dest_ip=CLIENT, dest_port=50_000), flow(0, 9)]) == Ends(
        CLIENT, SERVER, "50000", "80"
    )


def test_without_a_record_the_first_event_decides() -> None:
    found = ends([http(0, "/"), event("fileinfo", 1, back=True)])
    assert found == Ends(CLIENT, SERVER, "50000", "80")


def test_an_alert_on_an_answer_does_not_turn_the_flow_round() -> None:
    back = event("alert", 0, back=True, direction="to_client")
    assert ends([back, back]) == Ends(CLIENT, SERVER, "50000", "80")
    known = event("alert", 0, back=True, flow={"src_ip": CLIENT, "dest_ip": SERVER})
    assert ends([known]) == Ends(CLIENT, SERVER, "50000", "80")


def test_an_answer_of_a_name_server_does_not_turn_the_flow_round() -> None:
    answer = event("dns", 0, src_ip=SERVER, src_port=53, dest_ip=CLIENT, dest_port=4000, dns={"type": "answer"})
    assert ends([answer]) == Ends(CLIENT, SERVER, "4000", "53")
    since_8 = event("dns", 0, dest_port=53, dns={"type": "response"})
    assert ends([since_8]) == Ends(CLIENT, SERVER, "50000", "53")


def test_a_pair_stands_as_it_was_asked_and_has_no_port_where_there_are_several() -> None:
    flows = [flow(0, 1, flow_id=1), flow(0, 1, flow_id=2, src_port=50_001)]
    assert ends(flows, (SERVER, CLIENT)) == Ends(SERVER, CLIENT, "80", "", one_way=False)
    assert ends(flows, (CLIENT, SERVER)) == Ends(CLIENT, SERVER, "", "80")


def test_both_may_have_begun() -> None:
    found = ends([flow(0, 1, flow_id=1), flow(0, 1, flow_id=2, src_ip=SERVER, dest_ip=CLIENT)])
    assert found
    assert not found.one_way


def test_most_events_decide_where_one_id_stands_for_two_flows() -> None:
    stranger = event("http", 0, src_ip="10.9.9.9", dest_ip="10.8.8.8")
    found = ends([stranger, http(1, "/"), http(2, "/")])
    assert found
    assert (found.client, found.server) == (CLIENT, SERVER)
    assert (found.towards(stranger), found.own(stranger)) == ("", False)


def test_one_machine_talks_to_itself_by_its_ports() -> None:
    here = {"src_ip": CLIENT, "dest_ip": CLIENT}
    there, back = event("http", 0, **here), event("http", 1, **here, src_port=80, dest_port=50_000)
    found = ends([there, back])
    assert found
    assert (found.towards(there), found.towards(back)) == ("server", "client")


def test_events_without_addresses_have_no_ends() -> None:
    assert ends([]) is None
    assert ends([{"event_type": "stats"}]) is None
    assert ends([{"event_type": "http", "src_ip": CLIENT}]) is None
