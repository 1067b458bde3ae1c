"""The demonstration capture: two days of an office, and one intrusion on the second."""

from __future__ import annotations

from connector.demo.capture import SPAN, events, write

__all__ = ["SPAN", "events", "write"]
