"""The doctor of a server: each thing that can be wrong, told once, with its cure, and nothing after what needs it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from connector.answers import Check
from connector.config import Config
from connector.sources import scirius
from tests.sources.asking import TOKEN, asking, endpoint, no_events, tail_of, timeline_of
from tests.wire import Arrival, Reply, json_reply

NEWEST = {"_id": "1", "timestamp": "2026-10-31T12:00:00.000123+0000", "host": "sensor-s7"}
OLDEST = {"_id": "2", "timestamp": "2026-10-28T12:00:00+0000", "host": "sensor-s8"}
HEALTHY: dict[str, object] = {
    "health": {"status": "green"},
    "system_settings": {"es_keyword": "keyword"},
    "unique_fields": {"fields": ["host", "proto"]},
    "unique_values": [{"key": "sensor-s7", "doc_count": 3}],
    "missing": 0,
}


def server(date: datetime | None = None, **instead: object) -> Callable[[Arrival], Reply]:
    """A healthy server, but for what is said of it; a `Reply` goes back as it is."""
    told = HEALTHY | instead

    def answer(arrival: Arrival) -> Reply:
        name = endpoint(arrival).rpartition("/")[2]
        filter = arrival.params.get("qfilter", "")
        if isinstance(reply := told.get(name), Reply):
            return reply
        match name:
            case "events_tail":
                event = OLDEST if "sensor-s8" in filter or "ordering" in arrival.params else NEWEST
                head = {"Date": format_datetime(date or datetime.now(UTC), usegmt=True)}
                reply = tail_of(event)
                return Reply(200, reply.body, headers=head)
            case "events_timeline":
                return timeline_of((1_793_404_800_000, int(str(told["missing"])) if "NOT" in filter else 5))
            case _:
                return json_reply(told.get(name, []))

    return answer


def checked(answer: Callable[[Arrival], Reply]) -> dict[str, Check]:
    with asking(answer) as (source, _):
        found = source.checks()
    assert all(check.text.endswith(".") and "\n" not in check.text for check in found)
    assert all((check.state == "ok") == (check.cure == "") for check in found)
    assert TOKEN not in repr(found)
    assert len({check.name for check in found}) == len(found)
    return {check.name: check for check in found}


def test_a_healthy_server_is_well_in_every_respect() -> None:
    found = checked(server())
    names = "address TLS token rights configuration version span host clock sensors limits"
    assert " ".join(found) == names
    assert {check.state for check in found.values()} == {"ok"}
    assert found["span"].text == "5 events, from 2026-10-28 12:00:00Z to 2026-10-31 12:00:00Z."
    assert found["sensors"].text == "The newest events: sensor-s7 2026-10-31 12:00:00Z."


def denied(detail: str) -> Reply:
    return json_reply({"detail": detail}, 403)


@pytest.mark.parametrize("detail", ["Invalid token.", "Authentication credentials were not provided."])
def test_a_token_that_the_server_does_not_know_is_the_last_thing_looked_at(detail: str) -> None:
    found = checked(server(events_tail=denied(detail)))
    assert [*found] == ["address", "TLS", "token"]
    assert found["token"].state == "failure"
    assert detail in found["token"].text
    assert found["token"].cure == "Check SCIRIUS_TOKEN and the rights of its user."


def test_a_user_who_may_not_see_events_has_a_good_token() -> None:
    found = checked(server(events_tail=denied("You do not have permission to perform this action.")))
    assert [(name, check.state) for name, check in found.items()][-2:] == [("token", "ok"), ("rights", "failure")]
    assert "rules.events_view" in found["rights"].cure


def test_a_user_who_may_not_see_the_configuration_sees_events_all_the_same() -> None:
    found = checked(server(health=denied("You do not have permission."), system_settings=denied("You do not have permission.")))
    assert found["configuration"].state == "warning"
    assert "rules.configuration_view" in found["configuration"].cure
    assert found["version"].state == "warning"
    assert found["limits"].state == "ok"


@pytest.mark.parametrize(
    "reply", [Reply(200, b"<html>Log in</html>", "text/html"), Reply(302, headers={"Location": "/login/"}), json_reply([1])]
)
def test_what_is_no_scirius_server_fails_and_names_the_setting(reply: Reply) -> None:
    found = checked(server(events_tail=reply))
    assert [*found.values()][-1].state == "failure"
    assert "SCIRIUS_HOST" in [*found.values()][-1].cure


def test_a_server_that_is_not_there_is_one_failure() -> None:
    source = scirius.open(Config(scirius_host="http://127.0.0.1:9", scirius_token=TOKEN), "scirius")
    (check,) = source.checks()
    assert (check.name, check.state) == ("address", "failure")
    assert check.text == "http://127.0.0.1:9 refuses the connection."
    assert "SCIRIUS_HOST" in check.cure


def test_plain_http_where_tls_is_meant_is_a_failure_of_tls() -> None:
    with asking(no_events) as (_, plain):
        host = plain.address.replace("http://", "https://")
        found = scirius.open(Config(scirius_host=host, scirius_token=TOKEN), "scirius").checks()
    assert [(check.name, check.state) for check in found] == [("address", "ok"), ("TLS", "failure")]
    assert "http://" in found[1].cure


@pytest.mark.parametrize(
    ("instead", "name", "words", "cure"),
    [
        ({"system_settings": {"es_keyword": "raw"}}, "version", ".raw", "Upgrade"),
        ({"health": {"status": "red"}}, "configuration", "red", "cluster"),
        ({"missing": 3}, "host", "3 of 5 events have no host field", "sensor-name"),
        ({"date": datetime.now(UTC) + timedelta(hours=2)}, "clock", "seconds ahead of ours", "network"),
        ({"date": datetime.now(UTC) - timedelta(hours=2)}, "clock", "seconds behind ours", "network"),
        ({"unique_fields": {"fields": ["f"] * 1_775}}, "limits", "of its 1,775 fields the server searches 1,024", "40 fields"),
        (
            {"unique_values": [{"key": key, "doc_count": 1} for key in ("sensor-s7", "sensor-s8")]},
            "sensors",
            "sensor-s8 2026-10-28",
            "Look at sensor-s8:",
        ),
    ],
)
def test_what_answers_lack_is_a_warning_with_its_cure(instead: Mapping[str, object], name: str, words: str, cure: str) -> None:
    check = checked(server(**instead))[name]  # type: ignore[arg-type]
    assert check.state == "warning"
    assert words in check.text
    assert cure in check.cure


def test_events_of_the_future_are_told() -> None:
    ahead = tail_of({"_id": "1", "timestamp": f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"})
    check = checked(server(events_tail=ahead))["clock"]
    assert (check.state, "future" in check.text) == ("warning", True)


def test_an_empty_server_is_a_failure_of_what_fills_it() -> None:
    def answer(arrival: Arrival) -> Reply:
        return no_events(arrival) if endpoint(arrival).startswith("events_") else server()(arrival)

    found = checked(answer)
    assert [*found][-1] == "span"
    assert "Suricata" in found["span"].cure


def test_hostile_names_of_sensors_are_made_readable_and_travel_in_quotes() -> None:
    name = 'a\n\u202e" OR *:*'
    with asking(server(unique_values=[{"key": name, "doc_count": 1}])) as (source, held):
        found = {check.name: check for check in source.checks()}
    assert "\n" not in found["sensors"].text
    assert "\u202e" not in found["sensors"].text
    (filter,) = [arrival.params["qfilter"] for arrival in held.arrivals if "host.keyword" in arrival.params.get("qfilter", "")]
    assert filter == '(host.keyword:"a\n\u202e\\" OR *:*")'


def test_any_endpoint_can_be_asked_with_or_without_slashes() -> None:
    with asking(lambda arrival: json_reply({"path": arrival.path, **arrival.params})) as (source, held):
        answers = [source.ask(path, {"a": 1}) for path in ("rest/rules/es/events_tail/", "/rest/rules/es/events_tail")]
    assert answers == [{"path": "/rest/rules/es/events_tail/", "a": "1"}] * 2
    assert {arrival.headers["Authorization"] for arrival in held.arrivals} == {f"Token {TOKEN}"}
