"""The Scirius REST API, answered by any source: for existing clients, and as the double for testing our Scirius source."""

from connector.server.process import serve
from connector.server.question import answer
from connector.server.rest import routes

__all__ = ["answer", "routes", "serve"]
