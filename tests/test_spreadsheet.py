import pytest

from connector.spreadsheet import defused


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@sum", " =1", "\t=1", "\n=1", "＝1", "\rx"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "10.0.0.1", " plain"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


def test_half_of_a_pair_does_not_keep_the_file_from_being_written() -> None:
    assert defused("a\ud800") == "a?"
