"""The error tree: every failure that a caller can act on.

A message is one sentence that says what failed and what to do. It never holds a token, and never a
traceback. Foreign errors are translated once, at the edge, with ``from``.
"""


class ConnectorError(Exception):
    """Anything that the connector reports on purpose."""

    @property
    def halves(self) -> tuple[str, str]:
        """What failed, and what to do, a sentence each; the second one is empty where the message does not say."""
        # The last colon: what a server or a file name says may hold others.
        what, _, cure = str(self).rpartition(": ")
        return (f"{what}.", cure[:1].upper() + cure[1:]) if what else (cure, "")


class ConfigError(ConnectorError):
    """A setting is missing, malformed or contradicts another one."""


class QueryError(ConnectorError):
    """The question itself cannot be answered as it stands."""


class QuerySyntaxError(QueryError):
    """The filter is not Lucene.

    Attributes:
        position: 0-based offset of the offending character in the filter.
        expected: what would have been accepted there, in words; empty when nothing in particular.
    """

    def __init__(self, message: str, position: int = 0, expected: str = "") -> None:
        super().__init__(message)
        self.position = position
        self.expected = expected

    def __reduce__(self) -> tuple[type, tuple[str, int, str]]:
        return type(self), (str(self), self.position, self.expected)


class UnsupportedQuery(QueryError):
    """The filter is valid Lucene, but this source does not answer that part of it: refused, never guessed."""


class Cancelled(ConnectorError):
    """The question was given up because whoever asked wanted no answer any more (`connector.cancellable`)."""


class SourceError(ConnectorError):
    """The place that holds the events did not answer as it should."""


class SourceUnreachable(SourceError):
    """No answer: connection refused, name unknown, certificate not trusted, time-out, missing file."""


class AccessDenied(SourceError):
    """The source answered that this token or user may not ask."""


class BadResponse(SourceError):
    """The source answered with something that is not an answer (an error status, HTML, broken JSON)."""
