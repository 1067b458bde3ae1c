"""Where the client asks: a Scirius server, or EVE files through our own answers to the same questions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from connector.config import Config, load
from connector.errors import ConfigError
from connector.http.address import base_address
from connector.notebooks.refusals import RefusedSetting
from connector.notebooks.surroundings import check_str_bool
from connector.server import answer
from connector.source import Source, open_source
from connector.sources.scirius import SciriusSource

Asked = Mapping[str, str | int]
"""The parameters of one request, ready to be sent."""

_HERE = "127.0.0.1"


class Access:
    """The way to the events, from arguments, the environment and `.env`, as `connector.config.load` reads them.

    Attributes:
        last_request: the address of the last request; it never holds the token. Files are asked by the path alone.
    """

    def __init__(
        self,
        *,
        scirius_host: str | None = None,
        scirius_token: str | None = None,
        scirius_tls_verify: bool | int | str | None = None,
        scirius_ca_file: str | None = None,
        scirius_envfile_in_home: bool | int | str | None = None,
        eve: str | Path | Sequence[str | Path] | None = None,
        store: str | None = None,
    ) -> None:
        paths = None if eve is None else tuple(str(path) for path in ([eve] if isinstance(eve, str | Path) else eve))
        if paths is not None and scirius_host is not None:
            raise RefusedSetting("Give eve or scirius_host, not both: a connector asks one place.")
        # What a pattern did not find, or an unset variable: another place must not answer instead.
        if (paths is not None and not all(map(str.strip, paths or ("",)))) or (
            scirius_host is not None and not scirius_host.strip()
        ):
            raise RefusedSetting("eve or scirius_host is given, but empty: name files or a server, or leave it out.")
        in_home = scirius_envfile_in_home is not None and check_str_bool(scirius_envfile_in_home)
        arguments: dict[str, Any] = {
            "source": "eve" if paths or store else "scirius" if scirius_host else None,
            "eve_path": paths,
            "store": store,
            "scirius_host": scirius_host,
            "scirius_token": scirius_token,
            "scirius_tls_verify": None if scirius_tls_verify is None else check_str_bool(scirius_tls_verify),
            "scirius_ca_file": scirius_ca_file,
        }
        folder = Path.home() if in_home else None
        try:
            config = load(folder=folder, **arguments)
            # A token means a server, theirs is on this machine: files must not answer in its place.
            if scirius_token is not None and config.source != "scirius" and not (eve or store):
                host = config.scirius_host or _HERE
                config = load(folder=folder, **(arguments | {"source": "scirius", "scirius_host": host}))
        except ConfigError as error:
            raise RefusedSetting(str(error)) from error
        self._open(config)
        self.last_request = ""

    def _open(self, config: Config) -> None:
        try:
            source = open_source(config.source, config)
        except ConfigError as error:
            raise RefusedSetting(str(error)) from error
        source.read()
        self._config, self._source = config, source

    def __repr__(self) -> str:
        """What it asks; never the token."""
        return f"{type(self).__name__}({self._source.label!r})"

    @property
    def source(self) -> Source:
        """The source that answers."""
        return self._source

    @property
    def endpoint(self) -> str:
        """The base address of the server; the name of the files. Another address may be set."""
        return base_address(self._config.scirius_host) if isinstance(self._source, SciriusSource) else self._source.label

    @endpoint.setter
    def endpoint(self, host: str) -> None:
        self._open(replace(self._config, source="scirius", scirius_host=host))

    @property
    def token(self) -> str:
        """The token of the server's API; empty for files. Another one may be set."""
        return self._config.scirius_token

    @token.setter
    def token(self, token: str) -> None:
        self._open(replace(self._config, scirius_token=token))

    @property
    def tls_verify(self) -> bool:
        """Whether the server's certificate is checked; takes words too."""
        return self._config.scirius_tls_verify

    @tls_verify.setter
    def tls_verify(self, verify: bool | int | str) -> None:
        self._open(replace(self._config, scirius_tls_verify=check_str_bool(verify)))

    def _ask(self, path: str, parameters: Asked, body: object | None = None) -> object:
        """The decoded answer: of the server, or of our own API over the files."""
        base = self.endpoint if isinstance(self._source, SciriusSource) else ""
        self.last_request = f"{base}{path}?{urlencode(parameters)}"
        if isinstance(self._source, SciriusSource):
            return self._source.ask(path, parameters, body)
        return self._ask_ourselves(path, parameters, body)

    def _ask_ourselves(self, path: str, parameters: Asked, body: object | None = None) -> object:
        """The answer of our own API, whatever lies behind it: what a server leaves out is counted from its events."""
        return answer(self._source, path, {name: str(value) for name, value in parameters.items()}, body=body)
