"""JSON over HTTP: the only user of requests. Every failure is a `ConnectorError` of one sentence, without the token."""

from connector.http.address import base_address
from connector.http.authorization import NOBODY, Authorization, api_key, basic
from connector.http.client import Client
from connector.http.failures import Untrusted, readable
from connector.http.limits import AT_ONCE, LONGEST_LINE
from connector.http.names import SCIRIUS, Names

__all__ = [
    "AT_ONCE",
    "LONGEST_LINE",
    "NOBODY",
    "SCIRIUS",
    "Authorization",
    "Client",
    "Names",
    "Untrusted",
    "api_key",
    "base_address",
    "basic",
    "readable",
]
