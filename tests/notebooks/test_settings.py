from datetime import timedelta
from pathlib import Path

import pytest

from connector import BadResponse, ConfigError, RESTSciriusConnector, SourceUnreachable
from connector.notebooks import check_str_bool, get_git_root
from tests import small
from tests.notebooks.conftest import FROM, TO, TOKEN
from tests.wire import Arrival, Reply, listening, serving


def test_no_envfile_is_needed(bare_environment: Path) -> None:
    client = RESTSciriusConnector(scirius_token=TOKEN)
    assert (client.endpoint, client.token, client.tls_verify) == ("https://127.0.0.1", TOKEN, True)


def test_it_starts_with_thirty_days_and_a_thousand_events(on_files: RESTSciriusConnector) -> None:
    fresh = RESTSciriusConnector(eve=str(small.write(Path("more.json"))))
    assert fresh.to_date - fresh.from_date == fresh.time_delta == timedelta(days=30)
    assert (fresh.page_size, fresh.qfilter, fresh.basefilter, fresh.ignore_basefilter) == (1_000, None, None, False)
    assert (fresh.minutes, fresh.hours, fresh.days, fresh.weeks) == (0, 0, 30, 0)


def test_files_come_from_the_environment_too(bare_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVE_PATH", str(small.write(bare_environment / "eve.json")))
    assert len(RESTSciriusConnector().set_query_timeframe(FROM, TO).get_events_tail()) == 30


def test_a_server_comes_from_the_envfile(bare_environment: Path) -> None:
    (bare_environment / ".env").write_text(f"SCIRIUS_HOST=http://127.0.0.1:8000\nSCIRIUS_TOKEN={TOKEN}\nSCIRIUS_TLS_VERIFY=NO\n")
    client = RESTSciriusConnector()
    assert (client.endpoint, client.token, client.tls_verify) == ("http://127.0.0.1:8000", TOKEN, False)


def test_the_envfile_may_lie_in_the_home_folder(bare_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = bare_environment / "home"
    home.mkdir()
    (home / ".env").write_text(f"SCIRIUS_HOST=scirius.test\nSCIRIUS_TOKEN={TOKEN}\n")
    monkeypatch.setenv("HOME", str(home))
    assert RESTSciriusConnector(scirius_envfile_in_home="y").endpoint == "https://scirius.test"


@pytest.mark.parametrize(
    ("word", "meant"), [(True, True), ("YES", True), ("on", True), (0, False), ("False", False), ("n", False)]
)
def test_words_for_tls_are_taken_in_any_case(bare_environment: Path, word: bool | int | str, meant: bool) -> None:
    assert RESTSciriusConnector(scirius_host="a.test", scirius_token=TOKEN, scirius_tls_verify=word).tls_verify is meant
    assert check_str_bool(word) is meant


@pytest.mark.parametrize(
    "arguments",
    [
        {"scirius_host": "a.test"},
        {"scirius_host": "a.test", "scirius_token": "two words"},
        {"scirius_host": "a.test", "scirius_token": TOKEN, "scirius_tls_verify": "perhaps"},
        {"scirius_host": "a.test", "scirius_token": TOKEN, "scirius_ca_file": "nowhere.pem"},
        {"scirius_host": "a.test", "eve": "eve.json"},
        {"scirius_host": " ", "scirius_token": TOKEN},
        {"eve": ""},
        {"eve": []},
    ],
)
@pytest.mark.parametrize("error", [ConfigError, ValueError])
def test_a_setting_that_cannot_be_used_is_refused(
    bare_environment: Path, arguments: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error) as told:
        RESTSciriusConnector(**arguments)
    assert TOKEN not in str(told.value)


def test_a_missing_file_is_one_sentence(bare_environment: Path) -> None:
    with pytest.raises(SourceUnreachable, match=r"nowhere\.json"):
        RESTSciriusConnector(eve="nowhere.json")


def test_token_address_and_tls_may_be_set_later(bare_environment: Path, on_files: RESTSciriusConnector) -> None:
    with serving(on_files.source, TOKEN) as address:
        client = RESTSciriusConnector(scirius_host="a.test", scirius_token="another-token")
        client.endpoint, client.token, client.tls_verify = address, TOKEN, "no"
        client.set_query_timeframe(FROM, TO)
        assert client.get_event_types() == ["alert", "flow", "http"]
        assert client.tls_verify is False


def test_a_redirect_is_no_success(bare_environment: Path) -> None:
    def answer(arrival: Arrival) -> Reply:
        return Reply(302, headers={"Location": "/login"})

    with listening(answer) as server, pytest.raises(BadResponse, match="elsewhere"):
        RESTSciriusConnector(scirius_host=server.address, scirius_token=TOKEN).get_events_tail()


def test_the_checkout_is_found_without_git(bare_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare_environment / ".git").mkdir()
    (bare_environment / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(bare_environment / "deep" / "er")
    monkeypatch.setenv("PATH", "")
    assert get_git_root() == str(bare_environment)


def test_no_checkout_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    with pytest.raises(ConfigError, match="no git checkout"):
        get_git_root()
