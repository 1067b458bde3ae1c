"""Attempted, blocked and followed up, over hand-made flows and a real infection."""

import pytest

from connector.query import Query
from connector.source import Source
from tests.ui.alerts.flows import CLIENT, NOON, OTHER, SERVER, after, alert, contact, ended, event, evidence
from ui.alerts.ends import ends
from ui.alerts.outcome import attempted, blocked, followed_up, in_short, statements
from ui.alerts.statements import Evidence
from ui.facts import Event
from ui.listing import decoded


def states(found: Evidence) -> list[str]:
    return [statement.state for statement in statements(found)]


@pytest.mark.parametrize(
    ("more", "proof"),
    [
        ({"http": {"http_method": "GET", "hostname": "a.test", "url": "/x"}}, "10.0.0.7 asked 192.0.2.80 for GET a.test/x."),
        ({"dns": {"query": [{"rrname": "a.test"}]}}, "10.0.0.7 asked 192.0.2.80 for the name a.test."),
        ({"tls": {"sni": "a.test"}}, "10.0.0.7 opened TLS to 192.0.2.80, a.test."),
        ({}, "10.0.0.7 sent 192.0.2.80 what the rule describes (TCP, port 80)."),
    ],
)
def test_what_was_attempted_is_said_by_the_alert_itself(more: dict[str, object], proof: str) -> None:
    found = attempted(alert(**more))
    assert (found.state, found.proof) == ("yes", proof)


def test_malformed_traffic_is_no_attempt() -> None:
    odd = alert() | {"alert": {"signature": "SURICATA TCPv4 invalid checksum", "signature_id": 2_200_074, "action": "allowed"}}
    assert attempted(odd).state == "unknown"
    assert in_short(statements(evidence(odd, ended(9, 9_000)))) == "unknown"


def test_an_event_without_a_rule_says_nothing() -> None:
    assert attempted({}).state == "unknown"
    assert blocked(evidence({})).state == "unknown"


def test_blocked_is_what_suricata_did_to_the_packet_or_to_its_flow() -> None:
    assert blocked(evidence(alert())).state == "no"
    assert blocked(evidence(alert("blocked"))).state == "yes"
    assert blocked(evidence(alert(verdict={"action": "drop"}))).state == "yes"
    rejected = blocked(evidence(alert(verdict={"action": "alert", "reject": ["tcp-reset"]})))
    assert (rejected.state, rejected.proof) == ("yes", "Suricata rejected the connection.")
    later = blocked(evidence(alert(), event("drop", 2, drop={"reason": "flow drop"})))
    assert (later.state, later.events[0]["event_type"]) == ("yes", "drop")
    assert blocked(evidence(alert(), ended(0, 0, action="drop"))).state == "yes"


def test_going_on_in_the_same_flow_is_following_up_for_the_one_who_asks() -> None:
    more = [event("http", number, tx_id=number, http={"http_method": "POST", "url": "/tasks"}) for number in range(3)]
    outward = evidence(alert(tx_id=0), *more, after=after())
    found = followed_up(outward)
    assert found.proof == "10.0.0.7 went on in the same flow, 2 more requests, the first at 12:00:01."
    assert len(found.events) == 2
    inward = evidence(alert(tx_id=0) | {"alert": {"target": {"ip": SERVER}}}, *more, after=after(SERVER))
    assert followed_up(inward).state == "unknown", "that the attacker asks again says nothing of the server"


def test_the_request_of_an_alert_without_its_number_is_not_counted_as_another_one() -> None:
    one = event("http", 1, http={"url": "/a"})
    assert followed_up(evidence(alert(), one, after=after())).state == "unknown"
    assert followed_up(evidence(alert(), one, event("http", 2, http={"url": "/b"}), after=after())).state == "yes"


def test_contact_with_the_other_end_is_following_up() -> None:
    found = followed_up(evidence(alert(), after=after(again=contact(SERVER, 95))))
    assert (found.state, found.proof) == ("yes", "10.0.0.7 contacted 192.0.2.80 again at 12:01:35.")
    back = followed_up(evidence(alert(), after=after(SERVER, again=contact(CLIENT, 95))))
    assert back.proof == "192.0.2.80 opened a connection to 10.0.0.7 itself at 12:01:35."


