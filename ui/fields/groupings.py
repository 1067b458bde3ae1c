"""Which tables of groups the address names: the fields of each, and how it is drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

Form = Literal["table", "bars", "sankey"]

FORMS: dict[Form, str] = {"table": "Table", "bars": "Bars", "sankey": "Sankey"}
"""How groups may be drawn, and what that is called."""

MOST = 3
"""Fields of a table."""

_FORM = re.compile(r"(?P<fields>.*):(?P<form>bars|sankey)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Grouping:
    """One table.

    Attributes:
        fields: what is grouped by, one to three.
        form: how it is drawn.
    """

    fields: tuple[str, ...]
    form: Form = "table"


USUAL = tuple(map(Grouping, (("src_ip", "dest_ip"), ("event_type", "app_proto"), ("dest_port", "proto"), ("alert.signature",))))
"""What is grouped when nobody chose."""


def read(words: str) -> tuple[Grouping, ...]:
    """What the address names: ``src_ip,dest_ip:sankey;proto``, fields parted by commas, tables by semicolons; `USUAL` for none.

    What is more than three fields of a table is left out, and fields that are a table already.
    """
    found: dict[tuple[str, ...], Grouping] = {}
    for part in words.split(";"):
        said = _FORM.fullmatch(part.strip())
        named = (said["fields"] if said else part).split(",")
        fields = tuple(dict.fromkeys(filter(None, map(str.strip, named))))[:MOST]
        if fields:
            found.setdefault(fields, Grouping(fields, cast(Form, said["form"]) if said else "table"))
    return tuple(found.values()) or USUAL


def write(groupings: Sequence[Grouping]) -> str:
    """The text that `read` reads; empty for `USUAL`."""
    if tuple(groupings) == USUAL:
        return ""
    return ";".join(",".join(each.fields) + ("" if each.form == "table" else f":{each.form}") for each in groupings)


def offered(names: Sequence[str]) -> list[str]:
    """The fields that the address can name: of others it could not be told where they end."""
    return [name for name in names if not {",", ";"} & set(name) and not _FORM.fullmatch(name)]
