"""Sigma rules of the network over any source: read, put into Lucene, asked.

Nothing of pySigma is loaded before the first rule is read, and nothing is ever fetched.
"""

from connector.sigma.asking import Sighting, ask, ordered
from connector.sigma.rules import Rule, read, read_text

__all__ = ["Rule", "Sighting", "ask", "ordered", "read", "read_text"]
