import os
from pathlib import Path

import pytest

from connector.config import Config, environment, load
from connector.errors import ConfigError

SECRET = "a-token-nobody-may-read"


def test_without_any_setting_the_demonstration_is_the_source(bare_environment: Path) -> None:
    config = load()
    assert config.source == "demo"
    assert config.sources == ("demo",)
    assert config.data == bare_environment / "data"


def test_files_come_before_a_server_and_both_are_offered(bare_environment: Path) -> None:
    config = load({"EVE_PATH": "/a/eve.json", "SCIRIUS_HOST": "scirius.example", "EVELENS_DATA": "/d"})
    assert config.source == "eve"
    assert config.sources == ("eve", "scirius", "demo")


def test_arguments_win_over_the_environment_and_that_over_the_file(bare_environment: Path) -> None:
    (bare_environment / ".env").write_text("SCIRIUS_HOST=from-file\nSCIRIUS_TOKEN=file\nSCIRIUS_TLS_VERIFY=no\n")
    config = load({"SCIRIUS_TOKEN": "process", "SCIRIUS_HOST": ""}, scirius_host="argument")
    assert config.scirius_host == "argument"
    assert config.scirius_token == "process"
    assert config.scirius_tls_verify is False
    assert load({}).scirius_host == "from-file"


def test_the_file_may_lie_in_the_home_folder(bare_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = bare_environment / "home"
    home.mkdir()
    (home / ".env").write_text("SCIRIUS_HOST=home.example\n")
    monkeypatch.setenv("HOME", str(home))
    assert load({"SCIRIUS_ENVFILE_IN_HOME": "y"}).scirius_host == "home.example"
    assert load({}).scirius_host == ""


def test_the_dollar_of_a_token_is_kept(bare_environment: Path) -> None:
    (bare_environment / ".env").write_text("SCIRIUS_HOST=h\nSCIRIUS_TOKEN='a$b${HOME}'\n")
    assert load({}).scirius_token == "a$b${HOME}"


def test_no_token_is_in_the_repr(bare_environment: Path) -> None:
    config = load({"SCIRIUS_HOST": "h", "SCIRIUS_TOKEN": SECRET, "EVELENS_TOKEN": SECRET})
    assert SECRET not in repr(config)
    assert config.token == config.scirius_token == SECRET


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"SCIRIUS_TLS_VERIFY": "perhaps"}, "SCIRIUS_TLS_VERIFY"),
        ({"EVELENS_SOURCE": "splunk"}, "EVELENS_SOURCE"),
        ({"EVELENS_SOURCE": "eve"}, "EVE_PATH"),
        ({"EVELENS_SOURCE": "scirius"}, "SCIRIUS_HOST"),
        ({"EVELENS_SOURCE": "opensearch"}, "OPENSEARCH_URL"),
        ({"OPENSEARCH_API_KEY": "k", "OPENSEARCH_USER": "u"}, "OPENSEARCH_API_KEY"),
        ({"OPENSEARCH_PASSWORD": "p"}, "OPENSEARCH_USER"),
        ({"OPENSEARCH_INDEX": "a/b"}, "OPENSEARCH_INDEX"),
        ({"OPENSEARCH_TLS_VERIFY": "perhaps"}, "OPENSEARCH_TLS_VERIFY"),
        ({"OPENSEARCH_CA_FILE": "/nowhere/ca.pem"}, "OPENSEARCH_CA_FILE"),
        ({"SCIRIUS_TOKEN": "two words"}, "SCIRIUS_TOKEN"),
        ({"EVELENS_TOKEN": "é"}, "EVELENS_TOKEN"),
        ({"SCIRIUS_CA_FILE": "/nowhere/ca.pem"}, "SCIRIUS_CA_FILE"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environ: dict[str, str], name: str, bare_environment: Path) -> None:
    with pytest.raises(ConfigError, match=name):
        load(environ)


def test_a_child_process_loads_the_same_settings(bare_environment: Path) -> None:
    config = load(
        {"EVE_PATH": os.pathsep.join(["a.json", "b/*.json"]), "EVELENS_DATA": str(bare_environment), "EVELENS_TOKEN": "t"}
    )
    again = load(environment(config))
    assert again.eve_path == (str(bare_environment / "a.json"), str(bare_environment / "b/*.json"))
    assert (again.source, again.token, again.data) == ("eve", "t", bare_environment)


def test_a_cluster_is_offered_and_a_child_process_finds_it_too(bare_environment: Path) -> None:
    environ = {"OPENSEARCH_URL": "https://a:9200, https://b:9200", "OPENSEARCH_USER": "u", "OPENSEARCH_PASSWORD": SECRET}
    config = load({**environ, "EVELENS_DATA": str(bare_environment)})
    assert config.sources == ("opensearch", "demo")
    assert config.opensearch.urls == ("https://a:9200", "https://b:9200")
    assert SECRET not in repr(config)
    assert load(environment(config)).opensearch == config.opensearch
    assert load(environ, opensearch="http://c:9200").opensearch.urls == ("http://c:9200",)


def test_several_paths_are_separated_as_the_system_does(bare_environment: Path) -> None:
    assert load({"EVE_PATH": f"a.json{os.pathsep}b.json"}).eve_path == ("a.json", "b.json")
    assert Config().eve_path == ()