def test_hosts_that_are_new_to_the_victim_are_following_up() -> None:
    found = followed_up(evidence(alert(), after=after(active=4, new=(contact(OTHER, 35), contact("192.0.2.1", 40)))))
    assert found.state == "yes"
    assert found.proof == "10.0.0.7 contacted 2 hosts that it had not in the 24 h before: 198.51.100.9 at 12:00:35 first."
    assert len(found.events) == 2


@pytest.mark.parametrize(
    ("known", "proof"),
    [
        (after(active=2, new=(contact(OTHER, 3),), base=0.1),
         "10.0.0.7 contacted 1 host in the next hour; whether they are new to it is unknown: data begins 6 min before."),
        (after(active=2, new=(contact(OTHER, 3),), whole=False),
         "10.0.0.7 contacted 1 host in the next hour; whether they are new to it is unknown: "
         "not all it contacted before is known."),
        (after(covered=0.2), "The data ends 12 min after the alert."),
        (after(active=None), "Not all that 10.0.0.7 contacted in the next hour is known."),
        (after(), "Nothing that 10.0.0.7 began was logged in the next hour."),
        (None, "The alert has no time or no address to go on from."),
    ],
)  # fmt: skip
def test_what_nobody_saw_is_unknown(known: object, proof: str) -> None:
    found = followed_up(Evidence(alert(), NOON, (alert(),), known))  # type: ignore[arg-type]
    assert (found.state, found.proof) == ("unknown", proof)


def test_a_whole_hour_with_known_hosts_only_is_a_no() -> None:
    found = followed_up(evidence(alert(), after=after(active=2)))
    assert (found.state, found.proof) == (
        "no",
        "In the next hour 10.0.0.7 contacted 2 hosts, all of which it had contacted before.",
    )


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((alert("blocked"), ended(0, 0)), "blocked"),
        ((alert(), ended(20, 9_000, state="closed")), "answered; what followed is unknown"),
        ((alert(), ended(0, 0)), "not answered"),
        ((alert(),), "unknown"),
    ],
)
def test_four_statements_come_to_a_few_words(events: tuple[Event, ...], words: str) -> None:
    assert in_short(statements(evidence(*events, after=after()))) == words


def test_the_victim_is_whom_the_rule_names_else_the_host_of_ours_else_the_target() -> None:
    assert (ends(alert()).victim, ends(alert()).other) == (CLIENT, SERVER)
    assert ends(alert(src_ip=OTHER)).victim == SERVER
    assert ends(alert(dest_ip="10.0.0.9")).victim == "10.0.0.9"
    named = alert(dest_ip="10.0.0.9")
    assert ends(named | {"alert": {"target": {"ip": CLIENT}}}).victim == CLIENT
    assert ends(named | {"alert": {"target": {"ip": "8.8.8.8"}}}).victim == "10.0.0.9", "who took no part is no victim"
    assert ends({}).victim == ""


def test_text_of_an_attacker_is_visible_and_short_in_every_proof() -> None:
    evil = "a\u202eb\x00" + "z" * 5_000
    events = (
        alert(tx_id=1, http={"http_method": evil, "url": evil, "hostname": evil}),
        event("http", 1, tx_id=1, http={"status": 200, "http_content_type": evil, "url": evil}),
        event("fileinfo", 1, tx_id=1, src_ip=SERVER, fileinfo={"filename": evil, "magic": evil}),
    )
    for statement in statements(evidence(*events, after=after())):
        assert "\u202e" not in statement.proof
        assert "\x00" not in statement.proof
        assert len(statement.proof) < 320


def test_a_real_infection_was_answered_and_followed_up(training_02: Source) -> None:
    """SSLoad registers itself, fetches its modules and asks for tasks, all in one flow."""
    alerts = training_02.events(Query("alert.signature_id:2052098"), ("timestamp",))
    registration = decoded(alerts.raw[0])
    flow = tuple(map(decoded, training_02.flow(registration["flow_id"]).raw))
    time = alerts.frame["timestamp"].iloc[0].to_pydatetime()
    who = ends(registration)
    assert (who.victim, who.other) == (who.client, who.server), "the rule names the host that calls out"
    found = Evidence(registration, time, flow, after(who.victim))
    assert states(found) == ["yes", "no", "yes", "yes"]
    _, _, reply, more = statements(found)
    assert "answered 200 with 74 B of application/json" in reply.proof
    assert "23 more requests" in more.proof
