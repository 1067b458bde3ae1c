"""Lucene's query string: reading filters, writing them, and what their words are. Knows nothing of where the events lie."""

from connector.lucene.build import all_of, any_of, none_of, where
from connector.lucene.hints import Hint, hints
from connector.lucene.parser import parse
from connector.lucene.spelling import is_standard, text
from connector.lucene.tree import Node
from connector.lucene.write import both, contains, either, exists, negated, quote, term, trimmed

__all__ = [
    "Hint",
    "Node",
    "all_of",
    "any_of",
    "both",
    "contains",
    "either",
    "exists",
    "hints",
    "is_standard",
    "negated",
    "none_of",
    "parse",
    "quote",
    "term",
    "text",
    "trimmed",
    "where",
]
