"""JSON over HTTP: the only user of requests. Every failure is a `ConnectorError` of one sentence, without the token."""

from connector.http.address import base_address
from connector.http.client import AT_ONCE, Client, readable

__all__ = ["AT_ONCE", "Client", "base_address", "readable"]
