"""What a field's name says of its type, on the index templates of today's products.

Everything else follows from the values: text is split on white space with A-Z lowered, and has `KEYWORD` and `RAW` beside it,
which hold whole values of at most 256 characters.
"""

from connector.errors import QueryError

ADDRESSES = frozenset(("src_ip", "dest_ip"))
"""Fields of type ip. Every other address, such as ``tunnel.src_ip``, is text."""

EITHER = "ip"
"""What stands for `ADDRESSES`: the address of either side. No event of Suricata's has a field of this name."""

DATES = frozenset(
    (
        "timestamp",
        "@timestamp",
        "flow.start",
        "flow.end",
        "netflow.start",
        "netflow.end",
        "tls.notbefore",
        "tls.notafter",
        "tls.client.notbefore",
        "tls.client.notafter",
        "stats.detect.engines.last_reload",
    )
)
"""Fields of type date: they have no `KEYWORD` and no words."""

KEYWORDS = (".keyword", ".raw")
"""What is put behind a field's name to mean its whole values, case and all."""

LONGEST_KEYWORD = 256
"""Longer values have no `KEYWORDS`; counted in UTF-16 units, as Java does."""


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def base(name: str) -> str:
    """The name without what asks for whole values."""
    return name.removesuffix(KEYWORDS[0]).removesuffix(KEYWORDS[1])


def counted(name: str) -> str:
    """The field whose values are counted under a name: `base`.

    Raises:
        QueryError: ``ip`` is two fields.
    """
    if sides(name):
        raise QueryError("ip means two fields, whose values are counted apart: ask for src_ip or dest_ip.")
    return base(name)


def sides(name: str) -> tuple[str, ...]:
    """The two fields that ``ip``, ``ip.keyword`` or ``ip.raw`` means; none for every other name."""
    start, rest = name[: len(EITHER)], name[len(EITHER) :]
    return ("src_ip" + rest, "dest_ip" + rest) if start == EITHER and rest in ("", *KEYWORDS) else ()


def is_keyword(name: str) -> bool:
    """Whether the name asks for whole values."""
    return name.endswith(KEYWORDS)
