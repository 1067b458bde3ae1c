"""Where a server of ours may listen."""

import ipaddress

from connector.errors import ConfigError


def check_address(host: str, allow_remote: bool) -> bool:
    """Refuses an address that other machines can reach, unless that is allowed.

    Returns:
        True when other machines can reach it: whoever starts the server must say so.

    Raises:
        ConfigError: the address is not loopback, and ``allow_remote`` is False.
    """
    remote = not _is_loopback(host)
    if remote and not allow_remote:
        raise ConfigError(
            f"{host or 'Every address'} can be reached from other machines: listen on 127.0.0.1, or set EVELENS_ALLOW_REMOTE=yes "
            "if the network protects it."
        )
    return remote


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
