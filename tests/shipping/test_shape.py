"""What a cluster would refuse, in a form that it takes."""

import base64

from connector.shipping.shape import Shapes, essential, index_of, kept

LINE = b'{"a":1}'


def shaped(*events: dict[str, object], unsigned: bool = False) -> list[dict[str, object]]:
    shapes = Shapes(unsigned)
    added = ("evelens_line", "@version")
    made = [shapes.shaped("i", event, LINE) for event in events]
    return [{name: value for name, value in each.items() if name not in added} for each in made]


def test_an_event_always_goes_to_the_same_index() -> None:
    assert index_of({"event_type": "dns", "timestamp": "2026-10-31T23:30:00.000000-0100"}, "evelens") == "evelens-dns-2026.11"
    assert index_of({"event_type": "DNS/../x", "timestamp": "yesterday"}, "evelens") == "evelens-dns____x-undated"
    assert index_of({}, "site") == "site-other-undated"


def test_the_line_is_kept_byte_for_byte_also_where_it_is_no_text() -> None:
    assert kept(b'{"a":"\xc3\xa4"}') == {"evelens_line": '{"a":"ä"}'}
    assert base64.b64decode(kept(b'{"a":"\xff"}')["evelens_line64"]) == b'{"a":"\xff"}'


def test_an_integer_past_a_long_becomes_a_word_beside_the_field() -> None:
    assert shaped({"n": 2**63}, {"n": [1, 2**64]}, {"n": 2**63 - 1}) == [
        {"n_integer": [str(2**63)]},
        {"n_integer": [str(2**64)], "n": [1]},
        {"n": 2**63 - 1},
    ]


def test_a_session_of_smb_is_a_number_where_the_cluster_knows_such_great_ones() -> None:
    event: dict[str, object] = {"smb": {"session_id": 2**64 - 1}}
    assert shaped(event) == [{"smb": {"session_id": str(2**64 - 1)}}]
    assert shaped(event, unsigned=True) == [event]


def test_an_object_where_a_value_is_goes_beside_it_and_the_other_way_round() -> None:
    assert shaped({"ja4": "t13"}, {"ja4": {"hash": "t13"}}) == [{"ja4": "t13"}, {"ja4_object": {"hash": "t13"}}]
    assert shaped({"ja4": {"hash": "t13"}}, {"ja4": "t13"}) == [{"ja4": {"hash": "t13"}}, {"ja4_value": "t13"}]
    assert shaped({"list": [1, {"a": 2}]}) == [{"list": [{"a": 2}], "list_value": [1]}]


def test_what_the_index_holds_already_decides() -> None:
    shapes = Shapes(False)
    shapes.learn("i", "pgsql.request", True)
    assert shapes.shaped("i", {"pgsql": {"request": "x"}}, LINE)["pgsql"] == {"request_value": "x"}
    assert shapes.shaped("another", {"pgsql": {"request": "x"}}, LINE)["pgsql"] == {"request": "x"}


def test_names_that_no_field_has_and_nesting_without_end_are_taken() -> None:
    deep: dict[str, object] = {"end": 1}
    for _ in range(40):
        deep = {"d": deep}
    (event,) = shaped({"": 1, "a..b": 2, " ": 3, "deep": deep})
    assert {name for name in event if name != "deep"} == {"_", "a._.b"}
    levels = 0
    node: object = event["deep"]
    while isinstance(node, dict):
        node, levels = node.get("d"), levels + 1
    assert levels < 20
    assert isinstance(node, str)


def test_what_is_refused_all_the_same_keeps_its_main_fields() -> None:
    event: dict[str, object] = {
        "event_type": "dns",
        "src_ip": {"not": "text"},
        "flow_id": 1,
        "dns": {},
        "timestamp": "2026-10-31",
    }
    assert essential(event, LINE) == {
        "event_type": "dns",
        "flow_id": 1,
        "timestamp": "2026-10-31",
        "@timestamp": "2026-10-31",
        "@version": "1",
        "evelens_line": LINE.decode(),
    }
