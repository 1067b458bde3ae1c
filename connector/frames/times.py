"""Event times: ISO 8601 text as Suricata and its shippers write it."""

from connector.engine.clock import NOT_A_TIME
from connector.engine.clock import parse_times as parse_timestamps

__all__ = ["NOT_A_TIME", "parse_timestamps"]
