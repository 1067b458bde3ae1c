"""JSON over HTTP: the only user of requests. Every failure is a `ConnectorError` of one sentence, without the token."""

from connector.http.address import base_address
from connector.http.authorization import NOBODY, Authorization, api_key, basic
from connector.http.client import Client
from connector.http.failures import Untrusted, readable
from connector.http.limits import AT_ONCE, LONGEST_LINE
from connector.http.names import OPENSEARCH, SCIRIUS, Names
from connector.http.together import in_order, together

__all__ = [
    "AT_ONCE",
    "LONGEST_LINE",
    "NOBODY",
    "OPENSEARCH",
    "SCIRIUS",
    "Authorization",
    "Client",
    "Names",
    "Untrusted",
    "api_key",
    "base_address",
    "basic",
    "in_order",
    "readable",
    "together",
]
