"""Filters over segments: a Lucene tree becomes a mask of rows."""

from connector.engine.match.levels import mask

__all__ = ["mask"]
