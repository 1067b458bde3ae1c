"""One text as an indicator: defanged forms are put back, and what is none says why."""

import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from connector.errors import QueryError
from connector.indicators.indicator import Indicator, Type
from connector.lucene.fields import LONGEST_KEYWORD, units

_HASHES: dict[int, Type] = {32: "md5", 40: "sha1", 64: "sha256"}
_HEX = re.compile(r"[0-9a-f]+")
_JA4 = re.compile(r"[tqd]\d\d[di]\d{4}[0-9a-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_MAILBOX = re.compile(r"[^\s@<>,;:\"()\[\]]{1,64}")
_SCHEME = re.compile(r"(?:https?|ftps?)://", re.IGNORECASE)

_FANGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bh(?:xx|tt|\*\*|__)p(s?)(?=\[?:)", re.IGNORECASE), r"http\1"),
    (re.compile(r"\bfxp(s?)(?=\[?:)", re.IGNORECASE), r"ftp\1"),
    (re.compile(r"\[://\]|\[:\]//|:\[//\]|\[:\]\[//\]"), "://"),
    (re.compile(r"\s?[\[({<]\s?(?:\.|dot)\s?[\])}>]\s?|\\\.|\s?\[\.(?=\w)|(?<=\w)\.\]", re.IGNORECASE), "."),
    (re.compile(r"\s?[\[({<]\s?(?:@|at)\s?[\])}>]\s?", re.IGNORECASE), "@"),
    (re.compile(r"\[:\]"), ":"),
    (re.compile(r"\[/\]"), "/"),
)


class NotAnIndicator(QueryError):
    """A text is no indicator; the sentence says why."""


def refanged(text: str) -> str:
    """The text with defanged forms put back: ``hxxp``, ``[.]``, ``(dot)``, ``[@]``, ``[:]//`` and the like."""
    for form, made in _FANGS:
        text = form.sub(made, text)
    return text


def recognized(text: str, type: Type | None = None) -> Indicator:
    """The indicator that a text is.

    Args:
        text: perhaps defanged, quoted or with blanks around it.
        type: what the list says it is; ``None`` when that is to be told from the text.

    Raises:
        NotAnIndicator: it is none.
    """
    bare = refanged(text.strip()).strip(" \t\"'`“”‘’<>,;")
    if not bare:
        raise NotAnIndicator("It is empty.")
    match type:
        case None:
            return _guessed(bare)
        case "md5" | "sha1" | "sha256" | "ja3" | "ja3s" | "hassh":
            return _hash(bare, type)
        case "ja4":
            return _ja4(bare)
        case "url":
            return _url(bare)
        case "email":
            return _email(bare)
        case "domain":
            return _domain(bare)
        case _:
            return _address(bare)


def _guessed(text: str) -> Indicator:
    low = text.lower()
    if _SCHEME.match(text):
        return _url(text)
    if _HEX.fullmatch(low.replace(":", "")) and len(low.replace(":", "")) in _HASHES and low.count(":") in (0, len(low) // 3):
        return _hash(low, _HASHES[len(low.replace(":", ""))])
    if _JA4.fullmatch(low):
        return _ja4(low)
    if "@" in text and "/" not in text:
        return _email(text)
    if _looks_like_address(low):
        return _address(text)
    if "/" in text:
        return _url(f"http://{text}")
    return _domain(text)


def _looks_like_address(text: str) -> bool:
    return text.count(":") > 1 or bool(re.fullmatch(r"[\d.]+(?::\d+|/\d+)?", text))


def _hash(text: str, type: Type) -> Indicator:
    low = text.lower().removeprefix("md5:").removeprefix("sha1:").removeprefix("sha256:").replace(":", "")
    wanted = next((length for length, name in _HASHES.items() if name == type), 32)
    if not _HEX.fullmatch(low) or len(low) != wanted:
        raise NotAnIndicator(f"A {type} has {wanted} hexadecimal digits.")
    return Indicator(type, low)


def _ja4(text: str) -> Indicator:
    if not _JA4.fullmatch(text.lower()):
        raise NotAnIndicator("A JA4 looks like t13d1517h2_8daaf6152771_b1ff8ab2d16f.")
    return Indicator("ja4", text.lower())


def _address(text: str) -> Indicator:
    bare = text.removeprefix("[").replace("]:", "#").removesuffix("]")
    bare = bare.partition("#")[0] if "#" in bare else bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        if "/" not in bare:
            return Indicator("address", ip_address(bare).compressed)
        net = ip_network(bare, strict=False)
    except ValueError as error:
        raise NotAnIndicator("It looks like an address, and is none.") from error
    if not net.prefixlen:
        raise NotAnIndicator("This network is every address.")
    if net.prefixlen == net.max_prefixlen:
        return Indicator("address", net.network_address.compressed)
    return Indicator("network", net.compressed)


def _domain(text: str) -> Indicator:
    name = text.removeprefix("*.").strip(".").lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode()
        except UnicodeError as error:
            raise NotAnIndicator("This name cannot be written in DNS.") from error
    labels = name.split(".")
    if len(labels) < 2 or len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise NotAnIndicator("It is no domain, address, URL, hash, JA3, JA4 or e-mail address.")
    if labels[-1].isdigit():
        raise NotAnIndicator("It looks like an address, and is none.")
    return Indicator("domain", name)


def _email(text: str) -> Indicator:
    box, _, domain = text.removeprefix("mailto:").rpartition("@")
    if not _MAILBOX.fullmatch(box):
        raise NotAnIndicator("It looks like an e-mail address, and is none.")
    return Indicator("email", f"{box.lower()}@{_domain(domain).value}")


def _url(text: str) -> Indicator:
    if not _SCHEME.match(text):
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise NotAnIndicator("It looks like a URL, and is none.") from error
    if not host or re.search(r"\s", text):
        raise NotAnIndicator("It looks like a URL, and is none.")
    name = f"[{host}]" if ":" in host else host
    if ":" not in host and not re.fullmatch(r"[\d.]+", host):
        name = _domain(host).value
    standard = {"http": 80, "https": 443, "ftp": 21, "ftps": 990}[parts.scheme.lower()]
    where = name if port in (None, standard) else f"{name}:{port}"
    whole = f"{parts.scheme.lower()}://{where}{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    if units(whole) > LONGEST_KEYWORD:
        raise NotAnIndicator(f"URLs of more than {LONGEST_KEYWORD} characters cannot be looked for.")
    return Indicator("url", whole)
