"""EveLens's connector: Suricata's EVE events, from files or from a Scirius server, as tidy pandas frames.

from connector import Connector
Connector(eve="eve.json").count("event_type:alert")
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connector.cancelling import cancellable
    from connector.errors import (
        AccessDenied,
        BadResponse,
        Cancelled,
        ConfigError,
        ConnectorError,
        QueryError,
        QuerySyntaxError,
        SourceError,
        SourceUnreachable,
        UnsupportedQuery,
    )
    from connector.lucene import all_of, any_of, none_of, where
    from connector.notebooks.client import RESTSciriusConnector
    from connector.query import Query
    from connector.session import Connector, PartialAnswer
    from connector.source import Source, open_source
    from connector.window import Window

__all__ = [
    "AccessDenied",
    "BadResponse",
    "Cancelled",
    "ConfigError",
    "Connector",
    "ConnectorError",
    "PartialAnswer",
    "Query",
    "QueryError",
    "QuerySyntaxError",
    "RESTSciriusConnector",
    "Source",
    "SourceError",
    "SourceUnreachable",
    "UnsupportedQuery",
    "Window",
    "all_of",
    "any_of",
    "cancellable",
    "none_of",
    "open_source",
    "where",
]


def __getattr__(name: str) -> object:
    """Imports a public name when it is first asked for: the processes that build segments must not load pandas."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    homes = {"Query": "query", "Connector": "session", "PartialAnswer": "session", "Source": "source", "open_source": "source",
             "Window": "window", "RESTSciriusConnector": "notebooks.client", "where": "lucene", "any_of": "lucene",
             "none_of": "lucene", "all_of": "lucene", "cancellable": "cancelling"}  # fmt: skip
    return getattr(import_module(f"connector.{homes.get(name, 'errors')}"), name)
