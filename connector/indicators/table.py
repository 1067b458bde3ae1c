"""Indicators in CSV: columns are known by their names."""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import get_args

from connector.indicators.indicator import Type
from connector.indicators.prose import Found
from connector.indicators.recognized import NotAnIndicator, recognized

_COLUMNS: dict[Type, str] = {
    "domain": "domain domains domain_name hostname host fqdn dns sni rrname",
    "address": "ip ips ip_address ipv4 ipv6 ipv4_addr ipv6_addr address ip_dst ip_src dst_ip src_ip dest_ip dstip srcip c2_ip "
               "network cidr netblock",
    "url": "url urls uri link",
    "email": "email e_mail mail email_address email_addr email_src email_dst sender recipient",
    "md5": "md5 md5_hash hash_md5 filehash_md5",
    "sha1": "sha1 sha_1 sha1_hash hash_sha1 filehash_sha1 x509_fingerprint_sha1 certificate_sha1",
    "sha256": "sha256 sha_256 sha256_hash hash_sha256 filehash_sha256",
    "ja3": "ja3 ja3_md5 ja3_hash ja3_fingerprint_md5 ja3_fingerprint",
    "ja3s": "ja3s ja3s_md5 ja3s_hash ja3s_fingerprint_md5",
    "ja4": "ja4 ja4_fingerprint",
    "hassh": "hassh hassh_md5 hasshserver_md5 hassh_server",
}  # fmt: skip
"""What lists call their columns, and their types: small letters, all else an underscore."""

_NAMES: dict[str, Type] = {name: type for type, names in _COLUMNS.items() for name in names.split()}
_VALUES = frozenset(
    ("indicator", "indicators", "indicator_value", "value", "ioc", "iocs", "ioc_value", "observable", "artifact", "dst", "src")
)
_KINDS = frozenset(("type", "indicator_type", "ioc_type", "attribute_type", "kind"))
_UNTOLD = frozenset(("hash", "hashes", "filehash", "file_hash", "checksum"))


def named_type(name: str) -> Type | None:
    """The type that a list means by a name; ``None`` for one that says nothing."""
    return _NAMES.get(_plain(name))


def header(text: str) -> tuple[int, str] | None:
    """How many lines stand before the rows of a table, and what parts its columns; ``None`` when the text is no table.

    A list with one indicator a line and the name of the column above it is a table too.
    """
    for number, line in enumerate(text.splitlines()[:50], 1):
        bare = line.strip().lstrip("#").strip()
        if not bare:
            continue
        for mark in ",;\t|":
            names = [_plain(name) for name in next(csv.reader([bare], delimiter=mark), [])]
            known = [name for name in names if name in _VALUES or name in _NAMES or name in _UNTOLD]
            if known and (len(names) > 1 or mark == ","):
                return number, mark
        if not line.lstrip().startswith("#"):
            return None
    return None


def in_table(text: str, skipped: int, mark: str) -> Iterator[Found]:
    """What the rows hold, in the columns whose names say so.

    Args:
        text: the whole file.
        skipped: the number of the line with the names.
        mark: what parts the columns.
    """
    lines = text.splitlines()
    names = [_plain(name) for name in next(csv.reader([lines[skipped - 1].strip().lstrip("#").strip()], delimiter=mark))]
    reader = csv.reader(lines[skipped:], delimiter=mark, skipinitialspace=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield None, skipped + reader.line_num, lines[skipped + reader.line_num - 1], f"This row is no CSV: {error}."
            continue
        if any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#"):
            yield from _in_row(skipped + reader.line_num, names, row)


def _in_row(number: int, names: Sequence[str], row: Sequence[str]) -> Iterator[Found]:
    cells = dict(zip(names, row, strict=False))
    told = next((cells[name].strip() for name in names if name in _KINDS and cells.get(name, "").strip()), "")
    type = named_type(told)
    for name, cell in cells.items():
        if not cell.strip() or not (name in _VALUES or name in _NAMES or name in _UNTOLD):
            continue
        if name in _VALUES and told and type is None and _plain(told) not in _UNTOLD and not _is_general(told):
            yield None, number, cell, f"{told[:40]} is no type that can be looked for in network events."
            continue
        try:
            yield recognized(cell, _NAMES.get(name) or (type if name in _VALUES else None)), number, cell, ""
        except NotAnIndicator as error:
            yield None, number, cell, str(error)


def _is_general(told: str) -> bool:
    """Whether a type of a list says no more than that it is an indicator."""
    plain = _plain(told)
    return bool(
        {"ip", "ipv4", "ipv6", "domain", "url", "port", "indicator", "hash"} & set(plain.split("_"))
    ) or plain in get_args(Type)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.strip().strip("\"'").lower()).strip("_")
