"""Whom we say we are, and that nothing repeats it."""

from base64 import b64encode

import pytest

from connector.errors import AccessDenied, ConfigError, SourceError
from connector.http import NOBODY, Authorization, Client, Names, api_key, base_address, basic
from tests.faults import answer, speaking

NAMES = Names(
    product="OpenSearch",
    host="OPENSEARCH_URL",
    credentials="OPENSEARCH_API_KEY",
    origin="ask whoever keeps the cluster",
    verify="OPENSEARCH_TLS_VERIFY",
    ca_file="OPENSEARCH_CA_FILE",
)
KEY, PASSWORD = "k3y" * 9, "pässwörd: 7"
PACKED = b64encode(f"eve:{PASSWORD}".encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "header"),
    [(api_key(KEY, NAMES), f"ApiKey {KEY}"), (basic("eve", PASSWORD, NAMES), f"Basic {PACKED}"), (NOBODY, None)],
    ids=["key", "user", "nobody"],
)
def test_the_header_is_what_we_were_told(
    authorization: Authorization, header: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w", encoding="ascii") as file:
        file.write("machine 127.0.0.1 login other password other\n")
    monkeypatch.setenv("NETRC", netrc)
    with speaking(lambda *_: answer(b"1")) as server:
        client = Client(server.address, authorization, names=NAMES)
        assert client.get("/", {}) == 1
    lines = server.requests[0].decode().split("\r\n")
    assert [line for line in lines if line.lower().startswith("authorization")] == (
        [f"Authorization: {header}"] if header else []
    )
    for secret in (KEY, PASSWORD, PACKED):
        assert secret not in repr(client) + repr(authorization)


@pytest.mark.parametrize(
    ("authorization", "secrets"),
    [(api_key(KEY, NAMES), (KEY,)), (basic("eve", PASSWORD, NAMES), (PASSWORD, PACKED))],
    ids=["key", "user"],
)
def test_a_server_that_repeats_what_lets_us_in_is_not_quoted(authorization: Authorization, secrets: tuple[str, ...]) -> None:
    said = " ".join(secrets)
    for reply in (
        answer(said.encode(), 302, Location=secrets[-1]),
        answer(f'{{"detail": "no: {said}"}}'.encode(), 401),
        answer(f'{{"detail": "no: {said}"}}'.encode(), 500),
        answer(b"1", Content_Encoding=secrets[-1]),
    ):
        with speaking(lambda *_, reply=reply: reply) as server, pytest.raises(SourceError) as caught:
            Client(server.address, authorization, names=NAMES).get("/", {})
        assert [secret for secret in secrets if secret.lower() in str(caught.value).lower()] == []


def test_denied_access_names_the_products_own_setting() -> None:
    with speaking(lambda *_: answer(b"Unauthorized", 401, "text/plain")) as server, pytest.raises(AccessDenied) as caught:
        Client(server.address, NOBODY, names=NAMES).get("/", {})
    assert "OPENSEARCH_API_KEY" in str(caught.value)
    assert "SCIRIUS" not in str(caught.value)


@pytest.mark.parametrize("secret", ["", "two words", "line\nbreak", "ünïcode"])
def test_an_unusable_key_is_refused_without_repeating_it(secret: str) -> None:
    with pytest.raises(ConfigError, match="OPENSEARCH_API_KEY") as caught:
        api_key(secret, NAMES)
    assert not secret or secret not in str(caught.value)


@pytest.mark.parametrize("user", ["", "a:b"])
def test_a_user_that_no_header_can_say_is_refused(user: str) -> None:
    with pytest.raises(ConfigError, match="OPENSEARCH_API_KEY") as caught:
        basic(user, PASSWORD, NAMES)
    assert PASSWORD not in str(caught.value)


def test_an_address_that_is_none_names_the_products_own_setting() -> None:
    with pytest.raises(ConfigError, match="OPENSEARCH_URL"):
        base_address("ftp://x", NAMES)
