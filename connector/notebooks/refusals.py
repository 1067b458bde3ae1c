"""What the client refuses, catchable in two ways: as ours, and as the ``ValueError`` that existing notebooks catch."""

from connector.errors import ConfigError, QueryError


class RefusedSetting(ConfigError, ValueError):
    """A setting is missing, or is none of the words that it may be."""


class RefusedQuestion(QueryError, ValueError):
    """A time, a size or a list is out of bounds: nothing was asked."""
