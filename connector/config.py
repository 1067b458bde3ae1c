"""Settings from arguments, the process's environment and `.env`: the only reader of either.

Arguments win over the environment, the environment over the file. `.env` lies beside ``app.py`` or in the current folder (which
wins), or in the home folder with ``SCIRIUS_ENVFILE_IN_HOME=y``. Nothing has to exist.
"""

import getpass
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connector import clusters, envfile
from connector.clusters import ClusterSettings
from connector.errors import ConfigError
from connector.switches import flag, number

STDIN = "-"
"""In place of a file: standard input."""

SCIRIUS = ("SCIRIUS_HOST", "SCIRIUS_TOKEN", "SCIRIUS_TLS_VERIFY", "SCIRIUS_CA_FILE")
"""The settings of a Scirius server."""


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, checked. Tokens are left out of ``repr``.

    Attributes:
        source: the source shown first: ``eve``, ``scirius``, ``opensearch`` or ``demo``.
        eve_path: files, folders and globs that hold EVE events, as given; `STDIN` for what standard input brought.
        store: a named event store; ``None`` for the one that belongs to ``eve_path``.
        scirius_host: host, host:port or base address; empty when there is none.
        scirius_token: the token of the REST API; empty when there is none.
        scirius_tls_verify: whether certificates are checked.
        scirius_ca_file: a file of certificate authorities to trust instead of the system's.
        opensearch: an OpenSearch or Elasticsearch cluster; without addresses when there is none.
        data: the folder of event stores.
        keep_days: how many days of events file stores keep; ``None`` for all.
        keep_gb: 10^9 bytes that a file store may take; ``None`` for any.
        user: who gives verdicts.
        rules: a folder of rule files of Suricata; ``None`` for none.
        memory_mb: 2^20 bytes of decoded parts that file stores keep in memory, each.
        token: what our own REST API asks for; empty when it is off.
        allow_remote: whether a server of ours may listen beyond loopback.
    """

    source: str = "demo"
    eve_path: tuple[str, ...] = ()
    store: str | None = None
    scirius_host: str = ""
    scirius_token: str = field(default="", repr=False)
    scirius_tls_verify: bool = True
    scirius_ca_file: str = ""
    opensearch: ClusterSettings = field(default_factory=ClusterSettings)
    data: Path = Path()
    keep_days: int | None = None
    keep_gb: float | None = None
    user: str = ""
    rules: Path | None = None
    memory_mb: int = 1_024
    token: str = field(default="", repr=False)
    allow_remote: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the configured sources, the first one shown first; the demonstration is always there."""
        known = [("eve", bool(self.eve_path or self.store)), ("scirius", bool(self.scirius_host))]
        known += [("opensearch", bool(self.opensearch.urls)), ("demo", True)]
        names = [name for name, configured in known if configured and name != self.source]
        return (self.source, *names)

    @property
    def demo_file(self) -> Path:
        """Where the demonstration capture lies."""
        return self.data / "demo" / "eve.json"


def load(environ: Mapping[str, str] | None = None, folder: Path | None = None, **arguments: object) -> Config:
    """The settings in force.

    Args:
        environ: the environment; default: the process's.
        folder: the only folder where `.env` is looked for; default: the current one, then the one that holds ``app.py``.
        **arguments: fields of `Config` that win over both, and the addresses of a cluster as ``opensearch``; ``None`` counts as
            not given.

    Raises:
        ConfigError: a setting cannot be used; the message names it and says what it may be.
    """
    process = dict(os.environ if environ is None else environ)
    values = {**_envfile(process, folder), **{name: value for name, value in process.items() if value.strip()}}
    given = {name: value for name, value in arguments.items() if value is not None}
    paths = given.get("eve_path") or tuple(part for part in values.get("EVE_PATH", "").split(os.pathsep) if part.strip())
    host = given.get("scirius_host") or values.get("SCIRIUS_HOST", "").strip()
    cluster = clusters.read(values, given.pop("opensearch", None), flag(values, "OPENSEARCH_TLS_VERIFY", True))  # type: ignore[arg-type]
    server = "scirius" if host else "opensearch" if cluster.urls else "demo"
    default = "eve" if paths or given.get("store") else server
    settings: dict[str, object] = {
        "source": values.get("EVELENS_SOURCE", "").strip().lower() or default,
        "eve_path": paths,
        "scirius_host": host,
        "scirius_token": values.get("SCIRIUS_TOKEN", "").strip(),
        "scirius_tls_verify": flag(values, "SCIRIUS_TLS_VERIFY", True),
        "scirius_ca_file": values.get("SCIRIUS_CA_FILE", "").strip(),
        "opensearch": cluster,
        "data": Path(values.get("EVELENS_DATA", "").strip() or _data_folder(values)).expanduser(),
        "keep_days": number(values, "EVELENS_KEEP_DAYS", int, 1, None),
        "keep_gb": number(values, "EVELENS_KEEP_GB", float, 0.01, None),
        "user": values.get("EVELENS_USER", "").strip()[:100] or _account(),
        "rules": Path(rules).expanduser() if (rules := values.get("EVELENS_RULES", "").strip()) else None,
        "memory_mb": number(values, "EVELENS_MEMORY_MB", int, 64, 1_024),
        "token": values.get("EVELENS_TOKEN", "").strip(),
        "allow_remote": flag(values, "EVELENS_ALLOW_REMOTE", False),
    }
    return _checked(Config(**(settings | given)))  # type: ignore[arg-type]


