"""Where a server is, from what a person writes."""

import re
from urllib.parse import urlsplit

from connector.errors import ConfigError
from connector.http.names import SCIRIUS, Names


def base_address(host: str, names: Names = SCIRIUS) -> str:
    """The base address, without a slash at its end, from host, host:port or a URL; https when no scheme is given.

    Raises:
        ConfigError: it is none of these, or it holds a user name or a password.
    """
    text = host.strip()
    if "://" not in text:
        text = f"https://[{text}]" if text.count(":") > 1 and not text.startswith("[") else f"https://{text}"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and "@" not in parts.netloc
    except ValueError as error:
        raise no_address(names) from error
    if not usable or parts.query or parts.fragment or re.search(r"\s", text):
        raise no_address(names)
    return text.rstrip("/")


def no_address(names: Names) -> ConfigError:
    """That the setting leads nowhere."""
    return ConfigError(f"{names.host} is no address: write host, host:port or http://host:port.")
