"""Groups of alerts as rows: what is shown, what is new, and which filter a click adds."""

import pandas as pd

from ui import rankings

EVIL = "![x](http://evil.test/x.png)\u202e\n"


def signature_groups(*rows: tuple[str | None, str | None, int | None, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["alert.signature", "alert.signature_id", "severity", "count"])
    return frame.assign(trend=[[0, count] for count in frame["count"]])


def values(**counts: int) -> pd.DataFrame:
    return pd.DataFrame({"key": pd.Series(list(counts), dtype="object"), "count": list(counts.values())})


def test_a_signature_without_a_past_is_new() -> None:
    rows = rankings.signatures(signature_groups(("A", "1", 1, 5), ("B", "2", 2, 7)), values(B=3))
    assert rows["Severity"].tolist() == [["severe"], ["suspicious"]]
    assert rows["New"].tolist() == [["new"], []]
    assert rows["Before"].tolist() == [0, 3]
    assert rows["choices"].tolist() == [(("alert.signature", "A"),), (("alert.signature", "B"),)]


def test_without_a_window_before_nothing_is_new() -> None:
    rows = rankings.signatures(signature_groups(("A", "1", 1, 5)), None)
    assert rows["New"].tolist() == [[]]
    assert rows["Before"].isna().all()


def test_an_alert_without_a_signature_is_shown_and_can_be_filtered() -> None:
    rows = rankings.signatures(signature_groups((None, None, None, 2)), values(A=1))
    assert rows["Signature"].tolist() == [rankings.NO_SIGNATURE]
    assert rows["Severity"].tolist() == [["contextual"]]
    assert rows["New"].tolist() == [[]]
    assert rows["choices"].tolist() == [(("alert.signature", None),)]


def test_an_attackers_signature_is_made_visible_and_what_is_filtered_stays_exact() -> None:
    rows = rankings.signatures(signature_groups((EVIL, "1", 1, 1)), values())
    assert rows["Signature"].iloc[0] == "![x](http://evil.test/x.png)<U+202E>↵"
    assert rows["choices"].iloc[0] == (("alert.signature", EVIL),)


def test_no_signatures_are_an_empty_frame_with_its_columns() -> None:
    rows = rankings.signatures(signature_groups(), values())
    assert rows.empty
    assert {"Severity", "Signature", "New", "Trend", "Now", "Before", "choices"} <= set(rows)


def test_sources_are_ranked_by_alerts_and_divided_by_severity() -> None:
    groups = pd.DataFrame(
        {"src_ip": ["a", "b", "a", "c"], "alert.severity": ["3", "1", "1", "7"], "count": [2, 9, 8, 1]},
    )
    parts, choices = rankings.by_severity(groups, "src_ip", 2)
    assert parts.to_dict("records") == [
        {"row": 0, "label": "a", "word": "contextual", "count": 2},
        {"row": 0, "label": "a", "word": "severe", "count": 8},
        {"row": 1, "label": "b", "word": "severe", "count": 9},
    ]
    assert choices == ((("src_ip", "a"),), (("src_ip", "b"),))


def test_a_missing_source_is_a_row_of_its_own() -> None:
    groups = pd.DataFrame({"src_ip": [None], "alert.severity": [None], "count": [3]})
    parts, choices = rankings.by_severity(groups, "src_ip", 5)
    assert parts["label"].tolist() == [rankings.MISSING]
    assert parts["word"].tolist() == ["contextual"]
    assert choices == ((("src_ip", None),),)


def test_no_alerts_are_no_bars() -> None:
    parts, choices = rankings.by_severity(pd.DataFrame({"src_ip": [], "alert.severity": [], "count": []}), "src_ip", 5)
    assert parts.empty
    assert choices == ()


def test_protocols_have_their_colour_and_rarer_ones_are_other() -> None:
    parts, choices = rankings.by_word(values(tls=5, quic=2), "app_proto", {"tls": "tls"})
    assert parts["word"].tolist() == ["tls", "other"]
    assert parts["label"].tolist() == ["tls", "quic"]
    assert choices == ((("app_proto", "tls"),), (("app_proto", "quic"),))


def test_severities_below_three_and_none_at_all_are_contextual() -> None:
    keys = pd.Series([3, 1, 4, 9], dtype="Int64")
    counts = rankings.severity_counts(pd.DataFrame({"key": keys, "count": [7, 5, 2, 1]}), total=19)
    assert counts == {"contextual": 14, "severe": 5}


def test_rules_with_one_text_are_one_signature() -> None:
    rows = rankings.signatures(signature_groups(("A", "1", 1, 5), ("", "2", 2, 7), ("", "3", 3, 9)), values(A=1))
    assert rows["Signature"].tolist() == ["A", rankings.EMPTY]
    assert rows["Now"].tolist() == [5, 16]
    assert rows["Trend"].tolist() == [[0, 5], [0, 16]]
    assert rows["Severity"].tolist() == [["severe"], ["suspicious"]]


def test_pairs_are_worst_first_and_count_their_signatures() -> None:
    last = pd.Timestamp("2026-10-31T17:00Z")
    groups = pd.DataFrame(
        {
            "src_ip": ["a", "a", "b"],
            "dest_ip": ["x", "x", "y"],
            "alert.signature": ["S", "T", "S"],
            "count": [1, 2, 50],
            "severity": pd.Series([3, 1, 2], dtype="Int64"),
            "last": [last, last - pd.Timedelta(hours=1), last],
        }
    )
    rows = rankings.pairs(groups, 8)
    assert rows["Worst"].tolist() == [["severe"], ["suspicious"]]
    assert rows["Alerts"].tolist() == [3, 50]
    assert rows["Signatures"].tolist() == [2, 1]
    assert rows["Last"].tolist() == [last, last]
    assert rows["choices"].tolist() == [(("src_ip", "a"), ("dest_ip", "x")), (("src_ip", "b"), ("dest_ip", "y"))]
