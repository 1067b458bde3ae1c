"""The stateful object that notebooks and the command line use."""

from connector.session.connector import ALERTS, Connector, PartialAnswer
from connector.session.state import LARGEST_PAGE, Limit

__all__ = ["ALERTS", "LARGEST_PAGE", "Connector", "Limit", "PartialAnswer"]
