"""Suricata's rules, as far as an analyst needs them: what one looks for, and where that stands in what an alert carried."""

from connector.rules.folder import Folder
from connector.rules.rule import Content, Rule, parsed

__all__ = ["Content", "Folder", "Rule", "parsed"]
