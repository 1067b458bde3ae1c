"""Where a server is, from what a person writes."""

import re
from urllib.parse import urlsplit

from connector.errors import ConfigError


def base_address(host: str) -> str:
    """The base address, without a slash at its end, from host, host:port or a URL; https when no scheme is given.

    Raises:
        ConfigError: it is none of these, or it holds a user name.
    """
    text = host.strip()
    if "://" not in text:
        text = f"https://[{text}]" if text.count(":") > 1 and not text.startswith("[") else f"https://{text}"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.username
    except ValueError as error:
        raise ConfigError("SCIRIUS_HOST is no address: write host, host:port or http://host:port.") from error
    if not usable or parts.query or parts.fragment or re.search(r"\s", text):
        raise ConfigError("SCIRIUS_HOST is no address: write host, host:port or http://host:port.")
    return text.rstrip("/")
