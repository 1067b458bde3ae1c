"""Addresses and networks as texts: 128-bit numbers, IPv4 as ``::ffff:a.b.c.d``, as the type ip of the servers has them."""

import ipaddress
import re

_MAPPED = 0xFFFF << 32
_EXTRA_ZEROS = re.compile(r"(?<![0-9a-fA-F])0+(?=[0-9a-fA-F]{4}(?![0-9a-fA-F]))")
_MASK = re.compile(r"[0-9]{1,3}", re.ASCII)
_GROUP = "[0-9a-f]{1,4}"
_DIGITS = "0123456789abcdef"


def number(text: str) -> int | None:
    """The number of an address in any spelling; ``None`` when it is none. A zone is ignored."""
    try:
        address = ipaddress.ip_address(_EXTRA_ZEROS.sub("", text.partition("%")[0]) if ":" in text else text)
    except ValueError:
        return None
    return int(address) | (_MAPPED if address.version == 4 else 0)


def network(text: str) -> tuple[int, int] | None:
    """The least and the greatest address of a network; ``None`` when the text is none. The bits of the host are ignored.

    A mask on a mapped address (``::ffff:10.0.0.0/104``) means nothing on servers, and so nothing here.
    """
    address, _, mask = text.partition("/")
    low = number(address)
    if low is None or not _MASK.fullmatch(mask) or (":" in address and low >> 32 == 0xFFFF):
        return None
    bits = (128 if ":" in address else 32) - int(mask)
    if bits < 0:
        return None
    low = low >> bits << bits
    return low, low | ((1 << bits) - 1)


def expression(low: int, high: int) -> str:
    """Lucene's regex for the texts of a network's addresses, as Suricata writes them.

    Args:
        low: the least address, as `network` gives it.
        high: the greatest.

    Returns:
        A regex of at most 1,000 characters that describes dotted IPv4 and uncompressed lower-case IPv6, with or without the zeros
        at the head of a group. A ``::`` is described where it stands behind the network's own groups, or ends them.
    """
    bits = 128 - (high - low).bit_length()
    parts = [_groups(low, bits)]
    if low >> 32 == 0xFFFF:
        parts.insert(0, _dotted(low & 0xFFFFFFFF, bits - 96))
    elif low <= _MAPPED <= high:
        parts.insert(0, _dotted(0, 0))
    return "|".join(parts)


def _dotted(address: int, bits: int) -> str:
    whole, rest = divmod(bits, 8)
    octets = [address >> shift & 0xFF for shift in (24, 16, 8, 0)]
    parts = [str(octet) for octet in octets[:whole]]
    if rest:
        parts.append(_octets(octets[whole], octets[whole] | (0xFF >> rest)))
    written = r"\.".join(parts)
    free = 4 - len(parts)
    if not free:
        return written
    return rf"{written}(\.[0-9]{{1,3}}){{{free}}}" if parts else r"[0-9]{1,3}(\.[0-9]{1,3}){3}"


def _octets(low: int, high: int) -> str:
    """The numbers from low to high, decade by decade."""
    decades = []
    for ten in range(low // 10, high // 10 + 1):
        first, last = max(low, ten * 10) % 10, min(high, ten * 10 + 9) % 10
        decades.append(f"{ten or ''}{_class(first, last)}")
    return f"({'|'.join(decades)})"


def _groups(address: int, bits: int) -> str:
    whole, rest = divmod(bits, 16)
    groups = [address >> shift & 0xFFFF for shift in range(112, -1, -16)]
    parts = [_exactly(group) for group in groups[:whole]]
    if rest:
        parts.append(_partial(groups[whole], rest))
    written = ":".join(parts)
    if bits == 128:
        return f"{written}|{ipaddress.IPv6Address(address).compressed}"
    free = 8 - len(parts)
    if not free:
        return written
    tail = f"{written}:[0-9a-f:]*" if parts else "[0-9a-f:]*:[0-9a-f:]*"
    return tail if rest or not whole or groups[whole - 1] else f"{tail}|{_shortened(groups[:whole], free)}"


def _exactly(group: int) -> str:
    return "0+" if not group else f"{group:x}" if group > 0xFFF else f"0*{group:x}"


def _shortened(groups: list[int], free: int) -> str:
    """Where ``::`` stands for the zeros at the end of the network's groups, and maybe for more."""
    while groups and not groups[-1]:
        groups = groups[:-1]
    return f"{':'.join(map(_exactly, groups))}::({_GROUP}(:{_GROUP}){{0,{free - 1}}})?"


def _partial(group: int, bits: int) -> str:
    """A group of which only the first bits count: all four digits, or without zeros at its head."""
    least, greatest = f"{group:04x}", f"{group | (0xFFFF >> bits):04x}"
    classes = [_class(int(low, 16), int(high, 16)) for low, high in zip(least, greatest, strict=True)]
    forms = ["".join(classes)]
    for start in range(1, 4):
        if least[start - 1] != "0":
            break
        forms.append("".join(classes[start:]))
    return f"({'|'.join(forms)})" if len(forms) > 1 else forms[0]


def _class(low: int, high: int) -> str:
    if low == high:
        return _DIGITS[low]
    if (low, high) == (0, 15):
        return "[0-9a-f]"
    return f"[{_DIGITS[low : high + 1]}]" if low < 10 <= high else f"[{_DIGITS[low]}-{_DIGITS[high]}]"