def environment(config: Config) -> dict[str, str]:
    """The settings as environment variables, for a child process that loads them again; paths are absolute."""
    named = {
        "EVELENS_SOURCE": config.source,
        "EVE_PATH": os.pathsep.join(map(absolute, config.eve_path)),
        "SCIRIUS_HOST": config.scirius_host,
        "SCIRIUS_TOKEN": config.scirius_token,
        "SCIRIUS_TLS_VERIFY": "yes" if config.scirius_tls_verify else "no",
        "SCIRIUS_CA_FILE": os.path.abspath(config.scirius_ca_file) if config.scirius_ca_file else "",
        **config.opensearch.environment,
        "EVELENS_DATA": str(config.data.absolute()),
        "EVELENS_KEEP_DAYS": "" if config.keep_days is None else str(config.keep_days),
        "EVELENS_KEEP_GB": "" if config.keep_gb is None else str(config.keep_gb),
        "EVELENS_USER": config.user,
        "EVELENS_RULES": str(config.rules.absolute()) if config.rules else "",
        "EVELENS_MEMORY_MB": str(config.memory_mb),
        "EVELENS_TOKEN": config.token,
        "EVELENS_ALLOW_REMOTE": "yes" if config.allow_remote else "no",
    }
    return {name: value for name, value in named.items() if value}


def handed_on(config: Config, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """As `environment`, for an app that may change `.env`: what that says of the server is left to it, and its place is told.

    Args:
        config: the settings.
        environ: the environment; default: the process's.
    """
    process = os.environ if environ is None else environ
    given, without_arguments = environment(config), environment(load(process))
    left = {
        name
        for name in SCIRIUS
        if given.get(name) == without_arguments.get(name)
        and not process.get(name, "").strip()
        # Relative to the folder of whoever started it, which is not the app's.
        and (name != "SCIRIUS_CA_FILE" or os.path.isabs(config.scirius_ca_file))
    }
    kept = {name: value for name, value in given.items() if name not in left}
    return kept | {envfile.TOLD: str(envfile_place(process).absolute())}


def envfile_place(environ: Mapping[str, str] | None = None) -> Path:
    """The `.env` in force; where one is made when there is none.

    Args:
        environ: the environment; default: the process's.

    Raises:
        ConfigError: ``SCIRIUS_ENVFILE_IN_HOME`` is neither yes nor no.
    """
    process = os.environ if environ is None else environ
    if named := process.get(envfile.TOLD, ""):
        return Path(named)
    return envfile.place(flag(process, "SCIRIUS_ENVFILE_IN_HOME", False))


def overridden(names: Iterable[str], environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Those of the names that the environment sets: what `.env` says of them plays no part."""
    process = os.environ if environ is None else environ
    return tuple(name for name in names if process.get(name, "").strip())


def absolute(path: str) -> str:
    """One of `Config.eve_path`, the same wherever a process stands; `STDIN` is no path."""
    return path if path == STDIN else os.path.abspath(os.path.expanduser(path))


def _envfile(process: Mapping[str, str], folder: Path | None) -> dict[str, str]:
    in_home = flag(process, "SCIRIUS_ENVFILE_IN_HOME", False)
    path = envfile.found((folder,)) if folder and not in_home else envfile_place(process)
    return envfile.read(path) if path and path.is_file() else {}


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"  # a container's user need not have a name


def _data_folder(values: Mapping[str, str]) -> str:
    home = Path.home()
    if sys.platform == "darwin":
        return str(home / "Library" / "Application Support" / "evelens")
    if sys.platform == "win32":
        return str(Path(values.get("LOCALAPPDATA", str(home))) / "evelens")
    return str(Path(values.get("XDG_DATA_HOME") or home / ".local" / "share") / "evelens")


def _checked(config: Config) -> Config:
    needs = {
        "eve": (bool(config.eve_path or config.store), "EVE_PATH"),
        "scirius": (bool(config.scirius_host), "SCIRIUS_HOST"),
        "opensearch": (bool(config.opensearch.urls), "OPENSEARCH_URL"),
        "demo": (True, ""),
    }
    if config.source not in needs:
        raise ConfigError(f"EVELENS_SOURCE may be {', '.join(needs)}; it is {config.source!r}.")
    there, name = needs[config.source]
    if not there:
        raise ConfigError(f"EVELENS_SOURCE is {config.source}, but {name} is not set: set it in .env or in the environment.")
    for name, token in (("SCIRIUS_TOKEN", config.scirius_token), ("EVELENS_TOKEN", config.token)):
        if not re.fullmatch(r"[!-~]*", token):
            raise ConfigError(f"{name} holds a blank or a letter that no token has: copy it again.")
    if config.scirius_ca_file and not Path(config.scirius_ca_file).is_file():
        raise ConfigError(f"SCIRIUS_CA_FILE names {config.scirius_ca_file}, which is no file.")
    return config
