"""The file `.env`: other lines stay, values come back as they were, and only its owner may read it."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector import envfile
from connector.config import envfile_place, handed_on, load, overridden
from connector.errors import ConfigError

LINES = "# mine\nEVE_PATH=/a/eve.json\n\nexport SCIRIUS_HOST=old  # why\nOTHER='two\nlines'\nSCIRIUS_TOKEN=old"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    before = os.umask(0)
    try:
        envfile.write(path, {"SCIRIUS_HOST": "scirius.example", "SCIRIUS_TOKEN": "abc"})
    finally:
        os.umask(before)
    assert mode(path) == 0o600
    assert envfile.read(path) == {"SCIRIUS_HOST": "scirius.example", "SCIRIUS_TOKEN": "abc"}
    assert [each.name for each in tmp_path.iterdir()] == [".env"]


def test_every_other_line_stays_and_a_known_name_keeps_its_place(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(LINES)
    path.chmod(0o644)
    envfile.write(path, {"SCIRIUS_HOST": "new", "SCIRIUS_TOKEN": "t", "SCIRIUS_TLS_VERIFY": "no"})
    assert path.read_text() == (
        "# mine\nEVE_PATH=/a/eve.json\n\nSCIRIUS_HOST=new\nOTHER='two\nlines'\nSCIRIUS_TOKEN=t\nSCIRIUS_TLS_VERIFY=no\n"
    )
    assert mode(path) == 0o600


def test_the_ends_of_lines_and_broken_lines_stay_as_they_are() -> None:
    text = "A=1\r\nthis is no setting\r\n\r\nB=2\r\n"
    assert envfile.updated(text, {"C": "3"}) == f"{text}C=3\n"
    assert envfile.updated(text, {"A": "5"}) == "A=5\nthis is no setting\r\n\r\nB=2\r\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_characters="\x7f"), min_size=1).map(str.strip))
def test_any_value_of_one_line_comes_back_as_it_was(tmp_path: Path, value: str) -> None:
    path = tmp_path / ".env"
    if not envfile._ONE_LINE.fullmatch(value):
        return
    envfile.write(path, {"FIRST": value, "SECOND": "after"})
    assert envfile.read(path) == ({"FIRST": value} if value.strip() else {}) | {"SECOND": "after"}


@pytest.mark.parametrize("value", ["a\nEVELENS_ALLOW_REMOTE=yes", "a\rb", "a\x00", "a\u2028b", "\ud800"])
def test_a_value_cannot_bring_a_line_of_its_own(tmp_path: Path, value: str) -> None:
    path = tmp_path / ".env"
    path.write_text(LINES)
    with pytest.raises(ConfigError, match="SCIRIUS_HOST holds a line break"):
        envfile.write(path, {"SCIRIUS_HOST": value})
    assert path.read_text() == LINES


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / ".env"
    real.write_text("A=1\n")
    link.symlink_to(real)
    envfile.write(link, {"A": "2"})
    assert link.is_symlink()
    assert real.read_text() == "A=2\n"


def test_a_folder_that_is_not_there_is_said_without_the_value(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written") as told:
        envfile.write(tmp_path / "none" / ".env", {"SCIRIUS_TOKEN": "s3cret"})
    assert "s3cret" not in str(told.value)


def test_the_file_in_force_is_the_one_that_is_read(bare_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bare_environment / ".env"
    envfile.write(path, {"SCIRIUS_HOST": "here.example"})
    assert envfile_place({}) == path
    assert load({}).scirius_host == "here.example"
    home = bare_environment / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    assert envfile_place({"SCIRIUS_ENVFILE_IN_HOME": "y"}) == home / ".env"


def test_without_a_file_it_is_made_beside_the_app(bare_environment: Path) -> None:
    place = envfile_place({})
    assert place.name == ".env"
    assert (place.parent / "app.py").is_file()


def test_what_the_environment_sets_is_named() -> None:
    names = ("SCIRIUS_HOST", "SCIRIUS_TOKEN")
    assert overridden(names, {"SCIRIUS_TOKEN": "t", "SCIRIUS_HOST": " "}) == ("SCIRIUS_TOKEN",)
    assert overridden(names, {}) == ()


def test_the_app_reads_the_same_file_from_another_folder_and_may_change_it(
    bare_environment: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = bare_environment / ".env"
    path.write_text("SCIRIUS_HOST=old.example\nSCIRIUS_TOKEN=t\nSCIRIUS_TLS_VERIFY=no\n")
    environ = handed_on(load({}), {})
    assert not {"SCIRIUS_HOST", "SCIRIUS_TOKEN", "SCIRIUS_TLS_VERIFY"} & set(environ)
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert envfile_place(environ) == path
    assert (load(environ).scirius_host, load(environ).scirius_tls_verify) == ("old.example", False)
    envfile.write(envfile_place(environ), {"SCIRIUS_HOST": "new.example", "SCIRIUS_TLS_VERIFY": "yes"})
    assert (load(environ).scirius_host, load(environ).scirius_tls_verify) == ("new.example", True)


def test_arguments_and_the_environment_are_handed_on_because_they_win(bare_environment: Path) -> None:
    (bare_environment / ".env").write_text("SCIRIUS_HOST=file.example\nSCIRIUS_TOKEN=t\n")
    assert handed_on(load({}, scirius_host="argument.example"), {})["SCIRIUS_HOST"] == "argument.example"
    process = {"SCIRIUS_TOKEN": "p"}
    assert handed_on(load(process), process)["SCIRIUS_TOKEN"] == "p"
