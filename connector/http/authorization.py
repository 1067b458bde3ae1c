"""What lets us in: a token, a key, a user with a password, or nothing."""

import re
from base64 import b64encode

import requests
from requests.auth import AuthBase

from connector.errors import ConfigError
from connector.http.names import SCIRIUS, Names


class Authorization(AuthBase):
    """The ``Authorization`` header of every request; set last, so that no .netrc replaces it. It shows nothing of itself.

    Args:
        header: its value; empty for none.
        *secrets: what must not be repeated, should a server do so; the header is among them.
    """

    def __init__(self, header: str, *secrets: str) -> None:
        self._header = header
        self._secrets = tuple(sorted({secret for secret in (header, *secrets) if secret}, key=len, reverse=True))

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request with the header."""
        if self._header:
            request.headers["Authorization"] = self._header
        return request

    def hidden_in(self, text: str) -> str:
        """A server's text without the secrets, should it repeat them."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


NOBODY = Authorization("")
"""No header: for servers that let everybody in."""


def token(secret: str, names: Names = SCIRIUS) -> Authorization:
    """A token of Scirius.

    Raises:
        ConfigError: it is empty, or holds a blank or a letter that no token has.
    """
    return Authorization(f"Token {_checked(secret, names)}", secret)


def api_key(secret: str, names: Names) -> Authorization:
    """A key of OpenSearch or Elasticsearch, as the server encoded it.

    Raises:
        ConfigError: it is empty, or holds a blank or a letter that no key has.
    """
    return Authorization(f"ApiKey {_checked(secret, names)}", secret)


def basic(user: str, password: str, names: Names) -> Authorization:
    """A user with a password, of any letters.

    Raises:
        ConfigError: the user's name is empty or holds a colon, which would end it.
    """
    if not user or ":" in user:
        raise ConfigError(f"The user of {names.credentials} is empty or holds a colon: {names.origin}.")
    packed = b64encode(f"{user}:{password}".encode()).decode()
    return Authorization(f"Basic {packed}", packed, password)


def _checked(secret: str, names: Names) -> str:
    if not re.fullmatch(r"[!-~]+", secret):
        # http.client would quote the whole header in its complaint.
        raise ConfigError(f"{names.credentials} is empty or holds a blank: {names.origin}.")
    return secret
