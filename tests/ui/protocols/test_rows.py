"""Answers as rows: what they show, and what a click on them means."""

import pandas as pd
import pytest

from connector import lucene
from connector.answers import Values
from ui.protocols import profile, rows
from ui.rankings import MISSING

OWN = "http.hostname"


def counted(*pairs: tuple[str, int], distinct: int | None = None) -> Values:
    frame = pd.DataFrame(pairs, columns=["key", "count"]).astype({"count": "int64"})
    return Values(frame, len(pairs) if distinct is None else distinct)


def groups(fields: tuple[str, ...], *found: tuple[object, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(found, columns=[*fields, "count"]).astype({"count": "int64"})
    return frame.assign(sources=frame["count"].clip(upper=1), targets=frame["count"].clip(upper=2))


def test_a_field_with_two_names_is_added_up_and_its_filter_asks_for_both() -> None:
    found = rows.of_values(
        [("a.old", counted(("x", 3), ("y", 1)), None), ("a.new", counted(("y", 9)), None)], total=13, rarest=False
    )
    assert found.frame["key0"].tolist() == ["y", "x"]
    assert found.frame["Events"].tolist() == [10, 3]
    assert found.frame["Share"].tolist() == pytest.approx([1_000 / 13, 300 / 13])
    assert found.filters[0] == (lucene.any_of(lucene.term("a.old", "y"), lucene.term("a.new", "y")),)
    assert found.choices == ((("a.new", "y"),), (("a.old", "x"),))
    assert found.count == 2


def test_a_name_that_nobody_uses_is_in_no_filter() -> None:
    found = rows.of_values([("a.old", counted(("x", 3)), None), ("a.new", counted(), None)], total=3, rarest=False)
    assert found.filters == ((lucene.term("a.old", "x"),),)


def test_the_rarest_stand_first_and_have_no_share() -> None:
    found = rows.of_values([("a.b", counted(("x", 3), ("y", 1)), None)], total=4, rarest=True)
    assert found.frame["key0"].tolist() == ["y", "x"]
    assert "Share" not in found.frame


def test_what_the_window_before_did_not_have_is_new() -> None:
    past = counted(("x", 5))
    found = rows.of_values([("a.b", counted(("x", 3), ("y", 1)), past)], total=4, rarest=False)
    assert found.frame["New"].tolist() == [[], ["new"]]
    cut = rows.of_values([("a.b", counted(("y", 1)), counted(("x", 5), distinct=9))], total=4, rarest=False)
    assert cut.frame["New"].tolist() == [[]]  # it may be among those that the answer does not hold


def test_no_values_are_no_rows() -> None:
    found = rows.of_values([("a.b", counted(), None)], total=0, rarest=False)
    assert found.frame.empty
    assert found.filters == ()


def test_a_group_has_a_filter_for_each_key_and_numbers_are_numbers() -> None:
    fields = (OWN, "dest_port")
    found = rows.of_groups(fields, groups(fields, ("a\n", "443", 3), (None, None, 2), (None, "80", 1)), 3)
    assert found.frame["key0"].tolist() == ["a↵"]
    assert found.filters[0] == (lucene.term(OWN, "a\n"), "dest_port:443")
    assert found.choices[0] == ((OWN, "a\n"), ("dest_port", 443))
    assert list(found.frame) == ["key0", "key1", "Events", "Sources", "Targets"]


def test_a_missing_key_behind_an_address_is_a_row_and_addresses_are_not_counted_twice() -> None:
    fields = ("src_ip", "dest_ip", OWN)
    found = rows.of_groups(fields, groups(fields, ("10.0.0.1", "10.0.0.2", None, 3)), 1)
    assert found.frame["key2"].tolist() == [MISSING]
    assert found.filters[0][2] == lucene.negated(lucene.exists(OWN))
    assert list(found.frame) == ["key0", "key1", "key2", "Events"]


def test_equal_keeps_the_groups_whose_first_two_keys_are_one() -> None:
    fields = ("tls.subject", "tls.issuerdn")
    found = rows.of_groups(fields, groups(fields, ("CN=a", "CN=a", 3), ("CN=a", "CN=b", 2), (None, None, 1)), 3, equal=True)
    assert found.frame["key0"].tolist() == ["CN=a"]
    assert "key1" not in found.frame
    assert found.count == 1


def test_of_groups_that_are_cut_the_rows_are_counted_only_where_none_is_left_out() -> None:
    fields = (OWN, "dest_port")
    kept, dropped = ("a", "443", 3), (None, None, 2)
    assert rows.of_groups(fields, groups(fields, kept, dropped), 2).count == 1
    assert rows.of_groups(fields, groups(fields, kept), 5_000).count == 5_000
    assert rows.of_groups(fields, groups(fields, kept, dropped), 5_000).count is None
    assert rows.of_groups(fields, groups(fields, kept, dropped), None).count is None
    same = ("tls.subject", "tls.issuerdn")
    assert rows.of_groups(same, groups(same, ("CN=a", "CN=a", 3)), 50_000, equal=True).count is None


def test_a_profile_of_keys_that_are_cut_counts_its_rows_only_where_none_is_left_out() -> None:
    form = (OWN, "http.url")
    whole, together = groups((OWN,), ("a", 3)), groups(form, ("a", "/1", 3))
    dropping = groups((OWN,), ("a", 3), (None, 2))
    for alone, count, expected in ((dropping, 2, 1), (whole, 9, 9), (dropping, 9, None), (dropping, None, None)):
        assert profile.rows_of((form,), alone, [together], count, spread=False).count == expected


def test_a_profile_tells_how_many_values_each_key_has_and_the_most_frequent() -> None:
    form = (OWN, "http.url", "src_ip")
    alone = groups((OWN,), ("a", 9), ("b", 4), (None, 2))
    together = groups(
        form,
        ("a", "/1", "10.0.0.1", 5),
        ("a", "/2", "10.0.0.1", 2),
        ("a", "/3", None, 1),
        ("a", "/4", None, 1),
        ("b", "/1", None, 4),
    )
    found = profile.rows_of((form,), alone, [together], 3, spread=False)
    assert found.frame["key0"].tolist() == ["a", "b"]
    assert found.frame["Events"].tolist() == [9, 4]
    assert found.frame["count1"].tolist() == [4, 1]
    assert found.frame["top1"].tolist() == ["/1  ·  /2  ·  /3  ·  …", "/1"]
    assert found.frame["count2"].tolist() == [1, 1]  # as the groups of the key alone say
    assert found.choices == (((OWN, "a"),), ((OWN, "b"),))
    assert found.count == 2


def test_a_key_that_is_missing_is_a_row_when_it_comes_with_something() -> None:
    form = (OWN, "http.url")
    found = profile.rows_of((form,), groups((OWN,), (None, 2)), [groups(form, (None, "/1", 2))], 1, spread=False)
    assert found.frame["key0"].tolist() == [MISSING]
    assert found.filters == ((lucene.negated(lucene.exists(OWN)),),)


def test_a_spread_begins_with_the_most_different_values() -> None:
    forms = (("src_ip", "dns.rrname"), ("src_ip", "dns.queries.rrname"))
    alone = groups(("src_ip",), ("10.0.0.1", 9), ("10.0.0.2", 3))
    old, new = groups(forms[0], ("10.0.0.2", "x", 1), ("10.0.0.1", "x", 9)), groups(forms[1], ("10.0.0.2", "y", 2))
    found = profile.rows_of(forms, alone, [old, new], 2, spread=True)
    assert found.frame["key0"].tolist() == ["10.0.0.2", "10.0.0.1"]
    assert found.frame["count1"].tolist() == [2, 1]
    assert found.frame["top1"].tolist() == ["y  ·  x", "x"]


def test_no_groups_are_a_profile_without_rows() -> None:
    form = (OWN, "http.url")
    found = profile.rows_of((form,), groups((OWN,)), [groups(form)], 0, spread=False)
    assert found.frame.empty
    assert {"key0", "Events", "count1", "top1"} <= set(found.frame)
