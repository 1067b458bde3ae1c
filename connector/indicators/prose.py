"""Indicators in plain text: a list with one a line, or a report with sentences around them."""

import re
from collections.abc import Iterator

from connector.indicators.indicator import Indicator
from connector.indicators.recognized import NotAnIndicator, recognized, refanged

_COMMENT = re.compile(r"^\s*(?:#|;|//(?!\S+\.\S)).*$|\s+#.*$")
_EDGES = "\"'`“”‘’«»()[]{}<>,;:!?*|.…•"
_SHAPE = re.compile(
    r"(?:https?|ftps?)://[^\s\"'<>`|]+"
    r"|[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32}"
    r"|[tqd]\d\d[di]\d{4}[0-9a-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}"
    r"|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?"
    r"|(?:[0-9a-fA-F]{1,4}:){2,7}[0-9a-fA-F:]*[0-9a-fA-F](?:/\d{1,3})?|[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*::[0-9a-fA-F:]*"
    r"|(?:[\w-]+\.)+[^\W\d_][\w-]+(?:/[^\s\"'<>`|]*)?"
)

_ENDINGS = (
    "7z bat bin bmp cab cfg class cmd conf cpl csv dat db dll dmp doc docm docx dotm elf eml exe gif gz hta htm html img "
    "ini iso jar jpeg jpg js jse json lnk log lua md mp4 msg msi odt one pcap pdf php pl png ppt pptx ps ps1 psm1 py rar "
    "rtf scr sh so sql svg swf sys tar tmp txt url vbe vbs wsf xls xlsb xlsm xlsx xml yaml yara yml zip "
)
"""What names of files end in. Some of them are top-level domains too."""

_COMMON = (
    "academy agency app art arpa asia autos bar best bid biz blog boutique buzz cafe camp casa cat center cfd click cloud "
    "club coach com community company cyou date design dev digital direct download edu email expert express fit fun fyi "
    "games gdn global goog gov group guru help host hosting icu info ink int io jobs kim land lat life link live loan lol "
    "ltd men mil mobi mom monster museum name net network news ninja one onion online onl org page party photo pics plus "
    "press pro pub quest racing realty rest review rocks run sbs science services shop site skin social software "
    "solutions space store stream studio support surf systems team tech tips today tokyo tools top trade travel vip wang "
    "website wiki win work works world wtf xin xyz yachts zone "
)
"""Top-level domains that are met, besides those of two letters."""

_FILES, _TOP = frozenset(_ENDINGS.split()), frozenset(_COMMON.split())

Found = tuple[Indicator | None, int, str, str]
"""An indicator, or ``None`` with what was met and why it is none; the number of its line, the text, the reason."""


def in_text(text: str) -> Iterator[Found]:
    """What the lines hold: a line of one word is an indicator or none, a longer one is searched for what looks like some."""
    for number, line in enumerate(text.splitlines(), 1):
        bare = _COMMENT.sub("", line).strip()
        if not bare:
            continue
        whole = refanged(bare)
        if len(whole.split()) == 1:
            yield _one(number, bare)
        else:
            yield from _in_sentence(number, whole, bare)


def _one(number: int, word: str) -> Found:
    try:
        return recognized(word), number, word, ""
    except NotAnIndicator as error:
        return None, number, word, str(error)


def _in_sentence(number: int, whole: str, written: str) -> Iterator[Found]:
    defanged = whole != written
    for match in _SHAPE.finditer(whole):
        before = whole[match.start() - 1 : match.start()]
        word = match[0].rstrip(_EDGES) if "://" in match[0] else match[0].strip(_EDGES)
        if before and (before.isalnum() or before in "_-@\\/="):
            continue  # a part of something longer
        found, _, _, reason = _one(number, word)
        doubt = _doubt(found, word, defanged and word not in written)
        if found is None or doubt:
            yield None, number, word, reason or doubt
        else:
            yield found, number, word, ""


def _doubt(found: Indicator | None, word: str, defanged: bool) -> str:
    """Why a name between other words is rather none; empty when nothing speaks against it."""
    if found is None or defanged or found.type not in ("domain", "url") or "://" in word:
        return ""
    host = found.value if found.type == "domain" else found.parts[0]
    top = host.rpartition(".")[2]
    if top in _FILES:
        return "It looks like the name of a file: give it a line of its own to look for it."
    if len(top) != 2 and top not in _TOP and not top.startswith("xn--"):
        return f"Names seldom end in .{top}: give it a line of its own to look for it."
    return ""
