"""Lucene's query string: reading filters, writing them, and what their words are. Knows nothing of where the events lie."""

from connector.lucene.parser import parse
from connector.lucene.tree import Node
from connector.lucene.write import both, contains, either, exists, longer_words, negated, quote, term, text

__all__ = ["Node", "both", "contains", "either", "exists", "longer_words", "negated", "parse", "quote", "term", "text"]
