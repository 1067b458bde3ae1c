"""A filter as jq, for whoever has the files at hand: only where it finds the same events, and nothing otherwise."""

import ipaddress
import json

from connector import lucene
from connector.errors import QueryError
from connector.lucene.tree import Asked, Everything, Exists, Level, Node, Phrase, Role, Word, roles

_NUMBERS = frozenset(
    ("src_port", "dest_port", "flow_id", "alert.severity", "alert.signature_id", "alert.gid", "http.status", "pcap_cnt")
)
_WORDS = frozenset(("event_type", "proto", "app_proto"))
_ADDRESSES = frozenset(("src_ip", "dest_ip"))
_GREATEST = 2**53
"""jq reads numbers as floats: beyond this two of them may be one."""

_DEEPEST = 50


class _NoJq(Exception):
    """A part of the filter means what jq cannot say, or not in one line."""


def jq(filter: str) -> str | None:
    """A jq program that keeps the events that the filter matches, one a line of ``eve.json``; ``None`` where there is none.

    Only fields that hold one plain value are asked, for exactly that value: Lucene looks into lists, words of texts, networks.
    """
    try:
        program = _program(lucene.parse(filter), _DEEPEST)
    except (QueryError, _NoJq):
        return None
    return "." if program == "true" else f"select({program})"


def _program(node: Node, depth: int) -> str:
    if depth == 0:
        raise _NoJq
    match node:
        case Everything():
            return "true"
        case Exists(field) if field in _NUMBERS | _WORDS | _ADDRESSES:
            return f"{_path(field)} != null"
        case Word(field, text, 1) | Phrase(field, text, 0):
            return _equals(node, field, text)
        case Level(clauses):
            return _level([(role, _program(child, depth - 1)) for role, child in roles(clauses)])
        case _:
            raise _NoJq


def _level(parts: list[tuple[Role, str]]) -> str:
    must = [part for role, part in parts if role is Role.MUST]
    should = [part for role, part in parts if role is Role.SHOULD]
    needed = must or ([_joined(should, "or")] if should else [])
    return _joined([*needed, *(f"({part} | not)" for role, part in parts if role is Role.NOT)], "and")


def _joined(parts: list[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else "(" + f" {word} ".join(parts) + ")"


def _equals(node: Asked, field: str, text: str) -> str:
    if field in _NUMBERS and text.isascii() and text.isdigit() and int(text) < _GREATEST:
        return f"{_path(field)} == {int(text)}"
    # A missing value is the text null to jq.
    if field in _WORDS and text.isascii() and text.isalnum() and text.lower() not in ("null", "true", "false"):
        return f"({_path(field)} | tostring | ascii_downcase) == {json.dumps(text.lower())}"
    if field in _ADDRESSES:
        try:
            return f"{_path(field)} == {json.dumps(str(ipaddress.IPv4Address(text)))}"
        except ValueError:
            raise _NoJq from None
    raise _NoJq


def _path(field: str) -> str:
    # What lies deeper may be missing, or a text in an odd event: then it is null.
    return f"(.{field}? // null)" if "." in field else f".{field}"
