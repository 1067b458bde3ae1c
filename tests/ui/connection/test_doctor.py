"""The doctor's answers as a table and as a report."""

from datetime import UTC, datetime

from connector.answers import Check
from ui.connection import doctor
from ui.connection.doctor import Examination

CHECKS = (
    Check("address", "ok", "https://scirius.example answers."),
    Check("lines", "warning", "2 could not be read: 2 of a\u202eb.json.", "Look into /q."),
)
WHEN = datetime(2026, 10, 31, 3, 12, 44, tzinfo=UTC)


def test_the_headline_counts_what_needs_somebody() -> None:
    assert doctor.headline(Examination(CHECKS, WHEN, 0.94)) == "2 checks, 1 needs you · 03:12:44 UTC · 0.9 s"
    assert doctor.headline(Examination(CHECKS[:1], WHEN, 2)) == "1 check, all is well · 03:12:44 UTC · 2.0 s"
    assert doctor.headline(Examination(CHECKS[:1], WHEN, 0.034)).endswith(" UTC · 34 ms")
    assert doctor.headline(Examination(CHECKS[1:] * 2, WHEN, 2)).startswith("2 checks, 2 need you")


def test_a_check_is_a_row_that_is_safe_to_show() -> None:
    rows = doctor.listed(CHECKS)
    assert rows["Result"].tolist() == [["ok"], ["warn"]]
    assert rows["Check"].tolist() == ["Address", "Lines"]
    assert rows["Found"].tolist()[1] == "2 could not be read: 2 of a<U+202E>b.json."
    assert rows["What to do"].tolist() == ["", "Look into /q."]


def test_the_report_holds_every_check_and_its_cure() -> None:
    assert doctor.report("Scirius at scirius.example", Examination(CHECKS, WHEN, 1)).splitlines() == [
        "Scirius at scirius.example, 2026-10-31 03:12:44 UTC",
        "ok   Address       https://scirius.example answers.",
        "warn Lines         2 could not be read: 2 of a<U+202E>b.json.",
        "                   Look into /q.",
    ]
