"""Certificates made here: what is wrong with one, and which setting to change."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

from connector.errors import ConfigError, SourceUnreachable
from connector.http import NOBODY, Client, Names, limits
from tests.faults import answer

TOKEN = "5ecret" * 6
OTHER = Names("OpenSearch", "OPENSEARCH_URL", "OPENSEARCH_USER", "ask its keeper", "OPENSEARCH_TLS_VERIFY", "OPENSEARCH_CA_FILE")


class Authority:
    """Signs certificates with the openssl of this machine.

    Args:
        folder: where the files lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file = folder / "authority.pem"
        self._key = folder / "key.pem"
        subject = ["-subj", "/CN=EveLens test authority", "-days", "2", "-addext", "keyUsage=critical,keyCertSign"]
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        _openssl("req", "-x509", *curve, *subject, "-keyout", self._key, "-out", self.file)
        for name, text in (("index.txt", ""), ("index.txt.attr", "unique_subject = no\n"), ("serial", "01\n")):
            (folder / name).write_text(text)

    def signed(self, name: str, begin: str, end: str, address: str = "IP:127.0.0.1") -> Path:
        """A certificate with its key in one file.

        Args:
            name: of the file.
            begin: the first moment when it is valid, as YYMMDDHHMMSSZ.
            end: the last one.
            address: whom it is made out to, as a subjectAltName.
        """
        request, signed, settings = (self._folder / f"{name}.{kind}" for kind in ("csr", "crt", "cnf"))
        _openssl("req", "-new", "-key", self._key, "-subj", f"/CN={name}", "-out", request)
        settings.write_text(
            f"[ca]\ndefault_ca = us\n[us]\ndir = {self._folder}\ndatabase = $dir/index.txt\nserial = $dir/serial\n"
            f"new_certs_dir = $dir\ndefault_md = sha256\npolicy = any\nx509_extensions = names\n[any]\ncommonName = supplied\n"
            f"[names]\nsubjectAltName = {address}\n"
        )
        files = ["-config", settings, "-cert", self.file, "-keyfile", self._key, "-in", request, "-out", signed]
        _openssl("ca", "-batch", "-notext", "-startdate", begin, "-enddate", end, *files)
        both = self._folder / f"{name}.pem"
        both.write_text(signed.read_text() + self._key.read_text())
        return both


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that no system trusts."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing: no certificate can be made")
    return Authority(tmp_path_factory.mktemp("tls"))


@contextmanager
def tls_server(certificate: Path, hang_up: bool = False) -> Iterator[str]:
    """A server with that certificate that answers each connection with ``1``, or hangs up before a word is said."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def answering() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            with plain, suppress(OSError):
                if hang_up:
                    plain.recv(65_536)
                    continue
                with context.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(65_536)
                    connection.sendall(answer(b"1", Connection="close"))

    thread = Thread(target=answering)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def complaint(client: Client) -> str:
    with pytest.raises(SourceUnreachable) as caught:
        client.get("/x/", {})
    message = str(caught.value)
    assert TOKEN not in message
    assert "\n" not in message
    assert message.endswith(".")
    return message


@pytest.fixture(scope="module")
def sound(authority: Authority) -> Path:
    """A certificate with nothing wrong with it."""
    return authority.signed("sound", "200101000000Z", "490101000000Z")


def test_an_unknown_authority_names_both_settings(sound: Path) -> None:
    with tls_server(sound) as base:
        message = complaint(Client(base, TOKEN))
    assert "is not trusted" in message
    assert "SCIRIUS_CA_FILE" in message
    assert "SCIRIUS_TLS_VERIFY=no" in message


def test_another_product_has_its_own_settings(sound: Path) -> None:
    with tls_server(sound) as base:
        message = complaint(Client(base, NOBODY, names=OTHER))
    assert "OPENSEARCH_CA_FILE" in message
    assert "OPENSEARCH_TLS_VERIFY=no" in message
    assert "SCIRIUS" not in message


@pytest.mark.parametrize(
    ("begin", "end", "address", "words"),
    [
        ("200101000000Z", "210101000000Z", "IP:127.0.0.1", ("has expired", "renew it", "SCIRIUS_TLS_VERIFY=no")),
        ("480101000000Z", "490101000000Z", "IP:127.0.0.1", ("not valid yet", "clocks", "SCIRIUS_TLS_VERIFY=no")),
        ("200101000000Z", "490101000000Z", "DNS:other.test", ("another name", "SCIRIUS_HOST", "SCIRIUS_TLS_VERIFY=no")),
        ("200101000000Z", "490101000000Z", "IP:192.0.2.1", ("another name", "SCIRIUS_HOST", "SCIRIUS_TLS_VERIFY=no")),
    ],
    ids=["expired", "not yet", "other name", "other address"],
)
def test_what_is_wrong_with_a_certificate_is_said(
    authority: Authority, begin: str, end: str, address: str, words: tuple[str, ...]
) -> None:
    with tls_server(authority.signed("wrong", begin, end, address)) as base:
        message = complaint(Client(base, TOKEN, ca_file=str(authority.file)))
        assert Client(base, TOKEN, verify=False).get("/x/", {}) == 1
    assert [word for word in words if word not in message] == [], message


def test_a_name_in_place_of_an_address_is_compared_too(authority: Authority) -> None:
    with tls_server(authority.signed("named", "200101000000Z", "490101000000Z", "DNS:other.test")) as base:
        message = complaint(Client(base.replace("127.0.0.1", "localhost"), TOKEN, ca_file=str(authority.file)))
    assert "another name" in message


def test_a_certificate_is_trusted_by_its_authority_or_not_checked_at_all(authority: Authority, sound: Path) -> None:
    with tls_server(sound) as base:
        assert Client(base, TOKEN, ca_file=str(authority.file)).get("/x/", {}) == 1
        assert Client(base, TOKEN, verify=False).get("/x/", {}) == 1


def test_what_we_were_told_wins_over_the_environment(
    authority: Authority, sound: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    with tls_server(sound) as base:
        assert Client(base, TOKEN, verify=False).get("/x/", {}) == 1
        assert Client(base, TOKEN, ca_file=str(authority.file)).get("/x/", {}) == 1


@pytest.mark.parametrize("content", [None, "", "no certificate\n"], ids=["missing", "empty", "text"])
def test_authorities_of_the_environment_that_cannot_be_read_are_named(
    sound: Path, content: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "authorities.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    with tls_server(sound) as base, pytest.raises(ConfigError, match="REQUESTS_CA_BUNDLE"):
        Client(base, TOKEN).get("/x/", {})


@pytest.mark.parametrize("content", [None, "", "no certificate\n"], ids=["missing", "empty", "text"])
def test_a_file_without_authorities_is_refused_at_once(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "authorities.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError, match="SCIRIUS_CA_FILE"):
        Client("scirius.test", TOKEN, ca_file=str(path))
    with pytest.raises(ConfigError, match="OPENSEARCH_CA_FILE"):
        Client("search.test", NOBODY, ca_file=str(path), names=OTHER)


def test_a_server_that_hangs_up_while_it_greets_has_no_certificate_to_blame(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAUSE", 0.001)
    with tls_server(sound, hang_up=True) as base:
        message = complaint(Client(base, TOKEN))
    assert "certificate" not in message
    assert "dropped the connection" in message
