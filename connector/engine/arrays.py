"""JSON arrays of events, as exports have them: made into a line an event."""

import re
from collections.abc import Iterable, Iterator

# A string as a whole, so that nothing in it counts; one that is not complete yet; or what gives an array its shape.
_MARK = re.compile(rb'"(?:[^"\\]|\\.)*+(")?|[][{},]', re.DOTALL)
_BLANK = b" \t\r\n"
_LONGEST = 2**26
"""Bytes of an element; what is longer is given in parts, none of which can be read."""


def starts_array(content: bytes) -> bool:
    """Whether a content that begins like this is an array. A line of an EVE file never begins with a bracket."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip(_BLANK)[:1] == b"["


def array_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The elements of an array, each byte for byte on a line of its own; line ends between its parts become blanks.

    What does not belong to the array, after its end or after a cut, is given as it is.

    Args:
        blocks: the content, in pieces of any size.
    """
    waiting, depth, begin, at = b"", 0, 0, 0
    for block in blocks:
        if depth < 0:
            yield block
            continue
        waiting += block
        lines: list[bytes] = []
        while found := _MARK.search(waiting, at):
            mark = waiting[found.start() : found.start() + 1]
            if mark == b'"' and not found[1] and len(waiting) - found.start() < _LONGEST:
                break  # the string goes on in the next block
            at = found.end()
            if depth == 0:
                depth, begin = 1, at
            elif mark in b"[{":
                depth += 1
            elif mark in b"]}":
                depth -= 1
            if depth == 0 or (depth == 1 and mark == b","):
                lines.append(_line(waiting[begin : at - 1]))
                begin = at
            if depth == 0:
                depth = -1
                lines.append(waiting[at:].lstrip(_BLANK))
                break
        yield b"".join(lines)
        waiting, at, begin = waiting[begin:], max(at - begin, 0), 0
    if depth > 0:
        yield _line(waiting)


def _line(element: bytes) -> bytes:
    flat = element.strip(_BLANK)
    if b"\n" in flat or b"\r" in flat:
        flat = flat.replace(b"\r", b" ").replace(b"\n", b" ")
    return flat + b"\n" if flat else b""
