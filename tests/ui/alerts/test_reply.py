"""Whether an alert was answered, over hand-made flows."""

import pytest

from tests.ui.alerts.flows import CLIENT, SERVER, alert, ended, event, evidence
from ui.alerts.reply import answered
from ui.alerts.statements import Statement
from ui.facts import Event


def said(*events: Event) -> Statement:
    return answered(evidence(*events))


def http(number: int, status: int | None, **more: object) -> Event:
    fields = {"http_method": "GET", "hostname": "a.test", "url": f"/{number}", "http_content_type": "text/html", "length": 48_100}
    return event("http", number, tx_id=number, http=fields | ({} if status is None else {"status": status}) | more)


def test_an_http_answer_is_the_one_of_the_alerts_own_request() -> None:
    found = said(alert(tx_id=2), http(1, 404), http(2, 200), http(3, 500))
    assert (found.state, found.proof) == ("yes", "192.0.2.80 answered 200 with 48.1 kB of text/html.")
    assert [each["tx_id"] for each in found.events] == [2]


def test_a_file_that_the_server_sent_is_part_of_the_answer_and_one_that_the_client_sent_is_not() -> None:
    body = {"filename": "/a/x.exe", "size": 48_000, "magic": "PE32 executable, for MS Windows"}
    up = event("fileinfo", 1, tx_id=1, fileinfo={"filename": "up.txt", "size": 9})
    down = event("fileinfo", 1, tx_id=1, src_ip=SERVER, dest_ip=CLIENT, fileinfo=body)
    found = said(alert(tx_id=1), http(1, 200, length=0), up, down)
    assert found.proof == "192.0.2.80 answered 200 with 0 B; a file came with it: x.exe, 48.0 kB, PE32 executable."


def test_a_file_of_another_transaction_is_no_part_of_the_answer() -> None:
    files = [
        event("fileinfo", number, src_ip=SERVER, fileinfo={"filename": "/1", "size": number, "tx_id": number}, http={"url": "/1"})
        for number in range(2)
    ]
    assert said(alert(tx_id=5, http={"url": "/1"}), http(5, 200, length=0), *files).proof == "192.0.2.80 answered 200 with 0 B."
    several = [{**each, "fileinfo": {"filename": "/1", "size": 9}} for each in files]
    assert said(alert(tx_id=5, http={"url": "/1"}), http(5, 200, length=0), *several).proof.endswith("with 0 B.")


def test_which_of_several_requests_it_was_is_not_guessed() -> None:
    found = said(alert(), http(1, 404), http(2, 200))
    assert (found.state, found.proof) == ("unknown", "Neither an answer nor the end of the flow was logged.")


def test_a_request_without_an_answer_is_unknown_until_the_flow_says_that_nothing_came_back() -> None:
    assert said(alert(tx_id=1), http(1, None)).state == "unknown"
    assert said(alert(tx_id=1), http(1, None), ended(0, 0)).state == "no"


def test_a_name_server_answers_in_both_shapes_of_dns_events() -> None:
    question = {"type": "query", "id": 5, "rrname": "a.test", "rrtype": "A"}
    answer = {"type": "answer", "id": 5, "rrname": "a.test", "rcode": "NXDOMAIN"}
    asked = alert(proto="UDP", dns={"query": [question]})
    found = said(asked, event("dns", 0, dns=question), event("dns", 1, dns=answer))
    assert (found.state, found.proof) == ("yes", "The resolver answered NXDOMAIN for a.test.")
    newer = event("dns", 1, dns={"type": "response", "queries": [{"rrname": "a.test"}], "rcode": "NOERROR",
                                 "answers": [{"rdata": "192.0.2.1"}]})  # fmt: skip
    assert said(asked, newer).proof == "The resolver answered NOERROR with 192.0.2.1 for a.test."
    assert said(asked, event("dns", 0, dns=question)).state == "unknown"


def test_a_handshake_is_an_answer_and_what_was_said_inside_is_not_known() -> None:
    found = said(alert(), event("tls", 1, tls={"sni": "a.test", "version": "TLS 1.3"}))
    assert (found.state, found.proof) == ("yes", "The TLS handshake with a.test was answered; what was said inside is encrypted.")
    assert said(alert(), event("tls", 1, tls={"sni": "a.test", "version": "UNDETERMINED"})).state == "unknown"


def test_what_other_protocols_say_is_an_answer() -> None:
    found = said(alert(), event("smb", 1, smb={"command": "SMB2_COMMAND_CREATE", "status": "STATUS_ACCESS_DENIED"}))
    assert (found.state, found.proof) == ("yes", "The server said STATUS_ACCESS_DENIED (smb).")


def test_an_alert_on_the_servers_packet_is_an_answer() -> None:
    assert said(alert(direction="to_client")).state == "yes"
    began = {"src_ip": CLIENT, "src_port": 40_001, "dest_ip": SERVER, "dest_port": 80}
    assert said(alert(flow=began)).state == "unknown"
    assert said(alert(flow=began) | {"src_ip": SERVER, "src_port": 80, "dest_ip": CLIENT, "dest_port": 40_001}).state == "yes"


@pytest.mark.parametrize(
    ("end", "state", "proof"),
    [
        (ended(0, 0), "no", "Nothing came back before the flow ended (new, timeout)."),
        (ended(0, 0, state="established"), "unknown", "Only the client's side of the connection was seen."),
        (ended(1, 60, tcp_flags_tc="14"), "no", "The server refused the connection with a reset (1 packet, 60 B back)."),
        (ended(3, 198, state="closed"), "unknown", "Only small packets came back (3 packets, 198 B): perhaps no data."),
        (ended(20, 2_800, state="closed"), "yes", "The server sent 20 packets, 2.8 kB in this flow."),
        (ended(1, 60) | {"proto": "UDP"}, "yes", "The server sent 1 packet, 60 B in this flow."),
    ],
)
def test_without_a_protocols_word_the_end_of_the_flow_is_the_proof(end: Event, state: str, proof: str) -> None:
    found = said(alert(), end)
    assert (found.state, found.proof, found.events) == (state, proof, (end,))


def test_without_a_flow_event_nothing_is_denied() -> None:
    none = {"pkts_toclient": 0, "bytes_toclient": 0}
    assert said(alert(flow=none)).state == "unknown"
    found = said(alert(flow={"pkts_toclient": 9, "bytes_toclient": 5_000}))
    assert (found.state, found.proof) == ("yes", "By the time of the alert 5.0 kB had come back.")
    bare = {key: value for key, value in alert().items() if key != "flow_id"}
    assert said(bare).proof == "The alert belongs to no flow."


@pytest.mark.parametrize("damaged", [{}, {"alert": 3}, {"http": []}, {"flow": "x", "tcp": 7}, {"dns": {"rcode": {}}}])
def test_a_damaged_event_is_unknown_and_breaks_nothing(damaged: Event) -> None:
    assert said(damaged).state == "unknown"
