"""Addresses as pseudonyms that keep prefixes: two addresses of one network stay in one network, whatever its length.

Each bit is turned or not by a keyed hash of the bits before it, as in Crypto-PAn. The key is never written: a pseudonym cannot be
led back, and another key gives others.
"""

import hmac
import re
import secrets
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_ESCAPED = re.compile(r"\\([:.])")
_FIELD = re.compile(r"(?<![\w.])((?=[\w.]*[g-zG-Z_.])[A-Za-z_][\w.]*:)(?=[0-9a-fA-F:])")
_MARK = "\x00"
"""Between the name of a field and an address: both may hold colons and the letters a to f."""

_FOUR = r"(?<![\w.])(?P<four>\d{1,3}(?:\.\d{1,3}){3})(?P<mask4>/\d{1,2})?(?![\w]|\.\d)"
_PART = r"(?<![\w.])(?P<part>\d{1,3}(?:\.\d{1,3}){0,2})\.(?=[*?])"
_SIX = r"(?<![0-9a-fA-F:.])(?P<six>(?=[:.]*[0-9a-fA-F])(?=[0-9a-fA-F.]*:[0-9a-fA-F.]*:)[0-9a-fA-F:]+(?:\d{1,3}(?:\.\d{1,3}){3})?)"
_SIX += r"(?P<mask6>/\d{1,3})?(?!\w)"
_ANY = re.compile(f"{_FOUR}|{_PART}|{_SIX}")


class Pseudonyms:
    """The pseudonyms of one document.

    Args:
        key: what decides them; a new one when none is given.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = secrets.token_bytes(32) if key is None else key
        self._known: dict[IPv4Address | IPv6Address, IPv4Address | IPv6Address] = {}

    def address(self, address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
        """The pseudonym of an address."""
        found = self._known.get(address)
        if found is None:
            width, number, made = address.max_prefixlen, int(address), 0
            for place in range(width):
                before = number >> (width - place)
                digest = hmac.digest(self._key, b"%d %d %d" % (width, place, before), "sha256")
                made = made << 1 | ((number >> (width - 1 - place)) & 1) ^ (digest[0] & 1)
            found = self._known[address] = IPv4Address(made) if width == 32 else IPv6Address(made)
        return found

    def text(self, text: str) -> str:
        """A text with the pseudonym of every address, network and beginning of an address (``10.1.*``) in it.

        Other names of hosts stay, and so does an address that is written in another way, such as with hyphens.
        """
        plain = _FIELD.sub(lambda match: match[1] + _MARK, _ESCAPED.sub(r"\1", text.replace(_MARK, "")))
        return _ANY.sub(self._replaced, plain).replace(_MARK, "")

    def _replaced(self, match: re.Match[str]) -> str:
        if part := match["part"]:
            octets = part.split(".")
            try:
                whole = ip_address(".".join([*octets, *["0"] * (4 - len(octets))]))
            except ValueError:
                return match[0]
            return ".".join(str(self.address(whole)).split(".")[: len(octets)]) + "."
        written, mask = match["four"] or match["six"], match["mask4"] or match["mask6"] or ""
        # Behind the name of a field stands a colon that is no part of the address.
        before = ":" if written.startswith(":") and not written.startswith("::") else ""
        try:
            made = self.address(ip_address(written.removeprefix(before)))
        except ValueError:
            begun = written.endswith(":") and match.string[match.end() : match.end() + 1] in ("*", "?")
            return self._beginning(match[0]) if begun else match[0]
        try:
            return before + (str(ip_network(f"{made}{mask}", strict=False)) if mask else str(made))
        except ValueError:  # no mask, but the path of a URL
            return f"{before}{made}{mask}"

    def _beginning(self, text: str) -> str:
        """The pseudonym of the first groups of an address, as in ``2001:db8:*``; any other text as it is."""
        groups = text.removesuffix(":").split(":")
        try:
            whole = IPv6Address(":".join([*groups, *["0"] * (8 - len(groups))]))
        except ValueError:
            return text
        made = self.address(whole).exploded.split(":")[: len(groups)]
        return ":".join(group.lstrip("0") or "0" for group in made) + ("" if len(groups) == 8 else ":")
