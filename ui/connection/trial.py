"""A server that somebody typed in: asked first, and written into `.env` only when it answers."""

from dataclasses import dataclass, field
from pathlib import Path

from connector import envfile
from connector.answers import Check
from connector.config import SCIRIUS, Config, envfile_place, load
from connector.errors import ConnectorError
from connector.source import open_source


@dataclass(frozen=True, slots=True)
class Trial:
    """What was typed.

    Attributes:
        host: host, host:port or base address.
        token: empty for the one that is in force, which only its own host gets.
        verify: whether the certificate is checked.
        ca_file: a file of authorities; empty for the system's.
    """

    host: str
    token: str = field(repr=False)
    verify: bool
    ca_file: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; never the token.

    Attributes:
        host: what was asked.
        checks: the doctor's answers.
        path: the file that was written; ``None`` when nothing was.
    """

    host: str
    checks: tuple[Check, ...]
    path: Path | None


def tried(trial: Trial, config: Config) -> Outcome:
    """Asks the server, and writes the settings when no check failed.

    Args:
        trial: what was typed.
        config: the settings in force.
    """
    try:
        checks = open_source("scirius", _settings(trial, config)).checks()
        failed = any(check.state == "failure" for check in checks)
        return Outcome(trial.host, checks, None if failed else _written(trial))
    except ConnectorError as error:
        return Outcome(trial.host, (Check("settings", "failure", *error.halves),), None)


def _settings(trial: Trial, config: Config) -> Config:
    # The token in force was meant for one host: another one, mistyped or not, never gets it.
    token = trial.token or (config.scirius_token if trial.host == config.scirius_host else "")
    return load(
        source="scirius",
        scirius_host=trial.host,
        scirius_token=token,
        scirius_tls_verify=trial.verify,
        scirius_ca_file=trial.ca_file,
    )


def _written(trial: Trial) -> Path:
    settings = dict(zip(SCIRIUS, (trial.host, trial.token, "yes" if trial.verify else "no", trial.ca_file), strict=True))
    if not trial.token:
        # It may be set in the environment: then it has no place in the file.
        del settings["SCIRIUS_TOKEN"]
    path = envfile_place()
    envfile.write(path, settings)
    return path
