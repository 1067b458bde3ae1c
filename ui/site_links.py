"""The site's own links: where a value is looked up elsewhere, as ``links.toml`` in the data folder names it. None by default.

Each is an entry ``[[link]]`` with a ``name``, a list of ``fields``, and a ``url`` such as ``https://tool.example/{value}``.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

FILE = "links.toml"
"""Its name in the data folder."""

_VALUE = "{value}"
_LONGEST = 2_000
"""Characters of an address: longer ones are cut by browsers and servers."""


@dataclass(frozen=True, slots=True)
class SiteLink:
    """One entry of the file.

    Attributes:
        name: what it is called.
        fields: the fields whose values it takes.
        url: the address, with ``{value}`` in its path, query or fragment.
    """

    name: str
    fields: frozenset[str]
    url: str

    def to(self, value: str) -> str | None:
        """The address for a value, percent-encoded, so that nothing in it has a meaning; ``None`` if that cannot be."""
        if value in (".", ".."):  # a step in the path, even when it is encoded
            return None
        address = self.url.replace(_VALUE, quote(value.encode("utf-8", "replace"), safe=""))
        return address if len(address) <= _LONGEST else None


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """What the file says.

    Attributes:
        links: the entries that can be used, in their order.
        problems: a sentence for each one that cannot.
    """

    links: tuple[SiteLink, ...] = ()
    problems: tuple[str, ...] = ()

    def of(self, field: str) -> tuple[SiteLink, ...]:
        """The links that take values of a field."""
        return tuple(link for link in self.links if field in link.fields)


def read(folder: Path) -> SiteLinks:
    """The links of the site; none where there is no file."""
    path = folder / FILE
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return SiteLinks()
    except OSError as error:
        return SiteLinks(problems=(f"{path} cannot be read: {error.strerror}.",))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return SiteLinks(problems=(f"{path} is no TOML: {error}.",))
    entries = found.get("link", [])
    if not isinstance(entries, list) or set(found) - {"link"}:
        return SiteLinks(problems=(f"{path} may hold [[link]] entries only, each with name, fields and url.",))
    read = [_entry(entry, f"Link {number} of {path}") for number, entry in enumerate(entries, 1)]
    return SiteLinks(
        tuple(each for each in read if isinstance(each, SiteLink)), tuple(each for each in read if isinstance(each, str))
    )


def _entry(entry: object, which: str) -> SiteLink | str:
    """The link, or the sentence that says what is wrong with it."""
    if not isinstance(entry, dict) or set(entry) != {"name", "fields", "url"}:
        return f"{which} needs name, fields and url, and nothing else."
    name, fields, url = entry["name"], entry["fields"], entry["url"]
    if not isinstance(name, str) or not name.strip():
        return f"{which} needs a name."
    if not isinstance(fields, list) or not fields or not all(isinstance(field, str) and field for field in fields):
        return f'{which} needs a list of fields, such as ["src_ip", "dest_ip"].'
    if not isinstance(url, str) or not _is_usable(url):
        return f"{which} needs an address such as https://tool.example/{_VALUE}: http or https, with {_VALUE} behind the host."
    return SiteLink(name.strip(), frozenset(fields), url)


def _is_usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        inside = _VALUE in parts.path or _VALUE in parts.query or _VALUE in parts.fragment
        return parts.scheme in ("http", "https") and bool(parts.hostname) and _VALUE not in parts.netloc and inside
    except ValueError:
        return False
