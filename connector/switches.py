"""A switch or a number, as settings write them."""

from collections.abc import Mapping

from connector.errors import ConfigError

_YES = frozenset(("y", "yes", "t", "true", "on", "1", "enable", "enabled"))
_NO = frozenset(("n", "no", "f", "false", "off", "0", "disable", "disabled"))


def truth(word: str) -> bool | None:
    """What a word says as a switch, in any case; ``None`` when it means neither yes nor no."""
    meant = word.strip().lower()
    return meant in _YES if meant in _YES | _NO else None


def flag(values: Mapping[str, str], name: str, default: bool) -> bool:
    """A switch among settings.

    Raises:
        ConfigError: it is neither yes nor no.
    """
    word = values.get(name, "").strip()
    meant = truth(word) if word else default
    if meant is None:
        raise ConfigError(f"{name} must be yes or no.")
    return meant


def number(
    values: Mapping[str, str], name: str, kind: type[int] | type[float], least: float, default: int | None
) -> int | float | None:
    """A number among settings.

    Raises:
        ConfigError: it is none, or too small.
    """
    word = values.get(name, "").strip()
    if not word:
        return default
    try:
        found = kind(word)
    except ValueError as error:
        raise ConfigError(f"{name} must be a number, such as {kind(90)}; it is {word[:40]!r}.") from error
    if not least <= found < 1e9:
        raise ConfigError(f"{name} must be {least:g} or more.")
    return found
