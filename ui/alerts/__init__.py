"""Alerts: groups of them worst first, one of them in detail, and whether it worked."""

from ui.alerts.board import draw

__all__ = ["draw"]
